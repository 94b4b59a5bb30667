"""What is searched of a case: its own lines and its letters, kept with the entry they come from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from acts.authority import readers_of
from ledger import search_index, views
from ledger.book import SealedLetter
from ledger.search_index import SearchText, letter_text, own_text
from states.terms import CaseSnapshot


def own_lines(case: CaseSnapshot) -> tuple[str, ...]:
    """Number, project, code, enterprise, its credit code and the matter's names, line by line."""
    project, applicant, rules = case.project, case.applicant, case.rules
    return (
        case.case_id,
        str(project["name"]),
        str(project["code"] or ""),
        str(applicant["name"]),
        str(applicant["credit_code"]),
        rules.name,
        rules.name_en,
    )


def keep(
    session: Session, before: CaseSnapshot, after: CaseSnapshot, letters: Iterable[SealedLetter]
) -> None:
    """Index what the page changed: nothing, where no line, reader or letter is new."""
    is_new = before.version == 0
    texts = [_of_letter(letter) for letter in letters]
    if is_new or own_lines(before) != own_lines(after):
        texts.append(own_text(own_lines(after)))
    readers = readers_of(after)
    changed = is_new or readers != readers_of(before)
    if texts or changed:
        search_index.keep(session, after.case_id, texts, readers if changed else None)


def texts_of(session: Session, case: CaseSnapshot) -> tuple[SearchText, ...]:
    """Everything that is searched of the case, as its record and its letters have it."""
    letters = views.letters_of(session, case.case_id)
    told = (letter_text(row.letter_id, row.number, row.recipient, row.html) for row in letters)
    return (own_text(own_lines(case)), *told)


def _of_letter(letter: SealedLetter) -> SearchText:
    return letter_text(letter.letter_id, letter.number, letter.recipient, letter.html)
