"""听证: told, asked for, announced, held; no decision meanwhile (LAW B1.1 arts. 36, 46-48)."""

from __future__ import annotations

from datetime import date

import pytest

from acts import approval, due
from acts.deeds import DEEDS
from acts.forms import DecideForm
from acts.hearing import (
    AnnounceHearingForm,
    CallHearingForm,
    GiveUpHearingForm,
    HoldHearingForm,
    RecusePresiderForm,
    RequestHearingForm,
    TellHearingForm,
)
from acts.problems import Invalid
from ledger import keyed
from ledger.tables import AccountRow
from states.clocks import statute_due
from states.duties import duties_of
from states.hearing import (
    HearingAnnouncedTooLate,
    HearingCalledByLaw,
    HearingDaysRunning,
    HearingOnAnotherDay,
    HearingOwed,
    HearingRequestLate,
    NotUnderWay,
    PresiderRecused,
    PresiderReviewed,
    RecordNotFollowed,
    RecordUnsigned,
)
from states.refusals import NotForeseen, NotYours
from states.running_clocks import clocks_of
from states.terms import CaseSnapshot, ClockName, Colour, Task
from tests.playing import REVIEWERS, Play, play_on

NEIGHBOUR = "淇滨区示例村委会"
TELL = TellHearingForm(parties=(NEIGHBOUR,), interest="热电厂噪声和运输影响相邻居民")
ASK = RequestHearingForm(party=NEIGHBOUR)
ANNOUNCE = AnnounceHearingForm(
    hearing_on="2026-03-20",
    starts_at="09:00",
    place="市政务中心三楼",
    recorder="记录员小赵",
    reviewer="发改委承办人",
    presider="fgw.fuzhuren",
)
RECORD = HoldHearingForm(
    held_on="2026-03-20",
    participants=("发改委承办人", "鹤壁示例企业", NEIGHBOUR),
    statements="村委会要求增设隔声屏障；企业同意。",
    signed=("发改委承办人", "鹤壁示例企业"),
    refused_to_sign=(NEIGHBOUR,),
)
GRANT = DecideForm(outcome="grant", content="同意建设", reasons="采纳听证笔录，增设隔声屏障。")


def do(play: Play, name: str, case: CaseSnapshot, form: object, **more: str) -> CaseSnapshot:
    """A deed on this case by the lead's handler unless somebody else is named."""
    by = {"by": "fgw.chengban"} | more
    found: CaseSnapshot = play.act(DEEDS[name].do, case.case_id, form, **by)
    return found


def open_accounts(play: Play) -> None:
    """Accounts without passwords: presiders are named by them."""
    with play.house.ledger.writing() as session:
        for user in play.house.city.catalog.users.values():
            row = AccountRow(
                username=user.username,
                name=user.name,
                role=user.role.value,
                organisation=user.organisation,
                password_hash="none",
            )
            keyed.save_account(session, row)


def reviewed(play: Play) -> CaseSnapshot:
    open_accounts(play)
    case = play.in_review("2026-03-02 09:30")
    for department in REVIEWERS:
        case = play.sign(case.case_id, department)
    return case


def told(play: Play) -> CaseSnapshot:
    return do(play, "tell-hearing-right", reviewed(play), TELL, when="2026-03-04 10:00")


def called(play: Play) -> CaseSnapshot:
    return do(play, "request-hearing", told(play), ASK, by="chuangkou", when="2026-03-09 10:00")


def announced(play: Play) -> CaseSnapshot:
    return do(play, "announce-hearing", called(play), ANNOUNCE, when="2026-03-10 10:00")


def last_days(case: CaseSnapshot) -> dict[ClockName, date]:
    return {c.name: c.due.due_on for c in clocks_of(case) if c.stopped_on is None}


def grant(play: Play, case: CaseSnapshot, when: str, form: DecideForm = GRANT) -> CaseSnapshot:
    found: CaseSnapshot = play.act(approval.decide, case.case_id, form, by="fgw.zhuren", when=when)
    return found


def test_both_readings_of_the_five_days_are_kept_and_refusing_goes_by_the_kinder(
    play: Play,
) -> None:
    """Told on Wednesday 03-04: five natural days end on Monday 03-09, five working days on
    Wednesday 03-11."""
    case = told(play)

    days = last_days(case)
    assert days[ClockName.HEARING_REQUEST_STRICT] == date(2026, 3, 9)
    assert days[ClockName.HEARING_REQUEST] == date(2026, 3, 11)
    asked = do(play, "request-hearing", case, ASK, by="chuangkou", when="2026-03-11 17:00")
    assert asked.hearing.state == "called"


