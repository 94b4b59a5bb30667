"""The administrator's pages of the catalogue: editions, drafts, and moving running cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from acts import catalogue, edition_moves
from acts.authority import authorise
from acts.catalogue_files import archive_in_force, whole_draft
from acts.catalogue_rows import draft_row, rehearsed_row
from acts.problems import Conflict, FieldProblem, Invalid
from api.dependencies import Acts, Readings
from api.pages.filled import (
    FilledForm,
    Labels,
    Places,
    Sent,
    SentForm,
    sent_again,
    with_problem,
)
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import problem_of
from catalog.loader import shipped_city
from states.refusals import Refusal

router = APIRouter()

LOOKED_AT_MAX, SHOWN_MAX = 200, 100
NOTE_MAX = 400
DECLINED = (Refusal, Invalid, Conflict)


@router.get("/catalogue", response_class=HTMLResponse)
def show_catalogue(visit: Visited, reading: Readings) -> Response:
    """The editions, the drafts, and the form for a draft."""
    authorise(visit.actor, "hand_in_catalogue")
    return _overview(visit, reading, FilledForm())


@router.get("/catalogue/files")
def take_files(visit: Visited, reading: Readings) -> Response:
    """The files of the edition in force, as one archive."""
    with reading() as office:
        packed = archive_in_force(office, visit.today, _shipped(visit), actor=visit.actor)
    named = {"Content-Disposition": 'attachment; filename="catalogue.zip"'}
    return Response(packed, media_type="application/zip", headers=named)


@router.post("/catalogue", response_class=HTMLResponse)
def take_draft(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Keep a draft, faulty or not, and show what it says."""
    authorise(visit.actor, "hand_in_catalogue")
    uploads = {upload.filename: upload.content for upload in sent.uploads}
    try:
        with acts() as office:
            files = whole_draft(office, uploads, visit.today, _shipped(visit), actor=visit.actor)
            note = sent.text("note")[:NOTE_MAX]
            draft = catalogue.hand_in(office, files, actor=visit.actor, now=visit.now, note=note)
    except DECLINED as error:
        form, status = _declined(visit, sent, error)
        return _overview(visit, reading, form, status)
    return onward(f"/catalogue/drafts/{draft.sha256}")


@router.get("/catalogue/drafts/{draft}", response_class=HTMLResponse)
def show_draft(draft: str, visit: Visited, reading: Readings) -> Response:
    """A draft: its faults by file and key, or its differences in words and the form to publish."""
    authorise(visit.actor, "hand_in_catalogue")
    return _draft(visit, reading, draft, FilledForm())


