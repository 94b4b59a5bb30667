"""协调: an objection goes up the ladder, step by step, until it is withdrawn or upheld.

Between departments, by the lead, in the joint conference, by the secretary-general, by the
mayor: the catalogue lists the steps that a review knows. A step is used once, and only the
next higher one may follow, so that the ladder ends after as many steps as it has. Nobody
agrees in the place of a department: where an objection was withdrawn, its seat is asked again
and speaks for itself; silence at a step leads upward or to a card, never to an agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from statemachine import State

from states import silence
from states.clocks import limit_due
from states.commands import Coordinate
from states.folding import CLEARED, on_review, on_seat
from states.part import Part
from states.procedure import Procedure, follow
from states.refusals import NotForeseen, ReasonsMissing, WrongRank
from states.review_refusals import LadderEnds, NoObjection
from states.silence import ONE_DAY
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    CoordinationResult,
    Draft,
    Duty,
    Entry,
    EntryKind,
    Facts,
    Rung,
    RungLevel,
    RungRule,
    RungSilence,
    RunningClock,
    Step,
    StepKind,
    Task,
)
from states.worktime import Due

LEVELS = tuple(RungLevel)
OPEN_LEVELS = frozenset(level.value for level in LEVELS)
UNDECIDED = ("running", "suspended", "extended")


def next_rung(case: CaseSnapshot) -> RungRule | None:
    """The lowest step of the catalogue's ladder above every step that was used; None at its end."""
    used = LEVELS.index(case.rungs[-1].level) if case.rungs else -1
    ladder = case.rules.review.ladder if case.rules.review else ()
    return next((rule for rule in ladder if LEVELS.index(rule.level) > used), None)


def open_rung(case: CaseSnapshot) -> Rung | None:
    """The step under way, or None."""
    return case.rungs[-1] if case.coordination_state in OPEN_LEVELS else None


def rung_due(case: CaseSnapshot, rung: Rung) -> Due | None:
    """Last day of a step by the catalogue's limit for its level."""
    rule = case.rules.review.rung(rung.level) if case.rules.review else None
    return limit_due(case, rung.opened_on, rule.limit) if rule else None


def objectors(case: CaseSnapshot) -> tuple[str, ...]:
    """Who is asked again after coordination: who objected, else those who abstained."""
    for state in ("objected", "abstained"):
        found = tuple(seat.department for seat in case.seats if seat.state == state)
        if found:
            return found
    return ()


def an_objection_stands(case: CaseSnapshot, cmd: Coordinate) -> None:
    """Coordination begins when the review concluded as objected.

    While it is still open a department simply takes its opinion back.
    """
    if case.review_state != "objected":
        raise NoObjection()


def rung_is_next(case: CaseSnapshot, cmd: Coordinate) -> None:
    """Each step once, from below upward, and only those that the catalogue lists."""
    rule = next_rung(case)
    if rule is None:
        raise LadderEnds(level=case.rungs[-1].level.value if case.rungs else "-")
    if rule.level is not cmd.level:
        raise NotForeseen(
            event=f"bring_to_{cmd.level.value}",
            machine="Coordination",
            state=case.coordination_state,
            allowed=f"bring_to_{rule.level.value}",
        )


def coordination_says_why(case: CaseSnapshot, cmd: Coordinate) -> None:
    """A step opens with its reason and closes with its minutes."""
    if not cmd.reasons.strip():
        raise ReasonsMissing()


def result_by_the_right_rank(case: CaseSnapshot, cmd: Coordinate) -> None:
    """The result of a step is recorded by whom the catalogue names for it."""
    rule = case.rules.review.rung(cmd.level) if case.rules.review else None
    needed, rank = rule.recorded_by if rule else None, cmd.actor.rank
    if needed is not None and (rank is None or not rank.satisfies(needed)):
        actual = rank.value if rank else cmd.actor.role.value
        raise WrongRank(needed=needed.value, actual=actual)


