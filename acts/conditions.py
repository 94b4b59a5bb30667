"""Conditions of the departments: made comparable, merged by the lead, contradictions settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from acts.deed import Deed, recorded
from acts.forms import Form, Prose, Remark, _printable
from acts.problems import FieldProblem, Invalid
from states.condition_rules import standing_conditions
from states.refusals import NotForeseen, NotYours
from states.review_refusals import NotContradicting, UnknownCondition
from states.terms import (
    Actor,
    CaseSnapshot,
    Condition,
    ConditionCategory,
    Draft,
    EntryKind,
    Operator,
)

UNDECIDED = ("running", "suspended", "extended")
Short = Annotated[str, Field(max_length=80), AfterValidator(_printable)]
ConditionId = Annotated[
    str, Field(max_length=120), Field(json_schema_extra={"choices": "conditions_standing"})
]


class SpecifyForm(Form):
    """What a condition is about, and its comparable core: field, operator, value, unit.

    `text` replaces the wording; only the department itself may change it.
    """

    condition: ConditionId
    category: ConditionCategory
    about: Short = ""
    field: Short = ""
    operator: Operator | None = None
    value: Annotated[Decimal | None, Field(max_digits=20, decimal_places=6)] = None
    unit: Short = ""
    text: Remark = ""


class MergeForm(Form):
    """One sentence of the lead in the place of several conditions."""

    sources: Annotated[tuple[ConditionId, ...], Field(min_length=1, max_length=50)] = Field(
        json_schema_extra={"choices": "conditions_standing"}
    )
    text: Prose


class ContradictionForm(Form):
    """Two conditions and why they cannot both be kept, or how that was solved."""

    first: ConditionId
    second: ConditionId
    reasons: Prose


def _standing(case: CaseSnapshot, condition_id: str) -> Condition:
    found = (c for c in standing_conditions(case) if c.id == condition_id)
    condition = next(found, None)
    if condition is None:
        raise UnknownCondition(condition=condition_id)
    return condition


def _require_undecided(case: CaseSnapshot, event: str) -> None:
    if case.approval_state not in UNDECIDED:
        raise NotForeseen(event=event, machine="Approval", state=case.approval_state, allowed="-")


def _specify(case: CaseSnapshot, form: SpecifyForm, actor: Actor, today: date) -> Iterable[Draft]:
    """条件分类与量化: by its department or the lead; the wording is the department's alone."""
    _require_undecided(case, "specify_condition")
    condition = _standing(case, form.condition)
    own = actor.organisation == condition.department
    if not own and (actor.organisation != case.rules.lead or form.text):
        raise NotYours(needed=condition.department, actual=actor.organisation)
    quantified = (bool(form.field), form.operator is not None, form.value is not None)
    if any(quantified) and not all(quantified):
        raise Invalid(
            FieldProblem(
                "/field",
                "量化条件须同时填写指标、比较方式和数值。",
                "A quantified condition needs field, operator and value together.",
            )
        )
    payload = form.model_dump(mode="json")
    if form.value is not None:
        payload["value"] = f"{form.value.normalize():f}"
    return [Draft(EntryKind.CONDITION_SPECIFIED, today, payload)]


def _merge(case: CaseSnapshot, form: MergeForm, actor: Actor, today: date) -> Iterable[Draft]:
    """合并条件: one sentence for several conditions; its sources stay on record."""
    _require_undecided(case, "merge_conditions")
    sources = tuple(dict.fromkeys(form.sources))
    for source in sources:
        _standing(case, source)
    payload = {"text": form.text, "sources": list(sources)}
    return [Draft(EntryKind.CONDITIONS_MERGED, today, payload)]


def _pair(case: CaseSnapshot, form: ContradictionForm) -> tuple[str, str]:
    first, second = _standing(case, form.first), _standing(case, form.second)
    if first is second:
        raise Invalid(
            FieldProblem("/second", "请选择两个不同的条件。", "Choose two different conditions.")
        )
    return first.id, second.id


def _flag(
    case: CaseSnapshot, form: ContradictionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """标记矛盾: the lead says why two conditions cannot both be kept; it blocks a grant."""
    _require_undecided(case, "flag_contradiction")
    first, second = _pair(case, form)
    payload = {"first": first, "second": second, "reasons": form.reasons}
    return [Draft(EntryKind.CONTRADICTION_FLAGGED, today, payload)]


def _resolve(
    case: CaseSnapshot, form: ContradictionForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """消除矛盾: a contradiction that the lead flagged is solved, with the reason.

    A computed one ends when a department changes its condition, not otherwise.
    """
    _require_undecided(case, "resolve_contradiction")
    pair = _pair(case, form)
    if not any({c.first, c.second} == set(pair) for c in case.flagged):
        raise NotContradicting(conditions=" / ".join(pair))
    payload = {"first": pair[0], "second": pair[1], "reasons": form.reasons}
    return [Draft(EntryKind.CONTRADICTION_RESOLVED, today, payload)]


def _has_conditions(case: CaseSnapshot) -> bool:
    return case.approval_state in UNDECIDED and bool(standing_conditions(case))


def _has_several(case: CaseSnapshot) -> bool:
    return case.approval_state in UNDECIDED and len(standing_conditions(case)) > 1


def _has_flagged(case: CaseSnapshot) -> bool:
    return case.approval_state in UNDECIDED and bool(case.flagged)


def _concerned(case: CaseSnapshot, actor: Actor) -> bool:
    """The lead, and every department whose conditions stand."""
    bound = {condition.department for condition in standing_conditions(case)}
    return actor.organisation == case.rules.lead or actor.organisation in bound


DEEDS = (
    Deed(
        name="specify-condition",
        form=SpecifyForm,
        do=recorded("specify_condition", _specify),
        when=_has_conditions,
        concerns=_concerned,
    ),
    Deed(
        name="merge-conditions",
        form=MergeForm,
        do=recorded("merge_conditions", _merge),
        when=_has_several,
    ),
    Deed(
        name="flag-contradiction",
        form=ContradictionForm,
        do=recorded("flag_contradiction", _flag),
        when=_has_several,
    ),
    Deed(
        name="resolve-contradiction",
        form=ContradictionForm,
        do=recorded("resolve_contradiction", _resolve),
        when=_has_flagged,
    ),
)
