"""The installation's signing key: an Ed25519 key in a file of the operator's (RFC 8032)."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

OWN, OWNER_ONLY = "signing.pem", 0o600


class NoSigningKey(Exception):
    """The file holds no Ed25519 key, or others than its owner may read it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs tree heads; its id is the beginning of the public key's SHA-256."""

    private: Ed25519PrivateKey

    @property
    def public_hex(self) -> str:
        """The public key, 64 hex digits, as it is published."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def key_id(self) -> str:
        """The first 16 hex digits of the public key's SHA-256."""
        return hashlib.sha256(bytes.fromhex(self.public_hex)).hexdigest()[:16]

    def sign(self, message: bytes) -> str:
        """The signature in hex."""
        return self.private.sign(message).hex()


def new_key(path: Path) -> SigningKey:
    """Make a key and keep it in a file that did not exist, for its owner alone.

    Raises:
        FileExistsError: there is a file; a key is never written over.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return SigningKey(key)


def own_key(home: Path) -> SigningKey | None:
    """The key in the home folder, or None where there is none.

    Raises:
        NoSigningKey: the file there cannot be used.
    """
    file = home / OWN
    return key_in(file) if file.exists() else None


def make_own_key(home: Path) -> None:
    """Make the key in the home folder, unless there is one."""
    home.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        new_key(home / OWN)


def key_in(path: Path) -> SigningKey:
    """The key that the file holds.

    Raises:
        NoSigningKey: no such file, no Ed25519 key, or readable by others.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise NoSigningKey(f"{path} may be read by others than its owner: chmod 600")
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoSigningKey(f"{path} holds no key that can be read: {error}") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise NoSigningKey(f"{path} holds a key of another kind than Ed25519")
    return SigningKey(found)
