"""Thresholds through time, who decides, which regime: on the legal day, never more than known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import load
from states.channel_conditions import found
from states.policies import (
    authority_for,
    first_holding,
    is_competent,
    regime_for,
    regimes_beside,
    settled_regime,
    threshold_on,
)
from states.terms.channel import Operator, Truth
from states.terms.policies import (
    Authority,
    Level,
    PolicyBook,
    RegimeAnswer,
    Rule,
    ThresholdUse,
    Validity,
)
from tests.states.policies import BASIS, DAY, rule, threshold, yes

BOOK = load().policies
FOREIGN = {"foreign_category": "permitted"}


@pytest.mark.parametrize(
    ("day", "usd_wan", "level"),
    [
        # 2004 22号令: under 1亿美元 local; the day before the new threshold it still holds.
        ("2010-05-03", "9999", Level.PROVINCE),
        ("2010-05-03", "10000", Level.NATIONAL),
        ("2010-05-03", "20000", Level.NATIONAL),
        # 发改外资〔2010〕914号, 2010-05-04: 3亿美元 (LAW trap 8).
        ("2010-05-04", "20000", Level.PROVINCE),
        ("2010-05-04", "29999.99", Level.PROVINCE),
        ("2010-05-04", "30000", Level.NATIONAL),
    ],
)
def test_pitfall_20_thresholds_have_effective_dates(day: str, usd_wan: str, level: Level) -> None:
    facts = FOREIGN | {"total_investment_usd_wan": usd_wan}

    chosen = authority_for(BOOK, "foreign.ratification", facts, date.fromisoformat(day)).row

    assert chosen is not None and chosen.level is level


@pytest.mark.parametrize(
    ("usd_wan", "level"),
    [
        ("29999", Level.PROVINCE),  # 限制类 < 3亿美元: the province
        ("30000", Level.NATIONAL),  # 3亿美元及以上: the centre
        ("199999", Level.NATIONAL),
        ("200000", Level.STATE_COUNCIL),  # 20亿美元及以上: filed with the State Council
    ],
)
def test_restricted_foreign_projects_go_up_by_amount(usd_wan: str, level: Level) -> None:
    facts = {"foreign_category": "restricted", "total_investment_usd_wan": usd_wan}

    chosen = authority_for(BOOK, "foreign.ratification", facts, date(2017, 3, 1)).row

    assert chosen is not None and chosen.level is level


def test_before_2004_the_catalogue_claims_nothing_about_foreign_projects() -> None:
    facts = FOREIGN | {"total_investment_usd_wan": "100"}
    choice = authority_for(BOOK, "foreign.ratification", facts, date(2004, 10, 8))

    assert choice.row is None
    assert choice.candidates == ()


def test_an_unknown_amount_gives_candidates_and_the_fact_to_ask() -> None:
    choice = authority_for(BOOK, "foreign.ratification", FOREIGN, date(2008, 1, 2))

    assert choice.row is None
    assert [row.level for row in choice.candidates] == [Level.PROVINCE, Level.NATIONAL]
    assert choice.ask == ("total_investment_usd_wan",)


@pytest.mark.parametrize(
    ("operator", "word", "at_the_border"),
    [
        (Operator.AT_LEAST, "以上、不低于、不少于", True),
        (Operator.AT_MOST, "以下、以内、不超过", True),
        (Operator.OVER, "超过、以外", False),
        (Operator.UNDER, "不满、低于", False),
    ],
)
def test_pitfall_24_the_words_of_the_law_at_the_border(
    operator: Operator, word: str, at_the_border: bool
) -> None:
    """Civil Code art. 1259: 以上, 以下, 以内 include the number, 不满, 超过, 以外 do not."""
    told = found(threshold(operator, 1000).comparison("amount"), {"amount": "1000"})

    assert (told.truth is Truth.TRUE) is at_the_border, word


@given(
    value=st.integers(0, 10**6),
    amount=st.decimals(0, 10**6, places=4, allow_nan=False),
)
def test_each_amount_is_on_exactly_one_side_of_a_threshold(value: int, amount: Decimal) -> None:
    facts = {"amount": str(amount)}

    def holds(operator: Operator) -> bool:
        return found(threshold(operator, value).comparison("amount"), facts).truth is Truth.TRUE

    assert holds(Operator.AT_LEAST) != holds(Operator.UNDER)
    assert holds(Operator.AT_MOST) != holds(Operator.OVER)
    assert (holds(Operator.AT_LEAST) and holds(Operator.AT_MOST)) == (amount == value)


@given(value=st.integers(1, 10**6), percent=st.integers(1, 50), side=st.sampled_from([-1, 1]))
def test_about_includes_its_tolerance_and_nothing_beyond(
    value: int, percent: int, side: int
) -> None:
    about = threshold(Operator.ABOUT, value, tolerance_percent=percent).comparison("amount")
    border = Decimal(value) + side * Decimal(value) * percent / 100
    beyond = border + side * Decimal("0.0001")

    assert found(about, {"amount": str(border)}).truth is Truth.TRUE
    assert found(about, {"amount": str(beyond)}).truth is Truth.FALSE


@given(gap=st.integers(1, 3000), ahead=st.integers(0, 4000))
def test_on_every_day_at_most_one_edition_is_in_force(gap: int, ahead: int) -> None:
    start = date(2010, 1, 1)
    turn = start + timedelta(days=gap)
    first = threshold(Operator.OVER, 1, Validity(start, turn - timedelta(days=1)))
    second = threshold(Operator.OVER, 2, Validity(turn))
    day = start + timedelta(days=ahead)

    edition = threshold_on(PolicyBook(thresholds=(first, second)), "t", day)

    assert edition is not None
    assert edition.value == (1 if day < turn else 2)


def authority(level: Level, applies: Rule) -> Authority:
    return Authority("s", level, "机关", "organ", applies, "fgw")


def test_an_undecided_row_is_never_passed_over() -> None:
    rows = (authority(Level.NATIONAL, rule(yes("a"))), authority(Level.CITY, rule(yes("b"))))

    choice = first_holding(rows, PolicyBook(), {"b": True}, DAY)

    assert choice.row is None
    assert choice.candidates == rows
    assert choice.exhaustive
    assert choice.ask == ("a",)


def test_a_rule_whose_threshold_has_no_edition_that_day_does_not_apply() -> None:
    use = ThresholdUse("t", "amount")
    book = PolicyBook(thresholds=(threshold(Operator.OVER, 1, Validity(date(2027, 1, 1))),))
    rows = (authority(Level.CITY, rule(thresholds=(use,))),)

    assert first_holding(rows, book, {"amount": "5"}, DAY).candidates == ()
    assert first_holding(rows, book, {"amount": "5"}, date(2027, 1, 1)).row == rows[0]


def test_whose_competence_it_is_stays_unknown_until_the_row_is_settled() -> None:
    rows = (authority(Level.CITY, rule(yes("a"))),)
    settled = first_holding(rows, PolicyBook(), {"a": True}, DAY)

    assert is_competent(settled, "fgw") is Truth.TRUE
    assert is_competent(settled, "zjj") is Truth.FALSE
    assert is_competent(first_holding(rows, PolicyBook(), {}, DAY), "fgw") is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"energy_tce": "999", "coal_t": "999"}, Level.NONE),
        ({"energy_tce": "1000", "coal_t": "999"}, Level.CITY),  # 不满1000 excludes 1000
        ({"energy_tce": "9999", "coal_t": "0"}, Level.CITY),
        ({"energy_tce": "10000", "coal_t": "0"}, Level.PROVINCE),
    ],
)
def test_energy_review_goes_by_consumption(facts: dict[str, str], level: Level) -> None:
    chosen = authority_for(BOOK, "energy.review", facts, DAY).row

    assert chosen is not None and chosen.level is level


def test_coal_replaced_electricity_in_september_2025() -> None:
    """不满1000吨标准煤且年电力不满500万千瓦时 became 且年煤炭消费量不满1000吨 (Order 31)."""
    facts = {"energy_tce": "900", "electricity_10mwh": "700", "coal_t": "0"}

    before = authority_for(BOOK, "energy.review", facts, date(2025, 8, 31)).row
    after = authority_for(BOOK, "energy.review", facts, date(2025, 9, 1)).row

    assert before is not None and before.level is Level.CITY
    assert after is not None and after.level is Level.NONE


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"basic_cropland": False, "cropland_ha": "35", "other_land_ha": "70"}, Level.PROVINCE),
        (
            {"basic_cropland": False, "cropland_ha": "35.01", "other_land_ha": "0"},
            Level.STATE_COUNCIL,
        ),
        (
            {"basic_cropland": False, "cropland_ha": "0", "other_land_ha": "70.1"},
            Level.STATE_COUNCIL,
        ),
        ({"basic_cropland": True}, Level.STATE_COUNCIL),
    ],
)
def test_land_beyond_35_and_70_hectares_is_the_state_councils(
    facts: dict[str, object], level: Level
) -> None:
    chosen = authority_for(BOOK, "land.expropriation", facts, DAY).row

    assert chosen is not None and chosen.level is level


ENTERPRISE = {
    "secret": False,
    "foreign": False,
    "government_funds": "none",
    "in_ratification_list": False,
}


@pytest.mark.parametrize(
    ("facts", "regime", "matters"),
    [
        ({}, RegimeAnswer.RECORD_FILING, ("filing.domestic",)),
        (
            {"foreign": True, "foreign_list_item": "outside"},
            RegimeAnswer.RECORD_FILING,
            ("filing.foreign",),
        ),
        ({"in_ratification_list": True}, RegimeAnswer.RATIFICATION, ("ratification.enterprise",)),
        (
            {"foreign": True, "foreign_list_item": "conforming"},
            RegimeAnswer.RATIFICATION,
            ("ratification.foreign",),
        ),
        ({"foreign": True, "foreign_list_item": "forbidden"}, RegimeAnswer.FORBIDDEN, ()),
        ({"foreign": True, "foreign_list_item": "not_conforming"}, RegimeAnswer.FORBIDDEN, ()),
        ({"secret": True}, RegimeAnswer.OFFLINE, ()),
        (
            {"government_funds": "direct"},
            RegimeAnswer.APPROVAL,
            ("approval.proposal", "approval.feasibility", "approval.preliminary_design"),
        ),
        ({"government_funds": "subsidy"}, RegimeAnswer.RECORD_FILING, ("filing.domestic",)),
    ],
)
def test_the_regime_of_a_project(
    facts: dict[str, object], regime: RegimeAnswer, matters: tuple[str, ...]
) -> None:
    """LAW B2.1: 审批 for government investment, 核准 for the list, 备案 for all others."""
    choice = regime_for(BOOK, ENTERPRISE | facts, DAY)

    assert choice.row is not None
    assert choice.row.regime is regime
    assert choice.row.matters == matters


def test_without_facts_no_regime_is_claimed() -> None:
    choice = regime_for(BOOK, {}, DAY)

    assert choice.row is None
    assert settled_regime(choice) is None
    assert set(choice.ask) >= {"secret", "foreign", "government_funds", "in_ratification_list"}


def test_the_regime_is_settled_where_only_its_variant_is_open() -> None:
    facts = {k: v for k, v in ENTERPRISE.items() if k != "foreign"}
    choice = regime_for(BOOK, facts | {"foreign_list_item": "outside"}, DAY)

    assert choice.row is None
    assert settled_regime(choice) is RegimeAnswer.RECORD_FILING
    assert choice.ask == ("foreign",)


@pytest.mark.parametrize(
    ("wan", "steps"),
    [
        ("999.9999", ["实施方案"]),
        ("1000", ["可行性研究报告", "初步设计（概算）"]),
        ("4999.9999", ["可行性研究报告", "初步设计（概算）"]),
        ("5000", ["项目建议书", "可行性研究报告", "初步设计（概算）"]),
    ],
)
def test_government_investment_in_henan_goes_by_one_two_or_three_steps(
    wan: str, steps: list[str]
) -> None:
    """LAW B2.1: < 1000万 only 实施方案; 1000万 to < 5000万 two; >= 5000万 three."""
    facts = ENTERPRISE | {"government_funds": "direct", "total_investment_wan": wan}
    beside = [row for row, said in regimes_beside(BOOK, facts, DAY) if said.truth is Truth.TRUE]

    assert [[name for name, _ in row.steps] for row in beside] == [steps]


def test_an_application_for_funds_comes_beside_filing_not_instead_of_it() -> None:
    facts = ENTERPRISE | {"government_funds": "interest_discount"}
    beside = [row.regime for row, _ in regimes_beside(BOOK, facts, DAY)]

    assert beside == [RegimeAnswer.FUND_APPLICATION]


@given(
    facts=st.fixed_dictionaries(
        {},
        optional={
            "secret": st.booleans(),
            "foreign": st.booleans(),
            "in_ratification_list": st.booleans(),
            "government_funds": st.sampled_from(["none", "direct", "subsidy"]),
            "foreign_list_item": st.sampled_from(["outside", "conforming", "forbidden"]),
        },
    ),
    more=st.fixed_dictionaries(
        {
            "secret": st.booleans(),
            "foreign": st.booleans(),
            "in_ratification_list": st.booleans(),
            "government_funds": st.sampled_from(["none", "direct", "subsidy"]),
            "foreign_list_item": st.sampled_from(["outside", "conforming", "forbidden"]),
        }
    ),
)
def test_more_facts_never_change_a_regime_once_settled(
    facts: dict[str, object], more: dict[str, object]
) -> None:
    before = settled_regime(regime_for(BOOK, facts, DAY))
    after = settled_regime(regime_for(BOOK, more | facts, DAY))

    assert after is not None
    assert before in (None, after)


def test_a_rule_is_in_force_from_its_first_to_its_last_day() -> None:
    dated = rule(validity=Validity(date(2020, 1, 1), date(2020, 12, 31)), basis=BASIS)
    rows = (authority(Level.CITY, dated),)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]

    found_on = [first_holding(rows, PolicyBook(), {}, day).row is not None for day in days]

    assert found_on == [False, True, True, False]
