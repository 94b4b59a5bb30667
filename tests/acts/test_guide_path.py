"""The way that the guide tells: forward from a day, its critical path, and past cases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts.guide import GuideForm
from acts.guide_path import guide_path
from states.guide_path import used_of
from tests.playing import Play

DOMESTIC = {"foreign": "false", "in_ratification_list": "false", "government_funds": "none"}
ON = date(2026, 3, 2)


def way(play: Play, **facts: Any) -> dict[str, Any]:
    form = GuideForm(facts={**DOMESTIC, **facts}, on=ON)
    found = play.read(lambda office: guide_path(office, form, ON))

    assert found is not None

    told: dict[str, Any] = found
    return told


def matters(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["matter"]: one for stage in told["stages"] for one in stage["matters"]}


def test_a_filed_project_goes_through_the_channel_that_begins_with_its_filing(play: Play) -> None:
    told = way(play)

    assert told["channel"] == "industry.filing"
    assert "filing.domestic" in matters(told)
    assert matters(told)["filing.domestic"]["promised_on"] == "2026-03-02"


def test_a_matter_begins_when_what_it_waits_for_has_ended(play: Play) -> None:
    found = matters(way(play))
    planning = found["permit.land_use_planning"]

    assert planning["begins_on"] == max(
        found["land.supply"]["promised_on"], found["filing.domestic"]["promised_on"]
    )
    assert found["permit.works_planning"]["begins_on"] >= planning["promised_on"]


def test_the_critical_path_is_a_chain_without_a_gap_up_to_the_end(play: Play) -> None:
    told = way(play)
    found, chain = matters(told), told["critical"]

    assert found[chain[-1]]["promised_on"] == told["promised_on"]
    assert found[chain[0]]["begins_on"] == told["begins_on"]
    for before, after in pairwise(chain):
        assert found[before]["promised_on"] == found[after]["begins_on"]


def test_law_may_take_longer_than_the_promises_and_never_less(play: Play) -> None:
    told = way(play)

    assert told["latest_on"] >= told["promised_on"]
    assert all(one["latest_on"] >= one["promised_on"] for one in matters(told).values())


def test_an_area_assessment_takes_its_matter_away(play: Play) -> None:
    with_study = way(play, relics_area="true", area_assessments=("relics",))

    assert "relics.survey" in matters(way(play, relics_area="true"))
    assert "relics.survey" not in matters(with_study)
    assert [one["matter"] for one in with_study["falls_away"]] == ["relics.survey"]


def test_what_an_area_assessment_would_save_is_told_before(play: Play) -> None:
    told = way(play, relics_area="true")
    saving = next(one for one in told["savings"] if one["matter"] == "relics.survey")
    after = way(play, relics_area="true", area_assessments=("relics",))
    difference = date.fromisoformat(told["promised_on"]) - date.fromisoformat(after["promised_on"])

    assert saving["kind"] == "covered"
    assert timedelta(days=saving["days"]) == difference


def test_without_five_decided_cases_no_range_is_told(play: Play) -> None:
    told = way(play)

    assert told["past"] is None
    assert all(one["past"] is None for one in matters(told).values())


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_cases_give_no_figures(count: int) -> None:
    assert used_of([3] * count) is None


def test_half_and_nine_in_ten_by_nearest_rank() -> None:
    used = used_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

    assert used is not None
    assert (used.p50, used.p90, used.cases) == (5, 9, 10)


@given(st.lists(st.integers(0, 400), min_size=5, max_size=40))
def test_the_range_holds_at_least_half_and_nine_in_ten_of_the_cases(days: list[int]) -> None:
    used = used_of(days)

    assert used is not None
    assert sum(one <= used.p50 for one in days) * 2 >= len(days)
    assert sum(one <= used.p90 for one in days) * 10 >= len(days) * 9
