"""双公示: a grant is published within seven working days of the decision (LAW B6.2, B11.23)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts import approval, due
from acts.deeds import DEEDS
from acts.endings import RevokeForm
from acts.forms import DecideForm, DeliverForm
from acts.publicity import PublishForm
from states.duties import duties_of
from states.publicity import AlreadyPublished
from states.refusals import ImpossibleDate, NothingGranted, NotYours
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, Colour, RunningClock, Task
from tests.playing import REVIEWERS, Play, play_on

GRANT = DecideForm(outcome="grant", content="同意建设")
PUBLISHED = PublishForm(channel="credit_china", address="https://credit.example/2026/1")
publish = DEEDS["publish"].do


def decided(play: Play, form: DecideForm = GRANT, when: str = "2026-04-28 10:00") -> CaseSnapshot:
    case = play.in_review("2026-04-20 09:30")
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    found: CaseSnapshot = play.act(approval.decide, case.case_id, form, by="fgw.zhuren", when=when)
    return found


def clock(case: CaseSnapshot) -> RunningClock:
    return next(c for c in clocks_of(case) if c.name is ClockName.PUBLICITY)


def cards(case: CaseSnapshot) -> list[tuple[Colour, date]]:
    return [(c.colour, c.effective_on) for c in case.cards if c.clock is ClockName.PUBLICITY]


def test_the_day_is_the_seventh_working_day_after_the_decision(play: Play) -> None:
    """From Tuesday 04-28: 04-29, 04-30, (05-01 to 05-05 off) 05-06, 07, 08, Saturday 05-09
    which is made up for, 05-11."""
    case = decided(play)

    assert clock(case).due.due_on == date(2026, 5, 11)
    assert (Task.PUBLISH, "fgw", date(2026, 5, 11)) in [
        (d.task, d.party, d.breach_on) for d in duties_of(case)
    ]


def test_service_in_time_does_not_make_it_public(play: Play) -> None:
    case = decided(play)
    form = DeliverForm(method="in_person", recipient="企业")
    play.act(approval.deliver, case.case_id, form, by="chuangkou", when="2026-04-29 09:00")

    play.act(due.advance, case.case_id, when="2026-05-12 08:00")

    after = play.case(case.case_id)
    assert cards(after) == [(Colour.WARNING, date(2026, 5, 9)), (Colour.YELLOW, date(2026, 5, 12))]


def test_publication_on_the_last_day_is_in_time_and_stops_the_clock(play: Play) -> None:
    case = decided(play)

    after = play.act(publish, case.case_id, PUBLISHED, by="fgw.chengban", when="2026-05-11 23:00")
    play.act(due.advance, case.case_id, when="2026-06-30 08:00")

    assert clock(after).stopped_on == date(2026, 5, 11)
    assert Task.PUBLISH not in {d.task for d in duties_of(after)}
    assert Colour.YELLOW not in {colour for colour, _ in cards(play.case(case.case_id))}


def test_it_is_published_once_on_a_day_that_can_be(play: Play) -> None:
    case = decided(play)

    for day in (date(2026, 4, 27), date(2026, 4, 29)):
        with pytest.raises(ImpossibleDate):
            form = PUBLISHED.model_copy(update={"published_on": day})
            play.act(publish, case.case_id, form, by="fgw.chengban")
    play.act(publish, case.case_id, PUBLISHED, by="fgw.chengban")
    with pytest.raises(AlreadyPublished):
        play.act(publish, case.case_id, PUBLISHED, by="fgw.chengban")


def test_a_refusal_is_not_published(play: Play) -> None:
    refused = DecideForm(outcome="refuse", reasons="不符合规划", facts_found="选址在红线内")
    case = decided(play, refused)

    assert ClockName.PUBLICITY not in {c.name for c in clocks_of(case)}
    with pytest.raises(NothingGranted):
        play.act(publish, case.case_id, PUBLISHED, by="fgw.chengban")


def test_only_the_deciding_department_publishes(play: Play) -> None:
    case = decided(play)

    for stranger in ("qiye", "zrzy.chengban", "chuangkou", "ducha"):
        with pytest.raises(NotYours):
            play.act(publish, case.case_id, PUBLISHED, by=stranger)


def test_a_grant_that_ended_needs_no_publication_any_more(play: Play) -> None:
    case = decided(play)
    form = RevokeForm(revocation_ground="fraud", facts_found="材料虚假", reasons="依法应当撤销")
    ended = play.act(DEEDS["revoke-grant"].do, case.case_id, form, by="fgw.zhuren")

    play.act(due.advance, case.case_id, when="2026-05-20 08:00")

    assert Task.PUBLISH not in {d.task for d in duties_of(ended)}
    assert cards(play.case(case.case_id)) == []


def test_both_engines_keep_the_publication(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = decided(play)
    play.act(publish, case.case_id, PUBLISHED, by="fgw.chengban", when="2026-04-30 10:00")

    kept: list[Any] = play.read(lambda office: office.entries(case.case_id))[-1:]

    assert [(e.kind.value, e.payload["channel"]) for e in kept] == [("published", "credit_china")]
    assert play.case(case.case_id).published_on == date(2026, 4, 30)
    play.house.ledger.close()
