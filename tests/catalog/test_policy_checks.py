"""What policies.toml may not say, each seeded into a copy of the city; regions with validity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import catalog
from catalog import code_lists

Spoil = Callable[[str, str, str], Path]
FIRST_FOREIGN = "valid_from = 2004-10-09\nvalid_to = 2010-05-03"
PARK_RULE = """[[access_lists.rules]]
category = "low_level"
effect = "condition\""""

SEEDED = [
    # text, replacement, key of the fault, words of its message
    (FIRST_FOREIGN, "valid_from = 2004-10-09\nvalid_to = 2010-05-02",
     "thresholds[foreign.local]", "no edition is in force on 2010-05-03"),
    (FIRST_FOREIGN, "valid_from = 2004-10-09\nvalid_to = 2010-05-04",
     "thresholds[foreign.local]", "two editions are in force on 2010-05-04"),
    (FIRST_FOREIGN, "valid_from = 2004-10-09",
     "thresholds[foreign.local]", "two editions are in force on 2010-05-04"),
    (FIRST_FOREIGN, "valid_from = 2004-10-09\nvalid_to = 2003-01-01",
     "thresholds[foreign.local]", "before it begins"),
    ('op = "under"\nvalue = 1000\nunit = "吨标准煤"',
     'op = "at_most"\nvalue = 1000\nunit = "吨标准煤"',
     "thresholds[energy.small].op", "“不满” means \"under\", not \"at_most\""),
    ('op = "over"\nvalue = 35', 'op = "at_least"\nvalue = 35',
     "thresholds[land.cropland].op", "Civil Code art. 1259"),
    ('op = "under"\nvalue = 10000', 'op = "is"\nvalue = 10000',
     "thresholds[foreign.local].op", "does not compare amounts"),
    ('op = "under"\nvalue = 10000', 'op = "about"\nvalue = 10000',
     "thresholds[foreign.local].tolerance_percent", "needs tolerance_percent"),
    ('value = 30000\nunit = "万美元"', 'value = 3\nunit = "亿美元"',
     "thresholds[foreign.local].unit", "different units"),
    ('threshold = "foreign.local"', 'threshold = "foreign.locl"',
     "authorities[0].thresholds", 'did you mean "foreign.local"?'),
    ('fact = "total_investment_usd_wan" }', 'fact = "total_investment_wan" }',
     "authorities[0].thresholds", "is in 万元"),
    ('fact = "total_investment_usd_wan" }', 'fact = "foreign" }',
     "authorities[0].thresholds", "is no number"),
    ('{ threshold = "energy.small_electricity"', '{ threshold = "energy.small_coal"',
     "authorities[14].thresholds", "not in force as long as this row"),
    ('department = "gxj"', 'department = "gdgs"',
     "authorities[11].department", "is a company and decides nothing"),
    ('department = "gxj"', 'department = "gxjj"',
     "authorities[11].department", 'did you mean "gxj"?'),
    ('when = { fact = "nature", op = "is", value = "technical_renovation" }\n', "",
     "authorities[record_filing]", "can never decide"),
    ('when = { fact = "secret", op = "is", value = true }\n', "", "regimes", "can never decide"),
    ('matters = ["ratification.foreign"]', 'matters = ["filing.foreign"]',
     "regimes[3].matters", "is of the regime record_filing"),
    ('matters = ["ratification.foreign"]', 'matters = ["ratification.foregn"]',
     "regimes[3].matters", 'did you mean "ratification.foreign"?'),
    ('fact = "secret"', 'fact = "secert"', "regimes[0].when", 'did you mean "secret"?'),
    ('level = "state_council"\nreason = "限制类新建', 'level = "rule"\nreason = "限制类新建',
     "access_lists[industry_guidance].rules[restricted]", 'blocks, not a "rule"'),
    (PARK_RULE, PARK_RULE.replace("condition", "block"),
     "access_lists[park_standard].rules[low_level]", "a park may not issue a list that blocks"),
    ('natures = ["new"]\n', "",
     "access_lists[industry_guidance].rules[restricted]", 'two rules for nature "expansion"'),
    ('natures = ["expansion", "relocation"]', 'natures = ["expansion"]',
     "access_lists[industry_guidance].rules[restricted]", 'no rule for nature "relocation"'),
    ('category = "eliminated"\ntext', 'category = "eliminatd"\ntext',
     "access_lists[industry_guidance].rules[eliminatd]", "no rule says what this category means"),
    ('total = 29', 'total = 29\ncomplete = true',
     "access_lists[foreign_access].complete", "has 2 items, the edition has 29"),
    ('no = "样例-限制"', 'no = "样例-鼓励"',
     "access_lists[industry_guidance].items[样例-鼓励]", "stands there twice"),
    ('region = "410602"', 'region = "419999"',
     "chemical_parks[jijiashan].region", "not on the list of Henan"),
    ('level = "state_council"\nreason = "化工', 'level = "document"\nreason = "化工',
     "chemical_gate.level", 'blocks, not a "document"'),
    ('park_fact = "chemical_park"', 'park_fact = "chemical_prk"',
     "chemical_gate.park_fact", 'did you mean "chemical_park"?'),
    ('fact = "supporting_unit"', 'fact = "suporting_unit"',
     "chemical_gate.exceptions[supporting_unit].when", 'did you mean "supporting_unit"?'),
    ('[[policy_facts]]\nid = "foreign"', '[[policy_facts]]\nid = "nature"',
     "policy_facts[nature]", "duplicate fact"),
    ('certainty = "verify"\n', "", "thresholds[foreign.local].certainty", "missing key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "where", "words"), SEEDED, ids=[f"{s[2]} {s[3]}" for s in SEEDED]
)
def test_a_seeded_fault_of_the_policies_is_found(
    spoil: Spoil, old: str, new: str, where: str, words: str
) -> None:
    faults = catalog.check(spoil("policies.toml", old, new))
    found = [fault for fault in faults if fault.file == "policies.toml" and fault.key == where]

    assert any(words in fault.message for fault in found), faults


def test_a_city_without_policies_has_no_fault_and_claims_nothing(city: Path) -> None:
    (city / "policies.toml").unlink()

    assert catalog.check(city) == []
    assert catalog.load(city).policies.authorities == ()


def test_an_edition_kept_in_the_ledger_reads_its_policies_again() -> None:
    loaded = catalog.load()

    assert catalog.Catalog.from_content(loaded.content).policies == loaded.policies


def test_every_policy_source_has_its_english_wording() -> None:
    loaded = catalog.load()

    for row in (*loaded.policies.thresholds, *loaded.policies.lists):
        assert loaded.in_english(row.basis.source) == row.basis.source_en


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("410728", date(2018, 6, 1), "长垣县"),
        ("410728", date(2020, 1, 1), None),
        ("410783", date(2020, 1, 1), "长垣市"),
        ("410783", date(2018, 12, 31), None),
        ("410611", date(2018, 12, 31), "淇滨区"),
        ("419999", date(2020, 1, 1), None),
    ],
)
def test_a_region_code_is_read_as_of_its_day(code: str, day: date, name: str | None) -> None:
    """LAW B7: 长垣 changed from 410728 to 410783 in 2019."""
    found = code_lists.region_on(code, day)

    assert (found.name if found else None) == name


def test_codes_of_functional_zones_are_statistical_only() -> None:
    kinds = {code: code_lists.regions()[code].kind for code in ("410671", "410771", "411771")}

    assert set(kinds.values()) == {"statistical"}


def test_conditions_compare_industries_without_the_section_letter() -> None:
    assert code_lists.industry_division("C2614") == "2614"
    assert code_lists.industry_division("2614") == "2614"
    assert code_lists.industry_division("C") == "C"
