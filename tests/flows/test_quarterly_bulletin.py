"""The flow that drafts the quarter's bulletin, as a plain function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from acts import bulletins
from flows.deployments import PLANS
from flows.house import entered
from flows.quarterly_bulletin import quarterly_bulletin
from greenlane.story import at
from states.bulletin_period import Period
from tests.flows.test_plain_flows import ran
from tests.playing import Play, play_on


@pytest.fixture
def play(sqlite_url: str, tmp_path: Path) -> Iterator[Play]:
    play = play_on(sqlite_url, at("2026-03-02 09:30"))
    play.house.settings.home = tmp_path
    with entered(play.house):
        yield play
    play.house.ledger.close()


def test_the_third_quarter_is_drafted_after_the_holidays_once(play: Play) -> None:
    """国庆 2026: the first working day after 30 September is 8 October."""
    play.clock.set(at("2026-10-07 23:00"))
    assert [] == ran(quarterly_bulletin.fn())
    play.clock.set(at("2026-10-08 00:30"))
    assert ["2026-Q3"] == ran(quarterly_bulletin.fn())
    assert [] == ran(quarterly_bulletin.fn())
    (waiting,) = play.read(lambda office: bulletins.editions(office, Period(2026, 3)))

    assert not waiting.is_published
    assert "greenlane" == waiting.drafted_by


def test_after_the_fourth_quarter_the_years_assessment_is_drafted_too(play: Play) -> None:
    play.clock.set(at("2026-03-02 09:30"))
    periods = play.read(lambda office: bulletins.owed(office, at("2026-01-05 09:00")))

    assert [Period(2025, 4), Period(2025)] == list(periods)


def test_without_a_calendar_for_the_day_nothing_is_owed_yet(play: Play) -> None:
    """2027 is not published: nobody knows the first working day of January."""
    assert () == play.read(lambda office: bulletins.owed(office, at("2027-01-05 09:00")))


def test_the_flow_is_scheduled() -> None:
    (plan,) = [plan for plan in PLANS if plan.flow is quarterly_bulletin]

    assert "bulletin_every_s" == plan.every
