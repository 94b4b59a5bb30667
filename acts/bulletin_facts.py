"""The facts behind a 通报: every case's record, read once, as the city stood at the cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from acts.catalog_editions import binding_on
from acts.editions import CalendarEdition, as_recorded, later_than
from acts.office import City, Office
from catalog import Catalog
from ledger.case_records import records_between
from states.case_facts import CaseFacts, facts_of, settled
from states.history import applied, replay
from states.rederived import derived_again, rederived, under
from states.terms import CaseSnapshot, Entry, EntryKind, MatterRules
from states.worktime import Calendar, legal_day


@dataclass(frozen=True, slots=True)
class AsOf:
    """The rules that the ledger knew at an instant: what came later stays out of every figure."""

    at: datetime
    catalog: Catalog
    calendars: tuple[CalendarEdition, ...]
    calendar: Calendar


def as_of(city: City, at: datetime) -> AsOf:
    """The catalogue that bound and the calendars that were published at `at`.

    A ledger younger than the instant goes by the first ones that it kept.
    """
    known = [edition for edition in city.catalogs if edition.published_at <= at]
    binding = binding_on(known or city.catalogs[:1], legal_day(at))
    calendars = tuple(edition for edition in city.editions if edition.published_at <= at)
    calendars = calendars or city.editions[:1]
    return AsOf(
        at,
        binding.catalog if binding else city.catalog,
        calendars,
        calendars[-1].calendar if calendars else city.calendar,
    )


def all_facts(office: Office, from_on: date, rules: AsOf) -> Iterator[CaseFacts]:
    """The facts of every case that can matter from `from_on` on, in order of case id.

    Raises:
        CalendarMissing: a counted day is in no calendar that was published then.
    """
    known: dict[tuple[str, str, date | None], MatterRules] = {}
    for case_id, entries in records_between(office.session, from_on, rules.at):
        case = _replayed(office, case_id, entries, rules, known)
        case, added = _caught_up(case, rules)
        yield facts_of(case, (*entries, *added))


def _replayed(
    office: Office,
    case_id: str,
    entries: tuple[Entry, ...],
    rules: AsOf,
    known: dict[tuple[str, str, date | None], MatterRules],
) -> CaseSnapshot:
    first = entries[0].payload
    filed_on = legal_day(datetime.fromisoformat(first["received_at"]))

    def rules_in(sha256: str) -> MatterRules:
        key = (first["matter"], sha256, filed_on)
        if key not in known:
            known[key] = office.rules(first["matter"], sha256, filed_on)
        return known[key]

    moved_to = {
        sha256: rules_in(sha256)
        for entry in entries
        if entry.kind is EntryKind.MOVED_TO_EDITION
        for sha256 in (entry.payload["catalog"]["sha256"],)
    }
    at_first = rules_in(first["catalog"]["sha256"])
    case = replay(case_id, entries, at_first, rules.calendar, moved_to)
    return as_recorded(rules.calendars, case)


def _caught_up(case: CaseSnapshot, rules: AsOf) -> tuple[CaseSnapshot, tuple[Entry, ...]]:
    """The case with what silence and holiday notices had brought by the cut-off (LAW B9.1)."""
    added: list[Entry] = []
    for edition in later_than(rules.calendars, case):
        case, steps = settled(case, edition.published_at)
        added += steps
        difference = rederived(case, edition.calendar)
        case = under(case, edition.calendar)
        if difference.anything:
            told = {"edition": edition.number, "basis": edition.notices}
            draft = derived_again(case, difference, edition.calendar, told, edition.in_force_on)
            entry = Entry(
                case.version + 1, draft.kind, "", "", draft.effective_on, rules.at, draft.payload
            )
            case = applied(case, entry)
            added.append(entry)
    case, steps = settled(case, rules.at)
    return case, (*added, *steps)
