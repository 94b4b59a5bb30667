"""What after.toml may not say: each fault is found by file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import catalog
from catalog.checker import check
from catalog.loader import DEMONSTRATION_CITY
from states.terms import EndsBy, OnExpiry
from states.worktime import DayUnit

FAULTS = [
    ("after.toml", 'recheck = "eia_recheck"', "", "after.toml", "validities[eia].recheck"),
    (
        "after.toml",
        'before = "ratification_delay_before"',
        'before = "ratification_decision"',
        "after.toml",
        "validities[ratification].delay.before",
    ),
    ("after.toml", "most = 1\n", "most = 3\n", "after.toml", "validities[ratification].delay.most"),
    (
        "after.toml",
        'limit = "foreign_filing_refusal"',
        'limit = "no_such_limit"',
        "after.toml",
        "filing_refusals[foreign].limit",
    ),
    (
        "after.toml",
        "valid_from = 2014-06-17",
        "valid_from = 2014-06-17\nvalid_to = 2014-06-16",
        "after.toml",
        "filing_refusals[foreign].valid_to",
    ),
    (
        "matters/filing.toml",
        'statement = "filing"\n\n',
        'statement = "filing"\nvalidity = "ratification"\n\n',
        "matters/filing.toml",
        "matters[filing.domestic].after.validity",
    ),
    (
        "matters/ratification.toml",
        'change = "ratification_change"',
        'change = "ratification_decision"',
        "matters/ratification.toml",
        "matters[ratification.enterprise].after.change",
    ),
    (
        "matters/ratification.toml",
        'validity = "ratification"',
        'validity = "ratificaton"',
        "matters/ratification.toml",
        "matters[ratification.enterprise].after.validity",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "at", "key"), FAULTS)
def test_a_fault_of_the_time_after_is_found_where_it_stands(
    tmp_path: Path, file: str, old: str, new: str, at: str, key: str
) -> None:
    city = tmp_path / "hebi"
    shutil.copytree(DEMONSTRATION_CITY, city)
    text = (city / file).read_text(encoding="utf-8")
    assert old in text
    (city / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    assert (at, key) in {(fault.file, fault.key) for fault in check(city)}


def test_the_shipped_rules_are_those_of_the_texts() -> None:
    """LAW B1.6, B2.3: 2 + 1 years, 3 + 3 + 3 months, 12 + 6 months, 5 years with a new look."""
    shipped = catalog.load()

    def told(matter: str) -> tuple[object, ...]:
        rule = shipped.rules(matter).after.validity
        assert rule is not None
        delay = (rule.delay.max_months, rule.delay.times) if rule.delay else None
        return (rule.limit.days, rule.limit.unit, rule.ends_by, rule.on_expiry, delay)

    lapse = OnExpiry.LAPSE
    assert told("ratification.enterprise") == (2, DayUnit.YEARS, EndsBy.WORKS, lapse, (12, 1))
    assert told("permit.construction") == (3, DayUnit.MONTHS, EndsBy.WORKS, lapse, (3, 2))
    assert told("permit.works_planning") == (12, DayUnit.MONTHS, EndsBy.WORKS, lapse, (6, 1))
    assert told("permit.land_use_planning") == (12, DayUnit.MONTHS, EndsBy.USE, lapse, (6, 1))
    assert told("eia.report") == (5, DayUnit.YEARS, EndsBy.WORKS, OnExpiry.RECHECK, None)
