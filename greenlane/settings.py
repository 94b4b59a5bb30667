"""Settings from the environment, each with its unit in its name and a working default."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from acts.entering import EntryRules, NeededFor
from greenlane.secret_files import SecretFiles
from states.addresses import networks_of


class Settings(BaseSettings):
    """Everything that differs between installations; read once, at the front door."""

    model_config = SettingsConfigDict(env_prefix="GREENLANE_")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller says, then the environment, then the files that it names."""
        return init_settings, env_settings, SecretFiles(settings_cls)

    home: Path = Path("var")
    """Where the embedded ledger, Prefect's home and the file mailbox live."""

    database_url: str | None = Field(default=None, repr=False)
    """The ledger; `sqlite:///…` or `postgresql+psycopg://…`. Default: SQLite under `home`."""

    calendar_folder: Path | None = None
    """The holiday notices that a new ledger begins with; default: those that are shipped."""

    city: str = ""
    """A shipped city by its folder's name, or a folder with a catalogue. Default: the first."""

    host: str = "127.0.0.1"
    port: int = 8000

    prefect_api_url: str | None = None
    """A Prefect server of your own; without one `serve` starts an embedded one."""

    watch_every_s: int = 60
    """How often the deadline watch looks, in seconds."""

    live_every_s: int = 20
    """How often an open page asks whether something has changed, in seconds; 0: never."""

    same_visit_minutes: int = 30
    """Looks at a case within so many minutes are one visit: what is new in it stays new."""

    secure_cookies: bool = False
    """Set behind TLS: cookies are then sent over HTTPS only."""

    production: bool = False
    """A city works here: no demonstration is loaded, and its accounts are refused."""

    signing_key_file: Path | None = None
    """The key that signs tree heads and packets (`greenlane evidence new-key`).

    None: `signing.pem` in the home, which `greenlane serve` makes; unsigned where there is none.
    """

    second_factor_for: NeededFor | None = None
    """Who needs a second factor: nobody, administrators, or officials (all of them).

    Default: officials in production, else nobody.
    """

    oidc_issuer: str = ""
    """The city's unified identity (OpenID Connect) by its issuer; empty: none."""

    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    """A file with the secret and nothing else; without one this is a public client."""

    oidc_claim: str = ""
    """The claim whose value is a user name and binds an identity; empty: administrators bind."""

    oidc_redirect_uri: str = ""
    """Where the provider sends people back; default: `/sign-in/unified/back` of this address."""

    outward_secrets_folder: Path | None = None
    """A folder with one file a secret that signs events for other platforms, named as it."""

    outward_secrets: dict[str, SecretStr] = {}
    """The same from the environment, as a JSON object of names and secrets."""

    outward_allow: str = ""
    """Ranges of addresses that events may be sent to although they are not public, by commas."""

    outward_loopback: bool = False
    """For development: events may be sent to this machine, without TLS too."""

    trusted_proxies: str = ""
    """Addresses and networks, parted by commas, whose word on a caller's address and on TLS counts.

    Of anybody else `X-Forwarded-For` and `X-Forwarded-Proto` are not heard.
    """

    hsts_days: int = Field(default=0, ge=0)
    """How long browsers shall come over TLS only, told where they did; 0: not told."""

    body_pause_s: float = Field(default=20.0, gt=0)
    """A body of which nothing more comes for so many seconds is given up."""

    body_whole_s: float = Field(default=300.0, gt=0)
    """A body that is not whole after so many seconds is given up."""

    rate_per_address: str = "3000/minute"
    """Requests from one address (of IPv6: one /64); empty: not limited."""

    rate_per_session: str = "600/minute"
    """Requests of one session or token; empty: not limited."""

    rate_sign_in: str = "60/minute"
    """Tries to sign in from one address; empty: not limited."""

    rate_store: str = Field(default="", repr=False)
    """`redis://…`, where several processes count together; empty: each in its own memory."""

    scanner: str = ""
    """What looks for malware in uploads; empty: nothing does.

    `clamd://HOST:PORT`, `clamd:///SOCKET`, or a factory of your own as `MODULE:FACTORY`.
    """

    scanner_away: Literal["refuse", "accept"] = "refuse"
    """What happens to an upload of which a scanner that is set gives no verdict."""

    scanner_timeout_s: float = Field(default=30.0, gt=0)

    traces: Literal["off", "otlp"] = "off"
    """Whether OpenTelemetry traces are made; `otlp` needs the extra `traces`."""

    log_format: Literal["json", "text"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("outward_allow")
    @classmethod
    def _ranges(cls, told: str) -> str:
        networks_of(told)
        return told

    @property
    def entry_rules(self) -> EntryRules:
        """What is asked of those who enter."""
        needed = self.second_factor_for or ("officials" if self.production else "nobody")
        return EntryRules(self.production, needed)

    @property
    def ledger_url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{(self.home / 'greenlane.db').absolute()}"
