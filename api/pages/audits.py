"""The audit page of a case: lanes, who used which day, every entry with its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import audit, evidence
from acts.case_packet import may_take_packet
from acts.office import Office
from api.dependencies import HouseHere, Readings
from api.pages.cases import viewed
from api.pages.record_lines import authority_names, name_of
from api.pages.timeline import timeline
from api.pages.views_case import clock_named
from api.pages.views_record import entry_lines
from api.pages.visit import SignedVisit, Visited
from states.clocks import statute_due
from states.held_days import Charge, HeldDay, HeldDays
from states.spans import APPLICANT
from states.terms import CaseSnapshot, ClockName
from states.worktime import legal_day

router = APIRouter()

STRIP, ROW, CELL_HEIGHT = 1000, 30, 18
DAYS_DRAWN_MIN = 20
MONTH_LABEL_MIN = 46


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of days of one holder, as drawn."""

    x: float
    y: float
    width: float
    what: str
    counted: bool
    said: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place on the axis of days."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The days of a case drawn in one row a holder."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """The signed head that holds the case: its day, the log's size and root, and the key."""

    day: str
    size: int
    root: str
    key_id: str


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """What one holder used, with the share of all working days."""

    holder: str
    what: str
    about: str
    y: float
    working_days: int
    natural_days: int
    counted_days: int


@router.get("/cases/{case_id}/audit", response_class=HTMLResponse)
def show_audit(case_id: str, visit: Visited, house: HouseHere, reading: Readings) -> Response:
    """Who held the case when, who used which day, and the whole sealed record."""
    words = visit.words
    with reading() as office:
        case = visit.case(office, case_id)
        found = audit.audit_of(office, case, visit.now)
        proven = _proven(visit, office, case.case_id)
        may_take = may_take_packet(office, case, visit.actor)
        names = {row["actor"]: name_of(visit, office, row["actor"]) for row in found.sealed}
    view = viewed(visit, case)
    due = statute_due(case)
    return visit.page(
        "audit",
        case=view,
        line=timeline(words, case, found.entries, visit.now),
        charges=[_line(visit, case, c, place) for place, c in enumerate(_charges(found.days))],
        strip=_strip(visit, case, found.days),
        days=found.days,
        from_day=words.exact(found.days.from_on) if found.days else "",
        until_day=words.exact(found.days.until_on) if found.days else "",
        known_until=words.exact(found.days.known_until)
        if found.days and found.days.known_until
        else "",
        used=found.days.counted_days if found.days else 0,
        allowed=due.days + due.extension_days if due else None,
        promise=clock_named(view, ClockName.PROMISE),
        statute=clock_named(view, ClockName.STATUTE),
        entries=entry_lines(
            words,
            visit.t,
            case.rules,
            found.sealed,
            names.__getitem__,
            authority_names(visit, case),
        ),
        head=found.sealed[-1]["hash"],
        proven=proven,
        may_take_packet=house.signer is not None and may_take,
        printed=words.exact(legal_day(visit.now)),
    )


def _proven(visit: SignedVisit, office: Office, case_id: str) -> Proven | None:
    head = evidence.newest_head_with(office, case_id)
    if head is None:
        return None
    return Proven(visit.words.exact(head.sealed_on), head.size, head.root, head.key_id)


def _charges(days: HeldDays | None) -> Sequence[Charge]:
    return days.charges if days else ()


def _holder(visit: SignedVisit, case: CaseSnapshot, holder: str) -> str:
    name = str(case.applicant["name"])
    return name if holder == APPLICANT else visit.words.department(holder)


def _about(visit: SignedVisit, case: CaseSnapshot, about: str) -> str:
    return visit.words.procedure(case.rules, about) if about else ""


def _line(visit: SignedVisit, case: CaseSnapshot, charge: Charge, place: int) -> ChargeLine:
    return ChargeLine(
        holder=_holder(visit, case, charge.holder),
        what=charge.what,
        about=_about(visit, case, charge.about),
        y=place * ROW,
        working_days=charge.working_days,
        natural_days=charge.natural_days,
        counted_days=charge.counted_days,
    )


def _strip(visit: SignedVisit, case: CaseSnapshot, days: HeldDays | None) -> Strip | None:
    """One row for each charge; runs of days that are alike are one cell."""
    if days is None or not days.days:
        return None
    rows = {(c.holder, c.what, c.about): n for n, c in enumerate(days.charges)}
    per_day = STRIP / max(len(days.days), DAYS_DRAWN_MIN)
    cells = []
    for first, run in _runs(days.days):
        held = run[0]
        cells.append(
            Cell(
                x=round(first * per_day, 2),
                y=rows[held.holder, held.what, held.about] * ROW,
                width=round(len(run) * per_day, 2),
                what=held.what,
                counted=held.is_counted,
                said=_said(visit, case, run),
            )
        )
    height = len(rows) * ROW + ROW
    return Strip(STRIP, height, tuple(cells), tuple(_marks(visit, days.days, per_day)))


def _runs(days: Sequence[HeldDay]) -> list[tuple[int, list[HeldDay]]]:
    """Neighbouring days of one holder that count alike, with the place of the first."""
    runs: list[tuple[int, list[HeldDay]]] = []
    for place, held in enumerate(days):
        if runs and _kind(runs[-1][1][0]) == _kind(held):
            runs[-1][1].append(held)
        else:
            runs.append((place, [held]))
    return runs


def _kind(held: HeldDay) -> tuple[str, str, str, bool]:
    return held.holder, held.what, held.about, held.is_counted


def _said(visit: SignedVisit, case: CaseSnapshot, run: Sequence[HeldDay]) -> str:
    first, last = visit.words.exact(run[0].day), visit.words.exact(run[-1].day)
    days = first if first == last else f"{first} – {last}"
    counted = visit.t("audit.counted" if run[0].is_counted else "audit.not_counted")
    what = visit.t(f"held.{run[0].what}")
    return f"{_holder(visit, case, run[0].holder)} · {what} · {days} · {counted}"


def _marks(visit: SignedVisit, days: Sequence[HeldDay], per_day: float) -> list[Mark]:
    """The Mondays that have room for their label."""
    marks: list[Mark] = []
    for place, held in enumerate(days):
        x = round(place * per_day, 2)
        clear = not marks or x - marks[-1].x >= MONTH_LABEL_MIN
        if held.day.weekday() == 0 and clear and x < STRIP - MONTH_LABEL_MIN:
            marks.append(Mark(x, _short(visit, held.day)))
    return marks


def _short(visit: SignedVisit, day: date) -> str:
    return f"{day.month}/{day.day}" if visit.words.in_chinese else visit.words.brief(day)
