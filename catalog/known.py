"""The names that a catalogue knows: what one entry says of others is checked against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.after_checks import AFTER
from catalog.reading import Reading
from catalog.schema import Content, OrganisationKind

SECTIONS = (
    "departments",
    "time_limits",
    "extensions",
    "suspensions",
    "forms",
    "ladders",
)
Finding = tuple[str, str]
"""A key below the matter, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Known:
    """All names of the catalogue, also those of entries that could not be read."""

    departments: frozenset[str]
    companies: frozenset[str]
    time_limits: frozenset[str]
    extensions: frozenset[str]
    suspensions: frozenset[str]
    forms: frozenset[str]
    ladders: frozenset[str]
    after: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, reading: Reading, content: Content) -> Known:
        """The names of a reading."""
        companies = (
            entry.id for entry in content.departments if entry.kind is OrganisationKind.COMPANY
        )
        names = {section: frozenset(reading.names.get(section, ())) for section in SECTIONS}
        after = {name: frozenset(reading.names.get(name, ())) for name in (*AFTER, "time_limits")}
        return cls(companies=frozenset(companies), after=after, **names)
