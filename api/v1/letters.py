"""Letters as they were sealed: typed facts, page, PDF."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

import templates
from acts.masking import LetterText, Thing, letter_for
from acts.office import Office
from api import schemas
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.desk import is_name, seen
from api.problems import NotFound
from api.project_desk import seen_project
from ledger import views
from ledger.tables import LetterRow
from states.terms import Actor, Role

router = APIRouter(tags=["letters"], route_class=CounterRoute)

# A sealed letter carries its own style and nothing else; nothing in it may run or load.
LETTER_POLICY = (
    f"default-src 'none'; style-src {templates.letter_style_hash()}; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@router.get("/cases/{case_id}/letters", response_model=list[schemas.LetterLine])
def list_letters(case_id: str, actor: CurrentActor, reading: Readings) -> list[schemas.LetterLine]:
    """The letters of a case that are for you to read, in the order of sealing."""
    with reading() as office:
        seen(office, case_id, actor)
        rows = views.letters_of(office.session, case_id)
        return [_line(row) for row in rows if for_reader(row, actor)]


def for_reader(letter: LetterRow, actor: Actor) -> bool:
    """Enterprises read what is addressed to them; requests between organs are not."""
    return actor.role is not Role.ENTERPRISE or letter.recipient == actor.organisation


def _line(row: LetterRow) -> schemas.LetterLine:
    return schemas.LetterLine(
        letter_id=row.letter_id,
        kind=row.kind,
        number=row.number,
        recipient=row.recipient,
        sealed_on=row.sealed_on,
        entry_number=row.entry_number,
        sha256=row.sha256,
        href=f"/api/v1/letters/{row.letter_id}",
    )


def _letter(office: Office, letter_id: str, actor: Actor) -> tuple[LetterRow, LetterText]:
    row = views.letter(office.session, letter_id) if is_name(letter_id) else None
    if row is None:
        raise NotFound
    # A letter about a project bears the project's id; cases and projects never share one.
    see: Callable[[Office, str, Actor], Thing] = (
        seen_project if row.case_id.startswith("P") else seen
    )
    thing = see(office, row.case_id, actor)
    if not for_reader(row, actor):
        raise NotFound
    return row, letter_for(actor, thing, row)


# The addresses with an ending come first: “{letter_id}” alone would swallow them.
@router.get("/letters/{letter_id}.html", response_class=Response)
def show_letter_page(letter_id: str, actor: CurrentActor, reading: Readings) -> Response:
    """The letter as the page that was sealed; personal data masked but for the addressee."""
    with reading() as office:
        _, text = _letter(office, letter_id, actor)
    return Response(
        text.html,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


@router.get("/letters/{letter_id}.pdf", response_class=Response)
def print_letter(letter_id: str, actor: CurrentActor, reading: Readings) -> Response:
    """The letter as a PDF; the same bytes every time."""
    with reading() as office:
        row, text = _letter(office, letter_id, actor)
        kind, facts = row.kind, text.facts
    name = f'inline; filename="{letter_id}.pdf"'
    pdf = templates.letter_pdf(kind, facts)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": name})


@router.get("/letters/{letter_id}", response_model=schemas.LetterView)
def show_letter(letter_id: str, actor: CurrentActor, reading: Readings) -> schemas.LetterView:
    """The letter's number, addressee and typed facts."""
    with reading() as office:
        row, text = _letter(office, letter_id, actor)
        return schemas.LetterView(
            **_line(row).model_dump(),
            case_id=row.case_id,
            facts=dict(text.facts),
            masked=list(text.masked),
        )
