"""绿色通道: how a project comes into a channel, stays in it, and leaves it.

Where its steps stand is no state of this machine: that is read from the plan and the cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from statemachine import State

from states.channel_conditions import found
from states.channel_refusals import (
    CriteriaNotMet,
    CriteriaStillMet,
    CriteriaUndecided,
    NotRectifying,
    RectificationRunning,
    listed,
)
from states.commands import Command, GiveReasons
from states.procedure import Procedure
from states.refusals import ImpossibleDate, NotYours, ReasonsMissing, WrongRank
from states.terms.channel import Truth
from states.terms.project import ExitGround, ProjectSnapshot


@dataclass(frozen=True, slots=True)
class Remove(GiveReasons):
    """Take a project out of the channel on this ground."""

    ground: ExitGround


@dataclass(frozen=True, slots=True)
class OrderRectification(GiveReasons):
    """Order to put things right by a day."""

    by: date


def criteria_met(case: ProjectSnapshot, cmd: Command) -> None:
    """Only what meets the criteria is admitted; what is not known must be asked first."""
    criteria = case.rules.criteria
    decided = found(criteria.when, case.all_facts)
    if decided.truth is Truth.FALSE:
        raise CriteriaNotMet(reason=criteria.reason, source=criteria.source)
    if decided.truth is Truth.UNKNOWN:
        raise CriteriaUndecided(facts=listed(*decided.ask))


def admission_by_the_right_rank(case: ProjectSnapshot, cmd: Command) -> None:
    """Signed in the organ and by the rank that the channel names."""
    criteria, rank = case.rules.criteria, cmd.actor.rank
    if rank is None or not rank.satisfies(criteria.admitted_by):
        actual = rank.value if rank else cmd.actor.role.value
        raise WrongRank(needed=criteria.admitted_by.value, actual=actual, source=criteria.source)
    if cmd.actor.organisation != criteria.admitted_in:
        raise NotYours(needed=criteria.admitted_in, actual=cmd.actor.organisation)


def channel_reasons_given(case: ProjectSnapshot, cmd: GiveReasons) -> None:
    """Who is not admitted, is told to mend something, or leaves, is told why."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


def rectification_lies_ahead(case: ProjectSnapshot, cmd: OrderRectification) -> None:
    """The day by which things are to be right lies ahead."""
    if cmd.by <= cmd.today:
        raise ImpossibleDate(
            what="end of the rectification", day=cmd.by, why=f"today is {cmd.today}"
        )


def ground_is_real(case: ProjectSnapshot, cmd: Remove) -> None:
    """A ground for removal is a fact of the record, not a wish."""
    if cmd.ground is ExitGround.CRITERIA_NOT_MET:
        if found(case.rules.criteria.when, case.all_facts).truth is not Truth.FALSE:
            raise CriteriaStillMet()
        return
    if case.rectify_by is None:
        raise NotRectifying()
    if cmd.today <= case.rectify_by:
        raise RectificationRunning(rectify_by=case.rectify_by)


class Channel(Procedure):
    """A project's way into a green channel and out of it."""

    # In: nobody has named the project yet. Out: a department or the enterprise nominates it.
    # If nobody does: it goes the ordinary way, matter by matter.
    draft = State(initial=True, value="draft")
    # In: nominated, with its facts. Out: the organ that the channel names admits or declines.
    # If nobody does: it stays a nomination; no text turns silence into admission.
    nominated = State(value="nominated")
    # In: admitted by the right rank with its basis. Out: every step of the plan is finished,
    # the enterprise withdraws, things must be put right, or the criteria are no longer met.
    # If nobody does: the promises of stages and channel run, and lateness is carded.
    admitted = State(value="admitted")
    # In: something must be put right by a day. Out: it is, or the day passes and the project
    # is removed. If nobody does: it stays; removal is a decision, never an effect of time.
    rectifying = State(value="rectifying")
    # In: not admitted, with reasons. Final: the matters can be filed the ordinary way.
    declined = State(final=True, value="declined")
    # In: every step of the plan is finished. Final.
    completed = State(final=True, value="completed")
    # In: the enterprise gave the channel up. Final: open cases go on with their promises.
    withdrawn = State(final=True, value="withdrawn")
    # In: criteria no longer met, or rectification failed. Final: open cases go on.
    removed = State(final=True, value="removed")

    nominate = draft.to(nominated)
    admit = nominated.to(admitted, validators=[criteria_met, admission_by_the_right_rank])
    decline = nominated.to(
        declined, validators=[channel_reasons_given, admission_by_the_right_rank]
    )
    order_rectification = admitted.to(
        rectifying, validators=[channel_reasons_given, rectification_lies_ahead]
    )
    confirm_rectified = rectifying.to(admitted)
    complete = admitted.to(completed) | rectifying.to(completed)
    withdraw = (
        nominated.to(withdrawn, validators=[channel_reasons_given])
        | admitted.to(withdrawn, validators=[channel_reasons_given])
        | rectifying.to(withdrawn, validators=[channel_reasons_given])
    )
    remove = admitted.to(removed, validators=[channel_reasons_given, ground_is_real]) | (
        rectifying.to(removed, validators=[channel_reasons_given, ground_is_real])
    )


IN_CHANNEL = ("admitted", "rectifying")
"""The states in which steps are opened and promises run."""