class Coordination(Procedure):
    """The ladder that an objection climbs."""

    # In: nothing was coordinated. Out: the lead opens the first step after an objection. If
    # nobody does: the review stays objected; the decision clock of the case runs.
    not_needed = State(initial=True, value="not_needed")
    # In: the lead asked the departments to talk. Out: a result, or the next step. If nobody
    # does: the next step by itself where the catalogue says so, else a card to the lead.
    departments = State(value="departments")
    # In: the head of the lead department took it over. Out and silence as for
    # departments.
    lead = State(value="lead")
    # In: the joint conference has it. Out and silence as for departments.
    conference = State(value="conference")
    # In: the secretary-general has it. Out and silence as for departments.
    secretary_general = State(value="secretary_general")
    # In: the mayor has it. Out: a result; there is no step above. If nobody does: a card to
    # the lead; the objection stands.
    mayor = State(value="mayor")
    # In: the objection is to be withdrawn, with conditions or without. Out: the seats are
    # asked again; a new objection goes to the next step. If nobody does: the seats' own clocks.
    settled = State(value="settled")
    # In: the objection was upheld: the review stays objected. Final.
    upheld = State(final=True, value="upheld")
    # In: the case was withdrawn or decided meanwhile. Final.
    cancelled = State(final=True, value="cancelled")

    bring_to_departments = not_needed.to(
        departments, validators=[an_objection_stands, rung_is_next, coordination_says_why]
    )
    bring_to_lead = (
        not_needed.to(lead, validators=[an_objection_stands, rung_is_next, coordination_says_why])
        | settled.to(lead, validators=[an_objection_stands, rung_is_next, coordination_says_why])
        | departments.to(lead, validators=[rung_is_next, coordination_says_why])
    )
    bring_to_conference = (
        not_needed.to(
            conference, validators=[an_objection_stands, rung_is_next, coordination_says_why]
        )
        | settled.to(
            conference, validators=[an_objection_stands, rung_is_next, coordination_says_why]
        )
        | departments.to(conference, validators=[rung_is_next, coordination_says_why])
        | lead.to(conference, validators=[rung_is_next, coordination_says_why])
    )
    bring_to_secretary_general = (
        not_needed.to(
            secretary_general,
            validators=[an_objection_stands, rung_is_next, coordination_says_why],
        )
        | settled.to(
            secretary_general,
            validators=[an_objection_stands, rung_is_next, coordination_says_why],
        )
        | departments.to(secretary_general, validators=[rung_is_next, coordination_says_why])
        | lead.to(secretary_general, validators=[rung_is_next, coordination_says_why])
        | conference.to(secretary_general, validators=[rung_is_next, coordination_says_why])
    )
    bring_to_mayor = (
        not_needed.to(mayor, validators=[an_objection_stands, rung_is_next, coordination_says_why])
        | settled.to(mayor, validators=[an_objection_stands, rung_is_next, coordination_says_why])
        | departments.to(mayor, validators=[rung_is_next, coordination_says_why])
        | lead.to(mayor, validators=[rung_is_next, coordination_says_why])
        | conference.to(mayor, validators=[rung_is_next, coordination_says_why])
        | secretary_general.to(mayor, validators=[rung_is_next, coordination_says_why])
    )
    settle = (
        departments.to(settled, validators=[result_by_the_right_rank])
        | lead.to(settled, validators=[result_by_the_right_rank])
        | conference.to(settled, validators=[result_by_the_right_rank])
        | secretary_general.to(settled, validators=[result_by_the_right_rank])
        | mayor.to(settled, validators=[result_by_the_right_rank])
    )
    uphold = (
        departments.to(upheld, validators=[result_by_the_right_rank])
        | lead.to(upheld, validators=[result_by_the_right_rank])
        | conference.to(upheld, validators=[result_by_the_right_rank])
        | secretary_general.to(upheld, validators=[result_by_the_right_rank])
        | mayor.to(upheld, validators=[result_by_the_right_rank])
    )
    cancel = (
        departments.to(cancelled)
        | lead.to(cancelled)
        | conference.to(cancelled)
        | secretary_general.to(cancelled)
        | mayor.to(cancelled)
    )


CLOSING_EVENTS = {
    CoordinationResult.WITHDRAWN: "settle",
    CoordinationResult.WITH_CONDITIONS: "settle",
    CoordinationResult.UPHELD: "uphold",
}


def _moved(case: CaseSnapshot, event: str) -> CaseSnapshot:
    state = follow(Coordination, case.coordination_state, event, case, None)
    return case.but(coordination_state=state)


def _closed(case: CaseSnapshot, entry: Entry, result: CoordinationResult) -> CaseSnapshot:
    last = replace(
        case.rungs[-1],
        closed_on=entry.effective_on,
        result=result,
        minutes=entry.payload.get("minutes", ""),
        minutes_sha256=entry.payload.get("minutes_sha256", ""),
    )
    return case.but(rungs=(*case.rungs[:-1], last))


