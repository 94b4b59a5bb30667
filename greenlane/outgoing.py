"""What the operator says about calls to other platforms: addresses, secrets, and signatures."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from acts.receivers import SECRET_NAME
from greenlane.settings import Settings
from states.addresses import AddressRules, networks_of

PREFIX = "whsec_"
SECRET_BYTES_MIN, SECRET_BYTES_MAX = 24, 64


class SecretMissing(LookupError):
    """The operator keeps no usable secret of this name; the name, never the secret, is told."""


def rules_of(settings: Settings) -> AddressRules:
    """Which addresses may be called here; where a city works, this machine is none of them."""
    own = settings.outward_loopback and not settings.production
    return AddressRules(networks_of(settings.outward_allow), own)


def secret_of(settings: Settings, name: str) -> bytes:
    """The secret of this name: from the environment, else from its file.

    Raises:
        SecretMissing: there is none, or it is not `whsec_` and 24 to 64 bytes in base64.
    """
    if not re.fullmatch(SECRET_NAME, name):
        raise SecretMissing(name)
    kept = settings.outward_secrets.get(name)
    text = kept.get_secret_value() if kept else _in_file(settings, name)
    try:
        secret = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SecretMissing(name) from None
    if not SECRET_BYTES_MIN <= len(secret) <= SECRET_BYTES_MAX:
        raise SecretMissing(name)
    return secret


def written_secret(secret: bytes) -> str:
    """A secret as its file holds it."""
    return f"{PREFIX}{base64.b64encode(secret).decode()}"


def _in_file(settings: Settings, name: str) -> str:
    folder = settings.outward_secrets_folder
    try:
        return (folder / name).read_text(encoding="ascii") if folder else ""
    except (OSError, ValueError):
        raise SecretMissing(name) from None


def has_secret(settings: Settings, name: str) -> bool:
    """Whether a usable secret of this name is kept."""
    try:
        secret_of(settings, name)
    except SecretMissing:
        return False
    return True


def signed(event_id: str, body: bytes, secrets: Iterable[bytes], now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: one signature a secret over id, second and body."""
    second = str(int(now.timestamp()))
    told = b".".join((event_id.encode("ascii"), second.encode("ascii"), body))
    signatures = (hmac.new(secret, told, hashlib.sha256).digest() for secret in secrets)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": second,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(s).decode()}" for s in signatures),
    }


def kept_names(settings: Settings) -> list[str]:
    """The names of the usable secrets that the operator keeps."""
    folder = settings.outward_secrets_folder
    files = [path.name for path in folder.iterdir()] if folder and folder.is_dir() else []
    names = {*settings.outward_secrets, *files}
    return sorted(name for name in names if has_secret(settings, name))
