"""台账: the rows of the ledger as the field keeps them, from projections and entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from acts.office import Office
from acts.problems import UnknownCalendar
from catalog.faults import UnknownMatter
from ledger.case_table import Tabled, TableFilter, Timed, every, newest
from states.terms import EntryKind, StartEvent
from states.worktime import Calendar, CalendarMissing, Suspension, legal_day, used_days


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One case in the ledger. Days used and paused are working days, until `decided_on` or now.

    They are None before acceptance, and where no published calendar has the days.
    """

    case_id: str
    project_code: str
    project_name: str
    applicant: str
    applicant_code: str
    matter: str
    lead: str
    region: str
    received_on: date
    accepted_on: date | None
    promise_due_on: date | None
    statute_due_on: date | None
    provisional: bool
    decided_on: date | None
    used_days: int | None
    paused_days: int | None
    extension_days: int
    light: str
    standing: tuple[str, str, str]
    holders: tuple[tuple[str, str], ...]
    version: int


def lines(office: Office, wanted: TableFilter, today: date) -> Iterator[LedgerLine]:
    """Every line of the ledger in order of case id, in constant memory."""
    reader = _Reader(office, today)
    return map(reader.line, every(office.session, wanted))


def page(
    office: Office, wanted: TableFilter, today: date, *, limit: int, before: str | None = None
) -> tuple[LedgerLine, ...]:
    """The newest lines; `before` is the last case id seen."""
    reader = _Reader(office, today)
    found = newest(office.session, wanted, limit=limit, before=before)
    return tuple(map(reader.line, found))


class _Reader:
    """Reads rows under the calendars and matters of the city."""

    def __init__(self, office: Office, today: date) -> None:
        self.office, self.today = office, today

    def line(self, tabled: Tabled) -> LedgerLine:
        row = tabled.case
        received_on = legal_day(row.received_at)
        used, paused = self._days(tabled, received_on)
        return LedgerLine(
            case_id=row.case_id,
            project_code=row.project_code,
            project_name=row.project_name,
            applicant=row.applicant_name,
            applicant_code=row.applicant_code,
            matter=row.matter,
            lead=row.lead,
            region=row.region,
            received_on=received_on,
            accepted_on=row.accepted_on,
            promise_due_on=row.promise_due_on,
            statute_due_on=row.statute_due_on,
            provisional=row.provisional,
            decided_on=row.decided_on,
            used_days=used,
            paused_days=paused,
            extension_days=sum(
                int(one.payload["days"]) for one in tabled.timed if one.kind is EntryKind.EXTENDED
            ),
            light=row.light,
            standing=(row.filing_state, row.review_state, row.approval_state),
            holders=tabled.holders,
            version=row.version,
        )

    def _days(self, tabled: Tabled, received_on: date) -> tuple[int | None, int | None]:
        row = tabled.case
        if row.accepted_on is None:
            return None, None
        started_on = received_on if self._from_receipt(row.matter) else row.accepted_on
        until_on = row.decided_on or _withdrawn_on(tabled.timed) or self.today
        if until_on <= started_on:
            return 0, 0
        calendar, pauses = self._calendar(row.calendar_version), _pauses(tabled.timed)
        try:
            used = used_days(started_on, until_on, calendar, pauses, until_on)
            return used, calendar.count(started_on, until_on) - used
        except CalendarMissing:
            return None, None

    def _from_receipt(self, matter: str) -> bool:
        try:
            limit = self.office.city.catalog.rules(matter).decision_limit
        except UnknownMatter:
            return False
        return limit is not None and limit.start is StartEvent.RECEIVED

    def _calendar(self, version: str) -> Calendar:
        try:
            return self.office.calendar(version)
        except UnknownCalendar:
            return self.office.city.calendar


def _withdrawn_on(timed: tuple[Timed, ...]) -> date | None:
    found = (one.effective_on for one in timed if one.kind is EntryKind.WITHDRAWN)
    return next(found, None)


def _pauses(timed: tuple[Timed, ...]) -> tuple[Suspension, ...]:
    found: list[Suspension] = []
    for one in timed:
        if one.kind is EntryKind.SUSPENDED:
            announced = one.payload["announced_days"]
            kind = str(one.payload["procedure"])
            found.append(Suspension(kind, one.effective_on, None, announced))
        elif found and one.kind is EntryKind.SPECIAL_PROLONGED:
            more = int(one.payload["more_days"])
            announced = (found[-1].announced_days or 0) + more
            found[-1] = replace(found[-1], announced_days=announced)
        elif found and one.kind is EntryKind.RESUMED:
            found[-1] = replace(found[-1], to_on=one.effective_on)
    return tuple(found)
