"""The edition of the catalogue that a case stands under, as its record tells it."""

from __future__ import annotations

from states.part import Part
from states.terms import CaseSnapshot, Entry, EntryKind


def _moved(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """From here on the rules of the edition that the entry names; what was before stays."""
    sha256 = entry.payload["catalog"]["sha256"]
    return case.but(rules=case.known_rules[sha256], catalog_sha256=sha256)


EDITION_KEPT = Part(name="edition_kept", folds={EntryKind.MOVED_TO_EDITION: _moved})
