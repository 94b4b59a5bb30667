"""What the API answers about the board."""

from __future__ import annotations

from datetime import date

from api.schemas import CaseLine, View


class FigureView(View):
    """A number, and the address of exactly what it counts."""

    count: int
    href: str


class StageView(View):
    """Open cases of one stage by light."""

    stage: str
    lights: dict[str, FigureView]
    together: FigureView


class DepartmentFigures(View):
    """One department: duties now; silences, decisions and their median in the weeks shown."""

    department: str
    open: FigureView
    soon: FigureView
    late: FigureView
    deemed: FigureView
    decided: FigureView
    median_working_days: float | None


class BreachView(View):
    """A duty whose last lawful day comes next."""

    case_id: str
    party: str
    task: str
    breach_on: date
    provisional: bool


class BottleneckView(View):
    """Open duties of one kind at one department, and the natural days they wait together."""

    department: str
    task: str
    duties: FigureView
    waiting_natural_days: int


class WeekView(View):
    """One week, Monday to Sunday."""

    from_on: date
    until_on: date
    received: FigureView
    decided: FigureView
    cards: FigureView


class BoardView(View):
    """The board on a legal day."""

    today: date
    soon_until: date
    since_on: date
    together: FigureView
    late: FigureView
    soon: FigureView
    stages: list[StageView]
    departments: list[DepartmentFigures]
    breaches: list[BreachView]
    bottlenecks: list[BottleneckView]
    weeks: list[WeekView]


class BehindRow(View):
    """One case, duty or mark behind a figure; fields that it does not have are null."""

    case: CaseLine
    party: str | None = None
    task: str | None = None
    since_on: date | None = None
    breach_on: date | None = None
    entry_number: int | None = None
    kind: str | None = None
    clock: str | None = None
    effective_on: date | None = None
    standing: str | None = None


class BehindView(View):
    """What a figure counts, page by page; `count` is the figure."""

    count: int
    items: list[BehindRow]
    next_cursor: str | None = None
