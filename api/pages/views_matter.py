"""A matter as its page shows it: every number with its source and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.pages.words import Words
from catalog import Catalog, Matter
from states.terms import ExtensionRule, Limit, MatterRules, Regime


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the catalogue; `days` None: the text sets no cap."""

    name: str
    days: int | None
    unit: str
    certainty: str
    source: str
    start: str = ""
    rank: str = ""
    special: str = ""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One document of the published list."""

    id: str
    name: str
    required: bool
    tolerant: bool
    provided_by: str
    certainty: str
    source: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter with its limits, seats, materials and basis."""

    code: str
    name: str
    department: str
    regime: str
    note: str
    numbers: tuple[Number, ...]
    seats: tuple[str, ...]
    rule: str
    deemed: str
    materials: tuple[MaterialLine, ...]
    basis: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A matter to choose."""

    code: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class MatterGroup:
    """The matters of one regime."""

    regime: str
    matters: tuple[MatterLine, ...]


def groups(words: Words) -> tuple[MatterGroup, ...]:
    """All matters by regime, in the order of the law: 备案, 核准, 审批, other permits."""
    found = []
    for regime in Regime:
        matters = [m for m in words.catalog.matters.values() if m.regime is regime]
        lines = tuple(
            MatterLine(m.code, words.matter(m.code), words.department(m.department))
            for m in matters
        )
        if lines:
            found.append(MatterGroup(regime.value, lines))
    return tuple(found)


def matter_view(words: Words, catalog: Catalog, matter: Matter) -> MatterView:
    """The matter in the edition in force."""
    rules = catalog.rules(matter.code)
    review = rules.review
    deemed = review.deemed_source if review else None
    return MatterView(
        code=matter.code,
        name=words.matter(matter.code),
        department=words.department(matter.department),
        regime=matter.regime.value,
        note=matter.note if words.in_chinese else matter.note_en,
        numbers=tuple(_numbers(words, rules)),
        seats=tuple(words.department(seat.department) for seat in review.seats) if review else (),
        rule=review.rule.value if review else "",
        deemed=words.source(deemed) if deemed else "",
        materials=tuple(_materials(words, matter)),
        basis=tuple(
            (b.text if words.in_chinese else b.text_en, b.certainty.value) for b in matter.basis
        ),
    )


def _numbers(words: Words, rules: MatterRules) -> Iterator[Number]:
    limits: Iterable[tuple[str, Limit | None]] = (
        ("notice", rules.notice_limit),
        ("opinion", rules.review.limit if rules.review else None),
        ("promise", rules.promise_limit),
        ("statute", rules.decision_limit),
        ("delivery", rules.delivery_limit),
    )
    for name, limit in limits:
        if limit is not None:
            yield _limit(words, name, limit)
    unit = rules.decision_limit.unit.value if rules.decision_limit else "working"
    if rules.extension is not None:
        yield _extension(words, rules.extension, unit)
    for pause in rules.suspensions:
        yield Number(
            "suspension",
            pause.max_days,
            unit,
            pause.certainty.value,
            words.source(pause.source),
            special=words.named(pause),
        )


def _limit(words: Words, name: str, limit: Limit) -> Number:
    return Number(
        name,
        limit.days,
        limit.unit.value,
        limit.certainty.value,
        words.source(limit.source),
        start=limit.start.value,
    )


def _extension(words: Words, rule: ExtensionRule, unit: str) -> Number:
    return Number(
        "extension",
        rule.max_days,
        unit,
        rule.certainty.value,
        words.source(rule.source),
        rank=rule.approved_by.value,
    )


def _materials(words: Words, matter: Matter) -> Iterator[MaterialLine]:
    for entry in matter.materials:
        yield MaterialLine(
            id=entry.id,
            name=entry.name if words.in_chinese else entry.name_en,
            required=entry.required,
            tolerant=entry.tolerant,
            provided_by=entry.provided_by,
            certainty=entry.certainty.value,
            source=words.source(entry.source),
        )
