"""The administrator's board, and the list behind each of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import board
from acts.authority import allows, authorise
from acts.board import SERIES, Figure
from acts.office import Office
from api.cursors import Cursor
from api.dependencies import Readings
from api.pages.charts import chart
from api.pages.visit import SignedVisit, Visited
from api.pages.words import Day, Deadline, Words, deadline
from api.slices import Asked, cursor_of, place_in
from ledger import board as figures
from ledger.board import Row, Slice
from ledger.tables import CaseRow, DutyRow, MarkRow

router = APIRouter()

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A figure as it stands on a page, with the address of what is behind it."""

    count: int
    href: str


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One of the breaches that come next."""

    case_id: str
    project: str
    party: str
    task: str
    until: Deadline | None
    light: str
    may_urge: bool


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One row behind a figure; what a list has nothing to say of is empty."""

    case_id: str
    href: str
    project: str
    matter: str
    lead: str
    stage: str
    light: str
    party: str = ""
    task: str = ""
    since: Day | None = None
    until: Deadline | None = None
    mark: str = ""
    clock: str = ""
    standing: str = ""
    number: int = 0
    on: Day | None = None
    used_days: int | None = None


def link(figure: Figure) -> Link:
    """The figure with the page behind it."""
    return Link(figure.count, f"/board/list?{urlencode(figure.of.asked())}")


@router.get("/board", response_class=HTMLResponse)
def show_board(visit: Visited, reading: Readings) -> Response:
    """What is open, what is about to breach, who holds what, and how the last weeks went."""
    with reading() as office:
        return board_page(visit, office)


def board_page(visit: SignedVisit, office: Office) -> HTMLResponse:
    """The board for this visitor.

    Raises:
        NotYours: the visitor does not oversee.
    """
    words = visit.words
    found = board.board_of(office, actor=visit.actor, today=visit.today)
    weeks = [(words.brief(week.from_on), week) for week in found.weeks]
    rows = [(label, [getattr(week, of).count for of in SERIES]) for label, week in weeks]
    return visit.page(
        "board",
        today=words.day(found.today),
        soon_until=words.exact(found.soon_until),
        soon_days=visit.house.city.catalog.book.city.board.soon_working_days,
        since=words.exact(found.since_on),
        lights=list(zip(board.LIGHTS, map(link, found.lights), strict=True)),
        whole=link(found.whole),
        late=link(found.late),
        soon=link(found.soon),
        stages=[
            {"stage": line.stage, "lights": _by_light(line), "whole": link(line.whole)}
            for line in found.stages
        ],
        departments=[
            {
                "name": words.department(line.department),
                "open": link(line.open),
                "soon": link(line.soon),
                "late": link(line.late),
                "deemed": link(line.deemed),
                "decided": link(line.decided),
                "median": None if line.median_days is None else f"{line.median_days:g}",
            }
            for line in found.departments
        ],
        breaches=[_breach(visit, duty, row) for duty, row in found.breaches],
        bottlenecks=_bottlenecks(words, found.bottlenecks),
        weeks=[
            {"from": words.exact(week.from_on), "label": label}
            | {of: link(getattr(week, of)) for of in SERIES}
            for label, week in weeks
        ],
        chart=chart(SERIES, rows),
        series=SERIES,
    )


def _by_light(line: board.StageLine) -> list[tuple[str, Link]]:
    return list(zip(board.LIGHTS, map(link, line.lights), strict=True))


def _bottlenecks(words: Words, found: Sequence[board.Bottleneck]) -> list[dict[str, object]]:
    most = max((line.waiting_days for line in found), default=0) or 1
    return [
        {
            "department": words.department(line.department),
            "task": line.task,
            "figure": link(line.figure),
            "days": line.waiting_days,
            "share": round(100 * line.waiting_days / most, 1),
        }
        for line in found
    ]


def _party(words: Words, party: str, row: CaseRow) -> str:
    return row.applicant_name if party == row.applicant_code else words.department(party)


def _until(visit: SignedVisit, duty: DutyRow) -> Deadline | None:
    if duty.breach_on is None:
        return None
    calendar = visit.house.city.calendar
    return deadline(
        visit.words, duty.breach_on, visit.today, calendar, provisional=duty.provisional
    )


