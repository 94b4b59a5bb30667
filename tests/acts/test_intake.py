"""Intake: what the window and the enterprise may do, and what silence does."""

from __future__ import annotations

from datetime import date

import pytest

from acts import due, intake
from acts.deeds import DEEDS
from acts.forms import AcceptForm, ChangeNoticeForm, CorrectionForm, SupplementForm, TurnAwayForm
from acts.problems import Invalid, UnknownCase
from ledger import views
from states.refusals import (
    MaterialNotListed,
    MaterialsMissing,
    NotForeseen,
    NoticeAlreadyGiven,
    NoticePeriodOver,
    NotTolerable,
    NotYours,
)
from states.terms import AcceptanceMode, EntryKind
from tests.playing import Play

ITEM = {"about": "environmental_note", "problem": "未提交", "remedy": "请补交"}


def pointers(refused: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.pointer for problem in refused.value.problems]


def letter_kinds(play: Play, case_id: str) -> list[str]:
    rows = play.read(lambda office: views.letters_of(office.session, case_id))
    return [row.kind for row in rows]


def incomplete(play: Play, when: str = "2026-03-02 09:30"):
    return play.received(when, materials=play.materials(["project_application"]))


def test_a_record_filing_is_filed_in_the_instant_of_receipt_on_a_holiday(play: Play) -> None:
    case = play.received("2025-10-03 10:00", matter="filing.domestic")

    assert case.filing_state == "filed"
    assert case.filed_at == play.clock.now()
    assert case.received_on == date(2025, 10, 3)
    assert letter_kinds(play, case.case_id) == ["filing_certificate"]


def test_a_record_filing_without_its_declaration_is_guided_and_not_recorded(play: Play) -> None:
    with pytest.raises(Invalid) as refused:
        play.received(matter="filing.domestic", declaration=False)

    assert pointers(refused) == ["/declaration"]
    assert play.read(lambda office: list(views.case_ids(office.session))) == []


def test_a_record_filing_can_be_told_to_correct_but_never_refused(play: Play) -> None:
    case = play.received(matter="filing.domestic")
    notice = ChangeNoticeForm(problem="属于核准目录", remedy="请申请核准")

    told = play.act(intake.notify_change, case.case_id, notice, by="fgw.chengban")

    assert told.filing_state == "change_notified"
    with pytest.raises(NotForeseen):
        form = TurnAwayForm(reasons="不予受理")
        play.act(intake.refuse_acceptance, case.case_id, form, by="chuangkou")


def test_a_late_evening_filing_is_received_on_its_own_shanghai_day(play: Play) -> None:
    case = play.received("2026-03-02 23:59")

    assert case.received_on == date(2026, 3, 2)


def test_acceptance_is_dated_to_the_day_the_complete_set_came_in(play: Play) -> None:
    case = incomplete(play)
    play.act(
        intake.notify_correction,
        case.case_id,
        CorrectionForm(
            items=({**ITEM}, {**ITEM, "about": "stability_report"})  # type: ignore[arg-type]
        ),
        by="chuangkou",
        when="2026-03-04 15:00",
    )
    rest = SupplementForm(materials=play.materials(["environmental_note", "stability_report"]))
    play.act(intake.supplement, case.case_id, rest, by="qiye", when="2026-03-06 16:40")

    accepted = play.act(
        intake.accept, case.case_id, AcceptForm(), by="chuangkou", when="2026-03-09 09:00"
    )

    assert accepted.accepted_on == date(2026, 3, 6)
    assert letter_kinds(play, case.case_id) == ["receipt_voucher", "correction", "acceptance"]


def test_silence_in_the_notice_period_accepts_as_of_the_day_of_receipt(play: Play) -> None:
    case = incomplete(play, "2024-09-25 10:00")

    play.act(due.advance, case.case_id, when="2024-10-08 23:59")
    assert play.case(case.case_id).filing_state == "submitted"
    play.act(due.advance, case.case_id, when="2024-10-09 00:00")

    accepted = play.case(case.case_id)
    assert accepted.acceptance_mode is AcceptanceMode.DEEMED
    assert accepted.accepted_on == date(2024, 9, 25)
    assert "acceptance" in letter_kinds(play, case.case_id)


def test_a_clerk_who_comes_too_late_finds_the_case_deemed_accepted(play: Play) -> None:
    case = incomplete(play)

    with pytest.raises((NoticePeriodOver, NotForeseen)):
        form = CorrectionForm(items=(ITEM,))  # type: ignore[arg-type]
        play.act(
            intake.notify_correction, case.case_id, form, by="chuangkou", when="2026-03-11 09:00"
        )


def test_a_second_notice_may_only_name_new_defects(play: Play) -> None:
    case = incomplete(play)
    form = CorrectionForm(items=(ITEM,))  # type: ignore[arg-type]
    play.act(intake.notify_correction, case.case_id, form, by="chuangkou")
    more = SupplementForm(materials=play.materials(["environmental_note"]))
    play.act(intake.supplement, case.case_id, more, by="qiye")

    with pytest.raises(NoticeAlreadyGiven):
        play.act(intake.notify_correction, case.case_id, form, by="chuangkou")

    again = form.model_copy(update={"new_defects": True})
    told = play.act(intake.notify_correction, case.case_id, again, by="chuangkou")
    assert len(told.corrections) == 2


def test_what_is_not_on_the_published_list_cannot_be_demanded(play: Play) -> None:
    case = incomplete(play)
    form = CorrectionForm(items=({**ITEM, "about": "bank_statement"},))  # type: ignore[arg-type]

    with pytest.raises(MaterialNotListed):
        play.act(intake.notify_correction, case.case_id, form, by="chuangkou")


