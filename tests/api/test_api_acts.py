"""The acts through HTTP: the ordinary way, and what each refuses to whom."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.story import at
from tests.api.calling import (
    CLERK,
    ENTERPRISE,
    HANDLER,
    NEIGHBOUR,
    REVIEWERS,
    SUPERVISOR,
    Caller,
    project,
)

DEPUTY, HEAD = "fgw.fuzhuren", "fgw.zhuren"
SEAT_REASONS = {"reasons": "无需征求意见"}
COMMANDS: tuple[tuple[str, str, Any], ...] = (
    ("POST", "acceptance", {}),
    ("POST", "corrections", {"items": [{"about": "/scale", "problem": "p", "remedy": "r"}]}),
    ("POST", "supplements", {"changes": {"scale": "占地130亩"}}),
    ("POST", "non-acceptance", {"reasons": "不属于本机关职权范围"}),
    ("POST", "not-needed", {"reasons": "不需要取得许可"}),
    ("POST", "withdrawal", {"reasons": "项目取消"}),
    ("POST", "change-notices", {"problem": "p", "remedy": "r"}),
    ("POST", "changes", {"changes": {"scale": "占地130亩"}}),
    ("POST", "review", {}),
    ("PUT", "opinions/zrzy", {"answer": "agree"}),
    ("DELETE", "opinions/zrzy", None),
    ("POST", "seats", {"department": "rfb"}),
    ("POST", "seats/zrzy/release", SEAT_REASONS),
    ("POST", "seats/zrzy/officer", {"officer": "zrzy.chengban"}),
    ("POST", "review/corrections", {"changes": {"scale": "占地130亩"}}),
    ("POST", "review/reopening", {"reasons": "已协调一致"}),
    ("POST", "suspensions", {"kind": "expert_review", "announced_days": 5, "basis": "第四十五条"}),
    ("POST", "suspensions/end", {}),
    ("POST", "extension", {"days": 5, "reasons": "情况复杂"}),
    ("POST", "decision", {"outcome": "grant", "content": "同意"}),
    (
        "POST",
        "acts/revoke-grant",
        {"revocation_ground": "fraud", "facts_found": "f", "reasons": "r"},
    ),
    ("POST", "delivery", {"method": "in_person", "recipient": "联系人"}),
    ("POST", "advance", None),
)

OF_LETTERS = {"serve_letter", "void_letter", "seal_letter"}
BETWEEN = {"ask", "rate", "confirm_receipt", "read_contact"}
"""Letters are served and voided whatever becomes of the case."""


def test_a_ratification_goes_its_way_from_filing_to_service(call: Caller) -> None:
    case_id = call.in_review()
    for department in REVIEWERS:
        assert call.sign(case_id, department).status_code == 200
    granted = {"outcome": "grant", "content": "同意建设"}
    decided = call.do(HEAD, "POST", f"/cases/{case_id}/decision", granted)
    service = {"method": "in_person", "recipient": "联系人"}
    served = call.do(CLERK, "POST", f"/cases/{case_id}/delivery", service)

    assert (decided["review_state"], decided["approval_state"]) == ("agreed", "granted")
    assert served["delivered_on"] == "2026-03-02"
    assert [entry["kind"] for entry in call.get(ENTERPRISE, f"/cases/{case_id}/entries")] == [
        "received",
        "accepted",
        "review_opened",
        *["opinion_given"] * 7,
        "review_concluded",
        "decided",
        "delivered",
    ]


def test_a_record_filing_is_filed_by_its_receipt_and_can_be_changed(call: Caller) -> None:
    form = call.form("filing.domestic", project=project(code="2603-410611-04-01-100003"))
    filed = call.do(ENTERPRISE, "POST", "/cases", form, 201)
    path = f"/cases/{filed['case_id']}"
    notice = {"problem": "建设地点与规划不符", "remedy": "请更正建设地点"}
    told = call.do(HANDLER, "POST", f"{path}/change-notices", notice)
    changed = call.do(ENTERPRISE, "POST", f"{path}/changes", {"changes": {"location": "淇县"}})

    assert (filed["filing_state"], told["filing_state"]) == ("filed", "change_notified")
    assert (changed["filing_state"], changed["project"]["location"]) == ("filed", "淇县")
    assert {row["event"] for row in changed["allowed"]} == {
        "notify_change",
        "change",
        "withdraw",
        "begin_works",
        "report_works",
        "check_access",
        "record_project_code",
        *OF_LETTERS,
        *BETWEEN,
    }


def test_a_correction_is_told_once_and_answered(call: Caller) -> None:
    path = f"/cases/{call.filed()}"
    items = {"items": [{"about": "/scale", "problem": "面积不清", "remedy": "请写明面积"}]}
    told = call.do(CLERK, "POST", f"{path}/corrections", items)
    supplied = call.do(ENTERPRISE, "POST", f"{path}/supplements", {"changes": {"scale": "130亩"}})
    again = call(CLERK, "POST", f"{path}/corrections", items)

    assert [duty["task"] for duty in told["duties"]] == ["supplement"]
    assert supplied["project"]["scale"] == "130亩"
    assert again.status_code == 409
    assert again.json()["code"] == "NoticeAlreadyGiven"
    assert "32(4)" in again.json()["legal_basis"]


@pytest.mark.parametrize(
    ("path", "form", "state"),
    [
        (
            "non-acceptance",
            {"reasons": "不属于职权范围", "competent_organ": "省发改委"},
            "not_accepted",
        ),
        ("not-needed", {"reasons": "依法不需要许可"}, "not_needed"),
    ],
)
def test_a_filing_can_be_turned_away_with_reasons(
    call: Caller, path: str, form: dict[str, str], state: str
) -> None:
    case = call.do(CLERK, "POST", f"/cases/{call.filed()}/{path}", form)

    assert case["filing_state"] == state
    assert case["duties"] == []
    assert {row["event"] for row in case["allowed"]} == {*OF_LETTERS, *BETWEEN}


def test_the_applicant_withdraws_before_the_decision(call: Caller) -> None:
    case_id = call.in_review()
    case = call.do(ENTERPRISE, "POST", f"/cases/{case_id}/withdrawal", {"reasons": "项目取消"})

    assert (case["filing_state"], case["approval_state"]) == ("withdrawn", "withdrawn")


def test_seats_are_added_released_handed_over_and_opinions_recalled(call: Caller) -> None:
    case_id = call.in_review()
    path = f"/cases/{case_id}"
    call.do(HANDLER, "POST", f"{path}/seats", {"department": "rfb"})
    call.do(HANDLER, "POST", f"{path}/seats/wgl/release", SEAT_REASONS)
    officer = {"officer": "slj.chengban"}
    call.do("slj.chengban", "POST", f"{path}/seats/slj/officer", officer)
    assert call.sign(case_id, "zrzy", "object", comment="选址不符").status_code == 200
    case = call.do("zrzy.chengban", "DELETE", f"{path}/opinions/zrzy")
    seats = {seat["department"]: seat for seat in case["seats"]}

    assert seats["rfb"]["state"] == "asked"
    assert seats["wgl"]["state"] == "released"
    assert seats["slj"]["officer"] == "slj.chengban"
    assert (seats["zrzy"]["state"], seats["zrzy"]["answer"]) == ("asked", None)


def test_a_returned_file_is_corrected_and_only_the_concerned_are_asked_again(
    call: Caller,
) -> None:
    case_id = call.in_review()
    items = [{"about": "environmental_note", "problem": "数据不一致", "remedy": "请核对"}]
    call.sign(case_id, "zrzy")
    call.sign(case_id, "sthj", "return_for_correction", items=items)
    sha256 = call.upload(title="second version")
    material = {"id": "environmental_note", "filename": "v2.pdf", "sha256": sha256}
    case = call.do(
        ENTERPRISE, "POST", f"/cases/{case_id}/review/corrections", {"materials": [material]}
    )
    states = {seat["department"]: seat["state"] for seat in case["seats"]}

    assert (states["zrzy"], states["sthj"]) == ("agreed", "asked")


def test_an_objected_review_is_reopened_after_coordination(call: Caller) -> None:
    case_id = call.in_review()
    for department in REVIEWERS[1:]:
        call.sign(case_id, department)
    call.sign(case_id, "zrzy", "object", comment="选址不符")
    grant = call(
        HEAD, "POST", f"/cases/{case_id}/decision", {"outcome": "grant", "content": "同意"}
    )
    minutes = {"reasons": "协调会纪要"}
    case = call.do(HANDLER, "POST", f"/cases/{case_id}/review/reopening", minutes)

    assert grant.json()["code"] == "ReviewObjected"
    assert "Natural Resources" in grant.json()["detail"]
    assert case["review_state"] == "collecting"


def test_a_special_procedure_stops_the_clock_and_an_extension_needs_the_right_rank(
    call: Caller, clock: Any
) -> None:
    case_id = call.accepted()
    path = f"/cases/{case_id}"
    special = {"kind": "expert_review", "announced_days": 5, "basis": "第四十五条"}
    paused = call.do(HANDLER, "POST", f"{path}/suspensions", special)
    clock.set(at("2026-03-05 10:00"))
    resumed = call.do(HANDLER, "POST", f"{path}/suspensions/end", {})
    extension = {"days": 5, "reasons": "情况复杂"}
    refused = call(DEPUTY, "POST", f"{path}/extension", extension)
    extended = call.do(HEAD, "POST", f"{path}/extension", extension)

    assert (paused["approval_state"], resumed["approval_state"]) == ("suspended", "running")
    assert refused.status_code == 409
    assert refused.json()["code"] == "WrongRank"
    assert "principal head" in refused.json()["detail"]
    assert refused.json()["legal_basis"]
    assert extended["extension"]["days"] == 5


def test_an_existing_grant_can_end_and_a_handler_cannot_end_it(call: Caller) -> None:
    case_id = call.in_review()
    for department in REVIEWERS:
        call.sign(case_id, department)
    call.do(HEAD, "POST", f"/cases/{case_id}/decision", {"outcome": "grant", "content": "同意"})
    ending = {
        "revocation_ground": "fraud",
        "facts_found": "材料虚假",
        "reasons": "以欺骗手段取得",
    }
    refused = call(HANDLER, "POST", f"/cases/{case_id}/acts/revoke-grant", ending)
    ended = call.do(HEAD, "POST", f"/cases/{case_id}/acts/revoke-grant", ending)

    assert refused.status_code == 403
    assert ended["approval_state"] == "revoked"


def test_time_is_taken_into_the_record_by_supervision_only(call: Caller, clock: Any) -> None:
    case_id = call.filed()
    clock.set(at("2026-03-20 08:00"))
    refused = call(HANDLER, "POST", f"/cases/{case_id}/advance")
    seen = call.get(SUPERVISOR, f"/cases/{case_id}")
    taken = call.do(SUPERVISOR, "POST", f"/cases/{case_id}/advance")
    again = call.do(SUPERVISOR, "POST", f"/cases/{case_id}/advance")

    assert refused.status_code == 403
    assert seen["due_now"][0]["kind"] == "deem_accepted"
    assert taken["taken"][0]["kind"] == "accepted"
    assert again["taken"] == []
    assert call.version(case_id) == taken["version"] == again["version"]


def test_every_command_needs_a_session(call: Caller) -> None:
    answers = [
        call(None, method, f"/cases/2026-0001/{path}", form) for method, path, form in COMMANDS
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_a_case_that_does_not_exist_is_not_found_by_whoever_may_act(call: Caller) -> None:
    people = (ENTERPRISE, CLERK, HANDLER, HEAD, "zrzy.chengban", SUPERVISOR)
    for method, path, form in COMMANDS:
        told = {call(who, method, f"/cases/2026-9999/{path}", form).status_code for who in people}

        assert 404 in told, path
        assert told <= {403, 404}, path


def test_somebody_elses_case_looks_like_none(call: Caller) -> None:
    case_id = call.filed()
    for method, path, form in COMMANDS:
        theirs = call(NEIGHBOUR, method, f"/cases/{case_id}/{path}", form)
        nothing = call(NEIGHBOUR, method, f"/cases/2026-9999/{path}", form)

        assert theirs.status_code in (403, 404), path
        assert theirs.json()["code"] == nothing.json()["code"], path
    assert call.version(case_id) == 1


def test_the_supervisor_watches_and_does_nothing(call: Caller) -> None:
    case_id = call.filed()
    for method, path, form in COMMANDS:
        if path != "advance":
            answer = call(SUPERVISOR, method, f"/cases/{case_id}/{path}", form)

            assert answer.status_code == 403, path
    assert call.version(case_id) == 1


def test_an_act_in_the_wrong_state_says_what_is_possible(call: Caller) -> None:
    case_id = call.filed()
    decision = {"outcome": "refuse", "reasons": "r", "facts_found": "f"}
    answer = call(HEAD, "POST", f"/cases/{case_id}/decision", decision)
    told = answer.json()

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told["code"] == "NotForeseen"
    assert "accept" in told["allowed"]
    assert "grant" not in told["allowed"]
    assert told["instance"] == f"/api/v1/cases/{case_id}/decision"


def test_a_department_signs_only_for_itself(call: Caller) -> None:
    case_id = call.in_review()
    path = f"/cases/{case_id}/opinions/sthj"
    answer = call("zrzy.chengban", "PUT", path, {"answer": "agree"})
    outsider = call("dzj.chengban", "PUT", f"/cases/{case_id}/opinions/dzj", {"answer": "agree"})

    assert answer.status_code == 403
    assert "Ecology" in answer.json()["detail"]
    assert outsider.status_code == 404


def test_refusals_are_told_in_chinese_unless_english_is_asked_for(call: Caller) -> None:
    path = f"/cases/{call.accepted()}/extension"
    form = {"days": 5, "reasons": "情况复杂"}
    told = {
        lang: call(DEPUTY, "POST", path, form, headers={"Accept-Language": lang}).json()["detail"]
        for lang in ("", "fr", "zh-CN,en;q=0.5", "en-GB,zh;q=0.1")
    }

    assert told[""] == told["fr"] == told["zh-CN,en;q=0.5"]
    assert "主要负责人" in told[""]
    assert "principal head" in told["en-GB,zh;q=0.1"]
