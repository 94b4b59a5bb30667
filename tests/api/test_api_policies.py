"""Policy checks at the API and on pages: the guide, access checks, project codes."""

from __future__ import annotations

from tests.api.calling import HANDLER, SUPERVISOR, Caller

PLAIN = {
    "secret": False,
    "foreign": False,
    "government_funds": "none",
    "in_ratification_list": False,
}


def test_the_guide_answers_without_signing_in(call: Caller) -> None:
    answer = call(None, "POST", "/guide", {"facts": PLAIN})

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["regime"]["settled"] == "record_filing"
    assert told["unverified"] is True


def test_a_wrong_fact_is_told_with_its_pointer(call: Caller) -> None:
    answer = call(None, "POST", "/guide", {"facts": {"secert": True}})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/facts/secert"


def test_an_access_check_stands_in_the_case(call: Caller) -> None:
    case_id = call.in_review()
    sent = {"item_ref": "industry_guidance/样例-限制"}

    call.do(HANDLER, "POST", f"/cases/{case_id}/acts/check-access", sent)

    (check,) = call.get(SUPERVISOR, f"/cases/{case_id}")["parts"]["access"]["checks"]
    assert (check["edition"], check["effect"], check["chosen_by"]) == (
        "2024年本",
        "block",
        HANDLER,
    )


def test_a_project_code_has_its_address(call: Caller) -> None:
    case_id = call.in_review()
    sent = {"project_code": "2018-410611-47-03-012345", "checked_against": "certificate"}

    after = call.do(HANDLER, "POST", f"/cases/{case_id}/acts/record-project-code", sent)

    assert after["parts"]["codes"]["codes"][0]["status"] == "active"


def test_area_assessments_are_registered_listed_and_withdrawn(call: Caller) -> None:
    sent = {
        "kind": "flood",
        "report_no": "鹤洪〔2025〕3号",
        "approval": "市水利局批复",
        "valid_from": "2025-01-01",
        "valid_to": "2027-12-31",
        "parcels": ["P1"],
    }

    made = call.do("slj.chengban", "POST", "/area-assessments", sent, 201)
    assert call.get(SUPERVISOR, "/area-assessments") == [made]
    gone = call.do(
        "slj.chengban", "POST", f"/area-assessments/{made['id']}/withdrawal", {"reason": "调整"}
    )

    assert gone["withdrawn_on"] == "2026-03-02"
    assert call(None, "GET", "/area-assessments").status_code == 401
