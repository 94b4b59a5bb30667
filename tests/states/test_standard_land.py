"""标准地: four phases, indicators with operators, and checks that pass, order or find a breach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.procedure import decide
from states.refusals import NotForeseen
from states.standard_land import (
    Indicator,
    IndicatorsMissing,
    IndicatorsUnmet,
    Parcel,
    ParcelCheck,
    RectificationDayMissing,
    StandardLand,
    square_metres,
    unmet,
)
from states.terms.channel import Operator

TODAY = date(2026, 3, 2)
INVESTMENT = Indicator("investment", "投资强度", Operator.AT_LEAST, Decimal(200), "万元/亩")
PLOT_RATIO = Indicator("plot_ratio", "容积率", Operator.AT_LEAST, Decimal("1.0"), "")
PARCEL = Parcel("P1", Decimal(120), (INVESTMENT, PLOT_RATIO))
MET = {"investment": Decimal(200), "plot_ratio": Decimal("1.2")}
SHORT = MET | {"investment": Decimal("199.99")}

STATES = ("prepared", "offered", "in_use", "managed", "rectifying", "breached")
EVENTS = (
    "offer",
    "sign_contract",
    "pass_check",
    "order_rectification",
    "confirm_rectified",
    "find_breach",
)
LEADS = {
    ("prepared", "offer"): "offered",
    ("offered", "sign_contract"): "in_use",
    ("in_use", "pass_check"): "managed",
    ("managed", "pass_check"): "managed",
    ("in_use", "order_rectification"): "rectifying",
    ("managed", "order_rectification"): "rectifying",
    ("rectifying", "confirm_rectified"): "in_use",
    ("in_use", "find_breach"): "breached",
    ("managed", "find_breach"): "breached",
    ("rectifying", "find_breach"): "breached",
}


def asked(
    state: str, event: str, parcel: Parcel = PARCEL, measured: dict[str, Decimal] = MET
) -> str:
    check = ParcelCheck(TODAY, measured, date(2026, 6, 1))
    return decide(StandardLand, state, event, parcel, check)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_every_state_and_every_event(state: str, event: str) -> None:
    target = LEADS.get((state, event))
    if target is None:
        with pytest.raises(NotForeseen):
            asked(state, event)
    else:
        assert asked(state, event) == target


def test_a_parcel_is_not_offered_without_indicators() -> None:
    with pytest.raises(IndicatorsMissing):
        asked("prepared", "offer", Parcel("P1", Decimal(1)))


@pytest.mark.parametrize(
    ("state", "event"),
    [("in_use", "pass_check"), ("managed", "pass_check"), ("rectifying", "confirm_rectified")],
)
@pytest.mark.parametrize("measured", [SHORT, {"plot_ratio": Decimal(2)}, {}])
def test_nothing_passes_with_an_indicator_unmet_or_unmeasured(
    state: str, event: str, measured: dict[str, Decimal]
) -> None:
    with pytest.raises(IndicatorsUnmet):
        asked(state, event, measured=measured)


def test_the_border_of_an_indicator_counts_as_met() -> None:
    """不低于200万元/亩 includes 200 (Civil Code art. 1259)."""
    assert unmet(PARCEL, MET) == ()
    assert unmet(PARCEL, SHORT) == (INVESTMENT,)


def test_rectified_after_completion_it_is_managed_again() -> None:
    completed = Parcel("P1", Decimal(1), (INVESTMENT,), is_completed=True)

    assert asked("rectifying", "confirm_rectified", completed) == "managed"


@pytest.mark.parametrize("by", [None, TODAY, date(2026, 3, 1)])
def test_an_order_to_rectify_names_a_later_day(by: date | None) -> None:
    with pytest.raises(RectificationDayMissing):
        decide(StandardLand, "in_use", "order_rectification", PARCEL, ParcelCheck(TODAY, SHORT, by))


@pytest.mark.parametrize(
    ("mu", "m2"), [("1", "666.67"), ("3", "2000.00"), ("120", "80000.00"), ("0.5", "333.33")]
)
def test_a_mu_is_two_thirds_of_a_thousand_square_metres(mu: str, m2: str) -> None:
    assert square_metres(Decimal(mu)) == Decimal(m2)


@given(mu=st.decimals(0, 10_000, places=2, allow_nan=False))
def test_mu_and_square_metres_agree_to_the_cent(mu: Decimal) -> None:
    assert abs(square_metres(mu) * 3 - mu * 2000) <= Decimal("0.015")
