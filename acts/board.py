"""The board: what is open, what is about to breach the law, who holds what, and how it goes.

Every figure carries the slice of the ledger that it counts; a look behind it finds exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from acts.authority import authorise
from acts.office import Office
from ledger import board
from ledger.board import Slice
from ledger.tables import CaseRow, DutyRow
from states.stages import OPEN_STAGES
from states.terms import Actor
from states.worktime import Calendar, CalendarMissing, add_workdays

LIGHTS = ("green", "warning", "yellow", "red")
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
SERIES = ("received", "decided", "cards")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the slice of the ledger that it counts."""

    count: int
    of: Slice


@dataclass(frozen=True, slots=True)
class StageLine:
    """Open cases of one stage, by light in the order of `LIGHTS`, and together."""

    stage: str
    lights: tuple[Figure, ...]
    whole: Figure


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department: what it owes now, its silences and its decisions in the weeks shown.

    `median_days` is the median of the working days used by its decisions (LAW B8).
    """

    department: str
    open: Figure
    soon: Figure
    late: Figure
    deemed: Figure
    decided: Figure
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Where days are waited away now: natural days of all open duties of one kind together."""

    department: str
    task: str
    figure: Figure
    waiting_days: int


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week, Monday to Sunday: cases received and decided, yellow and red cards issued."""

    from_on: date
    until_on: date
    received: Figure
    decided: Figure
    cards: Figure


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the board shows on a day; `soon_until` is the last day that is soon."""

    today: date
    soon_until: date
    since_on: date
    stages: tuple[StageLine, ...]
    lights: tuple[Figure, ...]
    whole: Figure
    departments: tuple[DepartmentLine, ...]
    breaches: tuple[tuple[DutyRow, CaseRow], ...]
    late: Figure
    soon: Figure
    bottlenecks: tuple[Bottleneck, ...]
    weeks: tuple[WeekLine, ...]


def board_of(office: Office, *, actor: Actor, today: date) -> Board:
    """The board on a day, for supervisors and administrators; a constant number of queries.

    Raises:
        NotYours: somebody else asks.
    """
    authorise(actor, "see_board")
    rules = office.city.catalog.book.city.board
    soon_until = _soon(today, rules.soon_working_days, office.city.calendar)
    monday = today - timedelta(days=today.weekday())
    since_on = monday - (rules.trend_weeks - 1) * WEEK
    session = office.session
    stages = _stages(board.stage_matrix(session))
    late = Slice("duties", until_on=today - ONE_DAY)
    soon = Slice("duties", from_on=today, until_on=soon_until)
    waiting = board.waiting(session, office.city.catalog.departments, today)
    return Board(
        today=today,
        soon_until=soon_until,
        since_on=since_on,
        stages=stages,
        lights=tuple(
            Figure(sum(line.lights[place].count for line in stages), Slice("cases", light=light))
            for place, light in enumerate(LIGHTS)
        ),
        whole=Figure(sum(line.whole.count for line in stages), Slice("cases")),
        departments=_departments(office, waiting, (since_on, today), soon_until),
        breaches=tuple(board.nearest_breaches(session, today, rules.nearest)),
        late=Figure(board.count(session, late), late),
        soon=Figure(board.count(session, soon), soon),
        bottlenecks=tuple(map(_bottleneck, waiting[: rules.nearest])),
        weeks=_weeks(office, since_on, rules.trend_weeks),
    )


def _soon(today: date, days: int, calendar: Calendar) -> date:
    """The so-manieth working day from today; beyond the calendar that many natural days."""
    try:
        return add_workdays(today, days, calendar)
    except CalendarMissing:
        return today + timedelta(days=days)


def _stages(matrix: dict[tuple[str, str], int]) -> tuple[StageLine, ...]:
    lines = []
    for stage in OPEN_STAGES:
        lights = tuple(
            Figure(matrix.get((stage, light), 0), Slice("cases", stage=stage.value, light=light))
            for light in LIGHTS
        )
        whole = Figure(sum(f.count for f in lights), Slice("cases", stage=stage.value))
        lines.append(StageLine(stage.value, lights, whole))
    return tuple(lines)


