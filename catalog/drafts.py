"""A draft of a catalogue: its files as text, checked exactly as a folder on disk is."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.checker import faults_of
from catalog.faults import Fault
from catalog.loader import Catalog, of_reading
from catalog.reading import MATTERS_FOLDER, OPTIONAL, REQUIRED, read
from catalog.schema import UserEntry

FILES_MAX = 64
BYTES_MAX = 8 * 1024 * 1024
NAME = re.compile(r"[a-z0-9_]{1,60}\.toml|matters/[a-z0-9_]{1,60}\.toml")
Files = Mapping[str, str]


class NoDraft(ValueError):
    """What was handed in is no set of catalogue files; the message says why."""


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with everything that is wrong with it; `catalog` where nothing is."""

    faults: tuple[Fault, ...]
    catalog: Catalog | None


def files_at(path: Path) -> dict[str, str]:
    """The catalogue files of a folder or of a zip archive.

    Raises:
        NoDraft: neither, too large, or not UTF-8.
    """
    if not path.is_dir():
        return files_in_zip(path.read_bytes())
    found = [*path.glob("*.toml"), *path.glob("matters/*.toml")]
    return as_text({file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(found)})


def files_in_zip(content: bytes) -> dict[str, str]:
    """The catalogue files of an archive, also where a folder around them was packed with them.

    Raises:
        NoDraft: no archive, too large, or not UTF-8.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in infos) > BYTES_MAX:
                raise NoDraft(f"larger than {BYTES_MAX} bytes unpacked")
            raw = {info.filename: archive.read(info) for info in infos}
    except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error) as problem:
        raise NoDraft(f"neither a folder nor a zip archive ({problem})") from None
    around = {name.removesuffix("catalog.toml") for name in raw if name.endswith("/catalog.toml")}
    if "catalog.toml" not in raw and len(around) == 1:
        raw = {name.removeprefix(*around): text for name, text in raw.items()}
    return as_text(raw)


def as_zip(files: Files) -> bytes:
    """The files in one archive, byte for byte the same whenever it is made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return packed.getvalue()


def placed(filename: str) -> str:
    """Where a file that came without its folder stands: what is no part of a city is matters."""
    top = filename in REQUIRED or filename in OPTIONAL or "/" in filename
    return filename if top else f"{MATTERS_FOLDER}/{filename}"


def as_text(raw: Mapping[str, bytes]) -> dict[str, str]:
    """The files as UTF-8, under names that a catalogue has.

    Raises:
        NoDraft: too many, too large, not UTF-8, or a name that no catalogue has.
    """
    texts: dict[str, str] = {}
    for name, content in raw.items():
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError:
            raise NoDraft(f"{name}: is not UTF-8") from None
    return checked_names(texts)


def checked_names(files: Files) -> dict[str, str]:
    """The files, where their names and sizes are those of a catalogue.

    Raises:
        NoDraft: too many, too large, or a name that no catalogue has.
    """
    if not 0 < len(files) <= FILES_MAX or sum(map(len, files.values())) > BYTES_MAX:
        raise NoDraft(f"1 to {FILES_MAX} files, {BYTES_MAX} characters at most")
    for name in files:
        if not NAME.fullmatch(name):
            raise NoDraft(f"{name[:80]}: no catalogue has a file of this name")
    return dict(files)


def check_draft(files: Files, staff: tuple[UserEntry, ...] = ()) -> CheckedDraft:
    """Everything wrong with the draft, with file and key; `staff` where it brings no accounts."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "matters").mkdir()
        for name, text in checked_names(files).items():
            (root / name).write_text(text, encoding="utf-8")
        reading = read(root)
    reading.users = reading.users or staff
    faults = tuple(faults_of(reading))
    return CheckedDraft(faults, None if faults else of_reading(reading))