def _opened(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    level = RungLevel(payload["level"])
    rung = Rung(level, entry.effective_on, payload["reasons"], objectors(case))
    return _moved(case, f"bring_to_{level.value}").but(rungs=(*case.rungs, rung))


def _escalated(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return _opened(_closed(case, entry, CoordinationResult.ESCALATED), entry)


def _concluded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    result = CoordinationResult(entry.payload["result"])
    case = _moved(_closed(case, entry, result), CLOSING_EVENTS[result])
    return case if result is CoordinationResult.UPHELD else asked_again(case, entry)


def asked_again(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The review is open again; those against, else those who abstained, are asked anew."""
    again = objectors(case)
    case = on_review(case, "reopen")
    for department in again:
        case = on_seat(case, department, "ask_again", asked_on=entry.effective_on, **CLEARED)
    return on_review(case, "collate")


def talked(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """Talks between departments that one act records whole are the first step of a ladder."""
    first = next_rung(case)
    if first is None or first.level is not RungLevel.DEPARTMENTS:
        return case
    minutes = entry.payload["minutes"]
    rung = Rung(
        first.level,
        entry.effective_on,
        minutes,
        objectors(case),
        entry.effective_on,
        CoordinationResult.WITHDRAWN,
        minutes,
    )
    return case.but(rungs=(*case.rungs, rung), coordination_state="settled")


def cancelled(case: CaseSnapshot) -> CaseSnapshot:
    """A step under way ends with the case."""
    return _moved(case, "cancel") if case.coordination_state in OPEN_LEVELS else case


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    """The clock of the latest step; earlier ones stand in the record."""
    if not case.rungs or case.filing_state == "withdrawn" or case.rules.review is None:
        return
    rung = case.rungs[-1]
    rule, due = case.rules.review.rung(rung.level), rung_due(case, rung)
    if rule is not None and due is not None:
        stopped_on = rung.closed_on or (case.decision.decided_on if case.decision else None)
        yield RunningClock(ClockName.COORDINATION, rule.limit, due, case.rules.lead, stopped_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    rung = open_rung(case)
    if rung is None or case.approval_state not in UNDECIDED or case.rules.review is None:
        return
    rule, due = case.rules.review.rung(rung.level), rung_due(case, rung)
    if rule is None or due is None:
        return
    following = next_rung(case)
    if rule.silence is RungSilence.CARD or following is None or due.provisional:
        yield from silence.card(case, ClockName.COORDINATION, Colour.YELLOW, due, case.rules.lead)
        return
    yield Step(StepKind.ESCALATE, due.due_on + ONE_DAY, case.rules.lead, about=following.level)


def _escalation(case: CaseSnapshot, step: Step) -> Draft:
    rung, level = case.rungs[-1], RungLevel(step.about)
    rule = case.rules.review.rung(rung.level) if case.rules.review else None
    assert rule is not None, "only a step of the catalogue can be under way"
    payload = {
        "from": rung.level.value,
        "level": level.value,
        "reasons": f"逾期未议定 / no result within the limit ({rung.level.value})",
        "basis": rule.limit.source,
    }
    return Draft(EntryKind.COORDINATION_ESCALATED, step.effective_on, payload)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.approval_state not in UNDECIDED:
        return
    rung = open_rung(case)
    if rung is not None:
        due = rung_due(case, rung)
        yield Duty.by(case.rules.lead, Task.COORDINATE, ClockName.COORDINATION, due)


def _rung_facts(case: CaseSnapshot, rung: Rung) -> Facts:
    due = rung_due(case, rung)
    return {
        "level": rung.level.value,
        "opened_on": rung.opened_on.isoformat(),
        "due_on": due.due_on.isoformat() if due else None,
        "reason": rung.reason,
        "departments": list(rung.departments),
        "closed_on": rung.closed_on.isoformat() if rung.closed_on else None,
        "result": rung.result.value if rung.result else None,
        "minutes": rung.minutes,
        "minutes_sha256": rung.minutes_sha256,
    }


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    if not case.rungs and case.review_state != "objected":
        return None
    following = next_rung(case)
    return {
        "state": case.coordination_state,
        "next": following.level.value if following else None,
        "rungs": [_rung_facts(case, rung) for rung in case.rungs],
    }


COORDINATION = Part(
    name="coordination",
    folds={
        EntryKind.COORDINATION_OPENED: _opened,
        EntryKind.COORDINATION_ESCALATED: _escalated,
        EntryKind.COORDINATION_CLOSED: _concluded,
    },
    clocks=_clocks,
    steps=_steps,
    drafts={StepKind.ESCALATE: _escalation},
    duties=_duties,
    view=_view,
)