def _breach(visit: SignedVisit, duty: DutyRow, row: CaseRow) -> BreachLine:
    return BreachLine(
        case_id=row.case_id,
        project=row.project_name,
        party=_party(visit.words, duty.party, row),
        task=duty.task,
        until=_until(visit, duty),
        light=row.light,
        may_urge=allows(visit.actor, "urge") and duty.party in visit.house.city.catalog.departments,
    )


@router.get("/board/list", response_class=HTMLResponse)
def show_behind(
    wanted: Asked, visit: Visited, reading: Readings, cursor: Cursor = None
) -> Response:
    """Exactly the cases, duties or entries that a figure counts."""
    authorise(visit.actor, "see_board")
    with reading() as office:
        total = figures.count(office.session, wanted)
        lines, place = _behind(visit, office, wanted, cursor)
    query = urlencode(wanted.asked() | {"cursor": place})
    return visit.page(
        "board_list",
        of=wanted.of,
        said=_said(visit, wanted),
        total=total,
        lines=lines,
        more=f"/board/list?{query}" if place else "",
    )


def _said(visit: SignedVisit, wanted: Slice) -> list[tuple[str, str]]:
    """The slice in words: each narrowing with its name."""
    t, words = visit.t, visit.words
    told = [
        ("stage", t(f"stage.{wanted.stage}") if wanted.stage else ""),
        ("light", t(f"light.{wanted.light}") if wanted.light else ""),
        ("lead", words.department(wanted.lead) if wanted.lead else ""),
        ("department", words.department(wanted.department) if wanted.department else ""),
        ("task", t(f"task.{wanted.task}") if wanted.task else ""),
        ("kind", t(f"mark_kind.{wanted.kind}") if wanted.kind else ""),
        ("standing", t(f"mark_standing.{wanted.standing}") if wanted.standing else ""),
        ("from_on", words.exact(wanted.from_on) if wanted.from_on else ""),
        ("until_on", words.exact(wanted.until_on) if wanted.until_on else ""),
    ]
    return [(name, said) for name, said in told if said]


def _behind(
    visit: SignedVisit, office: Office, wanted: Slice, cursor: str | None
) -> tuple[list[BehindLine], str]:
    """One page of what is behind a figure, and the cursor of the next; empty at the end."""
    after = place_in(wanted, cursor)
    rows = figures.listed(office.session, wanted, ROWS_SHOWN + 1, after)
    more = len(rows) > ROWS_SHOWN
    place = cursor_of(rows[ROWS_SHOWN - 1]) if more else ""
    return [_behind_line(visit, row) for row in rows[:ROWS_SHOWN]], place


def _behind_line(visit: SignedVisit, row: Row) -> BehindLine:
    subject, case = row
    if isinstance(subject, DutyRow):
        return _duty_line(visit, subject, case)
    if isinstance(subject, MarkRow):
        return _mark_line(visit, subject, case)
    return _case_line(visit, case)


def _line(visit: SignedVisit, row: CaseRow, href: str, **more: Any) -> BehindLine:
    return BehindLine(
        case_id=row.case_id,
        href=href,
        project=row.project_name,
        matter=visit.words.matter(row.matter),
        lead=visit.words.short(row.lead),
        stage=row.stage,
        light=row.light,
        **more,
    )


def _case_line(visit: SignedVisit, row: CaseRow) -> BehindLine:
    due = row.statute_due_on
    calendar = visit.house.city.calendar
    until = None
    if due is not None and row.decided_on is None:
        until = deadline(visit.words, due, visit.today, calendar, provisional=row.provisional)
    return _line(
        visit,
        row,
        f"/cases/{row.case_id}",
        until=until,
        on=visit.words.day(row.decided_on) if row.decided_on else None,
        since=visit.words.day(row.received_on) if row.received_on else None,
        used_days=row.used_days,
    )


def _duty_line(visit: SignedVisit, duty: DutyRow, row: CaseRow) -> BehindLine:
    return _line(
        visit,
        row,
        f"/cases/{row.case_id}",
        party=_party(visit.words, duty.party, row),
        task=duty.task,
        since=visit.words.day(duty.since_on) if duty.since_on else None,
        until=_until(visit, duty),
    )


def _mark_line(visit: SignedVisit, mark: MarkRow, row: CaseRow) -> BehindLine:
    return _line(
        visit,
        row,
        f"/cases/{row.case_id}/audit#entry-{mark.number}",
        party=visit.words.department(mark.department),
        mark=mark.kind,
        clock=mark.clock,
        standing=mark.standing,
        number=mark.number,
        on=visit.words.day(mark.effective_on),
    )
