"""Joint handling: 45 + 15 days where a people's government decided on it (LAW B9.12).

Unified, joint or central handling of several departments' matters is decided by the people's
government (Administrative Licensing Law art. 26(2)); only then art. 42(2) gives 45 days and an
extension by the head of the government. However many departments a review asks, without that
decision on record the matter keeps its own limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from states.clocks import limit_due, statute_due
from states.part import Part
from states.refusals import ClockExpired, ExtensionUsed, ImpossibleDate, Refusal
from states.terms import (
    CaseSnapshot,
    ClockName,
    Entry,
    EntryKind,
    JointHandling,
    RunningClock,
    StartEvent,
)
from states.worktime import Due

UNDER_WAY = ("running", "suspended", "extended")


class NotSeveralDepartments(Refusal):
    """Joint handling is for a licence that several departments handle; this one is not."""

    zh = "统一办理、联合办理、集中办理适用于由两个以上部门分别实施的行政许可，本事项不属于。"
    article = "Administrative Licensing Law art. 26(2)"
    article_zh = "行政许可法第二十六条第二款"


class JointHandlingLinked(Refusal):
    """The decision {number} on joint handling already stands in this case."""

    zh = "本案已关联联合办理的决定（{number}）。"
    article = "Administrative Licensing Law art. 26(2)"
    article_zh = "行政许可法第二十六条第二款"


class NotAccepted(Refusal):
    """Joint handling begins with the unified acceptance; the case is “{state}”."""

    zh = "联合办理的期限自统一受理之日起计算；本案当前状态为“{state}”。"
    article = "Administrative Licensing Law art. 42(2)"
    article_zh = "行政许可法第四十二条第二款"


def may_be_joint(case: CaseSnapshot) -> bool:
    """Whether a government's decision could still be linked to the case."""
    several = case.rules.review is not None and case.rules.procedures.joint is not None
    return several and case.joint is None and case.approval_state in UNDER_WAY


def linked_in_order(case: CaseSnapshot, today: date, number: str, decided_on: date) -> None:
    """A decision is linked once, in time, to an accepted case of several departments.

    Raises:
        NotSeveralDepartments, NotAccepted, JointHandlingLinked, ExtensionUsed, ClockExpired,
        ImpossibleDate: as they say.
    """
    if case.joint is not None:
        raise JointHandlingLinked(number=case.joint.number)
    if case.rules.review is None or case.rules.procedures.joint is None:
        raise NotSeveralDepartments()
    if case.approval_state not in UNDER_WAY:
        raise NotAccepted(state=case.approval_state)
    if case.extension is not None:
        raise ExtensionUsed(decided_on=case.extension.decided_on)
    if decided_on > today:
        raise ImpossibleDate(
            what="decision of the people's government", day=decided_on, why=f"today is {today}"
        )
    due = statute_due(case)
    if due is not None and today > due.due_on:
        raise ClockExpired(due_on=due.due_on)


def _linked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """From here on the case runs under art. 42(2); what it had of its own is kept beside it."""
    payload, rules = entry.payload, case.rules
    assert rules.decision_limit is not None, "a case that is accepted has a decision limit"
    joint = JointHandling(
        number=payload["number"],
        organ=payload["organ"],
        decided_on=date.fromisoformat(payload["decided_on"]),
        sha256=payload["sha256"],
        linked_on=entry.effective_on,
        own_limit=rules.decision_limit,
        own_extension=rules.extension,
    )
    limit = rules.procedures.joint or rules.decision_limit
    joint_rules = replace(rules, decision_limit=limit, extension=rules.procedures.joint_extension)
    return case.but(rules=joint_rules, joint=joint)


def own_statute_due(case: CaseSnapshot) -> Due | None:
    """Last day of the matter's own limit, which joint handling does not erase."""
    if case.joint is None or case.accepted_on is None:
        return None
    limit = case.joint.own_limit
    from_receipt = limit.start is StartEvent.RECEIVED and case.received_on is not None
    started_on = case.received_on if from_receipt else case.accepted_on
    return limit_due(case, started_on or case.accepted_on, limit)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    due = own_statute_due(case)
    if case.joint is None or due is None or case.approval_state == "withdrawn":
        return
    stopped_on = case.decision.decided_on if case.decision else None
    yield RunningClock(
        ClockName.OWN_STATUTE, case.joint.own_limit, due, case.rules.lead, stopped_on
    )


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    joint, own, due = case.joint, own_statute_due(case), statute_due(case)
    if joint is None or own is None or due is None:
        return None
    return {
        "number": joint.number,
        "organ": joint.organ,
        "decided_on": joint.decided_on.isoformat(),
        "sha256": joint.sha256,
        "linked_on": joint.linked_on.isoformat(),
        "due_on": due.due_on.isoformat(),
        "own_due_on": own.due_on.isoformat(),
    }


JOINT_HANDLING = Part(
    name="joint_handling",
    folds={EntryKind.JOINT_HANDLING_LINKED: _linked},
    clocks=_clocks,
    view=_view,
)
