"""限时办结: the time-limited decision, its pauses, its one extension, its delivery, its end."""

from __future__ import annotations

from statemachine import State

from states.clocks import statute_due
from states.commands import Decide, Deliver, Extend, GiveReasons, Resume, Suspend
from states.condition_rules import conditions_do_not_contradict
from states.estimate import estimate_is_kept
from states.filing import owed_by_applicant
from states.hearing import hearing_is_settled, hearing_record_is_followed
from states.joint_review import live_seats, outstanding
from states.procedure import Procedure
from states.refusals import (
    AccessBlocked,
    ClockExpired,
    ExtensionNotAllowed,
    ExtensionTooLong,
    ExtensionUsed,
    ImpossibleDate,
    MaterialsOwed,
    NothingGranted,
    OpinionsOutstanding,
    ReasonsMissing,
    ReviewObjected,
    SameOfficer,
    SuspensionNotAllowed,
    SuspensionTooLong,
    WrongRank,
)
from states.terms import CaseSnapshot, Outcome, Rank
from states.terms.policies import Effect


def _not_expired(case: CaseSnapshot, cmd: Suspend | Extend) -> None:
    due = statute_due(case)
    if due is not None and cmd.today > due.due_on:
        raise ClockExpired(due_on=due.due_on)


def _signed_by(cmd: Extend | Decide, needed: Rank, source: str = "") -> None:
    rank = cmd.actor.rank
    if rank is None or not rank.satisfies(needed):
        actual = rank.value if rank else cmd.actor.role.value
        raise WrongRank(needed=needed.value, actual=actual, source=source)


def suspension_is_listed(case: CaseSnapshot, cmd: Suspend) -> None:
    """Only a procedure of the closed list stops the clock (art. 45; LAW B1.7)."""
    if case.rules.suspension(cmd.kind) is None:
        allowed = ", ".join(rule.kind for rule in case.rules.suspensions) or "-"
        raise SuspensionNotAllowed(kind=cmd.kind, allowed=allowed)


def suspension_is_short_enough(case: CaseSnapshot, cmd: Suspend) -> None:
    """The announced length stays inside what the text allows."""
    rule = case.rules.suspension(cmd.kind)
    if rule and rule.max_days is not None and cmd.announced_days > rule.max_days:
        raise SuspensionTooLong(max_days=rule.max_days, days=cmd.announced_days, source=rule.source)


def suspension_in_time(case: CaseSnapshot, cmd: Suspend) -> None:
    """A pause cannot start after expiry (LAW B1.7 f)."""
    _not_expired(case, cmd)


def suspension_ends_in_order(case: CaseSnapshot, cmd: Resume) -> None:
    """A special procedure ends on or after its first day and not in the future."""
    running = case.suspensions[-1]
    if not running.from_on <= cmd.ended_on <= cmd.today:
        raise ImpossibleDate(
            what="end of the special procedure",
            day=cmd.ended_on,
            why=f"it began on {running.from_on} and today is {cmd.today}",
        )


def extension_exists_in_law(case: CaseSnapshot, cmd: Extend) -> None:
    """Some text must allow an extension of this matter (art. 42)."""
    if case.rules.extension is None:
        raise ExtensionNotAllowed()


def extension_only_once(case: CaseSnapshot, cmd: Extend) -> None:
    """One extension (art. 42)."""
    if case.extension is not None:
        raise ExtensionUsed(decided_on=case.extension.decided_on)


def extension_before_expiry(case: CaseSnapshot, cmd: Extend) -> None:
    """Decided and told before the original period ends (LAW B1.5)."""
    _not_expired(case, cmd)


def extension_short_enough(case: CaseSnapshot, cmd: Extend) -> None:
    """Not longer than the text allows."""
    rule = case.rules.extension
    if rule and not 0 < cmd.days <= rule.max_days:
        raise ExtensionTooLong(max_days=rule.max_days, days=cmd.days, source=rule.source)


