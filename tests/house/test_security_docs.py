"""What the threat model and the ASVS checklist claim can be looked up."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.reading import ROOT, sources

DOCS = ("threat-model.md", "asvs.md")


@pytest.fixture(scope="module")
def written() -> set[str]:
    return {
        node.name
        for path in sources("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("doc", DOCS)
def test_every_test_named_for_a_mitigation_exists(doc: str, written: set[str]) -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / doc).read_text("utf-8")))

    assert len(named) > 30
    assert sorted(named - written) == []


@pytest.mark.parametrize("doc", DOCS)
def test_every_place_named_for_a_mitigation_exists(doc: str) -> None:
    text = (ROOT / "docs" / doc).read_text("utf-8")
    places = set(re.findall(r"`([a-z_]+/[\w/.-]*)`", text))

    assert places
    assert sorted(place for place in places if not (ROOT / place).exists()) == []


def test_every_threat_has_a_test() -> None:
    """A row of the threat model without a test is a wish."""
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    rows = re.findall(r"^\| (?!Threat|-)(.*) \|$", text, re.MULTILINE)

    assert len(rows) > 30
    assert [row for row in rows if "`test_" not in row] == []