def _departments(
    office: Office, waiting: Sequence[board.Owed], weeks: tuple[date, date], soon_until: date
) -> tuple[DepartmentLine, ...]:
    """Departments that owe, were silent or decided anything, most urgent first."""
    from_on, today = weeks
    session = office.session
    silent = _silences(office, weeks)
    used = board.used_histogram(session, *weeks)
    departments = office.city.catalog.departments
    urgent = board.urgent(session, departments, today, soon_until)
    owes: dict[str, int] = {}
    for owed in waiting:
        owes[owed.party] = owes.get(owed.party, 0) + owed.count
    lines = []
    for name in departments:
        load, open_now = urgent.get(name, board.Urgent()), owes.get(name, 0)
        histogram = used.get(name, [])
        if not open_now and not histogram and not silent.get(name):
            continue
        of_all = Slice("duties", department=name)
        lines.append(
            DepartmentLine(
                department=name,
                open=Figure(open_now, of_all),
                soon=Figure(
                    load.soon,
                    Slice("duties", department=name, from_on=today, until_on=soon_until),
                ),
                late=Figure(load.late, Slice("duties", department=name, until_on=today - ONE_DAY)),
                deemed=Figure(
                    silent.get(name, 0),
                    Slice(
                        "marks",
                        department=name,
                        kind=board.DEEMED,
                        from_on=from_on,
                        until_on=today,
                    ),
                ),
                decided=Figure(
                    sum(count for _, count in histogram),
                    Slice("decided", lead=name, from_on=from_on, until_on=today),
                ),
                median_days=median(histogram),
            )
        )
    return tuple(
        sorted(lines, key=lambda line: (-line.late.count, -line.soon.count, -line.open.count))
    )


def _silences(office: Office, weeks: tuple[date, date]) -> dict[str, int]:
    """Deemed agreements of these days by department."""
    silent: dict[str, int] = {}
    for (department, kind, _), count in board.marks_by_department(office.session, *weeks).items():
        if kind == board.DEEMED:
            silent[department] = silent.get(department, 0) + count
    return silent


def median(histogram: Iterable[tuple[int | None, int]]) -> float | None:
    """The median of values given as (value, how often); None where there is no value.

    Of an even number of values it is the mean of the two in the middle.
    """
    known = sorted((value, count) for value, count in histogram if value is not None)
    whole = sum(count for _, count in known)
    if not whole:
        return None
    low, high = _nth(known, (whole - 1) // 2), _nth(known, whole // 2)
    return (low + high) / 2


def _nth(sorted_counts: Sequence[tuple[int, int]], place: int) -> int:
    for value, count in sorted_counts:
        if place < count:
            return value
        place -= count
    raise IndexError(place)


def _bottleneck(owed: board.Owed) -> Bottleneck:
    of = Slice("duties", department=owed.party, task=owed.task)
    return Bottleneck(owed.party, owed.task, Figure(owed.count, of), owed.waiting_days)


def _weeks(office: Office, since_on: date, weeks: int) -> tuple[WeekLine, ...]:
    last = since_on + weeks * WEEK - ONE_DAY
    days = {of: board.by_day(office.session, of, since_on, last) for of in SERIES}
    return tuple(_week(days, since_on + place * WEEK) for place in range(weeks))


def _week(days: dict[str, dict[date, int]], from_on: date) -> WeekLine:
    until_on = from_on + WEEK - ONE_DAY

    def together(of: str) -> int:
        return sum(count for day, count in days[of].items() if from_on <= day <= until_on)

    return WeekLine(
        from_on=from_on,
        until_on=until_on,
        received=Figure(
            together("received"), Slice("received", from_on=from_on, until_on=until_on)
        ),
        decided=Figure(together("decided"), Slice("decided", from_on=from_on, until_on=until_on)),
        cards=Figure(
            together("cards"), Slice("marks", kind="card", from_on=from_on, until_on=until_on)
        ),
    )


@dataclass(frozen=True, slots=True)
class Assessed:
    """Cards of one colour shown to one department: issued, revoked, and what is left."""

    department: str
    colour: str
    issued: Figure
    revoked: Figure

    @property
    def net(self) -> int:
        """Cards that stand."""
        return self.issued.count - self.revoked.count


def assessed(office: Office, from_on: date | None, until_on: date | None) -> tuple[Assessed, ...]:
    """Yellow and red cards by department, as the assessment counts them (LAW B8)."""
    counts = board.marks_by_department(office.session, from_on, until_on)
    keys = sorted({(d, kind) for d, kind, _ in counts if kind in board.CARDS})
    lines = []
    for department, colour in keys:
        every = Slice(
            "marks", department=department, kind=colour, from_on=from_on, until_on=until_on
        )
        issued = sum(n for (d, k, _), n in counts.items() if (d, k) == (department, colour))
        revoked = counts.get((department, colour, "revoked"), 0)
        lines.append(
            Assessed(
                department,
                colour,
                Figure(issued, every),
                Figure(revoked, replace(every, standing="revoked")),
            )
        )
    return tuple(lines)
