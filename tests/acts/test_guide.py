"""The guide: cited, dated, three-valued; it asks for what it does not know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts.guide import GuideForm, guide
from acts.problems import Invalid
from catalog import load

CATALOG = load()
DAY = date(2026, 3, 2)
PLAIN = {
    "secret": False,
    "foreign": False,
    "government_funds": "none",
    "in_ratification_list": False,
}


def asked(on: date | None = None, **facts: Any) -> dict[str, Any]:
    return guide(CATALOG, GuideForm(facts=facts, on=on), DAY)


def test_a_plain_enterprise_project_is_filed_and_the_article_is_named() -> None:
    regime = asked(**PLAIN)["regime"]

    assert regime["settled"] == "record_filing"
    assert regime["answer"]["matters"] == ["filing.domestic"]
    assert "673" in regime["answer"]["source"]
    assert regime["answer"]["certainty"] == "statute_read"


def test_nothing_told_nothing_claimed() -> None:
    answer = asked()

    assert answer["regime"]["answer"] is None
    assert answer["regime"]["settled"] is None
    assert "secret" in [fact["fact"] for fact in answer["regime"]["ask"]]
    assert answer["chemical_gate"]["applies"] == "unknown"


def test_every_line_prints_its_certainty_and_the_whole_says_it_is_unverified() -> None:
    answer = asked(**PLAIN)

    lines = [*answer["thresholds"], *answer["lists"]]
    assert all(line["certainty"] in ("statute_read", "page_seen", "verify") for line in lines)
    assert answer["unverified"] is True


def test_the_guide_answers_for_an_earlier_day() -> None:
    """On 2010-05-03 the threshold of 1亿美元 stood, a day later 3亿 (LAW trap 8)."""
    facts = {"foreign_category": "permitted", "total_investment_usd_wan": 20000}

    def level(on: date) -> str:
        rows = {row["subject"]: row for row in asked(on, **facts)["authorities"]}
        found: str = rows["foreign.ratification"]["answer"]["level"]
        return found

    assert level(date(2010, 5, 3)) == "national"
    assert level(date(2010, 5, 4)) == "province"


def test_an_industry_with_its_section_letter_is_chemical_too() -> None:
    facts = {"industry": "C2614", "chemical_park": "none", "supporting_unit": False}
    gate = asked(**facts, nature="new")["chemical_gate"]

    assert gate["effect"] == "block"
    assert gate["certainty"] == "verify"
    assert asked(industry="C3670")["chemical_gate"]["effect"] == "none"


@pytest.mark.parametrize(
    ("facts", "pointer", "words"),
    [
        ({"secert": True}, "/facts/secert", "secret"),
        ({"foreign": "perhaps"}, "/facts/foreign", "true or false"),
        ({"total_investment_usd_wan": "much"}, "/facts/total_investment_usd_wan", "number"),
        ({"government_funds": "gift"}, "/facts/government_funds", "capital_injection"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_its_name(
    facts: dict[str, Any], pointer: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked(**facts)

    (problem,) = refused.value.problems
    assert problem.pointer == pointer
    assert words in problem.en
