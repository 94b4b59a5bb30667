"""申请延期: the handler asks, the right rank answers (Licensing Law art. 42; LAW B1.5, B9.9, B10).

The ratification of the demonstration: received and accepted on Monday 2026-03-02, 20 working
days, so its last day is 2026-03-30; up to 40 more by the principal head (Order 673 art. 10).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from acts import accounts, approval, documents, due, intake, notices, upkeep
from acts.approval import HANDLING
from acts.deeds import DEEDS
from acts.extension_requests import AskExtensionForm, DeclineExtensionForm
from acts.forms import DecideForm, ExtendForm, ResumeForm, SuspendForm
from acts.joint_handling import LinkDecisionForm
from acts.seats import DeputyForm
from api.pages.offers import offered
from ledger import evidence
from ledger.work_views import WorkFilter, worklist
from states.clocks import statute_due
from states.commands import Extend
from states.duties import duties_of
from states.extension_requests import (
    ExtensionAlreadyAsked,
    NoExtensionAsked,
    NothingToExtend,
    asked_in_order,
    open_request,
)
from states.parts import views_of
from states.refusals import (
    ClockExpired,
    ExtensionNotAllowed,
    ExtensionTooLong,
    ExtensionUsed,
    NotYours,
    SameOfficer,
    WrongRank,
)
from states.terms import CaseSnapshot, ClockName, Duty, EntryKind, Task
from tests.playing import DOCUMENT, REVIEWERS, Play, play_on

HANDLER, HEAD, DEPUTY_HEAD, MAYOR = "fgw.chengban", "fgw.zhuren", "fgw.fuzhuren", "shizhang"
LAST_DAY = date(2026, 3, 30)
NO = DeclineExtensionForm(reasons="可以按期办结")


def form(days: int = 20) -> AskExtensionForm:
    return AskExtensionForm(days=days, reasons="情况复杂")


def ask(play: Play, case: CaseSnapshot, by: str = HANDLER, days: int = 20, **more: Any) -> Any:
    return play.act(DEEDS["ask-extension"].do, case.case_id, form(days), by=by, **more)


def decline(play: Play, case: CaseSnapshot, by: str = HEAD, **more: Any) -> Any:
    return play.act(DEEDS["decline-extension"].do, case.case_id, NO, by=by, **more)


def extend(play: Play, case: CaseSnapshot, by: str = HEAD, days: int = 20, **more: Any) -> Any:
    granted = ExtendForm(days=days, reasons="情况复杂")
    return play.act(approval.extend, case.case_id, granted, by=by, **more)


def owed(case: CaseSnapshot) -> Duty | None:
    return next((d for d in duties_of(case) if d.task is Task.DECIDE_EXTENSION), None)


def told(play: Play, username: str) -> list[str]:
    actor = play.actor(username)
    found = play.read(lambda office: notices.told(office, actor=actor, limit=50))
    return [str(one.payload.get("about")) for one in found if one.kind == "notice"]


def employ(play: Play, *usernames: str) -> None:
    for username in usernames:
        person = play.actor(username)
        play.act(
            lambda office, *, now, of=person: accounts.open_account(office, of, "a long password")
        )


def test_the_handler_asks_and_the_head_owes_an_answer_until_the_last_day(play: Play) -> None:
    case = ask(play, play.in_review(), when="2026-03-04 10:00")
    duty = owed(case)

    assert duty is not None
    assert (duty.party, duty.clock, duty.breach_on) == ("fgw", ClockName.STATUTE, LAST_DAY)
    assert duty.since_on == date(2026, 3, 4)
    assert statute_due(case).due_on == LAST_DAY
    assert views_of(case)["extension_requests"]["grantable_until"] == "2026-03-30"
    assert "decline-extension" in offered(case, play.actor(HEAD))
    assert "decline-extension" not in offered(case, play.actor(DEPUTY_HEAD))
    assert "decline-extension" not in offered(case, play.actor(HANDLER))
    assert "ask-extension" not in offered(case, play.actor(HANDLER))


def test_the_signed_extension_answers_the_request(play: Play) -> None:
    case = ask(play, play.in_review())

    extended = extend(play, case, days=15)

    assert owed(extended) is None
    assert extended.extension.days == 15
    (row,) = views_of(extended)["extension_requests"]["requests"]
    assert (row["state"], row["answered_on"]) == ("granted", "2026-03-02")
    with pytest.raises(ExtensionUsed):
        ask(play, case)
    with pytest.raises(NoExtensionAsked):
        decline(play, case)


def test_a_declined_request_is_told_to_the_asker_and_may_be_repeated(play: Play) -> None:
    case = ask(play, play.in_review())
    declined = decline(play, case)

    assert owed(declined) is None
    assert statute_due(declined).due_on == LAST_DAY
    assert told(play, HANDLER)[0] == "extension_declined"
    last = play.read(lambda office: office.entries(case.case_id))[-1]
    assert (last.payload["reasons"], last.payload["asked_by"]) == ("可以按期办结", HANDLER)

    again = ask(play, case, when="2026-03-30 17:00")

    assert owed(again) is not None
    states = [row["state"] for row in views_of(again)["extension_requests"]["requests"]]
    assert states == ["declined", "asked"]
    assert extend(play, case).extension is not None


def test_one_request_waits_at_a_time(play: Play) -> None:
    case = ask(play, play.in_review())

    with pytest.raises(ExtensionAlreadyAsked):
        ask(play, case, days=5)


def test_nobody_asks_for_what_could_not_be_signed(play: Play) -> None:
    case = play.in_review()

    with pytest.raises(ExtensionTooLong):
        ask(play, case, days=41)
    with pytest.raises(ClockExpired):
        ask(play, case, when="2026-03-31 08:00")
    assert ask(play, play.in_review(), days=40) is not None


def test_only_a_handler_of_the_lead_asks_and_only_who_may_sign_declines(play: Play) -> None:
    case = play.in_review()

    for somebody in (HEAD, "chuangkou", "qiye", "zrzy.chengban"):
        with pytest.raises(NotYours):
            ask(play, case, by=somebody)
    ask(play, case)
    for somebody in (HANDLER, "zrzy.juzhang", MAYOR, "qiye"):
        with pytest.raises(NotYours):
            decline(play, case, by=somebody)
    with pytest.raises(WrongRank):
        decline(play, case, by=DEPUTY_HEAD)


def test_before_acceptance_after_the_decision_and_in_a_pause_nothing_is_asked(play: Play) -> None:
    received = play.received()
    with pytest.raises(NothingToExtend):
        ask(play, received)

    case = play.in_review()
    pause = SuspendForm(kind="expert_review", announced_days=10, basis="依法需要专家评议")
    paused = play.act(approval.suspend, case.case_id, pause, by=HANDLER)
    assert "ask-extension" not in offered(paused, play.actor(HANDLER))
    with pytest.raises(NothingToExtend):
        ask(play, case)


def test_a_pause_and_its_end_leave_the_request_where_it_is(play: Play) -> None:
    case = ask(play, play.in_review())
    pause = SuspendForm(kind="expert_review", announced_days=10, basis="依法需要专家评议")
    paused = play.act(approval.suspend, case.case_id, pause, by=HANDLER, when="2026-03-04 09:00")

    # Ten announced working days move the last day from 03-30 to 04-14 (Qingming lies between).
    assert owed(paused).breach_on == date(2026, 4, 14)
    resumed = play.act(
        approval.resume, case.case_id, ResumeForm(), by=HANDLER, when="2026-03-10 09:00"
    )
    assert owed(resumed).breach_on == date(2026, 4, 3)
    assert extend(play, case).extension.days == 20


def test_the_request_ends_with_the_decision_and_with_the_withdrawal(play: Play) -> None:
    case = ask(play, play.in_review())
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    grant = DecideForm(outcome="grant", content="同意建设")
    decided = play.act(approval.decide, case.case_id, grant, by=HEAD)

    assert owed(decided) is None
    assert views_of(decided)["extension_requests"]["requests"][0]["state"] == "lapsed"
    other = ask(play, play.in_review())
    withdrawn = play.act(intake.withdraw, other.case_id, "不建了", by="qiye")
    assert owed(withdrawn) is None


def test_where_nobody_answers_the_period_ends_unextended_and_the_request_with_it(
    play: Play,
) -> None:
    case = ask(play, play.in_review())

    play.act(due.advance, case.case_id, when="2026-03-30 23:00")
    assert owed(play.case(case.case_id)) is not None
    play.act(due.advance, case.case_id, when="2026-03-31 00:10")

    after = play.case(case.case_id)
    assert (after.extension, owed(after), after.approval_state) == (None, None, "running")
    assert statute_due(after).due_on == LAST_DAY
    with pytest.raises(ClockExpired):
        extend(play, case)
    with pytest.raises(NoExtensionAsked):
        decline(play, case)


def test_who_asked_does_not_answer_as_somebodys_deputy_nor_decide(play: Play) -> None:
    employ(play, HANDLER, HEAD, DEPUTY_HEAD)
    case = ask(play, play.in_review())
    names = DeputyForm(
        deputy=HANDLER,
        stands_for=HEAD,
        from_on=date(2026, 3, 2),
        to_on=date(2026, 3, 31),
        reasons="出差",
    )
    play.act(DEEDS["name-deputy"].do, case.case_id, names, by=HEAD)

    with pytest.raises(SameOfficer):
        extend(play, case, by=HANDLER)
    with pytest.raises(SameOfficer):
        decline(play, case, by=HANDLER)
    assert EntryKind.EXTENSION_ASKED in HANDLING


def test_a_deputy_of_the_head_answers_in_his_office(play: Play) -> None:
    employ(play, HANDLER, HEAD, DEPUTY_HEAD)
    case = ask(play, play.in_review())
    names = DeputyForm(
        deputy=DEPUTY_HEAD,
        stands_for=HEAD,
        from_on=date(2026, 3, 2),
        to_on=date(2026, 3, 31),
        reasons="出差",
    )
    deputised = play.act(DEEDS["name-deputy"].do, case.case_id, names, by=HEAD)

    assert "decline-extension" in offered(deputised, play.actor(DEPUTY_HEAD))
    assert open_request(decline(play, case, by=DEPUTY_HEAD)) is None


def joint(play: Play, case: CaseSnapshot) -> CaseSnapshot:
    stored = play.act(documents.store, "decision.pdf", DOCUMENT, by=HANDLER)
    decision = LinkDecisionForm(
        number="鹤政〔2026〕8号",
        organ="鹤壁市人民政府",
        decided_on="2026-03-01",
        sha256=stored.sha256,
    )
    linked: CaseSnapshot = play.act(
        DEEDS["link-government-decision"].do, case.case_id, decision, by=HANDLER
    )
    return linked


def test_under_joint_handling_the_head_of_the_government_is_asked(play: Play) -> None:
    case = joint(play, play.in_review())

    with pytest.raises(ExtensionTooLong):
        ask(play, case, days=16)
    asked = ask(play, case, days=15)

    assert (owed(asked).party, told(play, MAYOR)) == ("szf", ["extension_asked"])
    assert "decline-extension" in offered(asked, play.actor(MAYOR))
    with pytest.raises(WrongRank):
        decline(play, case, by=HEAD)
    assert extend(play, case, by=MAYOR, days=15).extension.days == 15


def test_a_request_to_the_own_head_lapses_when_the_government_takes_over(play: Play) -> None:
    case = ask(play, play.in_review())
    linked = joint(play, case)

    assert owed(linked) is None
    assert owed(ask(play, case, days=10)).party == "szf"


def test_a_matter_without_an_extension_in_law_has_nothing_to_ask(play: Play) -> None:
    case = play.in_review()
    bare = case.but(rules=replace(case.rules, extension=None))

    assert "ask-extension" in offered(case, play.actor(HANDLER))
    assert "ask-extension" not in offered(bare, play.actor(HANDLER))
    with pytest.raises(ExtensionNotAllowed):
        asked_in_order(bare, Extend(play.actor(HANDLER), date(2026, 3, 2), 5))


def test_requests_are_on_the_worklists_and_in_the_chain_of_both_engines(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = ask(play, joint(play, play.in_review()), days=15)

    def on_list(party: str) -> list[str]:
        wanted = WorkFilter((party,), tasks=("decide_extension",))
        return [
            item.case.case_id for item in play.read(lambda o: worklist(o.session, wanted, limit=9))
        ]

    assert (on_list("szf"), on_list("fgw")) == ([case.case_id], [])
    decline(play, case, by=MAYOR)
    assert on_list("szf") == []
    assert told(play, HANDLER)[0] == "extension_declined"
    assert play.read(lambda office: evidence.verify(office.session)) == []
    assert play.act(lambda office, *, now: upkeep.rebuild(office)) == 0
    play.house.ledger.close()
