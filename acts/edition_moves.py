"""Running cases moved to a newer edition of the catalogue: rehearsed, moved, moved back.

One transaction a case; doing it twice changes nothing; nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from acts.authority import authorise
from acts.catalog_editions import CatalogEdition
from acts.office import Office, filed_on
from acts.problems import FieldProblem, Invalid
from catalog import UnknownMatter
from ledger import editions
from states.catalogue_refusals import ActedUnderTheEdition, CaseMayNotMove, NeverMoved
from states.edition_move import (
    EditionMove,
    Reason,
    acted_since,
    edition_move,
    last_move,
    moved_to,
)
from states.terms import Actor, CaseSnapshot, Draft
from states.worktime import legal_day

NOT_THERE = Reason("matter", "新目录没有此事项", "the edition has no such matter")
FAVOUR_LOST = Reason(
    "favour",
    "申请人将失去较早的承诺期限，须说明理由",
    "the applicant would lose an earlier date; a reason is needed",
)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One case in a rehearsal: what would change, and why it may not move (empty: it may)."""

    case_id: str
    project_name: str
    version_before: str
    move: EditionMove
    why_not: tuple[Reason, ...]


def edition_numbered(office: Office, number: int) -> CatalogEdition:
    """The published edition of this number.

    Raises:
        Invalid: there is none.
    """
    for edition in office.city.catalogs:
        if edition.number == number:
            return edition
    raise Invalid(FieldProblem("/edition", "没有这一版目录。", "There is no such edition."))


def movable(office: Office, number: int) -> tuple[str, ...]:
    """The undecided cases that stand under another edition than this one, by id."""
    target = edition_numbered(office, number).catalog.sha256
    known = dict.fromkeys(e.catalog.sha256 for e in office.city.catalogs)
    found = (
        case_id
        for sha256 in known
        if sha256 != target
        for case_id in editions.cases_under(office.session, sha256)
    )
    return tuple(sorted(found))


def rehearse(
    office: Office, number: int, *, actor: Actor, now: datetime, reason: str = ""
) -> Iterator[Rehearsed]:
    """What moving every open case to this edition would do, without writing anything."""
    authorise(actor, "rehearse_edition")
    edition = edition_numbered(office, number)
    for case_id in movable(office, number):
        case = office.case(case_id)
        found, why_not = _judged(case, edition, now, reason)
        name = str(case.project.get("name", ""))
        yield Rehearsed(case_id, name, _version(office, case), found, why_not)


def _version(office: Office, case: CaseSnapshot) -> str:
    return office.edition(case.catalog_sha256).version


def _judged(
    case: CaseSnapshot, edition: CatalogEdition, now: datetime, reason: str
) -> tuple[EditionMove, tuple[Reason, ...]]:
    try:
        rules = edition.catalog.rules(case.rules.matter, filed_on(case))
    except UnknownMatter:
        return EditionMove((), (NOT_THERE,), ()), (NOT_THERE,)
    found = edition_move(case, rules, legal_day(now))
    loses = (FAVOUR_LOST,) if found.lost and not reason.strip() else ()
    return found, (*found.forbidden, *loses)


def move(
    office: Office,
    case_id: str,
    number: int,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    if_version: int | None = None,
) -> CaseSnapshot:
    """Move one case to this edition; a case that stands under it already is left alone.

    Raises:
        NotYours: the actor is no administrator.
        CaseMayNotMove: with every reason against it.
    """
    edition = edition_numbered(office, number)

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        if case.catalog_sha256 == edition.catalog.sha256:
            return []
        found, why_not = _judged(case, edition, now, reason)
        if why_not:
            raise CaseMayNotMove(reasons="；".join(f"{r.zh} ({r.en})" for r in why_not))
        facts = _facts(office, case, edition.catalog.version, edition.catalog.sha256, reason)
        return [moved_to(case, found, {**facts, "edition": number}, legal_day(now))]

    return office.record(
        case_id, judge, act="move_case", actor=actor, now=now, if_version=if_version
    )


def undo(
    office: Office,
    case_id: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    if_version: int | None = None,
) -> CaseSnapshot:
    """Move the case back to the edition it stood under before its last move, by another entry.

    Raises:
        NotYours: the actor is no administrator.
        NeverMoved, ActedUnderTheEdition: as they say.
    """

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        entries = office.entries(case_id)
        last = last_move(entries)
        if last is None:
            raise NeverMoved()
        acted = acted_since(entries, last)
        if acted is not None:
            raise ActedUnderTheEdition(entry=acted.number)
        back = last.payload["catalog_before"]
        rules = office.rules(case.rules.matter, back["sha256"], filed_on(case))
        found = edition_move(case, rules, legal_day(now))
        facts = _facts(office, case, back["version"], back["sha256"], reason)
        return [moved_to(case, found, {**facts, "undoes": last.number}, legal_day(now))]

    return office.record(
        case_id, judge, act="undo_move", actor=actor, now=now, if_version=if_version
    )


@dataclass(frozen=True, slots=True)
class MovedHere:
    """A case that was moved to the edition it stands under, and the entry that keeps it there.

    `kept_by` is None while nobody acted since: the move can be undone.
    """

    case_id: str
    project_name: str
    reason: str
    kept_by: int | None


def moved_here(office: Office, number: int, *, actor: Actor) -> Iterator[MovedHere]:
    """The undecided cases that stand under this edition by a move, by id."""
    authorise(actor, "rehearse_edition")
    sha256 = edition_numbered(office, number).catalog.sha256
    for case_id in editions.cases_under(office.session, sha256):
        entries = office.entries(case_id)
        last = last_move(entries)
        if last is not None:
            acted = acted_since(entries, last)
            name = str(office.case(case_id).project.get("name", ""))
            reason = str(last.payload["reason"])
            yield MovedHere(case_id, name, reason, acted.number if acted else None)


def _facts(
    office: Office, case: CaseSnapshot, version: str, sha256: str, reason: str
) -> dict[str, object]:
    before = {"version": _version(office, case), "sha256": case.catalog_sha256}
    return {
        "catalog_before": before,
        "catalog": {"version": version, "sha256": sha256},
        "version_before": before["version"],
        "version": version,
        "reason": reason,
        "basis": version,
    }
