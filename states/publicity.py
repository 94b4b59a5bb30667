"""双公示: a grant is public, within so many working days of the decision (art. 40; LAW B6.2).

The publication clock belongs to the decision and not to its service: a permit may be served
in time and published late. Only a grant is published; a refusal is told to the applicant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from states.clocks import limit_due
from states.part import Part
from states.refusals import ImpossibleDate, NothingGranted, Refusal
from states.silence import card, warning
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    Outcome,
    RunningClock,
    Step,
    Task,
)
from states.worktime import Due

STANDING = ("granted", "delivered")


class AlreadyPublished(Refusal):
    """The grant was already published on {published_on}."""

    zh = "该准予决定已于{published_on}公示。"


def publicity_due(case: CaseSnapshot) -> Due | None:
    """Last day to publish the grant; None without a grant or without a limit."""
    limit, decision = case.rules.procedures.publicity, case.decision
    if limit is None or decision is None or decision.outcome is not Outcome.GRANT:
        return None
    return limit_due(case, decision.decided_on, limit)


def to_be_published(case: CaseSnapshot) -> bool:
    """Whether a grant stands that nobody has published; one that ended needs it no more."""
    return (
        publicity_due(case) is not None
        and case.published_on is None
        and case.approval_state in STANDING
    )


def published_in_order(case: CaseSnapshot, today: date, published_on: date) -> None:
    """A grant is published once, on a day between the decision and today.

    Raises:
        NothingGranted, AlreadyPublished, ImpossibleDate: as they say.
    """
    decision = case.decision
    if decision is None or decision.outcome is not Outcome.GRANT:
        raise NothingGranted()
    if case.published_on is not None:
        raise AlreadyPublished(published_on=case.published_on)
    if not decision.decided_on <= published_on <= today:
        raise ImpossibleDate(
            what="publication",
            day=published_on,
            why=f"the decision is of {decision.decided_on} and today is {today}",
        )


def _published(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(published_on=entry.effective_on)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    limit, due = case.rules.procedures.publicity, publicity_due(case)
    if limit is not None and due is not None:
        yield RunningClock(ClockName.PUBLICITY, limit, due, case.rules.lead, case.published_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    due = publicity_due(case)
    if due is None or not to_be_published(case):
        return
    yield from warning(case, ClockName.PUBLICITY, due)
    yield from card(case, ClockName.PUBLICITY, Colour.YELLOW, due, case.rules.lead)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if to_be_published(case):
        due = publicity_due(case)
        yield Duty.by(case.rules.lead, Task.PUBLISH, ClockName.PUBLICITY, due)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    due = publicity_due(case)
    if due is None:
        return None
    return {
        "due_on": due.due_on.isoformat(),
        "published_on": case.published_on.isoformat() if case.published_on else None,
        "late": case.published_on is not None and case.published_on > due.due_on,
    }


PUBLICITY = Part(
    name="publicity",
    folds={EntryKind.PUBLISHED: _published},
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
