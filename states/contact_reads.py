"""Readings of masked personal data: lines of the record that move nothing."""

from __future__ import annotations

from states.part import Part
from states.terms import CaseSnapshot, Entry, EntryKind


def _read(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case


CONTACT_READS = Part(name="contact_reads", folds={EntryKind.CONTACT_READ: _read})