def test_the_reminder_goes_out_by_the_stricter_reading(play: Play) -> None:
    case = told(play)

    play.act(due.advance, case.case_id, when="2026-03-06 08:00")

    reminders = play.case(case.case_id).reminded
    assert any("hearing_request_strict" in key for key in reminders)


def test_a_request_after_the_kinder_day_is_late(play: Play) -> None:
    case = told(play)

    with pytest.raises(HearingRequestLate):
        do(play, "request-hearing", case, ASK, by="chuangkou", when="2026-03-12 08:00")


def test_a_request_on_paper_counts_from_the_day_it_was_made(play: Play) -> None:
    case = told(play)
    form = ASK.model_copy(update={"requested_on": date(2026, 3, 11)})

    asked = do(play, "request-hearing", case, form, by="chuangkou", when="2026-03-13 09:00")

    assert asked.hearing.called_on == date(2026, 3, 11)
    with pytest.raises(NotForeseen):
        do(play, "request-hearing", case, form, by="chuangkou")


def test_no_decision_while_the_days_to_ask_run(play: Play) -> None:
    case = told(play)

    with pytest.raises(HearingDaysRunning) as refused:
        grant(play, case, "2026-03-11 10:00")
    assert refused.value.facts["due_on"] == date(2026, 3, 11)
    assert grant(play, case, "2026-03-12 10:00").approval_state == "granted"


def test_no_decision_while_a_hearing_is_owed_not_even_a_refusal(play: Play) -> None:
    case = called(play)
    refusal = DecideForm(outcome="refuse", reasons="理由", facts_found="事实")

    for form in (GRANT, refusal):
        with pytest.raises(HearingOwed) as refused:
            grant(play, case, "2026-03-13 10:00", form)
        assert refused.value.article_zh == "行政许可法第四十六条、第四十七条"
    with pytest.raises(HearingOwed):
        do(play, "announce-hearing", case, ANNOUNCE, when="2026-03-10 10:00")
        grant(play, case, "2026-03-16 10:00")


def test_the_hearing_is_held_within_twenty_working_days_or_carded_red(play: Play) -> None:
    """Asked for on Monday 03-09: the twentieth working day is Tuesday 04-07, for 04-04 to
    04-06 are Qingming."""
    case = called(play)

    assert last_days(case)[ClockName.HEARING] == date(2026, 4, 7)
    assert (Task.ANNOUNCE_HEARING, date(2026, 4, 7)) in [
        (d.task, d.breach_on) for d in duties_of(case)
    ]
    play.act(due.advance, case.case_id, when="2026-04-08 08:00")
    cards = [(c.colour, c.effective_on) for c in play.case(case.case_id).cards]
    assert (Colour.RED, date(2026, 4, 8)) in cards


def test_time_and_place_are_told_seven_working_days_before(play: Play) -> None:
    """For Friday 03-20 the seven working days are 03-12, 13, 16, 17, 18, 19 and 20."""
    case = called(play)

    with pytest.raises(HearingAnnouncedTooLate) as refused:
        do(play, "announce-hearing", case, ANNOUNCE, when="2026-03-12 08:00")
    assert refused.value.facts["latest_on"] == date(2026, 3, 11)


def test_time_and_place_told_on_the_very_last_day_are_in_time(play: Play) -> None:
    case = called(play)

    after = do(play, "announce-hearing", case, ANNOUNCE, when="2026-03-11 23:00")

    assert (after.hearing.state, after.hearing.hearing_on) == ("announced", date(2026, 3, 20))


def test_neither_handler_nor_reviewer_nor_an_outsider_presides(play: Play) -> None:
    case = called(play)

    for name in ("fgw.chengban", "zrzy.chengban", "chuangkou"):
        form = ANNOUNCE.model_copy(update={"presider": name})
        with pytest.raises(PresiderReviewed if name != "chuangkou" else Invalid):
            do(play, "announce-hearing", case, form, when="2026-03-10 10:00")


