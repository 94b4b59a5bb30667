"""Versions of the documents of a case: every content that was handed in under an id, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from states.terms import Entry


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One content of one document of the list; `number` counts from 1."""

    material: str
    number: int
    filename: str
    sha256: str
    supplied_on: date
    entry_number: int


Versions = Mapping[str, tuple[PaperVersion, ...]]


def versions_of(entries: Iterable[Entry]) -> Versions:
    """Every version by material id; the same content handed in again is no new version."""
    found: dict[str, tuple[PaperVersion, ...]] = {}
    for entry in entries:
        for row in entry.payload.get("materials", ()):
            # A commitment names materials by id alone: they are promised, not handed in.
            if not isinstance(row, Mapping) or "sha256" not in row:
                continue
            known = found.get(row["id"], ())
            if known and known[-1].sha256 == row["sha256"]:
                continue
            version = PaperVersion(
                row["id"],
                len(known) + 1,
                row["filename"],
                row["sha256"],
                entry.effective_on,
                entry.number,
            )
            found[row["id"]] = (*known, version)
    return found


def version_named(versions: Versions, sha256: str) -> PaperVersion | None:
    """The newest version with this content hash, or None."""
    every = (version for each in versions.values() for version in reversed(each))
    return next((version for version in every if version.sha256 == sha256), None)
