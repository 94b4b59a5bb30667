"""Reading the ledger for desks, watches and exports: projections only, never a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from ledger.search_tables import CasePartyRow
from ledger.search_views import in_many, mentions
from ledger.tables import CaseRow, DutyRow, EntryRow, LetterRow
from states.terms import EntryKind


def duties_of_case(session: Session, case_id: str) -> Sequence[DutyRow]:
    """Who owes what in one case now."""
    query = select(DutyRow).where(col(DutyRow.case_id) == case_id)
    return session.scalars(query.order_by(col(DutyRow.party), col(DutyRow.task))).all()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; None means any. `party` is an organisation whose case it is."""

    applicant_code: str | None = None
    lead: str | None = None
    party: str | None = None
    light: str | None = None
    text: str | None = None


def cases(
    session: Session, wanted: CaseFilter, *, limit: int = 50, before: str | None = None
) -> Sequence[CaseRow]:
    """Cases, newest first; `before` is the last case id seen."""
    query = select(CaseRow).where(*conditions(session, wanted))
    query = query.order_by(col(CaseRow.case_id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(CaseRow.case_id) < before)
    return session.scalars(query).all()


def cases_named(session: Session, case_ids: Iterable[str]) -> Sequence[CaseRow]:
    """The cases of these ids, by id."""
    query = select(CaseRow).where(col(CaseRow.case_id).in_(sorted(set(case_ids))))
    return session.scalars(query.order_by(col(CaseRow.case_id))).all()


def count_by_light(session: Session, wanted: CaseFilter) -> dict[str, int] | None:
    """How many cases show which card; None where a great many hold the words asked for."""
    if wanted.text and in_many(session, wanted.text):
        return None
    query = select(col(CaseRow.light), func.count()).where(*conditions(session, wanted))
    query = query.group_by(col(CaseRow.light))
    return {str(light): int(count) for light, count in session.execute(query)}


def conditions(session: Session, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the row of a case."""
    found = [
        col(column) == value
        for column, value in (
            (CaseRow.applicant_code, wanted.applicant_code),
            (CaseRow.lead, wanted.lead),
            (CaseRow.light, wanted.light),
        )
        if value is not None
    ]
    if wanted.party is not None:
        of_party = select(col(CasePartyRow.case_id)).where(
            col(CasePartyRow.organisation) == wanted.party
        )
        found.append(col(CaseRow.case_id).in_(of_party))
    if wanted.text:
        found.append(mentions(session, wanted.text, wanted.applicant_code))
    return found


def due_cases(
    session: Session, on: date, *, limit: int = 500, after: tuple[date, str] | None = None
) -> list[tuple[date, str]]:
    """(alarm day, case id) of cases with something due on or before `on`, in due order.

    One indexed query; its cost follows what is due, not what is open.
    """
    query = (
        select(col(CaseRow.next_alarm_on), col(CaseRow.case_id))
        .where(col(CaseRow.next_alarm_on) <= on)
        .order_by(col(CaseRow.next_alarm_on), col(CaseRow.case_id))
        .limit(limit)
    )
    if after is not None:
        day, case_id = after
        query = query.where(
            or_(
                col(CaseRow.next_alarm_on) > day,
                and_(col(CaseRow.next_alarm_on) == day, col(CaseRow.case_id) > case_id),
            )
        )
    return [(day, case_id) for day, case_id in session.execute(query) if day is not None]


def letters_of(session: Session, case_id: str) -> Sequence[LetterRow]:
    """The case's letters in the order in which they were sealed."""
    query = select(LetterRow).where(col(LetterRow.case_id) == case_id)
    return session.scalars(
        query.order_by(col(LetterRow.entry_number), col(LetterRow.letter_id))
    ).all()


def letter(session: Session, letter_id: str) -> LetterRow | None:
    """One letter, or None."""
    return session.get(LetterRow, letter_id)


def version_of(session: Session, case_id: str) -> int:
    """The number of the case's last entry; 0 where there is no such case."""
    query = select(col(CaseRow.version)).where(col(CaseRow.case_id) == case_id)
    return int(session.scalar(query) or 0)


def case_ids(session: Session) -> Iterator[str]:
    """Every case id, in order, streamed."""
    query = (
        select(col(CaseRow.case_id))
        .order_by(col(CaseRow.case_id))
        .execution_options(yield_per=1000)
    )
    yield from session.scalars(query)


@dataclass(frozen=True, slots=True)
class ApplicantEntry:
    """One entry of a case of an applicant, with its payload read."""

    case_id: str
    kind: EntryKind
    effective_on: date
    payload: dict[str, Any]


def entries_of_applicant(
    session: Session, credit_code: str, kinds: Iterable[EntryKind]
) -> list[ApplicantEntry]:
    """The entries of these kinds in all cases of an applicant, in order of day and number."""
    query = (
        select(EntryRow)
        .join(CaseRow, col(CaseRow.case_id) == col(EntryRow.case_id))
        .where(col(CaseRow.applicant_code) == credit_code)
        .where(col(EntryRow.kind).in_([kind.value for kind in kinds]))
        .order_by(col(EntryRow.effective_on), col(EntryRow.case_id), col(EntryRow.number))
    )
    return [
        ApplicantEntry(row.case_id, EntryKind(row.kind), row.effective_on, json.loads(row.payload))
        for row in session.scalars(query)
    ]
