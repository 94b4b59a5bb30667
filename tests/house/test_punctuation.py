"""Chinese sentences are punctuated as Chinese: full-width marks, also beside dates and numbers."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog import codes
from catalog.calendars import shipped_calendar
from greenlane import due as asking
from states.refusals import Refusal
from states.suspensions import Suspension
from states.worktime import DayUnit, due_on
from tests.house.reading import ROOT, sources

HALF_WIDTH = re.compile(r"[\u3400-\u9fff”》〕）][,;:()]|[,;:()][\u3400-\u9fff“《〔（]")
ENGLISH = re.compile(r"[A-Za-z]{2,},? [a-z]")
"""English sentences may name a Chinese title in brackets."""


PATTERN = re.compile(r"\(\?|\[0-9\]")
OF_THE_NOTICES = re.compile(r"\(延长\)|\(文号未见\)")
"""How the calendars' files name a holiday and a notice: data, kept as it was taken in."""


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{key}.{name}")
    elif isinstance(value, str):
        yield key, value


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from refusals(inner)


def spoken(path: Path) -> Iterator[str]:
    """The texts of a module, with what is filled in left out; docstrings and patterns are none."""
    tree = ast.parse(path.read_text("utf-8"))
    aside = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "□" for p in node.values]
            yield "".join(str(part) for part in parts)
            aside |= {id(part) for part in node.values}
        elif isinstance(node, ast.Constant) and id(node) not in aside:
            yield str(node.value)


@pytest.mark.parametrize("file", sorted((ROOT / "templates" / "locale").glob("*zh.toml")), ids=str)
def test_the_messages_have_no_half_width_marks(file: Path) -> None:
    found = {
        key: text
        for key, text in texts(tomllib.loads(file.read_text("utf-8")))
        if HALF_WIDTH.search(text)
    }

    assert found == {}


def test_the_refusals_have_none() -> None:
    found = {kind.__name__: kind.zh for kind in refusals() if HALF_WIDTH.search(kind.zh)}

    assert len(list(refusals())) > 40
    assert found == {}


def test_no_chinese_sentence_of_the_law_and_the_clock_has_any() -> None:
    places = [ROOT / "states", ROOT / "acts", ROOT / "greenlane", ROOT / "api", ROOT / "catalog"]
    files = [path for path in sources() if any(place in path.parents for place in places)]
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in files
        for text in spoken(path)
        if HALF_WIDTH.search(text) and not ENGLISH.search(text) and not PATTERN.search(text)
    }

    assert len(files) > 100
    assert found == set()


def test_the_lines_of_a_date_have_none() -> None:
    calendar = shipped_calendar()
    start = date(2025, 9, 24)
    pauses = [
        Suspension("hearing", start + timedelta(days=3), None, 5, True),
        Suspension("hearing", start + timedelta(days=4), None, 0, True),
        Suspension("hearing", start + timedelta(days=4), None, 5, False),
    ]
    lines = [
        line.zh
        for unit in (DayUnit.WORKING, DayUnit.NATURAL)
        for days in (0, 7, 20, 400)
        for line in due_on(start, days, calendar, unit=unit, suspensions=pauses).explanation
    ]

    assert any("不扣除" in line for line in lines)
    assert any("尚未公布" in line for line in lines)
    assert [line for line in lines if HALF_WIDTH.search(OF_THE_NOTICES.sub("", line))] == []


def test_the_answers_of_the_command_and_of_the_codes_have_none() -> None:
    asked = asking.from_arguments("2025-09-24", 20, "working", ())
    said = asking.text(asking.answer(asked, shipped_calendar()), "zh")
    reasons = [codes.check("credit", "9141").reason("zh"), codes.check("credit", "*").reason("zh")]

    assert not HALF_WIDTH.search(said)
    assert "：" in said.splitlines()[0]
    assert [reason for reason in reasons if HALF_WIDTH.search(reason)] == []
