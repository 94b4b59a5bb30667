"""告知承诺 and 容缺 through the acts: told, promised, granted on the spot, checked, broken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acts import approval, due, intake
from acts import commitment as acts
from acts.commitment import (
    BreachForm,
    ClearForm,
    CommitForm,
    DeclineForm,
    OfferForm,
    OrderForm,
    VerifyForm,
)
from acts.forms import AcceptForm, DecideForm, SupplementForm
from states.commitment_refusals import ApplicantExcluded, CommitmentNotOffered, RectificationRunning
from states.refusals import MaterialsMissing, NotForeseen, NotYours, OpinionsOutstanding
from states.terms import CaseSnapshot, ClockName, EntryKind
from tests.playing import Play

MATTER = "permit.works_planning"
GRANT = DecideForm(outcome="grant", content="同意建设")
PROMISE = CommitForm(
    promises=("总平面图与规划条件一致",), materials=("site_plan",), confirmed="yes"
)
DONE: dict[str, Any] = {deed.name: deed.do for deed in acts.DEEDS}


def did(play: Play, name: str, case_id: str, form: Any, by: str, when: str) -> CaseSnapshot:
    case: CaseSnapshot = play.act(DONE[name], case_id, form, by=by, when=when)
    return case


def offered(play: Play, when: str = "2026-03-02 10:00") -> str:
    case = play.received(matter=MATTER, materials=play.materials(("application",)))
    did(play, "offer-commitment", case.case_id, OfferForm(), "chuangkou", when)
    return case.case_id


def committed(play: Play) -> str:
    case_id = offered(play)
    did(play, "commit", case_id, PROMISE, "qiye", "2026-03-02 11:00")
    return case_id


def granted(play: Play) -> CaseSnapshot:
    """Told, promised, accepted and granted on Monday 2 March 2026."""
    case_id = committed(play)
    form = AcceptForm(mode="commitment")
    play.act(intake.accept, case_id, form, by="chuangkou", when="2026-03-02 11:30")
    case: CaseSnapshot = play.act(
        approval.decide, case_id, GRANT, by="zrzy.juzhang", when="2026-03-02 15:00"
    )
    return case


def broken(play: Play) -> str:
    case_id = granted(play).case_id
    order = OrderForm(problems="总平面图未交", days=15)
    did(play, "order-rectification", case_id, order, "zrzy.chengban", "2026-05-06 09:00")
    finding = BreachForm(ground="not_performed", reasons="整改期满仍未补交")
    did(play, "find-breach", case_id, finding, "zrzy.juzhang", "2026-06-01 09:00")
    return case_id


def test_a_commitment_is_granted_on_the_spot_without_the_joint_review(play: Play) -> None:
    case = granted(play)

    assert case.approval_state == "granted"
    assert case.review_state == "not_opened"
    assert case.commitment is not None
    assert case.commitment.state == "materials_due"
    kinds = [letter.kind for letter in case.letters]
    assert kinds[1:] == ["commitment_notice", "commitment_record", "acceptance", "grant"]


def test_who_declines_goes_through_the_ordinary_procedure(play: Play) -> None:
    case_id = offered(play)
    form = DeclineForm(confirmed="yes")
    did(play, "decline-commitment", case_id, form, "qiye", "2026-03-02 11:00")

    with pytest.raises(MaterialsMissing):
        play.act(intake.accept, case_id, AcceptForm(), by="chuangkou")


def test_a_commitment_taken_back_before_the_decision_binds_nobody(play: Play) -> None:
    case_id = committed(play)
    play.act(intake.accept, case_id, AcceptForm(mode="commitment"), by="chuangkou")
    form = DeclineForm(confirmed="yes")
    did(play, "decline-commitment", case_id, form, "qiye", "2026-03-02 14:00")

    with pytest.raises(OpinionsOutstanding):
        play.act(approval.decide, case_id, GRANT, by="zrzy.juzhang")


def test_only_the_applicant_commits_and_only_where_the_list_says_so(play: Play) -> None:
    case_id = offered(play)
    with pytest.raises(NotYours):
        did(play, "commit", case_id, PROMISE, "zrzy.chengban", "2026-03-02 11:00")

    other = play.received()
    with pytest.raises(CommitmentNotOffered):
        did(play, "offer-commitment", other.case_id, OfferForm(), "chuangkou", "2026-03-03 09:00")


def test_what_was_promised_comes_in_after_the_grant_and_is_checked(play: Play) -> None:
    case_id = granted(play).case_id
    form = SupplementForm(materials=play.materials(("site_plan",)))
    play.act(intake.supplement, case_id, form, by="qiye", when="2026-03-20 09:00")
    checked = VerifyForm(findings="现场与图纸一致")
    case = did(play, "verify-commitment", case_id, checked, "zrzy.chengban", "2026-04-01 09:00")

    assert case.commitment is not None
    assert case.commitment.state == "verified"


def test_an_organ_that_does_not_check_in_time_gets_the_card_and_the_grant_stands(
    play: Play,
) -> None:
    """Granted 2 March 2026: 60 natural days end on 1 May, moved to Wednesday 6 May."""
    case_id = granted(play).case_id
    play.act(due.advance, case_id, when="2026-05-06 23:00")
    cards = [c for c in play.case(case_id).cards if c.clock is ClockName.VERIFICATION]
    assert cards == []

    play.act(due.advance, case_id, when="2026-05-20 09:00")
    case = play.case(case_id)

    found = [c.effective_on for c in case.cards if c.clock is ClockName.VERIFICATION]
    assert found == [date(2026, 5, 7)]
    assert case.approval_state == "granted"


def test_a_broken_commitment_excludes_from_the_next_and_revokes_nothing(play: Play) -> None:
    case_id = broken(play)
    assert play.case(case_id).approval_state == "granted"

    case = play.received("2026-06-02 09:00", matter=MATTER)
    with pytest.raises(ApplicantExcluded) as refused:
        did(play, "offer-commitment", case.case_id, OfferForm(), "chuangkou", "2026-06-02 10:00")
    assert refused.value.facts["case"] == case_id


def test_it_excludes_from_tolerance_too_until_the_record_is_cleared(play: Play) -> None:
    first = broken(play)
    papers = play.materials(("project_application",))
    case = play.received("2026-06-02 09:00", materials=papers)
    owed = AcceptForm(mode="tolerant", owed=("stability_report", "environmental_note"))
    with pytest.raises(ApplicantExcluded):
        play.act(intake.accept, case.case_id, owed, by="chuangkou")

    did(play, "repair-credit", first, ClearForm(basis="已补交"), "zrzy.juzhang", "2026-06-03 09:00")
    accepted = play.act(intake.accept, case.case_id, owed, by="chuangkou")

    assert accepted.acceptance_mode == "tolerant"


def test_a_breach_is_not_found_before_the_time_to_mend_is_over(play: Play) -> None:
    case_id = granted(play).case_id
    order = OrderForm(problems="总平面图未交", days=15)
    did(play, "order-rectification", case_id, order, "zrzy.chengban", "2026-05-06 09:00")
    finding = BreachForm(ground="not_performed", reasons="未补交")

    with pytest.raises(RectificationRunning):
        did(play, "find-breach", case_id, finding, "zrzy.juzhang", "2026-05-20 09:00")


def test_silence_under_the_citys_own_rule_leaves_a_tolerant_case_open(play: Play) -> None:
    """No text of Hebi turns an applicant's silence into withdrawal (LAW B1.8)."""
    case = play.received(materials=play.materials(("project_application",)))
    owed = AcceptForm(mode="tolerant", owed=("stability_report", "environmental_note"))
    play.act(intake.accept, case.case_id, owed, by="chuangkou")
    play.act(due.advance, case.case_id, when="2026-06-01 09:00")
    after = play.case(case.case_id)

    assert after.filing_state == "accepted"
    kinds = {entry.kind for entry in play.read(lambda office: office.entries(case.case_id))}
    assert EntryKind.DEEMED_WITHDRAWN not in kinds
    assert EntryKind.TOLERANCE_FAILED not in kinds


def test_a_verified_commitment_cannot_be_broken_afterwards(play: Play) -> None:
    case_id = granted(play).case_id
    form = SupplementForm(materials=play.materials(("site_plan",)))
    play.act(intake.supplement, case_id, form, by="qiye", when="2026-03-20 09:00")
    checked = VerifyForm(findings="一致")
    did(play, "verify-commitment", case_id, checked, "zrzy.chengban", "2026-04-01 09:00")
    finding = BreachForm(ground="false", reasons="不实")

    with pytest.raises(NotForeseen):
        did(play, "find-breach", case_id, finding, "zrzy.juzhang", "2026-04-02 09:00")
