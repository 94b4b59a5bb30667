"""Finding cases by words: the index proposes, the text decides, newest case first.

An organisation with few cases is answered from its own texts; everybody else through the
index. Either way a page takes the same number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, text, true
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.grams import grams_asked, terms_of
from ledger.search_index import OWN, in_index, is_lite
from ledger.search_tables import CasePartyRow, SearchTextRow
from ledger.tables import CaseRow, LetterRow

FEW = 1000
"""So many cases are looked through faster one by one than through the index."""
LETTERS_SHOWN = 2
"""So many letters of a case are read for their words, the newest."""
Places = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who searches: all cases where `organisation` is None, else those it is a party of.

    An enterprise finds only letters that are for it.
    """

    organisation: str | None = None
    is_enterprise: bool = False


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter in which a term stands: its page, and the same text folded, line by line."""

    letter_id: str
    kind: str
    number: str
    html: str
    content: str


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that holds every term, where it stands in the order, and what holds any of them.

    `letters` are the newest of them; `further_letters` is how many more there are.
    """

    case_no: int
    case: CaseRow
    in_own_lines: bool
    letters: tuple[FoundLetter, ...]
    further_letters: int


def found(
    session: Session,
    terms: Sequence[str],
    reader: Reader,
    *,
    limit: int,
    before: int | None = None,
) -> list[FoundCase]:
    """Cases in which each term stands somewhere that the reader may read, newest first.

    `before` is the number of the last case seen.
    """
    if not terms:
        return []
    numbers = _numbers(session, terms, reader, limit, before)
    ids = [case_id for _, case_id in numbers]
    places = _places(session, ids, terms, reader)
    rows = _by(session, CaseRow, "case_id", ids)
    letters = _letters(session, places)
    return [
        FoundCase(
            number,
            rows[case_id],
            OWN in places[case_id],
            tuple(letters.get(case_id, ())),
            len(places[case_id].keys() - {OWN}) - len(letters.get(case_id, ())),
        )
        for number, case_id in numbers
    ]


def _letters(session: Session, places: Places) -> dict[str, list[FoundLetter]]:
    """The newest letters of each case among these places; only their pages are read."""
    row = LetterRow
    contents = {place: content for of in places.values() for place, content in of.items()}
    query = (
        select(col(row.case_id), col(row.letter_id))
        .where(col(row.letter_id).in_(contents.keys() - {OWN}))
        .order_by(col(row.case_id), col(row.entry_number).desc(), col(row.letter_id).desc())
    )
    newest: dict[str, list[str]] = {}
    for case_id, letter_id in session.execute(query):
        newest.setdefault(case_id, []).append(letter_id)
    shown = {case_id: ids[:LETTERS_SHOWN] for case_id, ids in newest.items()}
    read = _by(session, row, "letter_id", [one for ids in shown.values() for one in ids])
    return {
        case_id: [
            FoundLetter(
                one,
                read[one].kind,
                read[one].number,
                read[one].html,
                contents[one],
            )
            for one in ids
        ]
        for case_id, ids in shown.items()
    }


def _numbers(
    session: Session, terms: Sequence[str], reader: Reader, limit: int, before: int | None
) -> list[tuple[int, str]]:
    """Number and id of the cases, the newest first."""
    words, given = _stands(session, terms, reader)
    looked = _where_to_look(session, terms, reader)
    conditions = [*looked.conditions, *words]
    if before is not None:
        conditions.append(f"{looked.number} < :before")
    query = (
        f"SELECT c.case_no, c.case_id FROM {looked.source} WHERE {' AND '.join(conditions)} "
        f"ORDER BY {looked.number} DESC LIMIT :limit"
    )
    asked = {"organisation": reader.organisation, "before": before, "limit": limit}
    rows = session.execute(text(query), {**given, **looked.given, **asked})
    return [(int(case_no), str(case_id)) for case_no, case_id in rows]


@dataclass(frozen=True, slots=True)
class _Looked:
    """Tables that give `search_case c`, the column of its number, and what narrows them."""

    source: str
    number: str
    conditions: Sequence[str]
    given: dict[str, Any]


def _where_to_look(session: Session, terms: Sequence[str], reader: Reader) -> _Looked:
    """Among the reader's few cases, the few that the index proposes, or along the index."""
    mine = reader.organisation is not None
    if mine and _count(session, reader.organisation or "") <= FEW:
        source = "case_party p JOIN search_case c ON c.case_id = p.case_id"
        return _Looked(source, "c.case_no", ["p.organisation = :organisation"], {})
    own = (
        "EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = c.case_id "
        "AND p.organisation = :organisation)"
    )
    proposed = _proposed(session, terms)
    if proposed is not None:
        given = {f"no{at}": case_no for at, (case_no, _) in enumerate(proposed)}
        listed = ", ".join(f":{name}" for name in given) or "NULL"
        found = _Looked("search_case c", "c.case_no", [f"c.case_no IN ({listed})"], given)
    else:
        found = _along_the_index(session, terms)
    return replace(found, conditions=[*found.conditions, own]) if mine else found


