"""Access checks and project codes: a person chooses, a law blocks, a code has a history."""

from __future__ import annotations

from typing import Any

import pytest

from acts import approval, due, intake
from acts.access import AccessForm, ProjectCodeForm, VoidCodeForm
from acts.deeds import DEEDS
from acts.forms import AcceptForm, DecideForm
from acts.problems import Invalid
from states.policy_parts import CodeChangeUnexplained, CodeUnchanged, NoActiveCode, active_code
from states.refusals import AccessBlocked, NotYours, ProjectCodeUnchecked
from states.terms import CaseSnapshot, EntryKind
from states.terms.checked import CodeStatus
from states.terms.policies import Effect
from tests.playing import REVIEWERS, Play, play_on

GRANT = DecideForm(outcome="grant", content="同意建设")
REFUSE = DecideForm(
    outcome="refuse", content="不予核准", reasons="属于限制类新建项目", facts_found="新建"
)
# Invented serials with the right check digit; no platform ever issued them.
OLD_CODE, NEW_CODE = "2018-410611-47-03-012345", "2019-410611-44-02-000001"
APPROVAL = "approval.preliminary_design"


def check(play: Play, case: CaseSnapshot, ref: str, by: str = "fgw.chengban") -> CaseSnapshot:
    found: CaseSnapshot = play.act(
        DEEDS["check-access"].do, case.case_id, AccessForm(item_ref=ref), by=by
    )
    return found


def agreed(play: Play) -> CaseSnapshot:
    case = play.in_review()
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    return play.case(case.case_id)


def decide(play: Play, case: CaseSnapshot, form: DecideForm = GRANT) -> CaseSnapshot:
    found: CaseSnapshot = play.act(approval.decide, case.case_id, form, by="fgw.zhuren")
    return found


def test_the_record_says_item_edition_effect_and_who_chose(ledger_url: str) -> None:
    play = play_on(ledger_url)
    case = check(play, play.accepted(), "industry_guidance/样例-限制")

    entry = play.read(lambda office: office.entries(case.case_id))[-1]
    told = {k: entry.payload[k] for k in ("list", "edition", "item", "effect", "nature", "level")}

    assert entry.kind is EntryKind.ACCESS_CHECKED
    assert entry.actor == "fgw.chengban"
    assert told == {
        "list": "industry_guidance",
        "edition": "2024年本",
        "item": "样例-限制",
        "effect": "block",
        "nature": "new",
        "level": "state_council",
    }
    assert play.case(case.case_id) == case
    play.house.ledger.close()


def test_a_forbidden_new_project_cannot_be_granted_but_can_be_refused(play: Play) -> None:
    """限制类 new: 不予审批、核准 (LAW trap 7)."""
    case = check(play, agreed(play), "industry_guidance/样例-限制")

    with pytest.raises(AccessBlocked) as refused:
        decide(play, case)
    assert "国发〔2005〕40号" in refused.value.legal_basis
    assert decide(play, case, REFUSE).approval_state == "refused"


@pytest.mark.parametrize(
    "ref",
    [
        "industry_guidance/-",
        "industry_guidance/样例-鼓励",
        "park_standard/高耗能高污染",
        "market_access/样例-许可",
    ],
)
def test_what_does_not_block_leaves_the_decision_free(play: Play, ref: str) -> None:
    assert decide(play, check(play, agreed(play), ref)).approval_state == "granted"


def test_a_later_check_against_the_same_list_replaces_the_earlier(play: Play) -> None:
    case = check(play, agreed(play), "industry_guidance/样例-限制")
    check(play, case, "market_access/样例-许可")
    case = check(play, case, "industry_guidance/-")

    assert {c.list_id: c.effect for c in case.access_checks} == {
        "industry_guidance": Effect.NONE,
        "market_access": Effect.CONDITION,
    }
    assert decide(play, case).approval_state == "granted"


