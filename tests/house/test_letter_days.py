"""No day in a letter is typed by hand: acts hand in what a clock or an entry says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from templates.letter_facts import FACTS_OF

ROOT = Path(__file__).parents[2]
PLANNING = ("to_applicant", "LetterPlan")


def days_in(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    """The names of every field of a letter's facts that holds a legal day."""
    seen.add(model)
    for name, field in model.model_fields.items():
        for part in parts_of(field.annotation):
            if part is date:
                yield name
            elif isinstance(part, type) and issubclass(part, BaseModel) and part not in seen:
                yield from days_in(part, seen)


def parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from parts_of(inner)


GIVEN = {"government_decided_on"}
"""Days that an organ outside the case set: its document is the source, and no clock knows them."""
READ = {"years_ended_on"}
"""Days that the due step derived and its entry carries as the day it is about."""

DAYS = {name for model in FACTS_OF.values() for name in days_in(model, set())}


def typed_by_hand(source: str) -> list[str]:
    """Day facts whose value is a text, or is read from what a form said."""
    found = []
    tree = ast.parse(source)
    named = {
        ast.unparse(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and derived(node.value, set())
        for target in node.targets
    }
    named |= {f"{f.name}()" for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and told(f)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if not isinstance(key, ast.Constant) or key.value not in DAYS - GIVEN - READ:
                continue
            if not derived(value, named):
                found.append(f"{key.value}: {ast.unparse(value)}")
    return found


def told(function: ast.FunctionDef) -> bool:
    """Whether everything that a function returns is a derived day."""
    returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
    return bool(returned) and all(derived(value, set()) for value in returned)


def derived(value: ast.expr, named: set[str]) -> bool:
    """A day that is turned to text here, of something that is no payload; `None` is no day."""
    if isinstance(value, ast.Constant):
        return value.value is None
    if isinstance(value, ast.IfExp):
        return derived(value.body, named) and derived(value.orelse, named)
    if isinstance(value, ast.Name):
        return value.id in named
    said = ast.unparse(value)
    if isinstance(value, ast.Attribute | ast.Subscript):
        return "payload" not in said and "form" not in said
    if isinstance(value, ast.Call) and f"{ast.unparse(value.func)}()" in named:
        return True
    called = isinstance(value, ast.Call) and ast.unparse(value.func).endswith(
        ("iso_day", ".isoformat")
    )
    return called and "payload" not in said


def planning_modules() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "acts").glob("*.py"))
        if any(word in path.read_text(encoding="utf-8") for word in PLANNING)
    ]


def test_letters_have_days() -> None:
    assert {"last_on", "decided_on", "served_on", "issued_on", "expires_on"} <= DAYS
    assert len(planning_modules()) >= 4


def test_a_day_typed_by_hand_is_found() -> None:
    for wrong in ('"2026-03-05"', 'entry.payload["last_on"]', 'iso_day(entry.payload["x"])'):
        assert typed_by_hand(f'facts = {{"last_on": {wrong}}}')
    assert not typed_by_hand('facts = {"last_on": iso_day(due.due_on)}')


def test_every_day_in_a_letter_comes_from_a_clock_or_an_entry() -> None:
    found = {
        path.name: wrong
        for path in planning_modules()
        if (wrong := typed_by_hand(path.read_text(encoding="utf-8")))
    }

    assert found == {}