def test_a_presider_with_an_interest_withdraws_and_does_not_come_back(play: Play) -> None:
    case = announced(play)
    reasons = RecusePresiderForm(reasons="与利害关系人有亲属关系")

    after = do(play, "recuse-presider", case, reasons)

    assert (after.hearing.state, after.hearing.recused) == ("called", ("fgw.fuzhuren",))
    with pytest.raises(PresiderRecused):
        do(play, "announce-hearing", case, ANNOUNCE)
    another = ANNOUNCE.model_copy(update={"presider": "fgw.zhuren"})
    assert do(play, "announce-hearing", case, another).hearing.presider == "fgw.zhuren"


def test_the_record_is_signed_by_everybody_or_says_who_would_not(play: Play) -> None:
    case = announced(play)

    unsigned = RECORD.model_copy(update={"refused_to_sign": ()})
    with pytest.raises(RecordUnsigned) as refused:
        do(play, "hold-hearing", case, unsigned, when="2026-03-20 16:00")
    assert refused.value.facts["names"] == NEIGHBOUR
    held = do(play, "hold-hearing", case, RECORD)
    assert (held.hearing.state, held.hearing.held_on) == ("held", date(2026, 3, 20))


def test_it_is_held_on_the_day_that_was_told(play: Play) -> None:
    case = announced(play)

    for day, when in (("2026-03-19", "2026-03-20 16:00"), ("2026-03-20", "2026-03-19 16:00")):
        form = RECORD.model_copy(update={"held_on": date.fromisoformat(day)})
        with pytest.raises(HearingOnAnotherDay):
            do(play, "hold-hearing", case, form, when=when)


def test_a_decision_after_the_hearing_says_how_it_follows_the_record(play: Play) -> None:
    case = do(play, "hold-hearing", announced(play), RECORD, when="2026-03-20 16:00")

    with pytest.raises(RecordNotFollowed):
        form = DecideForm(outcome="grant", content="同意建设")
        grant(play, case, "2026-03-23 10:00", form)
    assert grant(play, case, "2026-03-23 10:00").approval_state == "granted"


def test_the_one_who_asked_may_give_it_up_but_not_a_hearing_called_by_law(play: Play) -> None:
    give_up = GiveUpHearingForm(reasons="双方已和解，书面放弃")
    case = do(play, "give-up-hearing", called(play), give_up, when="2026-03-10 09:00")

    with pytest.raises(HearingDaysRunning):
        grant(play, case, "2026-03-11 10:00")
    by_law = CallHearingForm(basis="行政许可法第四十六条", reasons="涉及公共利益的重大许可")
    again = do(play, "call-hearing", case, by_law)
    assert again.hearing.ground == "law"
    with pytest.raises(HearingCalledByLaw):
        do(play, "give-up-hearing", case, give_up)


def test_an_enterprise_asks_and_gives_up_only_for_itself(play: Play) -> None:
    case = told(play)

    with pytest.raises(Invalid):
        do(play, "request-hearing", case, ASK, by="qiye")
    with pytest.raises(NotYours):
        do(play, "request-hearing", case, RequestHearingForm(), by="qiye2")
    asked = do(play, "request-hearing", case, RequestHearingForm(), by="qiye")
    assert asked.hearing.called_by == "鹤壁示例企业"


def test_nothing_of_a_hearing_begins_before_acceptance(play: Play) -> None:
    case = play.received()

    with pytest.raises(NotUnderWay):
        do(play, "tell-hearing-right", case, TELL)


def test_the_hearings_own_clock_stands_beside_the_decision_clock(play: Play) -> None:
    """Nothing but a special procedure told in writing takes days out (LAW B1.7)."""
    before = statute_due(reviewed(play))
    after = statute_due(do(play, "hold-hearing", announced(play), RECORD, when="2026-03-20 16:00"))

    assert before is not None
    assert after is not None
    assert after.due_on == before.due_on == date(2026, 3, 30)


def test_the_whole_hearing_is_the_same_on_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = do(play, "hold-hearing", announced(play), RECORD, when="2026-03-20 16:00")
    granted = grant(play, case, "2026-03-23 10:00")
    entries = play.read(lambda office: office.entries(case.case_id))

    assert [e.kind.value for e in entries if "hearing" in e.kind.value] == [
        "hearing_right_told",
        "hearing_called",
        "hearing_announced",
        "hearing_held",
    ]
    assert granted.hearing.record_number is not None
    play.house.ledger.close()
