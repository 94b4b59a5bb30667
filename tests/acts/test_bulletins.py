"""通报: figures from entries alone, frozen, signed by two, corrected aloud, the same in a year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from acts import bulletins, due, intake
from acts.bulletins import DraftForm, Edition, ErratumForm, LeftOut, PublishForm
from greenlane.story import at
from ledger.chain import canonical, sha256
from ledger.evidence import verify
from states.bulletin_period import Period
from states.bulletin_refusals import (
    CutOffInTheFuture,
    DraftedByThePublisher,
    NoDraftToPublish,
    NothingChanged,
    NothingToCorrect,
    PeriodNotOver,
    PublishedBulletinStands,
)
from states.refusals import NotYours
from tests.playing import Play, play_on

Q1 = Period(2026, 1)
CUT_OFF = at("2026-04-01 09:00")
DRAFT = DraftForm(cut_off=CUT_OFF)


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url, at("2026-01-05 09:00"))
    yield play
    play.house.ledger.close()


def drafted(play: Play, when: str = "2026-04-01 10:00", form: DraftForm = DRAFT) -> Edition:
    edition: Edition = play.act(bulletins.draft, Q1, form, by="guanli", when=when)
    return edition


def published(play: Play, when: str = "2026-04-01 11:00") -> Edition:
    form = PublishForm(sha256=drafted(play).sha256)
    edition: Edition = play.act(bulletins.publish, Q1, form, by="ducha", when=when)
    return edition


def city(edition: Edition, key: str) -> tuple[Any, Any]:
    figure = edition.content["figures"][key]["city"]
    return figure["numerator"], figure["denominator"]


def test_a_late_open_case_and_a_withdrawn_one_stand_in_the_figures(play: Play) -> None:
    """Accepted on 2 February: 20 working days end on 9 March, long before the quarter does."""
    late = play.accepted("2026-02-02 09:30").case_id
    gone = play.accepted("2026-02-03 09:30").case_id
    play.act(intake.withdraw, gone, "不办了", by="qiye", when="2026-02-05 10:00")
    content = drafted(play).content
    statute = content["figures"]["on_time_statute"]

    assert [late] == statute["departments"]["fgw"]["others"]
    assert (0, 1) == (statute["city"]["numerator"], statute["city"]["denominator"])
    assert not statute["city"]["shown"]
    assert 2 == content["figures"]["accepted_at_once"]["city"]["denominator"]
    assert [{"department": "fgw"}] == [
        {"department": one["department"]} for one in content["criticism"]
    ]
    assert content["criticism"][0]["reasons"] == ["red_net", "overdue_statute_open"]


def test_a_year_later_the_same_cut_off_gives_the_same_bytes(play: Play) -> None:
    play.accepted("2026-02-02 09:30")
    slow = play.accepted("2026-03-30 09:30").case_id
    first = drafted(play)
    play.act(due.advance, slow, when="2026-06-30 09:00")
    play.accepted("2026-07-01 09:30")
    again = drafted(play, when="2026-12-28 10:00")

    assert canonical(first.content) == canonical(again.content)
    assert first.sha256 == again.sha256 == sha256(canonical(first.content))


def test_whether_the_watch_was_awake_changes_no_figure(play: Play) -> None:
    case_id = play.accepted("2026-02-02 09:30").case_id
    asleep = drafted(play)
    red = asleep.content["figures"]["red_issued"]["city"]["numerator"]
    play.act(due.advance, case_id, when="2026-04-01 10:30")
    awake = drafted(play, when="2026-04-01 11:00", form=DraftForm(cut_off=at("2026-04-01 10:45")))

    assert 1 == red
    assert asleep.content["figures"] == awake.content["figures"]


def test_columns_that_somebody_edited_change_no_figure(play: Play) -> None:
    play.accepted("2026-02-02 09:30")
    first = drafted(play)
    with play.house.ledger.writing() as session:
        session.execute(text("UPDATE cases SET decided_on = '2026-02-03', lead = 'slj'"))

    assert first.sha256 == drafted(play, when="2026-04-02 09:00").sha256


def test_two_people_publish_and_then_it_stands(play: Play) -> None:
    play.accepted("2026-02-02 09:30")
    waiting = drafted(play)
    form = PublishForm(sha256=waiting.sha256)

    with pytest.raises(DraftedByThePublisher):
        play.act(bulletins.publish, Q1, form, by="guanli")
    with pytest.raises(NotYours):
        play.act(bulletins.publish, Q1, form, by="fgw.zhuren")
    with pytest.raises(NoDraftToPublish):
        play.act(bulletins.publish, Q1, PublishForm(sha256="0" * 64), by="ducha")
    standing = play.act(bulletins.publish, Q1, form, by="shizhang")
    assert (1, "shizhang", waiting.sha256) == (
        standing.number,
        standing.published_by,
        standing.sha256,
    )
    with pytest.raises(PublishedBulletinStands):
        drafted(play, when="2026-04-02 09:00")
    assert [] == play.read(lambda office: verify(office.session))


def test_only_overseers_draft_and_enterprises_read_nothing(play: Play) -> None:
    for username in ("fgw.chengban", "chuangkou", "qiye"):
        with pytest.raises(NotYours):
            play.act(bulletins.draft, Q1, DRAFT, by=username, when="2026-04-01 10:00")
    drafted(play)
    seen = {
        who: play.read(
            lambda office, who=who: bulletins.readable(office, "2026-Q1", actor=play.actor(who))
        )
        for who in ("guanli", "ducha", "shizhang", "fgw.chengban")
    }

    assert [1, 1, 1, 0] == [len(found) for found in seen.values()]
    with pytest.raises(NotYours):
        play.read(lambda office: bulletins.listed(office, actor=play.actor("qiye")))


def test_nothing_is_drawn_up_before_the_period_ends_or_with_a_cut_off_to_come(play: Play) -> None:
    play.received("2026-02-02 09:30")

    with pytest.raises(PeriodNotOver):
        drafted(play, when="2026-03-31 23:00", form=DraftForm())
    for cut_off in ("2026-03-31 23:59", "2026-04-01 10:01"):
        with pytest.raises(CutOffInTheFuture):
            drafted(play, form=DraftForm(cut_off=at(cut_off)))


def test_an_erratum_names_what_it_replaces_and_what_changed_and_why(play: Play) -> None:
    tested = play.accepted("2026-02-02 09:30").case_id
    with pytest.raises(NothingToCorrect):
        play.act(
            bulletins.draft_erratum,
            Q1,
            ErratumForm(reason="测试件"),
            by="guanli",
            when="2026-04-01 09:30",
        )
    standing = published(play)
    with pytest.raises(NothingChanged):
        play.act(
            bulletins.draft_erratum, Q1, ErratumForm(reason="没有变化", cut_off=CUT_OFF), by="ducha"
        )
    form = ErratumForm(
        reason="误将测试件计入", test_cases=(LeftOut(case_id=tested, reason="系统测试"),)
    )
    erratum = play.act(bulletins.draft_erratum, Q1, form, by="ducha", when="2026-04-10 09:00")
    play.act(bulletins.publish, Q1, PublishForm(sha256=erratum.sha256), by="mishuzhang")
    both = play.read(lambda office: bulletins.editions(office, Q1))

    assert [1, 2] == [edition.number for edition in both]
    assert standing.content == both[0].content
    assert (standing.sha256, "误将测试件计入") == (both[1].replaces, both[1].reason)
    changed = {(row["indicator"], row["department"]): row for row in both[1].changes}
    assert [0, 1] == changed["on_time_statute", ""]["before"]
    assert [0, 0] == changed["on_time_statute", ""]["after"]
    assert [{"case_id": tested, "reason": "系统测试"}] == both[1].content["left_out"]


def test_what_was_published_is_compared_as_it_was_published(play: Play) -> None:
    tested = play.accepted("2026-02-02 09:30").case_id
    form = DraftForm(cut_off=CUT_OFF, test_cases=(LeftOut(case_id=tested, reason="系统测试"),))
    waiting = drafted(play, form=form)
    play.act(bulletins.publish, Q1, PublishForm(sha256=waiting.sha256), by="ducha")
    second = play.act(
        bulletins.draft, Period(2026, 2), DraftForm(), by="guanli", when="2026-07-01 09:00"
    )
    before, year_before = (second.content["compared"][key] for key in ("before", "year_before"))

    assert ("2026-Q1", True) == (before["period"], before["published"])
    assert 0 == before["figures"]["on_time_statute"]["city"]["denominator"]
    assert ("2025-Q2", False) == (year_before["period"], year_before["published"])


def test_the_years_assessment_scores_departments_and_takes_off_cards(play: Play) -> None:
    for day in range(2, 7):
        play.accepted(f"2026-02-0{day} 09:30")
    assessed = play.act(
        bulletins.draft, Period(2026), DraftForm(), by="guanli", when="2027-01-04 09:00"
    )
    (row,) = [r for r in assessed.content["scores"]["rows"] if r["department"] == "fgw"]

    assert 35 == row["deducted"]
    assert 0 == row["score"]
    assert 100 == sum(w["points"] for w in assessed.content["scores"]["weights"])


def test_the_list_of_bulletins_is_newest_first(play: Play) -> None:
    published(play)
    play.act(bulletins.draft, Period(2026, 2), DraftForm(), by="guanli", when="2026-07-01 09:00")
    found = play.read(lambda office: bulletins.listed(office, actor=play.actor("guanli")))
    public = play.read(lambda office: bulletins.listed(office, actor=play.actor("slj.chengban")))

    assert ["2026-Q2", "2026-Q1"] == [each.period.name for each in found]
    assert ["2026-Q1"] == [each.period.name for each in public]
