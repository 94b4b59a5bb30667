"""What the table of the documents' mechanisms claims can be looked up."""

from __future__ import annotations

import re
from collections import Counter

import catalog
from tests.browser.looking import pages_of_the_house
from tests.house.reading import ROOT

ROW = re.compile(r"^\| (\d+) \| S\d \| .+ \| .+ \| (done|partly|data only|not done) \|.*\|$", re.M)


def test_every_mechanism_has_one_row_with_its_state() -> None:
    numbers = [int(number) for number, _ in ROW.findall(_table())]

    assert numbers == list(range(1, 152))


def test_the_counts_are_those_of_the_rows() -> None:
    states = Counter(state for _, state in ROW.findall(_table()))
    told = re.search(
        r"Of (\d+) mechanisms (\d+) are done, (\d+) partly, (\d+) as data only, (\d+) not done",
        _table(),
    )

    assert told is not None
    counted = [states[name] for name in ("done", "partly", "data only", "not done")]
    assert [int(number) for number in told.groups()] == [sum(counted), *counted]


def test_every_place_named_in_the_table_exists() -> None:
    places = set(re.findall(r"`([a-z_]+/[\w/.]*)`", _table()))

    assert places
    assert sorted(place for place in places if not (ROOT / place).exists()) == []


def test_every_page_named_in_the_table_is_one_of_the_house() -> None:
    named = set(re.findall(r"`(/[\w/{}]*)`", _table()))

    assert named
    assert sorted(named - pages_of_the_house()) == []


def test_every_register_named_in_the_table_is_kept_and_every_register_is_named() -> None:
    named = set(re.findall(r"`register:([a-z_]+)`", _table()))

    assert named == set(catalog.load().registers)


def test_what_is_called_done_says_where() -> None:
    claims = [line for line in _table().splitlines() if ROW.match(line) and " | — | " in line]

    assert all("| not done |" in line for line in claims)


def _table() -> str:
    return (ROOT / "docs" / "mission.md").read_text(encoding="utf-8")
