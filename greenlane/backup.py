"""One archive with the whole ledger, its figures and its hashes; checked before it is used."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from greenlane.clock import Clock
from greenlane.settings import Settings
from greenlane.wiring import build
from ledger import backup, evidence
from ledger.engine import Ledger

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20
TOLD_SETTINGS = (
    "city", "calendar_folder", "watch_every_s", "live_every_s", "same_visit_minutes",
    "secure_cookies",
)  # fmt: skip
"""What is written down of the settings: no address of a server, no secret."""
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OSError,
)  # fmt: skip
"""What the library raises for a broken archive, depending on where it is broken."""
OWED = "outbox"
"""Bringing the tables up may add to it: what an older release did not send anybody."""
HELD_REASON = "held at restore: it may have left after the backup"


class BadArchive(Exception):
    """The file is no whole backup of ours; nothing was written."""


class CannotBackUp(Exception):
    """The backup cannot be written there."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored ledger was held against, and every fault that was found."""

    manifest: dict[str, Any]
    figures: dict[str, Any]
    held: int
    faults: tuple[str, ...]


def take(settings: Settings, file: Path, clock: Clock) -> dict[str, Any]:
    """Write the backup while acts go on; its manifest. The file appears whole or not at all.

    The tables are copied as they are: the running release is not asked to migrate.

    Raises:
        CannotBackUp: there is a file of this name, or the folder cannot be written.
        ledger.backup.NoLedger: there is nothing to copy.
    """
    if file.exists():
        raise CannotBackUp(f"{file} exists already")
    draft, ledger = file.with_name(f".{file.name}.part"), Ledger(settings.ledger_url)
    taken_at = clock.now()
    try:
        draft.touch(mode=0o600)
        with backup.snapshot(ledger, file.with_name(f".{file.name}.db")) as taken:
            manifest = {
                "format": FORMAT,
                "engine": ledger.url.get_backend_name(),
                "greenlane": version("greenlane"),
                "revision": taken.revision,
                "begun_at": taken_at.isoformat(),
                "settings": settings.model_dump(mode="json", include=set(TOLD_SETTINGS)),
                **taken.figures,
            }
            _write(draft, taken, manifest)
        os.link(draft, file)
    except OSError as fault:
        raise CannotBackUp(f"{file}: {fault.strerror}") from fault
    finally:
        draft.unlink(missing_ok=True)
        ledger.close()
    return manifest


def _write(draft: Path, taken: backup.Snapshot, manifest: dict[str, Any]) -> None:
    files = manifest["files"] = {}
    with draft.open("wb") as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, write in taken.members.items():
                with archive.open(name, "w", force_zip64=True) as member:
                    counted = _Counted(member)
                    write(counted)  # type: ignore[arg-type]
                files[name] = {"bytes": counted.bytes, "sha256": counted.digest.hexdigest()}
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
        target.flush()
        os.fsync(target.fileno())


class _Counted:
    """Counts and hashes what is written through it."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self.bytes, self.digest = target, 0, hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        """Pass it on."""
        self.bytes += len(chunk)
        self.digest.update(chunk)
        return self._target.write(chunk)


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The archive and its manifest, every member read and held against its hash.

    Raises:
        BadArchive: truncated, altered, no backup, or of a newer release.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            manifest = _manifest(archive)
            for name, told in manifest["files"].items():
                _check(archive, name, told)
        except FileNotFoundError as missing:
            raise BadArchive(f"there is no file {file}") from missing
        except UNREADABLE as fault:
            raise BadArchive(f"{file} is truncated, altered or no backup: {fault}") from fault
        yield archive, manifest


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        told = manifest["format"], manifest["engine"], manifest["revision"]
        names = set(manifest["files"])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadArchive(f"{MANIFEST} is missing or cannot be read") from fault
    if told[0] != FORMAT or not backup.knows_revision(told[2]):
        raise BadArchive(
            f"it is of a release that this one does not know (format {told[0]}, "
            f"revision {told[2]}); restore it with release {manifest.get('greenlane')}"
        )
    members = set(archive.namelist()) - {MANIFEST}
    if members != names or len(archive.namelist()) != len(members) + 1:
        raise BadArchive(f"its members are not those that {MANIFEST} names")
    return manifest


def _check(archive: zipfile.ZipFile, name: str, told: dict[str, Any]) -> None:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        for chunk in iter(partial(member.read, BLOCK), b""):
            digest.update(chunk)
    if digest.hexdigest() != told["sha256"]:
        raise BadArchive(f"{name} was altered: its hash is not the one that {MANIFEST} names")


def restore(settings: Settings, file: Path, hold_owed: bool) -> Restored:
    """Fill an empty database from the backup, verify it and say what was verified.

    Raises:
        BadArchive: nothing was written.
        ledger.backup.NotEmpty: nothing was written.
    """
    ledger = Ledger(settings.ledger_url)
    try:
        with opened(file) as (archive, manifest):
            engine = ledger.url.get_backend_name()
            if manifest["engine"] != engine:
                raise BadArchive(f"it is of a {manifest['engine']} ledger, not of {engine}")
            members = {name: partial(archive.open, name) for name in manifest["files"]}
            reason = HELD_REASON if hold_owed else None
            held = backup.fill(ledger, manifest["revision"], members, reason)
        with ledger.reading() as session:
            found = backup.figures(session)
        if not backup.is_newest(manifest["revision"]):
            # What this release fills at its first start is there before all is verified.
            build(settings).ledger.close()
        return _verified(ledger, manifest, found, held)
    finally:
        ledger.close()


def _verified(
    ledger: Ledger, manifest: dict[str, Any], found: dict[str, Any], held: int
) -> Restored:
    with ledger.reading() as session:
        faults = [
            f"{fault.case_id} entry {fault.entry}: {fault.problem}"
            for fault in evidence.verify(session)
        ]
        faults += [f"document {name} was altered" for name in backup.altered_documents(session)]
    faults += [
        f"{name} is {found[name]}, the backup had {manifest[name]}"
        for name in ("rows", "heads_root", "last_seal")
        if not _agrees(found[name], manifest[name])
    ]
    return Restored(manifest, found, held, tuple(faults))


def _agrees(found: Any, told: Any) -> bool:
    """A newer release may count more tables than the one that took the backup, and owe more."""
    if not isinstance(told, dict):
        return bool(found == told)
    return all(
        found[name] >= count if name == OWED else found[name] == count
        for name, count in told.items()
    )
