"""The life of holiday calendars: a notice is checked, rehearsed, published, and followed.

Publishing puts a new edition in force for every process that asks the ledger. Open cases follow
it one by one, each in its own transaction, whoever comes first: the flow, the watch or an act.
What was judged keeps the calendar it was judged by (LAW B9.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from acts import due
from acts.authority import SYSTEM, authorise
from acts.editions import CalendarEdition, edition_of
from acts.office import City, Office
from acts.problems import Conflict, FieldProblem, Invalid
from catalog.calendars import calendar_of
from catalog.notices import (
    FaultyNotice,
    NoticeProblem,
    YearFile,
    Years,
    content_of,
    read_notice,
    with_notice,
)
from ledger import calendars, outbox
from ledger.tables import CalendarEditionRow
from states.rederived import ClockMove, rederived
from states.running_clocks import clocks_of
from states.terms import Actor, CaseSnapshot, EntryKind, RunningClock
from states.worktime import Calendar, legal_day

FLOW = "publish_calendar"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that a notice makes another: its name before and after, "" where it had none."""

    day: date
    works_before: bool | None
    works_after: bool
    name: str


@dataclass(frozen=True, slots=True)
class CaseChange:
    """An open case whose dates move, and how."""

    case_id: str
    project_name: str
    lead: str
    moves: tuple[ClockMove, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What publishing a notice would do; `left` cases were not looked at."""

    before: Calendar
    after: Calendar
    year: int
    notices: str
    days: tuple[DayChange, ...]
    cases: tuple[CaseChange, ...]
    looked_at: int
    left: int

    @property
    def changes_nothing(self) -> bool:
        """Whether the notice is in force already, word for word."""
        return self.before.sha256 == self.after.sha256


def followed(session: Session, city: City) -> City:
    """The city with the newest calendar that this ledger keeps; the same one where it has it."""
    known = city.editions[-1].number if city.editions else 0
    if calendars.newest(session) <= known:
        return city
    rows = calendars.editions(session, after=known)
    editions = (*city.editions, *map(edition_of, rows))
    return replace(city, calendar=editions[-1].calendar, editions=editions)


def adopt_shipped(session: Session, city: City, years: Years, now: datetime) -> City:
    """Put in force what a release brings: at first all its years, later those still missing.

    A year that the ledger has stands as it was published here.
    """
    city = followed(session, city)
    standing = city.editions[-1].years if city.editions else ()
    known = {entry.year for entry in standing}
    brought = tuple(entry for entry in years if not known or entry.year > max(known))
    if not brought:
        return city
    try:
        return _put_in_force(session, city, (*standing, *brought), brought, SYSTEM, now)
    except Conflict:
        # Another process of this release came first, with the same years.
        return followed(session, city)


def checked(city: City, text: str, now: datetime) -> tuple[YearFile, Years]:
    """The notice in `text`, and the years with it.

    Raises:
        Invalid: every field of the notice that cannot be taken.
    """
    try:
        entry = read_notice(text)
        not_yet = [*_not_yet_issued(entry, legal_day(now))]
        if not_yet:
            raise FaultyNotice(not_yet)
        return entry, with_notice(city.editions[-1].years, entry)
    except FaultyNotice as faulty:
        raise Invalid(
            *(FieldProblem(f"/notice/{p.key}", p.zh, p.en) for p in faulty.problems)
        ) from None


def _not_yet_issued(entry: YearFile, today: date) -> Iterator[NoticeProblem]:
    for notice in entry.notices:
        if notice.issued_on > today:
            key = f"notices[{notice.number}].issued_on"
            en = f"is after today, {today}"
            yield NoticeProblem(key, f"晚于今天（{today}）。", en)


def rehearse_calendar(
    office: Office, text: str, *, actor: Actor, now: datetime, limit: int | None = None
) -> Rehearsal:
    """What publishing the notice would change, without writing anything.

    At most `limit` cases are looked at, those whose dates reach farthest back first.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: the notice cannot be taken.
    """
    authorise(actor, "publish_calendar")
    entry, years = checked(office.city, text, now)
    before, after = office.city.calendar, calendar_of(years)
    days = changed_days(before, after)
    found: list[CaseChange] = []
    looked_at = 0
    for case_id in concerned(office, days[0].day) if days else ():
        if limit is not None and looked_at >= limit:
            break
        looked_at += 1
        found.extend(_change(office.case(case_id), after))
    left = calendars.count_reaching(office.session, days[0].day) - looked_at if days else 0
    return Rehearsal(
        before, after, entry.year, _titles([entry]), days, tuple(found), looked_at, left
    )


def _change(case: CaseSnapshot, after: Calendar) -> Iterator[CaseChange]:
    difference = rederived(case, after)
    if difference.anything:
        name = str(case.project.get("name", ""))
        yield CaseChange(case.case_id, name, case.rules.lead, difference.moved)


def concerned(office: Office, first_day: date, following: str | None = None) -> Iterator[str]:
    """The cases with an open clock that may need `first_day` or a later one.

    `following` narrows to those whose dates follow this version of the calendar.
    """
    after: tuple[date, str] | None = None
    while rows := calendars.reaching(
        office.session, first_day, following=following, after=after, limit=AT_ONCE
    ):
        after = rows[-1]
        yield from (case_id for _, case_id in rows)


def changed_days(before: Calendar, after: Calendar) -> tuple[DayChange, ...]:
    """The days that are other in `after`, in order; of new years those that a notice names."""
    days = sorted({*before.exceptions, *after.exceptions})
    return tuple(
        DayChange(day, was, now, _name(day, after) or _name(day, before))
        for day in days
        for was in (before.is_workday(day) if before.covers(day) else None,)
        for now in (after.is_workday(day),)
        if was != now
    )


def _name(day: date, calendar: Calendar) -> str:
    said = calendar.exceptions.get(day)
    return said.name if said else ""


def publish_calendar(office: Office, text: str, *, actor: Actor, now: datetime) -> CalendarEdition:
    """Put the notice in force and tell the flows; the edition that is in force after it.

    A notice that is in force already changes nothing.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: the notice cannot be taken.
        Conflict: somebody else published at the same instant; nothing was written.
    """
    authorise(actor, "publish_calendar")
    entry, years = checked(office.city, text, now)
    if years == office.city.editions[-1].years:
        return office.city.editions[-1]
    city = _put_in_force(office.session, office.city, years, [entry], actor, now)
    return city.editions[-1]


def _put_in_force(
    session: Session,
    city: City,
    years: Years,
    brought: Sequence[YearFile],
    actor: Actor,
    now: datetime,
) -> City:
    """Keep the years as the newest edition and owe the flows a word of it."""
    number = city.editions[-1].number + 1 if city.editions else 1
    row = CalendarEditionRow(
        number=number,
        version=_version(city, years, number),
        year=brought[0].year if len(brought) == 1 else None,
        notices=_titles(brought),
        amends=city.editions[-1].calendar.version if city.editions else None,
        content=content_of(years),
        sha256="",
        published_by=actor.id,
        published_at=now,
    )
    if not calendars.put_in_force(session, row):
        raise Conflict("calendar")
    if city.editions:
        key = f"{city.installation_id}:calendar:{number}"
        outbox.add(session, "nudge", key, "", {"flow": FLOW, "edition": number}, now)
    return followed(session, city)


def _version(city: City, years: Years, number: int) -> str:
    """The calendar's own version; numbered where the days are as they once were before."""
    version = calendar_of(years).version
    known = {edition.calendar.version for edition in city.editions}
    return f"{version}.{number}" if version in known else version


def _titles(brought: Iterable[YearFile]) -> str:
    notices = (notice for entry in brought for notice in entry.notices)
    return "、".join(f"《{notice.title}》（{notice.number}）" for notice in notices)


def to_derive(office: Office) -> tuple[str, ...]:
    """The open cases whose dates follow an earlier calendar that a later one may have moved.

    Empty, by a few small queries, as long as nothing was published that they do not follow.
    """
    editions = office.city.editions
    found: dict[str, None] = {}
    for at, edition in enumerate(editions[:-1]):
        moved_on = _first_change(editions[at:])
        # A row from before the ledger kept calendars names none: it follows the first.
        names = (edition.calendar.version, "") if at == 0 else (edition.calendar.version,)
        if moved_on is not None:
            for name in names:
                found |= dict.fromkeys(concerned(office, moved_on, following=name))
    return tuple(found)


def _first_change(editions: Sequence[CalendarEdition]) -> date | None:
    """The earliest day that one of these editions made another than the edition before it."""
    changed = (
        change.day
        for before, after in pairwise(editions)
        for change in changed_days(before.calendar, after.calendar)[:1]
    )
    return min(changed, default=None)


@dataclass(frozen=True, slots=True)
class Derived:
    """One entry by which the dates of a case were derived again."""

    case_id: str
    entry: int
    effective_on: date


def derive_again(office: Office, case_id: str, *, now: datetime) -> tuple[Derived, ...]:
    """Let the case follow the calendars that were published; doing it twice changes nothing.

    Raises:
        UnknownCase: no entry has this case id.
        Conflict: others kept writing first; nothing was written.
    """
    return tuple(
        Derived(case_id, taken.number, taken.effective_on)
        for taken in due.advance(office, case_id, now=now)
        if taken.kind is EntryKind.DATES_DERIVED_AGAIN
    )


@dataclass(frozen=True, slots=True)
class ProvisionalCase:
    """An open case with dates that wait for a notice, each with its range."""

    case_id: str
    project_name: str
    lead: str
    clocks: tuple[RunningClock, ...]


def provisional_cases(office: Office, *, limit: int) -> tuple[int, Sequence[ProvisionalCase]]:
    """How many open cases have dates beyond the calendar, and the first `limit` of them."""
    beyond = date(office.city.calendar.last_day.year + 1, 1, 1)
    rows = calendars.reaching(office.session, beyond, limit=limit)
    cases = (office.case(case_id) for _, case_id in rows)
    shown = [
        ProvisionalCase(case.case_id, str(case.project.get("name", "")), case.rules.lead, waiting)
        for case in cases
        if (waiting := tuple(_waiting(case)))
    ]
    return calendars.count_reaching(office.session, beyond), shown


def _waiting(case: CaseSnapshot) -> Iterator[RunningClock]:
    for clock in clocks_of(case):
        if clock.stopped_on is None and clock.due.provisional:
            yield clock
