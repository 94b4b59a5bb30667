"""The administrator's page of holiday calendars: versions, a notice rehearsed and published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import calendars
from acts.authority import authorise
from acts.calendars import CaseChange, DayChange, ProvisionalCase, Rehearsal
from acts.problems import Invalid
from api.dependencies import Acts, Readings
from api.pages.filled import FilledForm, Sent, SentForm, ShownProblem, sent_again
from api.pages.visit import SignedVisit, Visited, onward
from api.pages.words import Words
from states.worktime import Due

router = APIRouter()

LOOKED_AT_MAX, SHOWN_MAX = 200, 100


@router.get("/calendars", response_class=HTMLResponse)
def show_calendars(visit: Visited, reading: Readings) -> Response:
    """The calendars, the dates that wait for a notice, and the form for one."""
    authorise(visit.actor, "see_calendars")
    return _page(visit, reading, FilledForm())


@router.post("/calendars", response_class=HTMLResponse)
def take_notice(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Rehearse the notice, or publish it when that is what the button says."""
    authorise(visit.actor, "see_calendars")
    sent = _with_file(sent)
    text = sent.text("notice")
    try:
        if sent.text("wanted") == "publish":
            with acts() as office:
                calendars.publish_calendar(office, text, actor=visit.actor, now=visit.now)
            return onward("/calendars")
        with reading() as office:
            found = calendars.rehearse_calendar(
                office, text, actor=visit.actor, now=visit.now, limit=LOOKED_AT_MAX
            )
    except Invalid as invalid:
        return _page(visit, reading, _with_problems(visit, sent, invalid), status=422)
    return _page(visit, reading, sent_again(sent, {}), found)


def _with_file(sent: Sent) -> Sent:
    """The form with the text of an uploaded notice in place of the one that was typed."""
    file = sent.files.get("file")
    if file is None:
        return sent
    text = file.content.decode("utf-8", "replace").replace("\r\n", "\n")
    return Sent({**sent.texts, "notice": (text,)}, {})


def _with_problems(visit: SignedVisit, sent: Sent, invalid: Invalid) -> FilledForm:
    """Every problem stands at the one field there is, with the key that it speaks of."""
    chinese = visit.words.in_chinese
    shown = (
        ShownProblem("notice", "", f"{key}: {problem.zh if chinese else problem.en}")
        for problem in invalid.problems
        for key in (problem.pointer.removeprefix("/notice/"),)
    )
    return replace(sent_again(sent, {}), problems=tuple(shown))


def _page(
    visit: SignedVisit,
    reading: Readings,
    form: FilledForm,
    found: Rehearsal | None = None,
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        editions = office.city.editions
        count, waiting = calendars.provisional_cases(office, limit=SHOWN_MAX)
    words = visit.words
    rows = [
        {
            "number": edition.number,
            "version": edition.calendar.version,
            "known_to": words.exact(edition.calendar.last_day),
            "notices": edition.notices,
            "by": edition.published_by,
            "at": words.instant(edition.published_at),
        }
        for edition in reversed(editions)
    ]
    return visit.page(
        "calendars",
        status,
        editions=rows,
        known_to=words.exact(editions[-1].calendar.last_day),
        waiting=[_waiting(words, case) for case in waiting],
        waiting_count=count,
        form=form,
        found=_rehearsed(words, found) if found else None,
    )


def _waiting(words: Words, case: ProvisionalCase) -> dict[str, Any]:
    clocks = [
        {
            "name": clock.name.value,
            "department": words.short(clock.department),
            "day": _range(words, clock.due),
        }
        for clock in case.clocks
    ]
    return {"case_id": case.case_id, "project": case.project_name, "clocks": clocks}


def _rehearsed(words: Words, found: Rehearsal) -> dict[str, Any]:
    return {
        "nothing": found.changes_nothing,
        "notices": found.notices,
        "days": [_day(words, change) for change in found.days],
        "cases": [_moved(words, case) for case in found.cases],
        "looked_at": found.looked_at,
        "left": found.left,
    }


def _day(words: Words, change: DayChange) -> dict[str, Any]:
    return {"day": words.exact(change.day), "name": change.name, "works": change.works_after}


def _moved(words: Words, case: CaseChange) -> dict[str, Any]:
    clocks = [
        {
            "name": move.clock.value,
            "department": words.short(move.department),
            "before": _range(words, move.before),
            "after": _range(words, move.after),
        }
        for move in case.moves
    ]
    return {"case_id": case.case_id, "project": case.project_name, "clocks": clocks}


def _range(words: Words, due: Due) -> str:
    if not due.provisional:
        return words.exact(due.due_on)
    return f"{words.exact(due.earliest_on)} – {words.exact(due.latest_on)}"
