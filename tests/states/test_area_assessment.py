"""区域评估: when one study for the whole area takes the place of a project's own (LAW B5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.area_assessment import (
    AreaException,
    AreaResult,
    Coverage,
    Footprint,
    covered,
    covering,
    point_in_polygon,
)
from states.terms.policies import Validity
from tests.states.policies import yes

SQUARE = ((0, 0), (100, 0), (100, 100), (0, 100))
# A U, open at the top: the notch between x=40 and x=60 above y=20 is outside.
NOTCHED = ((0, 0), (100, 0), (100, 100), (60, 100), (60, 20), (40, 20), (40, 100), (0, 100))
RESULT = AreaResult(
    "r1",
    "soil_conservation",
    "鹤水保〔2024〕1号",
    "市水利局2024年批复",
    Validity(date(2024, 1, 1), date(2026, 12, 31)),
    parcels=frozenset({"P1", "P2"}),
    polygon=NOTCHED,
    exceptions=(AreaException(yes("chemical"), "化工项目除外", "except chemical projects"),),
)
SITE = Footprint(frozenset({"P1"}))
PLAIN = {"chemical": False}


def coverage(result: AreaResult = RESULT, site: Footprint = SITE, **more: object) -> Coverage:
    on = more.pop("on", date(2026, 3, 2))
    assert isinstance(on, date)
    return covering(result, "soil_conservation", site, PLAIN | more, on).coverage


def test_pitfall_19_a_valid_result_covers_the_projects_parcels() -> None:
    assert coverage() is Coverage.COVERED


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 31), Coverage.NOT_YET),
        (date(2024, 1, 1), Coverage.COVERED),
        (date(2026, 12, 31), Coverage.COVERED),
        (date(2027, 1, 1), Coverage.EXPIRED),
    ],
)
def test_pitfall_19_a_result_is_not_used_after_expiry(day: date, expected: Coverage) -> None:
    assert coverage(on=day) is expected


def test_pitfall_19_a_result_is_not_used_outside_its_area() -> None:
    assert coverage(site=Footprint(frozenset({"P3"}))) is Coverage.OUTSIDE
    assert coverage(site=Footprint(frozenset({"P1", "P3"}))) is Coverage.OUTSIDE


def test_a_result_of_another_kind_says_nothing() -> None:
    assert covering(RESULT, "seismic", SITE, PLAIN, date(2026, 3, 2)).coverage is (
        Coverage.OTHER_KIND
    )
    assert covered((RESULT,), "seismic", SITE, PLAIN, date(2026, 3, 2)) == ()


def test_an_excluded_project_needs_its_own_study_and_an_unknown_one_is_asked() -> None:
    said = covering(RESULT, "soil_conservation", SITE, {}, date(2026, 3, 2))

    assert coverage(chemical=True) is Coverage.EXCLUDED
    assert said.coverage is Coverage.UNKNOWN
    assert said.ask == ("chemical",)


def test_conditions_of_use_must_be_met() -> None:
    conditional = replace(RESULT, conditions=yes("light_industry"))

    assert coverage(conditional, light_industry=True) is Coverage.COVERED
    assert coverage(conditional, light_industry=False) is Coverage.CONDITIONS_UNMET
    assert coverage(conditional) is Coverage.UNKNOWN


def test_a_withdrawn_result_covers_nothing_from_that_day() -> None:
    withdrawn = replace(RESULT, withdrawn_on=date(2026, 3, 2))

    assert coverage(withdrawn, on=date(2026, 3, 1)) is Coverage.COVERED
    assert coverage(withdrawn, on=date(2026, 3, 2)) is Coverage.WITHDRAWN


def test_without_a_comparable_place_nothing_is_claimed() -> None:
    only_parcels = replace(RESULT, polygon=())

    assert coverage(site=Footprint()) is Coverage.UNKNOWN
    assert coverage(only_parcels, site=Footprint(outline=((1, 1),))) is Coverage.UNKNOWN


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        (((10, 10), (30, 10), (30, 90), (10, 90)), Coverage.COVERED),
        (SQUARE, Coverage.OUTSIDE),  # every corner on the border, the notch in between
        (((10, 50), (90, 50), (90, 90), (10, 90)), Coverage.OUTSIDE),  # across the notch
        (((0, 0), (100, 0), (100, 20), (0, 20)), Coverage.COVERED),  # along the border
        (((40, 20), (60, 20), (60, 10), (40, 10)), Coverage.COVERED),  # touches the notch
        (((41, 30), (59, 30), (59, 40)), Coverage.OUTSIDE),  # inside the notch
        (((150, 150),), Coverage.OUTSIDE),
        (((100, 100),), Coverage.COVERED),
    ],
)
def test_the_whole_outline_must_lie_in_the_area(
    outline: tuple[tuple[int, int], ...], expected: Coverage
) -> None:
    assert coverage(site=Footprint(outline=outline)) is expected


@given(x=st.integers(-20, 120), y=st.integers(-20, 120))
def test_a_point_in_the_notched_area_by_plain_inequalities(x: int, y: int) -> None:
    in_square = 0 <= x <= 100 and 0 <= y <= 100
    in_notch = 40 < x < 60 and y > 20

    assert point_in_polygon((x, y), NOTCHED) is (in_square and not in_notch)


@given(x=st.integers(-20, 100), y=st.integers(-20, 100), w=st.integers(1, 60), h=st.integers(1, 60))
def test_a_rectangle_in_the_notched_area_by_plain_inequalities(
    x: int, y: int, w: int, h: int
) -> None:
    outline = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    in_square = x >= 0 and y >= 0 and x + w <= 100 and y + h <= 100
    meets_notch = x < 60 and x + w > 40 and y + h > 20
    expected = in_square and not meets_notch

    assert (coverage(site=Footprint(outline=outline)) is Coverage.COVERED) is expected


@given(turns=st.integers(0, 7), flipped=st.booleans())
def test_where_the_polygon_begins_and_which_way_it_turns_changes_nothing(
    turns: int, flipped: bool
) -> None:
    corners = NOTCHED[turns:] + NOTCHED[:turns]
    polygon = tuple(reversed(corners)) if flipped else corners

    assert point_in_polygon((50, 10), polygon)
    assert not point_in_polygon((50, 50), polygon)


def test_of_several_results_the_one_that_covers_comes_first() -> None:
    expired = replace(RESULT, id="old", validity=Validity(date(2020, 1, 1), date(2023, 12, 31)))

    said = covered((expired, RESULT), "soil_conservation", SITE, PLAIN, date(2026, 3, 2))

    assert [c.coverage for c in said] == [Coverage.COVERED, Coverage.EXPIRED]
