"""Explain my date: on the page and on paper, with rule, calendar and article."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts.explain import ClockView, view_of
from acts.office import Office
from api.dependencies import Readings
from api.pages.cases import viewed
from api.pages.views_case import clock_row
from api.pages.visit import SignedVisit, Visited
from api.problems import NotFound
from states.elapsed import Elapsed, elapsed_of
from states.terms import CaseSnapshot, ClockName
from states.worktime import Line, LineKind
from templates import Explanation, explanation_pdf
from templates.formats import duration

router = APIRouter()
Department = Annotated[str, Query(max_length=80)]
DECISION = (ClockName.PROMISE, ClockName.STATUTE)


# The address with an ending comes first: “{name}” alone would swallow it.
@router.get("/cases/{case_id}/clocks/{name}.pdf", response_class=Response)
def print_clock(
    case_id: str, name: str, visit: Visited, reading: Readings, department: Department = ""
) -> Response:
    """The same explanation as a PDF, in the reader's language."""
    with reading() as office:
        case, found = _found(visit, office, case_id, name, department)
    explained = _explained(visit, case, found)
    started_on = found.clock.due.started_on
    pdf = explanation_pdf(_on_paper(visit, case, explained, started_on))
    disposition = f'inline; filename="{case.case_id}-{name}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": disposition})


@router.get("/cases/{case_id}/clocks/{name}", response_class=HTMLResponse)
def show_clock(
    case_id: str, name: str, visit: Visited, reading: Readings, department: Department = ""
) -> Response:
    """The lines that add up to the date."""
    with reading() as office:
        case, found = _found(visit, office, case_id, name, department)
    query = f"?department={department}" if department else ""
    return visit.page(
        "clock",
        case=viewed(visit, case),
        paper=f"/cases/{case_id}/clocks/{name}.pdf{query}",
        elapsed=_elapsed(visit, case, found),
        **_explained(visit, case, found),
    )


def _found(
    visit: SignedVisit, office: Office, case_id: str, name: str, department: str
) -> tuple[CaseSnapshot, ClockView]:
    if name not in set(ClockName):
        raise NotFound
    case = visit.case(office, case_id)
    found = view_of(case, ClockName(name), department)
    if found is None:
        raise NotFound
    return case, found


def _elapsed(visit: SignedVisit, case: CaseSnapshot, found: ClockView) -> Elapsed | None:
    """The supervision platform's count beside ours, where the two differ."""
    hours = visit.house.city.catalog.office_hours
    if hours is None or found.clock.name not in DECISION or found.clock.due.provisional:
        return None
    elapsed = elapsed_of(case, hours, visit.now)
    return elapsed if elapsed and elapsed.differ else None


def _explained(visit: SignedVisit, case: CaseSnapshot, found: ClockView) -> dict[str, Any]:
    due, limit = found.clock.due, found.clock.limit
    return {
        "clock": clock_row(visit.words, case, found.clock, visit.today),
        "lines": [_line(visit, case, line) for line in found.lines],
        "counted": sum(line.days for line in found.lines if line.kind is LineKind.COUNTED),
        "excluded": due.excluded_days,
        "extension": due.extension_days,
        "days": due.days + due.extension_days,
        "start": limit.start.value,
        "rule_id": limit.rule_id,
        "calendar": due.calendar_version,
    }


def _line(visit: SignedVisit, case: CaseSnapshot, line: Line) -> dict[str, Any]:
    """One line of the explanation; special procedures by their names."""
    words, said = visit.words, line.zh if visit.lang == "zh" else line.en
    for rule in case.rules.suspensions:
        said = said.replace(f" {rule.kind}", f" {words.named(rule)}")
    return {
        "kind": line.kind.value,
        "from_day": words.exact(line.from_on),
        "to_day": words.exact(line.to_on) if line.to_on != line.from_on else "",
        "said": said,
        "days": line.days or "",
        "count": line.count if line.kind is LineKind.COUNTED else "",
    }


def _on_paper(
    visit: SignedVisit, case: CaseSnapshot, told: dict[str, Any], started_on: date
) -> Explanation:
    t, clock = visit.t, told["clock"]
    certainty = t(f"certainty.{clock.certainty.value}")
    return Explanation(
        lang=visit.lang,
        about=f"{case.case_id} · {case.project['name']} · {visit.words.rules(case.rules)}",
        title=f"{t(f'clock_name.{clock.name}')} · {clock.department}",
        last_day_label=t("clock.last_day"),
        last_day=clock.due.day.exact,
        range=f"{t('when.provisional')} {clock.due.between}" if clock.due.between else "",
        pairs=(
            (t("clock.limit"), duration(clock.days, clock.unit, visit.lang)),
            (t("clock.from_event"), t(f"start_event.{told['start']}")),
            (t("problem.basis"), clock.source),
            (t("certainty.title"), certainty),
            (t("clock.rule_id"), told["rule_id"]),
            (t("clock.calendar"), told["calendar"]),
        ),
        headers=(t("clock.day"), t("clock.what"), t("clock.days"), t("clock.count")),
        lines=tuple(_row(line) for line in told["lines"]),
        started_on=(started_on.year, started_on.month, started_on.day),
        sum=t("clock.sum", days=told["days"]),
        counted=str(told["counted"]),
        note=t("clock.checkable", case=case.case_id),
    )


def _row(line: dict[str, Any]) -> tuple[str, str, str, str]:
    days = f"{line['from_day']} – {line['to_day']}" if line["to_day"] else line["from_day"]
    return days, line["said"], str(line["days"]), str(line["count"])
