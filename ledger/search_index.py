"""The index of words: written with the entry that its texts come from, and held against them.

Each case has one place in the index, with the grams of all its texts together. SQLite keeps
them in an FTS5 table without content, PostgreSQL as an array under a GIN index
(docs/adr/0007). What the index proposes is held against the text itself before it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.grams import content_of, grams, lines_of_page
from ledger.search_tables import CasePartyRow, SearchCaseRow, SearchTextRow
from ledger.tables import CaseRow, LetterRow

OWN = "case"
"""The place of a case's own lines; its letters stand under their ids."""
PLANE = 0x10F000
"""Signs that an FTS5 tokenizer would split at stand for themselves up here."""
_AS_WORDS = {at: PLANE + at for at in range(33, 127) if not chr(at).isalnum()}
INDEXES_AT_ONCE = 200
ASKED_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class SearchText:
    """One text of a case, folded; `reader` is whom a letter is for, empty for anybody."""

    place: str
    reader: str
    content: str


def own_text(lines: Iterable[str]) -> SearchText:
    """The case's own lines: number, project, codes, enterprise, matter."""
    return SearchText(OWN, "", content_of(lines))


def letter_text(letter_id: str, number: str, recipient: str, html: str) -> SearchText:
    """A letter by its number and what a person reads on it."""
    return SearchText(letter_id, recipient, content_of((number, *lines_of_page(html))))