def _along_the_index(session: Session, terms: Sequence[str]) -> _Looked:
    condition, given = in_index(session, (gram for term in terms for gram in grams_asked(term)))
    # SQLite is held to walking the index in the order of its numbers; PostgreSQL chooses.
    number, join = ("g.rowid", "CROSS JOIN") if is_lite(session) else ("g.case_no", "JOIN")
    source = f"search_gram g {join} search_case c ON c.case_no = {number}"
    return _Looked(source, number, [condition], given)


def _proposed(session: Session, terms: Sequence[str]) -> list[tuple[int, str]] | None:
    """Number and id of the cases that the index proposes; None where they are more than `FEW`.

    PostgreSQL knows little of how often grams stand together and would rather read every case:
    it is held to the index.
    """
    grams = (gram for term in terms for gram in grams_asked(term))
    condition, given = in_index(session, grams)
    number = "g.rowid" if is_lite(session) else "g.case_no"
    query = (
        f"SELECT c.case_no, c.case_id FROM (SELECT {number} AS case_no FROM search_gram g "
        f"WHERE {condition} LIMIT {FEW + 1}) AS few JOIN search_case c ON c.case_no = few.case_no"
    )
    _held_to_indexes(session, "off")
    rows = session.execute(text(query), given).all()
    _held_to_indexes(session, "on")
    return [(int(number), str(case_id)) for number, case_id in rows] if len(rows) <= FEW else None


def _held_to_indexes(session: Session, scans: str) -> None:
    if not is_lite(session):
        session.execute(text("SELECT set_config('enable_seqscan', :scans, true)"), {"scans": scans})


def _count(session: Session, organisation: str) -> int:
    mine = select(col(CasePartyRow.case_id)).where(col(CasePartyRow.organisation) == organisation)
    few = select(func.count()).select_from(mine.limit(FEW + 1).subquery())
    return int(session.scalar(few) or 0)


def _stands(
    session: Session, terms: Sequence[str], reader: Reader
) -> tuple[list[str], dict[str, Any]]:
    """Each term stands in some text of case `c` that the reader may read."""
    holds = "instr" if is_lite(session) else "strpos"
    own = " AND t.reader IN ('', :organisation)" if reader.is_enterprise else ""
    conditions = [
        f"EXISTS (SELECT 1 FROM search_text t WHERE t.case_id = c.case_id "
        f"AND {holds}(t.content, :term{at}) > 0{own})"
        for at in range(len(terms))
    ]
    return conditions, {f"term{at}": term for at, term in enumerate(terms)}


def _places(session: Session, ids: Sequence[str], terms: Sequence[str], reader: Reader) -> Places:
    """Where in these cases any of the terms stands: the texts as they are searched, by place."""
    row = SearchTextRow
    holds = func.instr if is_lite(session) else func.strpos
    any_term = or_(*(holds(col(row.content), term) > 0 for term in terms))
    mine = col(row.reader).in_(["", reader.organisation]) if reader.is_enterprise else true()
    query = (
        select(col(row.case_id), col(row.place), col(row.content))
        .where(col(row.case_id).in_(ids), any_term, mine)
        .order_by(col(row.case_id), col(row.place))
    )
    places: Places = {case_id: {} for case_id in ids}
    for case_id, place, content in session.execute(query):
        places[case_id][place] = content
    return places


def _by(session: Session, row: Any, name: str, ids: Sequence[str]) -> dict[str, Any]:
    column = getattr(row, name)
    return {getattr(one, name): one for one in session.scalars(select(row).where(column.in_(ids)))}


def mentions(session: Session, words: str, enterprise: str | None = None) -> ColumnElement[bool]:
    """The row of a case is one in whose texts every one of these words stands.

    A word that few cases hold is looked up in the index first; one that many hold is looked
    for case by case. Of the letters an `enterprise` has only its own.
    """
    terms = terms_of(words)
    if not terms:
        return false()
    row = SearchTextRow
    holds = func.instr if is_lite(session) else func.strpos
    condition: ColumnElement[bool] = true()
    own = col(row.reader).in_(["", enterprise]) if enterprise is not None else true()
    for term in terms:
        stands = select(col(row.place)).where(
            col(row.case_id) == col(CaseRow.case_id), holds(col(row.content), term) > 0, own
        )
        condition = condition & stands.correlate(CaseRow).exists()
    proposed = _proposed(session, terms)
    if proposed is None:
        return condition
    return condition & col(CaseRow.case_id).in_([case_id for _, case_id in proposed])


def in_many(session: Session, words: str) -> bool:
    """Whether the index proposes more cases for these words than are looked through one by one."""
    terms = terms_of(words)
    return bool(terms) and _proposed(session, terms) is None


def readable(session: Session, case_ids: Sequence[str], reader: Reader) -> Sequence[CaseRow]:
    """Those of these cases that the reader may see, by case id."""
    query = select(CaseRow).where(col(CaseRow.case_id).in_(sorted(set(case_ids))))
    if reader.organisation is not None:
        own = select(col(CasePartyRow.case_id)).where(
            col(CasePartyRow.organisation) == reader.organisation
        )
        query = query.where(col(CaseRow.case_id).in_(own))
    return session.scalars(query.order_by(col(CaseRow.case_id))).all()
