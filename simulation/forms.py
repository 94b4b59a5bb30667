"""Forms filled at random: mostly as the case would have them, sometimes as nobody should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from acts.access import access_options
from acts.forms import Form
from catalog import Catalog
from states.cards import appealable, appealed
from states.condition_rules import standing_conditions
from states.duties import duties_of
from states.exchange import open_questions, unconfirmed
from states.filing import materials_missing
from states.joint_review import live_seats
from states.terms import Actor, CaseSnapshot
from states.urging import unconfirmed_urgings

Value = Any
SAID = ("材料齐全", "请补正后再报", "经核实情况属实", "依法办理，限期整改", "同意，理由见附件")


@dataclass(frozen=True)
class Desk:
    """What lies before the one who fills a form."""

    rng: Random
    catalog: Catalog
    case: CaseSnapshot
    actor: Actor
    people: Mapping[str, Actor]
    today: date
    documents: Mapping[str, str]
    """Credit code to the hash of a document that this enterprise has uploaded."""


def fill(desk: Desk, form: type[Form]) -> dict[str, Value]:
    """Values for the form's fields; those with a default are left out half of the time."""
    filled = {}
    for name, info in form.model_fields.items():
        if info.is_required() or desk.rng.random() < 0.5:
            filled[name] = _value(desk, name, info)
    return filled


def _value(desk: Desk, name: str, info: FieldInfo) -> Value:
    offered = _offered(desk, name, info)
    many = _bare(info.annotation)
    if get_origin(many) is tuple:
        inner = get_args(many)[0]
        if offered is not None:
            return _some(desk.rng, offered)
        return [_of_type(desk, name, inner, info) for _ in range(desk.rng.randint(1, 2))]
    if offered:
        return desk.rng.choice(offered)
    return _of_type(desk, name, info.annotation, info)


def _some(rng: Random, offered: Sequence[Value]) -> list[Value]:
    return rng.sample(list(offered), rng.randint(min(1, len(offered)), min(3, len(offered))))


def _of_type(desk: Desk, name: str, kind: Any, info: FieldInfo) -> Value:
    rng, bare = desk.rng, _bare(kind)
    if get_origin(bare) is Literal:
        return rng.choice(get_args(bare))
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return rng.choice(list(bare)).value
    if isinstance(bare, type) and issubclass(bare, Form):
        return fill(desk, bare)
    if bare is bool:
        return rng.random() < 0.5
    if bare is int:
        return rng.choice((1, 2, 3, 5, 10, 15, 20))
    if bare is Decimal:
        return str(rng.randint(1, 90000))
    if bare is date:
        return _day(desk).isoformat()
    return _text(desk, name)


def _day(desk: Desk) -> date:
    """Most things are told on their day; some late, some impossibly early or in advance."""
    return desk.today + timedelta(days=desk.rng.choice((0, 0, 0, 0, -1, -2, -5, 1, 9)))


def _text(desk: Desk, name: str) -> str:
    rng = desk.rng
    if "sha256" in name:
        return f"{rng.getrandbits(256):064x}"
    if name == "ended_on":
        return _day(desk).isoformat()
    if name == "starts_at":
        return "09:30"
    return f"{rng.choice(SAID)}{rng.randint(1, 99)}"


def _offered(desk: Desk, name: str, info: FieldInfo) -> list[Value] | None:
    """What the case offers for the field; None where it is free."""
    extra = info.json_schema_extra
    key = str(extra.get("choices", name)) if isinstance(extra, dict) else name
    options = OPTIONS.get(key)
    return options(desk) if options else None


def _departments(desk: Desk) -> list[Value]:
    return [seat.department for seat in live_seats(desk.case)] or list(desk.catalog.departments)


def _addable(desk: Desk) -> list[Value]:
    seated = {seat.department for seat in live_seats(desk.case)}
    return [name for name in desk.catalog.departments if name not in seated]


def _colleagues(desk: Desk) -> list[Value]:
    own = desk.actor.organisation
    return [one.id for one in desk.people.values() if one.organisation == own]


def _letters(desk: Desk) -> list[Value]:
    return [letter.id for letter in desk.case.letters if letter.void is None]


def _about(desk: Desk) -> list[Value]:
    return [rule.id for rule in desk.case.rules.materials] + ["/scale", "/content"]


def _materials(desk: Desk) -> list[Value]:
    sha256 = desk.documents.get(str(desk.case.applicant.get("credit_code")), "0" * 64)
    return [
        {"id": rule.id, "filename": "document.pdf", "sha256": sha256}
        for rule in desk.case.rules.materials
        if rule.provided_by == "applicant"
    ]


OPTIONS: Mapping[str, Any] = {
    "about": _about,
    "materials": _materials,
    "owed": lambda desk: [r.id for r in materials_missing(desk.case) if r.tolerant],
    "departments": lambda desk: [
        seat.department for seat in (desk.case.rules.review.seats if desk.case.rules.review else ())
    ],
    "department": _departments,
    "addable": _addable,
    "seated": _departments,
    "officer": _colleagues,
    "officers": _colleagues,
    "presider": lambda desk: [one.id for one in desk.people.values()],
    "colleagues": _colleagues,
    "deputy": _colleagues,
    "stands_for": _colleagues,
    "committable": lambda desk: [r.id for r in desk.case.rules.materials if r.commitment],
    "kind": lambda desk: [rule.kind for rule in desk.case.rules.suspensions] or ["site_visit"],
    "letters": _letters,
    "receivable": lambda desk: [letter.id for letter in unconfirmed(desk.case)],
    "questions": lambda desk: [one.number for one in open_questions(desk.case)],
    "appealable_cards": lambda desk: [card.number for card in appealable(desk.case)],
    "appealed_cards": lambda desk: [card.number for card in appealed(desk.case)],
    "holders": lambda desk: sorted({duty.party for duty in duties_of(desk.case)}),
    "urgings": lambda desk: [urging.number for urging in unconfirmed_urgings(desk.case)],
    "conditions_standing": lambda desk: [c.id for c in standing_conditions(desk.case)],
    "access_items": lambda desk: [
        ref for ref, _list, _no in access_options(desk.catalog.policies, desk.today)
    ],
}


def _bare(kind: Any) -> Any:
    """The type without its annotations and without None."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        return _bare(next(arg for arg in get_args(kind) if arg is not type(None)))
    return kind
