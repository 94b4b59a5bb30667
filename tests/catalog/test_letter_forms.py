"""How a city calls and numbers its letters, and in whose name a delegated matter is decided."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import catalog
from catalog.loader import DEMONSTRATION_CITY


@pytest.fixture
def city(tmp_path: Path) -> Path:
    copy = tmp_path / "city"
    shutil.copytree(DEMONSTRATION_CITY, copy)
    return copy


def spoiled(city: Path, file: str, old: str, new: str) -> list[str]:
    path = city / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in catalog.check(city)]


def test_a_number_is_written_as_the_standard_wants_it() -> None:
    """Full year in hexagonal brackets, no 第, no leading zeros (GB/T 9704, LAW B6.3)."""
    form = catalog.load().letter_form("fgw", "grant", "许准")

    assert form.number("鹤发改", 2026, 12) == "鹤发改许准〔2026〕12号"


def test_an_organ_may_number_one_kind_in_its_own_manner() -> None:
    """The permit forms' style, padded, where the pattern of the organ says so."""
    form = catalog.load().letter_form("zjj", "acceptance", "受")

    assert form.number("鹤建", 2026, 12) == "(鹤建)许受字〔2026〕第0012号"


def test_titles_differ_by_city_while_the_kind_stays() -> None:
    """告知书 here, 通知书 there (LAW B6.1)."""
    here = catalog.load().letter_form("fgw", "correction", "补")
    there = catalog.load(DEMONSTRATION_CITY.parent / "zhumadian").letter_form(
        "fgw", "correction", "补"
    )

    assert (here.title, there.title) == ("申请材料补正告知书", "申请材料补正通知书")


@pytest.mark.parametrize(
    "pattern",
    [
        "{organ}〔{year}〕{serial}号",
        "{organ}{series}{year}{serial}{serial}",
        "{organ}{series}〔{year}〕号",
        "{organ}{series}〔{year}〕{serial:.0s}号",
    ],
)
def test_a_pattern_that_cannot_tell_numbers_apart_is_a_fault(city: Path, pattern: str) -> None:
    """Two documents with one number would make both worthless."""
    found = spoiled(city, "letters.toml", "{organ}{series}〔{year}〕{serial}号", pattern)

    assert any("letters.toml" in fault and "pattern" in fault for fault in found)


def test_two_kinds_in_one_series_are_a_fault(city: Path) -> None:
    """A serial counts per organ, kind and year."""
    found = spoiled(city, "letters.toml", 'series = "不受"', 'series = "补"')

    assert any('shares the series "补" with acceptance_refusal' in fault for fault in found)


def test_an_unknown_organ_is_a_fault(city: Path) -> None:
    """A misspelt organ would number as before, and nobody would see it."""
    found = spoiled(city, "letters.toml", "letters.organs.zjj", "letters.organs.zjjj")

    assert any("letters.organs" in fault and "zjjj" in fault for fault in found)


@pytest.mark.parametrize(
    ("organ", "words"), [("gdgs", "company"), ("nobody", "unknown"), ("", "delegat")]
)
def test_power_is_delegated_by_one_organ_to_another(city: Path, organ: str, words: str) -> None:
    """Not by a company, not by nobody, not to itself (Administrative Licensing Law art. 24)."""
    file = "matters/ratification.toml"
    text = (city / file).read_text(encoding="utf-8")
    department = next(line for line in text.splitlines() if line.startswith("department = "))
    itself = department.split('"')[1]
    delegation = (
        f'delegation = {{ organ = "{organ or itself}", source = "样例", '
        'source_en = "sample", certainty = "sample" }'
    )
    found = spoiled(city, file, department, f"{department}\n{delegation}")

    assert any("delegation.organ" in fault and words in fault for fault in found)