def extension_by_the_right_rank(case: CaseSnapshot, cmd: Extend) -> None:
    """By the rank that the text names (LAW B1.5)."""
    if case.rules.extension:
        _signed_by(cmd, case.rules.extension.approved_by, case.rules.extension.source)


def extension_by_another_officer(case: CaseSnapshot, cmd: Extend) -> None:
    """Who asked for an extension does not sign it, also not as somebody's deputy (LAW B10)."""
    if cmd.actor.id in cmd.asked_by:
        raise SameOfficer(officer=cmd.actor.name)


def decision_by_the_right_rank(case: CaseSnapshot, cmd: Decide) -> None:
    """Decisions are signed by the rank that the catalogue names."""
    _signed_by(cmd, case.rules.decided_by)


def decision_by_another_officer(case: CaseSnapshot, cmd: Decide) -> None:
    """Handler and approver are two persons (LAW B10)."""
    if cmd.actor.id in cmd.handled_by:
        raise SameOfficer(officer=cmd.actor.name)


def on_commitment(case: CaseSnapshot) -> bool:
    """Whether the grant rests on a commitment: decided on the spot, checked afterwards."""
    return case.commitment is not None and case.commitment.state == "committed"


def review_is_agreed(case: CaseSnapshot, cmd: Decide) -> None:
    """A grant needs the joint review, where the matter has one, to have agreed."""
    if case.rules.review is None or case.review_state == "agreed" or on_commitment(case):
        return
    against = [seat.department for seat in live_seats(case) if seat.state == "objected"]
    if case.review_state == "objected":
        raise ReviewObjected(departments=", ".join(against) or "-")
    raise OpinionsOutstanding(departments=", ".join(outstanding(case)) or case.rules.lead)


def nothing_is_owed(case: CaseSnapshot, cmd: Decide) -> None:
    """What tolerant acceptance left open is supplied before a grant."""
    owed = () if on_commitment(case) else owed_by_applicant(case)
    if owed:
        raise MaterialsOwed(materials=", ".join(owed))


def no_list_blocks(case: CaseSnapshot, cmd: Decide) -> None:
    """No grant where a law, a regulation or a State Council document forbids (LAW B2.6)."""
    for check in case.access_checks:
        if check.effect is Effect.BLOCK:
            raise AccessBlocked(reason=check.reason, reason_en=check.reason_en, source=check.source)


def refusal_says_why(case: CaseSnapshot, cmd: Decide) -> None:
    """A refusal states its reasons (art. 38)."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


def served_in_order(case: CaseSnapshot, cmd: Deliver) -> None:
    """Service lies between the decision and today."""
    decision = case.decision
    if decision and not decision.decided_on <= cmd.served_on <= cmd.today:
        raise ImpossibleDate(
            what="service",
            day=cmd.served_on,
            why=f"the decision is of {decision.decided_on} and today is {cmd.today}",
        )


def ending_says_why(case: CaseSnapshot, cmd: GiveReasons) -> None:
    """Ending a grant states its ground (art. 8, 69, 70)."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


def only_a_grant_ends(case: CaseSnapshot, cmd: object) -> None:
    """A refusal has nothing that could lapse or be revoked."""
    if case.decision is None or case.decision.outcome is not Outcome.GRANT:
        raise NothingGranted()


def was_extended(case: CaseSnapshot, cmd: object) -> bool:
    """Whether the decision clock already had its extension."""
    return case.extension is not None