@pytest.mark.parametrize(
    "ref", ["industry_guidance/没有的条目", "industry_guidance", "no_list/-", ""]
)
def test_only_items_of_an_edition_in_force_can_be_chosen(play: Play, ref: str) -> None:
    case = play.accepted()

    with pytest.raises(Invalid):
        check(play, case, ref)
    assert play.case(case.case_id).access_checks == ()


@pytest.mark.parametrize("by", ["qiye", "zrzy.chengban", "ducha"])
def test_only_the_lead_department_checks(play: Play, by: str) -> None:
    with pytest.raises(NotYours):
        check(play, play.accepted(), "industry_guidance/-", by=by)


def record(play: Play, case: CaseSnapshot, code: str, reason: str = "") -> CaseSnapshot:
    form = ProjectCodeForm(
        project_code=code, checked_against="national_platform", change_reason=reason
    )
    done: CaseSnapshot = play.act(
        DEEDS["record-project-code"].do, case.case_id, form, by="chuangkou"
    )
    return done


def received(play: Play, **project: Any) -> CaseSnapshot:
    needed = play.house.city.catalog.rules(APPROVAL).materials
    ids = [rule.id for rule in needed if rule.provided_by == "applicant"]
    form = play.form(APPROVAL, project=play.project(**project), materials=play.materials(ids))
    case: CaseSnapshot = play.act(intake.receive, form, by="qiye")
    return case


def test_pitfall_15_nothing_is_accepted_without_a_checked_code(play: Play) -> None:
    """LAW B3.3: 没有项目代码或未通过项目代码核验的不得受理; 712 art. 10."""
    case = received(play, code=OLD_CODE)

    with pytest.raises(ProjectCodeUnchecked):
        play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    record(play, case, OLD_CODE)
    accepted = play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")

    assert accepted.filing_state == "accepted"


def test_silence_accepts_without_a_code_all_the_same(play: Play) -> None:
    """Art. 32(4) knows no exception: without a notice in five days it counts as accepted."""
    case = received(play)

    play.act(due.advance, case.case_id, when="2026-03-20 09:00")

    assert play.case(case.case_id).filing_state == "accepted"


def test_a_code_is_optional_where_the_catalogue_says_so(play: Play) -> None:
    assert play.accepted().codes == ()


def test_one_project_one_code_and_a_history_of_the_others(play: Play) -> None:
    case = record(play, play.accepted(), OLD_CODE)

    with pytest.raises(CodeUnchanged):
        record(play, case, OLD_CODE)
    with pytest.raises(CodeChangeUnexplained):
        record(play, case, NEW_CODE)
    case = record(play, case, NEW_CODE, "编码错误，平台重新赋码")

    assert [(c.code, c.status) for c in case.codes] == [
        (OLD_CODE, CodeStatus.SUPERSEDED),
        (NEW_CODE, CodeStatus.ACTIVE),
    ]
    assert case.project["code"] == NEW_CODE
    assert case.codes[0].reason == "编码错误，平台重新赋码"


def test_a_void_code_stays_on_record(play: Play) -> None:
    case = record(play, play.accepted(), OLD_CODE)
    void = DEEDS["void-project-code"].do
    form = VoidCodeForm(void_reason="项目已撤销")
    case = play.act(void, case.case_id, form, by="fgw.chengban")

    assert [(c.code, c.status) for c in case.codes] == [(OLD_CODE, CodeStatus.VOID)]
    assert active_code(case) is None
    assert case.project["code"] is None
    with pytest.raises(NoActiveCode):
        play.act(void, case.case_id, form, by="fgw.chengban")


@pytest.mark.parametrize("code", ["2018-410611-47-03", "1999-410611-47-03-012345", "豫〔2010〕1号"])
def test_pitfall_15_a_malformed_code_is_not_recorded(play: Play, code: str) -> None:
    case = play.accepted()

    with pytest.raises(Invalid):
        record(play, case, code)
    assert play.case(case.case_id).codes == ()