@router.post("/catalogue/drafts/{draft}", response_class=HTMLResponse)
def publish_draft(
    draft: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Put a draft in force from a day on, as another person than its author."""
    authorise(visit.actor, "hand_in_catalogue")
    try:
        effective_on = _day(sent.text("effective_on"))
        with acts() as office:
            edition = catalogue.publish(
                office, draft, effective_on, actor=visit.actor, now=visit.now
            )
    except DECLINED as error:
        form, status = _declined(visit, sent, error)
        return _draft(visit, reading, draft, form, status)
    return onward(f"/catalogue/editions/{edition.number}")


@router.get("/catalogue/editions/{number}", response_class=HTMLResponse)
def show_edition(
    number: int,
    visit: Visited,
    reading: Readings,
    reason: Annotated[str, Query(max_length=NOTE_MAX)] = "",
) -> Response:
    """The rehearsal: who would move to the edition, which dates change, who cannot and why."""
    authorise(visit.actor, "hand_in_catalogue")
    form = FilledForm({"reason": (reason,)})
    return _edition(visit, reading, number, form)


@router.post("/catalogue/editions/{number}", response_class=HTMLResponse)
def move_cases(
    number: int, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Rehearse again, move what may move, or undo one move; tells the result of each case."""
    authorise(visit.actor, "hand_in_catalogue")
    reason = sent.text("reason")[:NOTE_MAX]
    results: list[dict[str, str]] = []
    if sent.text("undo"):
        results.append(_undone(visit, acts, sent.text("undo"), reason))
    elif sent.text("wanted") == "move":
        results.extend(
            _moved(visit, acts, row["case_id"], number, reason)
            for row in _rehearsal(visit, reading, number, reason)
            if row["may_move"]
        )
    return _edition(visit, reading, number, sent_again(sent, {}), results)


def _moved(
    visit: SignedVisit, acts: Acts, case_id: str, number: int, reason: str
) -> dict[str, str]:
    try:
        with acts() as office:
            edition_moves.move(
                office, case_id, number, actor=visit.actor, now=visit.now, reason=reason
            )
    except DECLINED as error:
        return {"case_id": case_id, "result": "stayed", "why": _why(visit, error)}
    return {"case_id": case_id, "result": "moved", "why": ""}


def _undone(visit: SignedVisit, acts: Acts, case_id: str, reason: str) -> dict[str, str]:
    try:
        with acts() as office:
            edition_moves.undo(office, case_id, actor=visit.actor, now=visit.now, reason=reason)
    except DECLINED as error:
        return {"case_id": case_id, "result": "not_undone", "why": _why(visit, error)}
    return {"case_id": case_id, "result": "undone", "why": ""}


def _why(visit: SignedVisit, error: Exception) -> str:
    said = problem_of(error, visit.house.city.catalog).detail
    return said.zh if visit.lang == "zh" else said.en


def _rehearsal(
    visit: SignedVisit, reading: Readings, number: int, reason: str
) -> list[dict[str, Any]]:
    with reading() as office:
        found = edition_moves.rehearse(
            office, number, actor=visit.actor, now=visit.now, reason=reason
        )
        return [rehearsed_row(one, visit.lang) for one in islice(found, LOOKED_AT_MAX)]


def _edition(
    visit: SignedVisit,
    reading: Readings,
    number: int,
    form: FilledForm,
    results: list[dict[str, str]] | None = None,
) -> HTMLResponse:
    words = visit.words
    rows = _rehearsal(visit, reading, number, form.value("reason"))
    with reading() as office:
        edition = edition_moves.edition_numbered(office, number)
        left = max(len(edition_moves.movable(office, number)) - len(rows), 0)
        found = edition_moves.moved_here(office, number, actor=visit.actor)
        moved = tuple(islice(found, SHOWN_MAX))
    for row in rows:
        for clock in row["dates"]:
            clock["department"] = words.short(clock["department"]) if clock["department"] else ""
            for key in ("before", "after"):
                clock[key] = words.exact(date.fromisoformat(clock[key]))
    return visit.page(
        "catalogue_edition",
        number=number,
        version=edition.catalog.version,
        begins=_begins(visit, edition.effective_on),
        may=[row for row in rows if row["may_move"]],
        may_not=[row for row in rows if not row["may_move"]],
        left=left,
        moved=moved,
        form=form,
        results=results or [],
    )


def _draft(
    visit: SignedVisit, reading: Readings, draft: str, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        found = catalogue.look(office, draft, actor=visit.actor)
        published = {edition.catalog.version for edition in office.city.catalogs}
    row = draft_row(found, visit.lang)
    return visit.page(
        "catalogue_draft",
        status,
        draft=row,
        at=visit.words.instant(found.drafted_at),
        published=row["version"] in published,
        own=found.drafted_by == visit.actor.id,
        form=form,
        today=visit.today.isoformat(),
    )


def _overview(
    visit: SignedVisit, reading: Readings, form: FilledForm, status: int = 200
) -> HTMLResponse:
    words = visit.words
    with reading() as office:
        editions = office.city.catalogs
        drafts = catalogue.drafts(office, actor=visit.actor)[:SHOWN_MAX]
    return visit.page(
        "catalogue",
        status,
        editions=[
            {
                "number": edition.number,
                "version": edition.catalog.version,
                "binds": edition.catalog.sha256 == visit.house.city.catalog.sha256,
                "begins": _begins(visit, edition.effective_on),
                "drafted_by": edition.drafted_by,
                "published_by": edition.published_by,
                "at": words.instant(edition.published_at),
            }
            for edition in reversed(editions)
        ],
        drafts=[
            {
                "sha256": draft.sha256,
                "note": draft.note,
                "by": draft.drafted_by,
                "at": words.instant(draft.drafted_at),
            }
            for draft in drafts
        ],
        form=form,
    )


def _begins(visit: SignedVisit, effective_on: date) -> str:
    """The first legal day in words; empty for the edition that a ledger begins with."""
    if effective_on == catalogue.FROM_THE_BEGINNING:
        return ""
    return visit.words.exact(effective_on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            FieldProblem("/effective_on", "请填写日期（年-月-日）。", "Give a day, YYYY-MM-DD.")
        ) from None


def _declined(visit: SignedVisit, sent: Sent, error: Exception) -> tuple[FilledForm, int]:
    problem = problem_of(error, visit.house.city.catalog)
    labels = Labels(t=visit.t, known=frozenset(), materials={})
    form = with_problem(sent_again(sent, {}), problem, visit.lang, labels, Places())
    known = tuple(
        replace(shown, label=visit.t(f"catalogue.{shown.field}"))
        if shown.field in ("files", "effective_on", "version")
        else shown
        for shown in form.problems
    )
    return replace(form, problems=known), problem.status


def _shipped(visit: SignedVisit) -> Path | None:
    city = visit.house.settings.city
    return shipped_city(city) if city else None
