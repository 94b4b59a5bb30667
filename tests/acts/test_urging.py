"""催办: quota, office hours and receipt; on the record, and no date moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest

from acts import post, upkeep
from acts.deeds import DEEDS
from acts.urging import ConfirmUrgingForm, UrgeForm
from catalog.calendars import calendar_of, load_years
from greenlane.story import at
from states.clocks import statute_due
from states.duties import duties_of
from states.elapsed import OfficeHours
from states.refusals import NotYours
from states.terms import CaseSnapshot, Task
from states.urging import HoldsNothing, NothingToConfirm, UrgingQuotaReached, next_opening
from tests.playing import Play, play_on

URGE, CONFIRM = DEEDS["urge"].do, DEEDS["confirm-urging"].do
HOURS = OfficeHours(((time(9), time(12)), (time(13), time(17))), "sample")


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def urge(play: Play, case_id: str, department: str, when: str, by: str = "ducha") -> CaseSnapshot:
    form = UrgeForm(held_by=department, message="请抓紧办理")
    urged: CaseSnapshot = play.act(URGE, case_id, form, by=by, when=when)
    return urged


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        # Monday 2 March 2026: within hours, before them, at noon, in the evening.
        ("2026-03-02 10:00", "2026-03-02 10:00"),
        ("2026-03-02 07:30", "2026-03-02 09:00"),
        ("2026-03-02 12:00", "2026-03-02 13:00"),
        ("2026-03-02 17:00", "2026-03-03 09:00"),
        # Friday evening waits for Monday; the make-up Saturday of 28 February is a working day.
        ("2026-03-06 18:00", "2026-03-09 09:00"),
        ("2026-02-27 18:00", "2026-02-28 09:00"),
        # The Spring Festival: 15 to 23 February.
        ("2026-02-16 10:00", "2026-02-24 09:00"),
    ],
)
def test_outside_office_hours_it_waits_for_the_next_opening(now: str, opening: str) -> None:
    assert next_opening(at(now), HOURS, calendar_of(load_years())) == at(opening)


def test_the_notice_leaves_at_the_opening_and_not_before(play: Play) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    case = urge(play, case_id, "sthj", "2026-03-06 20:00")
    (urging,) = case.urgings

    assert urging.opens_at == at("2026-03-09 09:00")

    def notices(now: datetime) -> list[str]:
        rows = play.read(lambda office: post.owed(office, ("notice",), now=now))
        return [row.payload["message"] for row in rows if "opens_at" in row.payload]

    assert notices(at("2026-03-09 08:59")) == []
    assert notices(at("2026-03-09 09:00")) == ["请抓紧办理"]


def test_the_quota_is_of_a_case_and_a_day_whoever_is_urged(play: Play) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    urge(play, case_id, "sthj", "2026-03-03 10:00")
    urge(play, case_id, "zrzy", "2026-03-03 11:00")
    with pytest.raises(UrgingQuotaReached):
        urge(play, case_id, "zjj", "2026-03-03 14:00")
    # In the evening it counts for the next day, on which one more is left after that.
    urge(play, case_id, "zjj", "2026-03-03 18:00")
    urge(play, case_id, "zjj", "2026-03-04 10:00")
    with pytest.raises(UrgingQuotaReached):
        urge(play, case_id, "zjj", "2026-03-04 16:59")
    other = play.in_review("2026-03-04 09:30").case_id

    assert len(urge(play, other, "zjj", "2026-03-04 16:59").urgings) == 1


def test_only_who_holds_the_case_is_urged_and_only_by_the_supervisor(play: Play) -> None:
    case_id = play.in_review("2026-03-02 09:30").case_id
    play.sign(case_id, "sthj")
    with pytest.raises(HoldsNothing):
        urge(play, case_id, "sthj", "2026-03-03 10:00")
    with pytest.raises(HoldsNothing):
        urge(play, case_id, "nowhere", "2026-03-03 10:00")
    for somebody in ("fgw.chengban", "guanli", "qiye"):
        with pytest.raises(NotYours):
            urge(play, case_id, "zrzy", "2026-03-03 10:00", by=somebody)


def test_the_urged_confirms_and_no_date_moves(play: Play) -> None:
    before = play.in_review("2026-03-02 09:30")
    case = urge(play, before.case_id, "zrzy", "2026-03-03 10:00")
    duty = next(d for d in duties_of(case) if d.task is Task.CONFIRM_URGING)

    assert (duty.party, duty.since_on, duty.breach_on) == ("zrzy", date(2026, 3, 3), None)
    form = ConfirmUrgingForm(urging=case.urgings[0].number, reply="今日签署意见")
    with pytest.raises(NothingToConfirm):
        play.act(CONFIRM, case.case_id, form, by="zjj.chengban")
    confirmed = play.act(CONFIRM, case.case_id, form, by="zrzy.chengban", when="2026-03-03 15:00")
    (urging,) = confirmed.urgings

    assert (urging.confirmed_at, urging.reply) == (at("2026-03-03 15:00"), "今日签署意见")
    assert all(d.task is not Task.CONFIRM_URGING for d in duties_of(confirmed))
    assert statute_due(confirmed) == statute_due(before)
    with pytest.raises(NothingToConfirm):
        play.act(CONFIRM, case.case_id, form, by="zrzy.chengban")
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
