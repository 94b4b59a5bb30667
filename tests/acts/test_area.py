"""区域评估 on a case: a valid result takes the place of the project's own study (B11.19)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from acts import intake
from acts.area import (
    AreaResultForm,
    UseAreaForm,
    WithdrawResultForm,
    register_result,
    result_of,
    results_of,
    withdraw_result,
)
from acts.deeds import DEEDS
from acts.forms import AcceptForm, CorrectionForm, ItemForm
from acts.problems import Invalid
from ledger.evidence import verify
from states.area_assessment import AreaNotCovering, AreaResult
from states.refusals import MaterialsMissing, NotForeseen, NotYours, StudyCovered
from states.terms import CaseSnapshot
from tests.playing import Play, play_on

MATTER = "water.soil_conservation"
FORM = AreaResultForm(
    kind="soil_conservation",
    report_no="鹤水保〔2024〕1号",
    approval="市水利局批复",
    valid_from=date(2024, 1, 1),
    valid_to=date(2026, 12, 31),
    parcels=("P1", "P2"),
    excluded_industries=("26",),
    conditions="限轻工业项目",
)


def entered(play: Play, **changes: Any) -> AreaResult:
    form = FORM.model_copy(update=changes)
    result: AreaResult = play.act(register_result, form, by="slj.chengban")
    return result


def received(play: Play, **project: Any) -> CaseSnapshot:
    form = play.form(
        MATTER, project=play.project(**project), materials=play.materials(["application"])
    )
    case: CaseSnapshot = play.act(intake.receive, form, by="qiye")
    return case


def use(play: Play, case: CaseSnapshot, result: str, *parcels: str, met: bool = True) -> Any:
    form = UseAreaForm(area_result=result, project_parcels=parcels or ("P1",), conditions_met=met)
    return play.act(DEEDS["use-area-result"].do, case.case_id, form, by="chuangkou")


def test_pitfall_19_a_covered_project_is_accepted_without_its_own_report(ledger_url: str) -> None:
    play = play_on(ledger_url)
    result, case = entered(play), received(play)

    with pytest.raises(MaterialsMissing):
        play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    use(play, case, result.id)
    accepted = play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")

    assert accepted.filing_state == "accepted"
    assert accepted.area_uses[0].materials == ("conservation_plan",)
    assert play.read(lambda office: verify(office.session)) == []
    play.house.ledger.close()


def test_pitfall_19_the_project_level_report_may_not_be_asked_again(play: Play) -> None:
    result, case = entered(play), received(play)
    use(play, case, result.id)
    item = ItemForm(about="conservation_plan", problem="缺少", remedy="请提交")

    with pytest.raises(StudyCovered):
        play.act(
            intake.notify_correction, case.case_id, CorrectionForm(items=(item,)), by="chuangkou"
        )


@pytest.mark.parametrize(
    ("changes", "parcels", "words"),
    [
        ({"valid_to": date(2026, 3, 1)}, ("P1",), "已过有效期"),
        ({"valid_from": date(2026, 3, 3)}, ("P1",), "尚未生效"),
        ({}, ("P3",), "不在成果范围内"),
        ({}, ("P1", "P3"), "不在成果范围内"),
        ({"kind": "seismic"}, ("P1",), "类别不同"),
        ({"excluded_industries": ("44",)}, ("P1",), "不适用"),
    ],
)
def test_pitfall_19_a_result_does_not_serve_outside_its_days_area_and_kind(
    play: Play, changes: dict[str, Any], parcels: tuple[str, ...], words: str
) -> None:
    result, case = entered(play, **changes), received(play)

    with pytest.raises(AreaNotCovering) as refused:
        use(play, case, result.id, *parcels)
    assert words in refused.value.message("zh")
    assert "{" not in refused.value.message("en")
    assert play.case(case.case_id).area_uses == ()


def test_the_officer_answers_for_the_conditions_of_use(play: Play) -> None:
    result, case = entered(play), received(play)

    with pytest.raises(AreaNotCovering):
        use(play, case, result.id, met=False)


def test_a_withdrawn_result_serves_no_new_case_and_keeps_its_record(play: Play) -> None:
    result, case = entered(play), received(play)
    form = WithdrawResultForm(reason="规划调整")
    gone = play.act(withdraw_result, result.id, form, by="slj.chengban")

    assert gone.withdrawn_on == date(2026, 3, 2)
    with pytest.raises(AreaNotCovering):
        use(play, case, result.id)
    with pytest.raises(NotForeseen):
        play.act(withdraw_result, result.id, form, by="slj.chengban")
    assert [r.id for r in play.read(results_of)] == [result.id]


def test_an_unknown_result_is_bad_input(play: Play) -> None:
    with pytest.raises(Invalid):
        use(play, received(play), "A2026-0099")


def test_enterprises_register_nothing(play: Play) -> None:
    with pytest.raises(NotYours):
        play.act(register_result, FORM, by="qiye")


@pytest.mark.parametrize(
    "changes", [{"valid_to": date(2023, 12, 31)}, {"parcels": (), "polygon": ((0, 0), (1, 1))}]
)
def test_a_result_has_days_and_a_place(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AreaResultForm(**(FORM.model_dump() | changes))


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE register_entry SET payload = '{}'",
        "DELETE FROM register_entry",
        "INSERT INTO register_entry SELECT book, item_id, number, kind, actor, "
        "on_authority_of, effective_on, recorded_at, payload, prev_hash, hash FROM register_entry",
    ],
)
def test_the_register_is_append_only_on_both_engines(ledger_url: str, spoil: str) -> None:
    play = play_on(ledger_url)
    result = entered(play)

    with (
        pytest.raises(Exception, match=r"append-only|duplicate key"),
        play.house.ledger.writing() as session,
    ):
        session.execute(text(spoil))
    assert play.read(lambda office: result_of(office, result.id)) == result
    play.house.ledger.close()


def test_an_altered_line_of_the_register_is_found(play: Play) -> None:
    result = entered(play)
    with play.house.ledger.writing() as session:
        session.execute(text("DROP TRIGGER register_entry_refuses_update"))
        session.execute(text("UPDATE register_entry SET actor = 'nobody'"))

    (fault,) = play.read(lambda office: verify(office.session))
    assert (fault.case_id, fault.entry) == (f"area_assessment:{result.id}", 1)
