"""What differs between installations of the flows, on top of the house's own settings."""

from __future__ import annotations

from pathlib import Path

from flows.smtp import MailServer
from greenlane.settings import Settings


class FlowSettings(Settings):
    """Read once when a process of the flows starts; same prefix `GREENLANE_`."""

    public_url: str | None = None
    """Where people reach the pages; links in Prefect point there. Default: host and port."""

    work_pool: str = "greenlane"
    """The work pool that our runs go through."""

    work_pool_type: str = "greenlane"
    """`greenlane` runs flows inside the worker; `process`, `kubernetes` … start them apart."""

    worker_limit: int | None = None
    """Runs at once in one worker; default: 1 with a SQLite ledger, else 8."""

    post_every_s: float = 1.0
    """How often the post office looks for nudges, in seconds."""

    letters_every_s: int = 60
    """How often `post_letters` is scheduled, in seconds; every nudged run posts letters too."""

    bulletin_every_s: int = 3600
    """How often `quarterly_bulletin` looks whether a bulletin is owed, in seconds."""

    seal_every_s: int = 3600
    """How often `seal_day` looks whether yesterday is sealed and signed, in seconds."""

    reconcile_every_s: float = 20.0
    """How often runs of dead workers are looked for, in seconds."""

    lost_after_s: float = 45.0
    """A run that nobody is known to work on counts as lost after so many seconds."""

    smtp_host: str | None = None
    """The mail server for notices by e-mail; without one only the local mailbox is filled."""

    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    """A file with the password of `smtp_user` and nothing else."""

    smtp_sender: str = "greenlane@localhost"
    smtp_starttls: bool = True

    @property
    def mail_server(self) -> MailServer | None:
        """Where e-mail is handed over; None: nowhere."""
        if not self.smtp_host:
            return None
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            sender=self.smtp_sender,
            user=self.smtp_user,
            password_file=self.smtp_password_file,
            starttls=self.smtp_starttls,
        )

    @property
    def limit(self) -> int:
        """Runs at once in one worker."""
        return self.worker_limit or (1 if self.ledger_url.startswith("sqlite") else 8)

    @property
    def mailbox(self) -> Path:
        """The folder that letters and notices go to."""
        return self.home / "mailbox"

    def case_url(self, case_id: str) -> str:
        """The page of a case, or of a project: the ids of those begin with P."""
        base = self.public_url or f"http://{self.host}:{self.port}"
        room = "projects" if case_id.startswith("P") else "cases"
        return f"{base.rstrip('/')}/{room}/{case_id}"
