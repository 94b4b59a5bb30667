"""协调: the lead brings an objection up the ladder; each step ends with minutes and a result."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from ledger.chain import sha256
from states.commands import Coordinate
from states.coordination import CLOSING_EVENTS, Coordination, next_rung, open_rung
from states.procedure import decide
from states.refusals import NotForeseen
from states.review_refusals import LadderEnds
from states.seat_record import standing_in
from states.terms import (
    Actor,
    CaseSnapshot,
    CoordinationResult,
    Draft,
    EntryKind,
    Rung,
    RungRule,
)
from states.worktime import legal_day

UNDECIDED = ("running", "suspended", "extended")


class StepForm(Form):
    """Why the next step of the coordination is needed."""

    reasons: Prose


class ResultForm(Form):
    """How a step ended: its minutes, and the hash of their document if one was uploaded.

    Without a document the hash is that of the minutes' own text.
    """

    result: Literal["withdrawn", "with_conditions", "upheld"]
    minutes: Prose
    minutes_sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


def _following(case: CaseSnapshot) -> RungRule:
    rule = next_rung(case)
    if rule is None:
        raise LadderEnds(level=case.rungs[-1].level.value if case.rungs else "-")
    return rule


def _brought(case: CaseSnapshot, form: StepForm, actor: Actor, today: date, rule: RungRule) -> None:
    _require_undecided(case, f"bring_to_{rule.level.value}")
    cmd = Coordinate(actor, today, rule.level, form.reasons)
    decide(Coordination, case.coordination_state, f"bring_to_{rule.level.value}", case, cmd)


def _require_undecided(case: CaseSnapshot, event: str) -> None:
    if case.approval_state not in UNDECIDED:
        raise NotForeseen(event=event, machine="Approval", state=case.approval_state, allowed="-")


def _open(case: CaseSnapshot, form: StepForm, actor: Actor, today: date) -> Iterable[Draft]:
    """启动协调: the first or next step of the ladder begins, with its own clock."""
    rule = _following(case)
    if open_rung(case) is not None:
        raise NotForeseen(
            event="open_coordination",
            machine="Coordination",
            state=case.coordination_state,
            allowed="escalate_coordination, close_coordination",
        )
    _brought(case, form, actor, today, rule)
    payload = {"level": rule.level.value, "reasons": form.reasons}
    return [Draft(EntryKind.COORDINATION_OPENED, today, payload)]


def _escalate(case: CaseSnapshot, form: StepForm, actor: Actor, today: date) -> Iterable[Draft]:
    """提级协调: the present step found no result; the next higher one takes over."""
    rung = _rung_under_way(case)
    rule = _following(case)
    _brought(case, form, actor, today, rule)
    payload = {"from": rung.level.value, "level": rule.level.value, "reasons": form.reasons}
    return [Draft(EntryKind.COORDINATION_ESCALATED, today, payload)]


def _rung_under_way(case: CaseSnapshot) -> Rung:
    rung = open_rung(case)
    if rung is None:
        raise NotForeseen(
            event="close_coordination",
            machine="Coordination",
            state=case.coordination_state,
            allowed="open_coordination",
        )
    return rung


def close(
    office: Office,
    case_id: str,
    form: ResultForm,
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> CaseSnapshot:
    """协调结果: the result of the step and its minutes; the objecting seats are asked again.

    An upheld objection ends the coordination: the review stays objected.
    """
    today = legal_day(now)
    if form.minutes_sha256 and not keyed.has_uploaded(
        office.session, form.minutes_sha256, actor.id
    ):
        raise Invalid(
            FieldProblem(
                "/minutes_sha256",
                "该纪要文件尚未上传。",
                "The document of the minutes was not uploaded.",
            )
        )

    def judge(case: CaseSnapshot) -> Iterable[Draft]:
        rung = _rung_under_way(case)
        _require_undecided(case, "close_coordination")
        signer = _signer(case, actor, today, rung)
        cmd = Coordinate(signer, today, rung.level, form.minutes)
        event = CLOSING_EVENTS[CoordinationResult(form.result)]
        decide(Coordination, case.coordination_state, event, case, cmd)
        payload = {
            "level": rung.level.value,
            "result": form.result,
            "minutes": form.minutes,
            "minutes_sha256": form.minutes_sha256 or sha256(form.minutes),
            "recorded_by": signer.name,
            "rank": signer.rank.value if signer.rank else "",
        }
        return [Draft(EntryKind.COORDINATION_CLOSED, today, payload)]

    return office.record(
        case_id, judge, act="close_coordination", actor=actor, now=now, if_version=if_version
    )


def _signer(case: CaseSnapshot, actor: Actor, today: date, rung: Rung) -> Actor:
    """In which office the actor records the result: the own one or one deputised for.

    Raises:
        NotYours: in none of them.
    """
    rule = case.rules.review.rung(rung.level) if case.rules.review else None
    needed = rule.recorded_by if rule else None
    offices = standing_in(case, actor, today)
    fitting = (o for o in offices if needed is None or (o.rank and o.rank.satisfies(needed)))
    return next(fitting, actor)


def _may_open(case: CaseSnapshot) -> bool:
    return (
        case.review_state == "objected"
        and case.approval_state in UNDECIDED
        and case.coordination_state in ("not_needed", "settled")
        and next_rung(case) is not None
    )


def _may_escalate(case: CaseSnapshot) -> bool:
    return _may_close(case) and next_rung(case) is not None


def _may_close(case: CaseSnapshot) -> bool:
    return open_rung(case) is not None and case.approval_state in UNDECIDED


DEEDS = (
    Deed(
        name="open-coordination",
        form=StepForm,
        do=recorded("open_coordination", _open),
        when=_may_open,
        is_foremost=True,
    ),
    Deed(
        name="close-coordination",
        form=ResultForm,
        do=close,
        when=_may_close,
        is_foremost=True,
    ),
    Deed(
        name="escalate-coordination",
        form=StepForm,
        do=recorded("escalate_coordination", _escalate),
        when=_may_escalate,
    ),
)
