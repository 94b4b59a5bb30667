"""A project through two stages of its green channel, as a lawyer would read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from acts import channels, upkeep
from acts.channel_forms import StartWorkForm
from acts.project_office import advance_project
from ledger.evidence import verify
from states.channel_clocks import WHOLE, clocks_of_project, explained_clock
from states.channel_refusals import StepNotReady, WorkMayNotStart
from states.channel_run import run_of
from states.clocks import promise_due, statute_due
from states.terms.project import StepState
from states.worktime import LineKind
from tests.acts.channel_play import accepted, admitted, done, granted, opened, project_of
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def the_land_is_supplied(play: Play, project_id: str) -> None:
    # When the enterprise files and asks for land, the filing is done in this instant and the
    # land case runs: 15 working days by statute, 10 by the promise that the matter had already.
    done(play, project_id, "filing.domestic")
    supply = accepted(play, opened(play, project_id, "land.supply"))
    assert statute_due(supply).due_on == date(2026, 3, 23)
    assert promise_due(supply).due_on == date(2026, 3, 16)

    # Then the permit that rests on both is refused until the land is supplied …
    with pytest.raises(StepNotReady, match=r"land\.supply"):
        opened(play, project_id, "permit.land_use_planning")
    granted(play, supply.case_id, when="2026-03-09 10:00")

    # … and while the enterprise prepares the next papers, the promise of the channel stands
    # still: 5 working days are used (3 to 6 and 9 March).
    standing = next(c for c in clocks_of_project(project_of(play, project_id)) if c.about == WHOLE)
    assert standing.due is None
    assert standing.used(project_of(play, project_id), date(2026, 3, 13)) == 5


def the_first_stage_is_finished(play: Play, project_id: str) -> None:
    # When the permit is asked for on 16 March and granted on 18 March, the first stage is
    # finished on that day, and the second may begin.
    planning = accepted(
        play, opened(play, project_id, "permit.land_use_planning", when="2026-03-16 09:00")
    )
    assert [p["matter"] for p in planning.within["provided"]] == ["filing.domestic", "land.supply"]
    granted(play, planning.case_id, when="2026-03-18 16:00")
    stands = project_of(play, project_id)
    first = next(c for c in clocks_of_project(stands) if c.about == "initiation")
    assert first.stopped_on == date(2026, 3, 18)
    # Because 10 to 16 March were the enterprise's, 7 of the 15 promised days were used:
    # 3 to 6, 9, 17 and 18 March.
    assert first.used(stands, date(2026, 6, 1)) == 7
    assert first.due is not None
    assert first.due.due_on == date(2026, 3, 30)
    excluded = [x for x in explained_clock(stands, first) if x.kind is LineKind.EXCLUDED]
    assert sum(line.days for line in excluded) == 5
    assert all("由企业办理" in line.zh for line in excluded)


def the_second_stage_is_late(play: Play, project_id: str) -> None:
    # When the second stage runs late: its ten days from Thursday 19 March end on 2 April.
    review = accepted(
        play, opened(play, project_id, "planning.scheme_review", when="2026-03-19 09:00")
    )
    play.act(
        lambda office, *, now: advance_project(office, project_id, now), when="2026-04-03 00:10"
    )
    stands = project_of(play, project_id)
    assert [(c.about, c.effective_on) for c in stands.cards] == [("works", date(2026, 4, 3))]
    # Then the card is internal: the case has until 17 April by statute and no red card.
    assert statute_due(play.case(review.case_id)).due_on == date(2026, 4, 17)

    granted(play, review.case_id)
    works = accepted(play, opened(play, project_id, "permit.works_planning"))
    granted(play, works.case_id)
    run = run_of(project_of(play, project_id))
    assert [stage.is_finished for stage in run.stages] == [True, True, False, False]


def test_a_project_goes_through_two_stages_of_its_channel(play: Play) -> None:
    # Given a project on the city's list, admitted on Monday 2 March 2026 by the head of the
    # reform commission, with an area assessment that covers the relics survey.
    project_id = admitted(play).project_id
    survey = run_of(project_of(play, project_id)).status("relics.survey")
    assert survey is not None
    assert (survey.state, survey.step.source) == (
        StepState.NOT_NEEDED, "河南省优化营商环境条例第四十三条",
    )  # fmt: skip

    the_land_is_supplied(play, project_id)
    the_first_stage_is_finished(play, project_id)
    the_second_stage_is_late(play, project_id)

    # And work may not start: the construction permit and the assessment are still missing.
    with pytest.raises(WorkMayNotStart) as refused:
        play.act(channels.start_work, project_id, StartWorkForm(), by="qiye")
    assert refused.value.facts["missing"] == (
        "eia.form (环境影响评价法第二十五条), permit.construction (建筑法第七条、第八条)"
    )

    # And every record is intact, and derived again it is what it was.
    assert play.read(lambda office: verify(office.session)) == []
    assert play.act(lambda office, *, now: upkeep.rebuild(office)) == 0
