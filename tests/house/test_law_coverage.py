"""What the table of the law's coverage claims can be looked up."""

from __future__ import annotations

import ast
import re

from tests.house.reading import ROOT, sources


def test_every_test_named_in_the_law_coverage_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", _table()))
    written = {
        node.name
        for path in sources("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    assert named
    assert sorted(named - written) == []


def test_every_place_named_in_the_law_coverage_exists() -> None:
    places = set(re.findall(r"`([a-z_]+/[\w/.]*)`", _table()))

    assert places
    assert sorted(place for place in places if not (ROOT / place).exists()) == []


def _table() -> str:
    return (ROOT / "docs" / "law-coverage.md").read_text(encoding="utf-8")
