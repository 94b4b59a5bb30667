"""Searching cases by words: who may find what, and where in a case the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acts.authority import sees_all
from acts.office import Office
from ledger.grams import Piece, excerpt, lines_of_page, terms_of
from ledger.search_index import OWN_LINES
from ledger.search_views import FoundCase, FoundLetter, Reader, found
from ledger.tables import CaseRow
from states.terms import Actor, Role


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where words stand: a line of the case, or a letter by id and number."""

    place: str
    excerpt: tuple[Piece, ...]
    letter_id: str = ""
    letter_kind: str = ""
    letter_number: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was found, its place in the order, and where the words stand in it."""

    case_no: int
    case: CaseRow
    hits: tuple[Hit, ...]
    further_hits: int


def reader(actor: Actor) -> Reader:
    """What the actor may find: all cases, or those that its organisation is a party of."""
    if sees_all(actor):
        return Reader()
    return Reader(actor.organisation, actor.role is Role.ENTERPRISE)


def search(
    office: Office, words: str, *, actor: Actor, limit: int, before: int | None = None
) -> list[Found]:
    """The cases in which all the words stand where the actor may read, newest first."""
    terms = terms_of(words)
    rows = found(office.session, terms, reader(actor), limit=limit, before=before)
    return [_told(office, one, terms) for one in rows]


def _told(office: Office, one: FoundCase, terms: Sequence[str]) -> Found:
    own = _own_hits(office, one.case, terms) if one.in_own_lines else ()
    hits = (*own, *(_letter_hit(letter, terms) for letter in one.letters))
    return Found(one.case_no, one.case, hits, one.further_letters)


def _own_hits(office: Office, row: CaseRow, terms: Sequence[str]) -> Iterator[Hit]:
    for name in OWN_LINES:
        if pieces := excerpt(str(getattr(row, name)), terms):
            yield Hit(name, pieces)
    matter = office.city.catalog.matters.get(row.matter)
    names = (matter.name, matter.name_en) if matter else ()
    shown = [pieces for name in names if (pieces := excerpt(name, terms))]
    if shown:
        yield Hit("matter", shown[0])


def _letter_hit(letter: FoundLetter, terms: Sequence[str]) -> Hit:
    """The line in which most of the terms stand says most; the first of equals."""
    searched = letter.content.split("\n")
    best = max(range(len(searched)), key=lambda at: sum(term in searched[at] for term in terms))
    line = (letter.number, *lines_of_page(letter.html))[best]
    return Hit("letter", excerpt(line, terms), letter.letter_id, letter.kind, letter.number)