def test_normal_acceptance_needs_every_required_material(play: Play) -> None:
    case = incomplete(play)

    with pytest.raises(MaterialsMissing):
        play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")


def test_tolerant_acceptance_forgives_only_what_the_list_lets_follow(play: Play) -> None:
    forgiven = ("stability_report", "environmental_note")
    case = incomplete(play)
    form = AcceptForm(mode=AcceptanceMode.TOLERANT, owed=forgiven)

    accepted = play.act(intake.accept, case.case_id, form, by="chuangkou", when="2026-03-03 09:00")

    assert accepted.accepted_on == date(2026, 3, 3)
    assert accepted.owed_materials == forgiven
    without_main = play.received(materials=play.materials(["stability_report"]))
    with pytest.raises(NotTolerable):
        play.act(intake.accept, without_main.case_id, form, by="chuangkou")


def test_all_wrong_codes_are_told_at_once(play: Play) -> None:
    with pytest.raises(Invalid) as refused:
        play.received(
            applicant=play.applicant(credit_code="91410611MA40A1B280"),
            project=play.project(region="419999", industry="XYZ", code="2603-410611-XX"),
        )

    assert set(pointers(refused)) == {
        "/applicant/credit_code",
        "/project/region",
        "/project/industry",
        "/project/code",
    }
    assert play.read(lambda office: list(views.case_ids(office.session))) == []


def test_an_enterprise_files_for_itself_only(play: Play) -> None:
    other = play.applicant(credit_code=play.actor("qiye2").organisation)

    with pytest.raises(Invalid) as refused:
        play.received(applicant=other)

    assert pointers(refused) == ["/applicant/credit_code"]


def test_materials_must_be_listed_uploaded_and_named_once(play: Play) -> None:
    good = play.materials(["project_application"])[0]
    wrong = (
        good,
        good,
        good.model_copy(update={"id": "bank_statement"}),
        good.model_copy(update={"id": "stability_report", "sha256": "0" * 64}),
    )

    with pytest.raises(Invalid) as refused:
        play.received(materials=wrong)

    assert pointers(refused) == ["/materials/1/id", "/materials/2/id", "/materials/3/sha256"]


def test_a_withdrawn_case_has_no_clock_and_no_duty(play: Play) -> None:
    case = play.in_review()

    withdrawn = play.act(intake.withdraw, case.case_id, "项目不再建设", by="qiye")

    assert withdrawn.approval_state == "withdrawn"
    assert withdrawn.review_state == "cancelled"
    assert play.act(due.advance, case.case_id, when="2026-09-01 08:00") == ()
    duties = play.read(lambda office: views.duties_of_case(office.session, case.case_id))
    assert list(duties) == []


def test_the_wrong_person_is_told_whose_act_it_is(play: Play) -> None:
    case = play.received()

    for stranger in ("qiye", "fgw.chengban", "ducha", "guanli"):
        with pytest.raises(NotYours):
            play.act(intake.accept, case.case_id, AcceptForm(), by=stranger)
    with pytest.raises(NotYours):
        play.act(intake.withdraw, case.case_id, "不是我的", by="qiye2")


def test_refusing_acceptance_says_why_and_which_organ(play: Play) -> None:
    case = play.received()
    form = TurnAwayForm(reasons="不属于本机关职权", competent_organ="省发展改革委")

    refused = play.act(intake.refuse_acceptance, case.case_id, form, by="chuangkou")

    assert refused.filing_state == "not_accepted"
    assert letter_kinds(play, case.case_id)[-1] == "acceptance_refusal"


def test_an_unknown_case_is_unknown(play: Play) -> None:
    with pytest.raises(UnknownCase):
        play.act(intake.accept, "2026-9999", AcceptForm(), by="chuangkou")


def test_what_another_step_provides_is_never_demanded(play: Play) -> None:
    case = play.received()

    accepted = play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")

    handed = {material.id for material in accepted.materials}
    assert "land_review_opinion" not in handed
    kinds = [entry.kind for entry in play.read(lambda o: o.entries(case.case_id))]
    assert kinds == [EntryKind.RECEIVED, EntryKind.ACCEPTED]


@pytest.mark.parametrize(
    ("mode", "owed"),
    [(AcceptanceMode.NORMAL, ("environmental_note",)), (AcceptanceMode.TOLERANT, ())],
)
def test_what_is_owed_belongs_to_a_tolerant_acceptance_and_to_no_other(
    play: Play, mode: AcceptanceMode, owed: tuple[str, ...]
) -> None:
    case = play.received()

    with pytest.raises(Invalid) as refused:
        play.act(intake.accept, case.case_id, AcceptForm(mode=mode, owed=owed), by="chuangkou")

    assert pointers(refused) == ["/owed"]
    assert play.case(case.case_id).filing_state == "submitted"


def test_what_only_a_record_filing_knows_is_refused_to_a_filing(play: Play) -> None:
    case = play.accepted()
    notice = ChangeNoticeForm(problem="属于核准目录", remedy="请申请核准")

    with pytest.raises(NotForeseen):
        play.act(intake.notify_change, case.case_id, notice, by="fgw.chengban")
    form = DEEDS["state-filing"].form.model_validate({"statement": "已开工"})
    with pytest.raises(NotForeseen):
        play.act(DEEDS["state-filing"].do, case.case_id, form, by="qiye")
