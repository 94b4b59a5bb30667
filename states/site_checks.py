"""实地核查: two officers at least, and the clock runs on (Licensing Law arts. 34, 55).

Where a licence needs an inspection by technical standards (art. 55), two or more officers are
assigned within five days of acceptance; that limit has a clock of its own. A check on site is
no special procedure: nothing is taken out of the decision clock (LAW B1.7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from states.clocks import limit_due
from states.part import Part
from states.refusals import ImpossibleDate, Refusal
from states.silence import card, warning
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    RunningClock,
    SiteCheck,
    Step,
    Task,
)
from states.worktime import Due

OFFICERS_MIN = 2
UNDER_WAY = ("running", "suspended", "extended")


class TwoOfficersNeeded(Refusal):
    """A check on site needs two officers or more; named: {named}."""

    zh = "实地核查应当指派两名以上工作人员；现有{named}名。"
    article = "Administrative Licensing Law art. 34(3), 55(2)"
    article_zh = "行政许可法第三十四条第三款、第五十五条第二款"
    pointer = "/officers"


class OfficersDidNotSign(Refusal):
    """Every officer who checked signs the record; missing: {names}."""

    zh = "参加核查的工作人员均应在笔录上签字；尚缺：{names}。"
    article = "Administrative Licensing Law art. 34(3)"
    article_zh = "行政许可法第三十四条第三款"
    pointer = "/signed"


class NothingToCheck(Refusal):
    """A check on site belongs between acceptance and decision; the case is “{state}”."""

    zh = "实地核查应在受理之后、作出决定之前进行；本案当前状态为“{state}”。"
    article = "Administrative Licensing Law art. 34"
    article_zh = "行政许可法第三十四条"


def inspection_due(case: CaseSnapshot) -> Due | None:
    """Last day to assign the officers of an art. 55 inspection; None where none is due."""
    limit = case.rules.procedures.inspection
    if limit is None or case.accepted_on is None:
        return None
    return limit_due(case, case.accepted_on, limit)


def may_be_checked(case: CaseSnapshot) -> bool:
    """Whether the case is between acceptance and decision."""
    return case.approval_state in UNDER_WAY


def officers_enough(case: CaseSnapshot, officers: Sequence[str]) -> None:
    """Two or more different officers, under way.

    Raises:
        NothingToCheck, TwoOfficersNeeded: as they say.
    """
    if not may_be_checked(case):
        raise NothingToCheck(state=case.approval_state)
    if len(set(officers)) < OFFICERS_MIN:
        raise TwoOfficersNeeded(named=len(set(officers)))


def checked_in_order(
    case: CaseSnapshot,
    today: date,
    checked_on: date,
    officers: Sequence[str],
    signed: Sequence[str],
) -> None:
    """Two officers, each of whom signs, on a day between acceptance and today.

    Raises:
        NothingToCheck, TwoOfficersNeeded, OfficersDidNotSign, ImpossibleDate: as they say.
    """
    officers_enough(case, officers)
    missing = [name for name in officers if name not in signed]
    if missing:
        raise OfficersDidNotSign(names=", ".join(missing))
    accepted_on = case.accepted_on or checked_on
    if not accepted_on <= checked_on <= today:
        raise ImpossibleDate(
            what="check on site",
            day=checked_on,
            why=f"it was accepted on {accepted_on} and today is {today}",
        )


def _assigned(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(inspectors_on=case.inspectors_on or entry.effective_on)


def _checked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    check = SiteCheck(
        checked_on=entry.effective_on,
        officers=tuple(entry.payload["officers"]),
        place=entry.payload["place"],
    )
    return case.but(
        site_checks=(*case.site_checks, check),
        inspectors_on=case.inspectors_on or entry.effective_on,
    )


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    limit, due = case.rules.procedures.inspection, inspection_due(case)
    if limit is None or due is None or case.approval_state == "withdrawn":
        return
    stopped_on = case.inspectors_on or (case.decision.decided_on if case.decision else None)
    yield RunningClock(ClockName.INSPECTION, limit, due, case.rules.lead, stopped_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    due = inspection_due(case)
    if due is None or case.inspectors_on is not None or not may_be_checked(case):
        return
    yield from warning(case, ClockName.INSPECTION, due)
    yield from card(case, ClockName.INSPECTION, Colour.RED, due, case.rules.lead)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    due = inspection_due(case)
    if due is not None and case.inspectors_on is None and may_be_checked(case):
        yield Duty.by(case.rules.lead, Task.ASSIGN_INSPECTORS, ClockName.INSPECTION, due)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if case.inspectors_on is None and not case.site_checks:
        return None
    return {
        "assigned_on": case.inspectors_on.isoformat() if case.inspectors_on else None,
        "checks": [
            {
                "checked_on": check.checked_on.isoformat(),
                "officers": list(check.officers),
                "place": check.place,
            }
            for check in case.site_checks
        ],
    }


SITE_CHECKS = Part(
    name="site_checks",
    folds={EntryKind.INSPECTORS_ASSIGNED: _assigned, EntryKind.SITE_CHECKED: _checked},
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
