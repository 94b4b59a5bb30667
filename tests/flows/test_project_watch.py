"""The deadline watch advances projects too: a late stage is carded once, since the legal day."""

from __future__ import annotations

from datetime import date

from flows.watch_deadlines import watch_deadlines
from greenlane.story import at
from tests.acts.channel_play import accepted, admitted, done, opened, project_of
from tests.flows.test_plain_flows import ran
from tests.playing import Play


def test_an_outage_moves_no_card_of_a_stage(play: Play) -> None:
    project = admitted(play)
    accepted(play, opened(play, project.project_id, "land.supply"))
    play.clock.set(at("2026-04-20 03:00"))

    ran(watch_deadlines.fn())
    again = ran(watch_deadlines.fn())

    stands = project_of(play, project.project_id)
    assert [(c.about, c.effective_on) for c in stands.cards] == [("initiation", date(2026, 3, 24))]
    assert again["taken"] == 0


def test_a_plan_that_its_last_case_finished_is_closed_by_the_watch(play: Play) -> None:
    project = admitted(play, land_with_plan=True, small_low_risk=True)
    for matter in (
        "filing.domestic", "land.supply", "permit.land_use_planning", "permit.works_planning",
        "eia.form", "permit.construction", "acceptance.joint",
    ):  # fmt: skip
        done(play, project.project_id, matter)
    assert project_of(play, project.project_id).state == "admitted"

    ran(watch_deadlines.fn())

    stands = project_of(play, project.project_id)
    assert (stands.state, stands.ended_on) == ("completed", date(2026, 3, 2))