class Approval(Procedure):
    """The decision of an accepted case; lateness is a fact of the clock, not a state."""

    # In: the case is not accepted yet. Out: acceptance starts the decision clock. If nobody
    # does: the notice clock of Filing deems it accepted.
    pending = State(initial=True, value="pending")
    # In: accepted. Out: decided, suspended, extended or withdrawn. If nobody does: 预警 and
    # 黄牌 against the promise, 红牌 against the statute; never a deemed approval.
    running = State(value="running")
    # In: a listed special procedure was announced in writing. Out: it ends. If nobody does:
    # the clock counts again after the announced days, and the special procedure is carded.
    suspended = State(value="suspended")
    # In: the one extension was signed in time. Out and silence as for running.
    extended = State(value="extended")
    # In: 准予. Out: served; or the grant ends. If nobody serves it: red card of the delivery
    # clock.
    granted = State(value="granted")
    # In: 不予. Out: served. If nobody does: no clock in art. 44, the worklist keeps it.
    refused = State(value="refused")
    # In: served. Out: a grant may end later. If nobody does: it stands; validity clocks
    # belong to the matter's catalogue.
    delivered = State(value="delivered")
    # In: its time ran out (失效). Final.
    lapsed = State(final=True, value="lapsed")
    # In: 撤销 (art. 69). Final.
    revoked = State(final=True, value="revoked")
    # In: 撤回 (art. 8). Final.
    recalled = State(final=True, value="recalled")
    # In: 注销 (art. 70). Final.
    cancelled = State(final=True, value="cancelled")
    # In: 吊销, a penalty of the organ that may punish, recorded here. Final.
    penalised = State(final=True, value="penalised")
    # In: the applicant withdrew before the decision. Final: the clock is void.
    withdrawn = State(final=True, value="withdrawn")

    start = pending.to(running)
    suspend = running.to(
        suspended,
        validators=[suspension_is_listed, suspension_is_short_enough, suspension_in_time],
    ) | extended.to(
        suspended,
        validators=[suspension_is_listed, suspension_is_short_enough, suspension_in_time],
    )
    resume = suspended.to(
        extended, validators=[suspension_ends_in_order], cond=was_extended
    ) | suspended.to(running, validators=[suspension_ends_in_order])
    extend = running.to(
        extended,
        validators=[
            extension_exists_in_law,
            extension_only_once,
            extension_before_expiry,
            extension_short_enough,
            extension_by_the_right_rank,
            extension_by_another_officer,
        ],
    ) | extended.to.itself(internal=True, validators=[extension_only_once])
    grant = running.to(
        granted,
        validators=[
            decision_by_the_right_rank,
            decision_by_another_officer,
            hearing_is_settled,
            hearing_record_is_followed,
            review_is_agreed,
            conditions_do_not_contradict,
            estimate_is_kept,
            nothing_is_owed,
            no_list_blocks,
        ],
    ) | extended.to(
        granted,
        validators=[
            decision_by_the_right_rank,
            decision_by_another_officer,
            hearing_is_settled,
            hearing_record_is_followed,
            review_is_agreed,
            conditions_do_not_contradict,
            estimate_is_kept,
            nothing_is_owed,
            no_list_blocks,
        ],
    )
    refuse = running.to(
        refused,
        validators=[
            decision_by_the_right_rank,
            decision_by_another_officer,
            hearing_is_settled,
            refusal_says_why,
        ],
    ) | extended.to(
        refused,
        validators=[
            decision_by_the_right_rank,
            decision_by_another_officer,
            hearing_is_settled,
            refusal_says_why,
        ],
    )
    deliver = granted.to(delivered, validators=[served_in_order]) | refused.to(
        delivered, validators=[served_in_order]
    )
    lapse = granted.to(lapsed) | delivered.to(lapsed, validators=[only_a_grant_ends])
    revoke = granted.to(revoked, validators=[ending_says_why]) | delivered.to(
        revoked, validators=[only_a_grant_ends, ending_says_why]
    )
    recall = granted.to(recalled, validators=[ending_says_why]) | delivered.to(
        recalled, validators=[only_a_grant_ends, ending_says_why]
    )
    cancel = granted.to(cancelled, validators=[ending_says_why]) | delivered.to(
        cancelled, validators=[only_a_grant_ends, ending_says_why]
    )
    penalise = granted.to(penalised, validators=[ending_says_why]) | delivered.to(
        penalised, validators=[only_a_grant_ends, ending_says_why]
    )
    withdraw = (
        pending.to(withdrawn)
        | running.to(withdrawn)
        | suspended.to(withdrawn)
        | extended.to(withdrawn)
    )