def is_lite(session: Session) -> bool:
    """Whether the session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def keep(
    session: Session,
    case_id: str,
    texts: Iterable[SearchText] = (),
    readers: Iterable[str] | None = None,
) -> None:
    """Add or replace texts of a case, and name its readers where they changed."""
    if readers is not None:
        _set_readers(session, case_id, frozenset(readers))
    new = {one.place: one for one in texts}
    if not new:
        return
    before = _texts(session, case_id)
    for one in new.values():
        session.execute(_UPSERT_TEXT, {"case_id": case_id, **_columns(one)})
    _index(session, case_id, before, {**before, **new})


def stands(
    session: Session, case_id: str, texts: Iterable[SearchText], readers: Iterable[str]
) -> bool:
    """Whether the texts and readers of a case are these and no others."""
    return _texts(session, case_id) == {one.place: one for one in texts} and _readers(
        session, case_id
    ) == frozenset(readers)


def rewrite(
    session: Session, case_id: str, texts: Iterable[SearchText], readers: Iterable[str]
) -> bool:
    """Put these texts and readers in place of what stands, unindexed; whether any differed."""
    told, named = tuple(texts), frozenset(readers)
    if stands(session, case_id, told, named):
        return False
    _set_readers(session, case_id, named)
    session.execute(delete(SearchTextRow).where(col(SearchTextRow.case_id) == case_id))
    for one in told:
        session.execute(_UPSERT_TEXT, {"case_id": case_id, **_columns(one)})
    return True


def empty_index(session: Session) -> None:
    """Take every case out of the index; the texts stay."""
    if is_lite(session):
        session.execute(text("INSERT INTO search_gram (search_gram) VALUES ('delete-all')"))
    else:
        session.execute(text("DELETE FROM search_gram"))


def index_again(session: Session, case_id: str) -> None:
    """Put a case into an index that does not hold it."""
    _index(session, case_id, {}, _texts(session, case_id))


def unindexed(session: Session) -> list[str]:
    """The next cases that the index has not met, in order of case id."""
    query = (
        select(col(CaseRow.case_id))
        .outerjoin(SearchCaseRow, col(SearchCaseRow.case_id) == col(CaseRow.case_id))
        .where(col(SearchCaseRow.case_no).is_(None))
        .order_by(col(CaseRow.case_id))
        .limit(INDEXES_AT_ONCE)
    )
    return list(session.scalars(query))


_UPSERT_TEXT = text(
    "INSERT INTO search_text (case_id, place, reader, content) "
    "VALUES (:case_id, :place, :reader, :content) ON CONFLICT (case_id, place) "
    "DO UPDATE SET reader = excluded.reader, content = excluded.content"
)
_NUMBER = text(
    "INSERT INTO search_case (case_id) VALUES (:case_id) "
    "ON CONFLICT (case_id) DO UPDATE SET case_id = excluded.case_id RETURNING case_no"
)
_LITE_OUT = text(
    "INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', :case_no, :grams)"
)
_LITE_IN = text("INSERT INTO search_gram (rowid, grams) VALUES (:case_no, :grams)")
_POSTGRES_IN = text(
    "INSERT INTO search_gram (case_no, grams) VALUES (:case_no, :grams) "
    "ON CONFLICT (case_no) DO UPDATE SET grams = excluded.grams"
)


def _columns(one: SearchText) -> dict[str, str]:
    return {"place": one.place, "reader": one.reader, "content": one.content}


def _texts(session: Session, case_id: str) -> dict[str, SearchText]:
    row = SearchTextRow
    query = select(col(row.place), col(row.reader), col(row.content))
    found = session.execute(query.where(col(row.case_id) == case_id))
    return {place: SearchText(place, reader, content) for place, reader, content in found}


def _readers(session: Session, case_id: str) -> frozenset[str]:
    query = select(col(CasePartyRow.organisation)).where(col(CasePartyRow.case_id) == case_id)
    return frozenset(session.scalars(query))


def _set_readers(session: Session, case_id: str, readers: frozenset[str]) -> None:
    standing = _readers(session, case_id)
    row = CasePartyRow
    for gone in sorted(standing - readers):
        mine = (col(row.case_id) == case_id, col(row.organisation) == gone)
        session.execute(delete(row).where(*mine))
    session.add_all([row(case_id=case_id, organisation=new) for new in sorted(readers - standing)])
    session.flush()


def _grams_of(texts: Mapping[str, SearchText]) -> list[str]:
    found: set[str] = set()
    return sorted(found.union(*(grams(one.content) for one in texts.values())))


def _index(
    session: Session,
    case_id: str,
    before: Mapping[str, SearchText],
    after: Mapping[str, SearchText],
) -> None:
    case_no = int(session.execute(_NUMBER, {"case_id": case_id}).scalar_one())
    now = _grams_of(after)
    if not is_lite(session):
        session.execute(_POSTGRES_IN, {"case_no": case_no, "grams": now})
        return
    if before:
        # An index without content is told what it held; anything else would spoil it.
        session.execute(_LITE_OUT, {"case_no": case_no, "grams": _words(_grams_of(before))})
    session.execute(_LITE_IN, {"case_no": case_no, "grams": _words(now)})


def _words(found: Iterable[str]) -> str:
    return " ".join(gram.translate(_AS_WORDS) for gram in found)


def in_index(session: Session, asked: Iterable[str]) -> tuple[str, dict[str, Any]]:
    """The condition that `search_gram g` holds all these grams, and its parameters."""
    told = list(dict.fromkeys(asked))
    if is_lite(session):
        words = " AND ".join(f'"{gram.translate(_AS_WORDS)}"' for gram in told)
        return "search_gram MATCH :match", {"match": words}
    return "g.grams @> CAST(:grams AS TEXT[])", {"grams": told}


def faults(session: Session) -> Iterator[tuple[str, str]]:
    """Case and problem wherever the search would miss a case or find what does not stand."""
    letters: dict[str, dict[str, SearchText]] = {}
    for row in session.execute(_LETTERS.execution_options(yield_per=500)):
        one = letter_text(row.letter_id, row.number, row.recipient, row.html)
        letters.setdefault(row.case_id, {})[one.place] = one
    for case in session.execute(_CASES).all():
        texts = _texts(session, case.case_id)
        own = texts.pop(OWN, None)
        lines = content_of(tuple(case)[:-1]).split("\n")
        if own is None or own.content.split("\n")[: len(lines)] != lines:
            yield case.case_id, "its own lines are not searched as they stand"
        if texts != letters.get(case.case_id, {}):
            yield case.case_id, "its letters are not searched as they stand"
        # A replayed case of another system may have no applicant.
        if not {case.lead, case.applicant_code} - {""} <= _readers(session, case.case_id):
            yield case.case_id, "its lead or its applicant is not among its readers"
        if not _leads_to(session, case.case_id, {**texts, OWN: own} if own else texts):
            yield case.case_id, "the index of words does not lead to it"


OWN_LINES = ("case_id", "project_name", "project_code", "applicant_name", "applicant_code")
"""What a case's own lines begin with; the names of its matter follow."""
_CASES = text(f"SELECT {', '.join(OWN_LINES)}, lead FROM cases ORDER BY case_id")
_LETTERS = select(
    col(LetterRow.case_id),
    col(LetterRow.letter_id),
    col(LetterRow.number),
    col(LetterRow.recipient),
    col(LetterRow.html),
)


def _leads_to(session: Session, case_id: str, texts: Mapping[str, SearchText]) -> bool:
    """Whether the index, asked for all that the texts hold, answers with this case."""
    held, number = _grams_of(texts), "g.rowid" if is_lite(session) else "g.case_no"
    for at in range(0, len(held), ASKED_AT_ONCE):
        condition, given = in_index(session, held[at : at + ASKED_AT_ONCE])
        query = (
            f"SELECT 1 FROM search_case c JOIN search_gram g ON {number} = c.case_no "
            f"WHERE c.case_id = :case_id AND {condition}"
        )
        if session.execute(text(query), {"case_id": case_id, **given}).first() is None:
            return False
    return True
