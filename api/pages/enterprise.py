"""The enterprise's desk: what it must do, its corrections, its letters, what it may rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import drafts
from acts.authority import authorise
from acts.office import Office
from api.cursors import Cursor, read, written, wrong_cursor
from api.dependencies import Readings
from api.pages.filled import new_once
from api.pages.views_case import Item, items
from api.pages.views_duty import WorkItem, work_item
from api.pages.visit import SignedVisit, Visited
from api.pages.words import Day
from ledger import applicant_views, views
from ledger.applicant_views import Said
from ledger.tables import CaseRow, LetterRow
from ledger.work_views import WorkFilter, worklist
from states.folding import items_of
from states.terms import EntryKind, Task

router = APIRouter()

MUST_SHOWN, LETTERS_SHOWN, NEW_LETTERS_SHOWN = 50, 30, 5
ACT_OF: Mapping[str, str] = {
    Task.SUPPLEMENT: "supplement",
    Task.SUPPLY_REQUESTED: "supplement",
    Task.CORRECT: "correct",
    Task.STATE_FILING: "state-filing",
}
"""The act that does a task of an enterprise; other tasks are done from the case."""
CORRECTING = (Task.SUPPLEMENT, Task.SUPPLY_REQUESTED, Task.CORRECT)
TOLD = (EntryKind.CORRECTION_NOTIFIED, EntryKind.OPINION_GIVEN, EntryKind.MATERIALS_REQUESTED)
RETURNED = "return_for_correction"


@dataclass(frozen=True, slots=True)
class Must:
    """Something the enterprise must do: the line of its worklist and where it is done."""

    item: WorkItem
    href: str
    act: str


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter to the enterprise; `confirmed` is when its receipt was confirmed, or empty."""

    id: str
    kind: str
    number: str
    sealed: Day
    case_id: str
    confirmed: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands above the cases."""

    must: Sequence[Must]
    corrections: int
    letters: Sequence[OwnLetter]
    rateable: frozenset[str]
    drafts: Sequence[tuple[str, str, str]]
    once: str


def enterprise_desk(visit: SignedVisit, office: Office, rows: Sequence[CaseRow]) -> Desk:
    """What the enterprise must do and what came for it; a constant number of queries."""
    found = _must(visit, office)
    decided = [row.case_id for row in rows if row.decided_on or row.filing_state == "filed"]
    rated = {
        said.case_id
        for said in applicant_views.said_in(office.session, decided, [EntryKind.SERVICE_RATED])
    }
    letters = own_letters(
        visit, office, applicant_views.letters_to(office.session, visit.actor.organisation)
    )
    words = visit.words
    return Desk(
        must=found,
        corrections=sum(1 for one in found if one.item.task in CORRECTING),
        letters=[letter for letter in letters if not letter.confirmed][:NEW_LETTERS_SHOWN],
        rateable=frozenset(decided) - rated,
        drafts=[
            (draft.matter, words.matter(draft.matter), words.instant(draft.saved_at))
            for draft in drafts.every(office, actor=visit.actor)
        ],
        once=new_once(),
    )


def _must(visit: SignedVisit, office: Office) -> list[Must]:
    catalog, calendar = visit.house.city.catalog, visit.house.city.calendar
    rows = worklist(office.session, WorkFilter((visit.actor.organisation,)), limit=MUST_SHOWN)
    found = []
    for row in rows:
        matter = row.case.matter
        rules = catalog.rules(matter) if matter in catalog.matters else None
        item = work_item(visit.words, row, rules, visit.today, calendar)
        act = ACT_OF.get(item.task, "")
        href = f"/cases/{item.case_id}" + (f"/acts/{act}" if act else "")
        found.append(Must(item, href, act))
    return found


def own_letters(visit: SignedVisit, office: Office, rows: Sequence[LetterRow]) -> list[OwnLetter]:
    """These letters with what is known of their receipt."""
    confirmed = {
        said.payload["letter_id"]: said
        for said in applicant_views.said_in(
            office.session, (row.case_id for row in rows), [EntryKind.RECEIPT_CONFIRMED]
        )
    }
    words = visit.words
    return [_letter(words.day(row.sealed_on), row, confirmed, visit) for row in rows]


def _letter(
    sealed: Day, row: LetterRow, confirmed: Mapping[str, Said], visit: SignedVisit
) -> OwnLetter:
    receipt = confirmed.get(row.letter_id)
    return OwnLetter(
        id=row.letter_id,
        kind=row.kind,
        number=row.number,
        sealed=sealed,
        case_id=row.case_id,
        confirmed=visit.words.exact(receipt.effective_on) if receipt else "",
        confirmed_by=str(receipt.payload["person"]) if receipt else "",
    )


@router.get("/letters", response_class=HTMLResponse)
def show_letters(visit: Visited, reading: Readings, cursor: Cursor = None) -> Response:
    """All letters to the enterprise, the newest first, to read, keep and confirm."""
    authorise(visit.actor, "read_papers")
    before = _place(cursor) if cursor else None
    with reading() as office:
        rows = applicant_views.letters_to(
            office.session, visit.actor.organisation, limit=LETTERS_SHOWN + 1, before=before
        )
        letters = own_letters(visit, office, rows[:LETTERS_SHOWN])
    more = ""
    if len(rows) > LETTERS_SHOWN:
        last = rows[LETTERS_SHOWN - 1]
        more = f"/letters?cursor={written(last.sealed_on.isoformat(), last.letter_id)}"
    return visit.page("letters", letters=letters, more=more, once=new_once())


def _place(cursor: str) -> tuple[date, str]:
    day, letter_id = read(cursor, 2)
    try:
        return date.fromisoformat(day), letter_id
    except ValueError as error:
        raise wrong_cursor() from error


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """One case that waits for a correction: who asked when, for what, until when."""

    must: Must
    by: str
    told: Day | None
    items: Sequence[Item]


@router.get("/corrections", response_class=HTMLResponse)
def show_corrections(visit: Visited, reading: Readings) -> Response:
    """Every correction that is asked for, over all cases, the most urgent first."""
    authorise(visit.actor, "read_papers")
    with reading() as office:
        must = [one for one in _must(visit, office) if one.item.task in CORRECTING]
        ids = [one.item.case_id for one in must]
        told = applicant_views.said_in(office.session, ids, (*TOLD, EntryKind.CORRECTED_IN_REVIEW))
        matters = {row.case_id: row for row in views.cases_named(office.session, ids)}
    found = [
        line for one in must for line in _lines_of(visit, one, matters[one.item.case_id], told)
    ]
    return visit.page("corrections", lines=found)


def _lines_of(
    visit: SignedVisit, must: Must, row: CaseRow, told: Sequence[Said]
) -> list[ToCorrect]:
    """The notices behind one duty: the correction notice, or every return not yet answered."""
    rules, words = visit.house.city.catalog.rules(row.matter), visit.words
    own = [said for said in told if said.case_id == row.case_id]
    if must.item.task == Task.CORRECT:
        answered = [s.number for s in own if s.kind is EntryKind.CORRECTED_IN_REVIEW]
        since = max(answered, default=0)
        asked = [
            (s, str(s.payload["department"]))
            for s in own
            if s.payload.get("answer") == RETURNED and s.number > since
        ]
    else:
        kinds = (EntryKind.CORRECTION_NOTIFIED, EntryKind.MATERIALS_REQUESTED)
        asked = [(s, row.lead) for s in own if s.kind in kinds][-1:]
    lines = [
        ToCorrect(
            must,
            words.department(by),
            words.day(said.effective_on),
            items(words, rules, items_of(said.payload.get("items", ()))),
        )
        for said, by in asked
    ]
    return lines or [ToCorrect(must, words.department(row.lead), None, ())]
