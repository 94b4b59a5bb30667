"""A running case under a newer edition of the catalogue: what changes, and what forbids it.

Pure: the case as it stands, and the same case under the other rules. Nothing of the record is
rewritten; the entry names both editions and every date before and after, and folding goes by
the rules in force at each entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.rederived import ClockMove, moves_between
from states.terms import CaseSnapshot, ClockName, Entry, EntryKind, Facts, MatterRules
from states.terms.record import Draft

OF_TIME_ALONE = frozenset({EntryKind.REMINDED, EntryKind.CARDED, EntryKind.DATES_DERIVED_AGAIN})
"""Entries that are no act under an edition: they tell what time brought."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case cannot move; `zh` and `en` are whole clauses."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class EditionMove:
    """What another edition would do to a case: dates that change, and what forbids it.

    `lost` are promises that the applicant would lose: allowed only with a stated reason.
    """

    moved: tuple[ClockMove, ...]
    forbidden: tuple[Reason, ...]
    lost: tuple[ClockMove, ...]


def edition_move(case: CaseSnapshot, rules: MatterRules, today: date) -> EditionMove:
    """The difference that `rules` make to the open part of the case."""
    other = case.but(rules=rules)
    forbidden = tuple(_forbidden(case, rules))
    if any(reason.code != "ended" for reason in forbidden) and not _comparable(case, rules):
        return EditionMove((), forbidden, ())
    moved = moves_between(case, other)
    overtaken = tuple(_overtaken(moved, today))
    lost = tuple(move for move in moved if _is_lost(move))
    return EditionMove(moved, (*forbidden, *overtaken), lost)


def _comparable(case: CaseSnapshot, rules: MatterRules) -> bool:
    """Whether the clocks of the case exist under the other rules at all."""
    kinds = {pause.kind for pause in case.suspensions}
    return (not case.seats or rules.review is not None) and all(map(rules.suspension, kinds))


def _forbidden(case: CaseSnapshot, rules: MatterRules) -> Iterator[Reason]:
    if case.decision is not None or case.filing_state in ENDED:
        yield Reason("ended", "本件已经办结", "the case is decided or over")
    if rules.regime is not case.rules.regime:
        yield Reason("regime", "办理方式不同", "the regime is another one")
    if rules.lead != case.rules.lead:
        yield Reason("lead", "主办单位不同", "another department leads the matter")
    if case.round and rules.review != case.rules.review:
        yield Reason("seats", "联审已经开始，席位或者规则不同", "the review has begun otherwise")
    for pause in case.suspensions:
        if rules.suspension(pause.kind) is None:
            zh, en = "不再有已经适用的特别程序", "a special procedure in use is not listed"
            yield Reason("suspension", zh, en)
    rule = rules.extension
    if case.extension is not None and (rule is None or case.extension.days > rule.max_days):
        yield Reason("extension", "已批准的延期超出新目录", "the extension granted is too long")


ENDED = ("not_needed", "not_accepted", "withdrawn", "filed", "change_notified")


def _overtaken(moved: tuple[ClockMove, ...], today: date) -> Iterator[Reason]:
    for move in moved:
        if move.before.due_on >= today > move.after.due_on:
            yield Reason(
                "overtaken",
                f"新的最后一日（{move.after.due_on}）已经过去",
                f"the new last day, {move.after.due_on}, is over already",
            )


def _is_lost(move: ClockMove) -> bool:
    """Organs owe these dates to the applicant: a later one is a loss."""
    owed = (ClockName.PROMISE, ClockName.STATUTE, ClockName.NOTICE)
    return move.clock in owed and move.after.due_on > move.before.due_on


def moved_to(case: CaseSnapshot, found: EditionMove, facts: Facts, on: date) -> Draft:
    """The entry that moves the case; `facts` name both editions, who asked for it and why."""
    clocks = [move.facts() for move in found.moved]
    return Draft(EntryKind.MOVED_TO_EDITION, on, {**facts, "clocks": clocks})


def last_move(entries: tuple[Entry, ...]) -> Entry | None:
    """The move that still stands: the last one, unless it undid another."""
    moves = [entry for entry in entries if entry.kind is EntryKind.MOVED_TO_EDITION]
    return moves[-1] if moves and not moves[-1].payload.get("undoes") else None


def acted_since(entries: tuple[Entry, ...], move: Entry) -> Entry | None:
    """The first act after the move, by a person or by silence; None where nobody acted."""
    later = (e for e in entries if e.number > move.number and e.kind not in OF_TIME_ALONE)
    return next(later, None)
