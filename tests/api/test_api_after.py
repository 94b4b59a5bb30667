"""What lives on after a decision, through its addresses."""

from __future__ import annotations

from tests.api.calling import ENTERPRISE, REVIEWERS, SUPERVISOR, Caller, project

GRANT = {"outcome": "grant", "content": "同意建设"}
HEAD = "fgw.zhuren"


def granted(call: Caller) -> str:
    case_id = call.in_review()
    for department in REVIEWERS:
        call.sign(case_id, department)
    call.do(HEAD, "POST", f"/cases/{case_id}/decision", GRANT)
    return case_id


def test_a_grant_tells_until_when_it_lives_and_a_delay_is_asked_and_answered(
    call: Caller,
) -> None:
    """Decided on 2026-03-02: two years end on 2028-03-02; that calendar is not published."""
    case_id = granted(call)
    seen = call.get(SUPERVISOR, f"/cases/{case_id}")
    validity = seen["parts"]["validity"]

    assert (validity["last_on"], validity["provisional"]) == ("2028-03-02", False)
    assert validity["delay_to_be_asked_by"]["provisional"] is True
    path = f"/cases/{case_id}/acts"
    asked = {"delay_months": 12, "reasons": "资金未到位"}
    call.do(ENTERPRISE, "POST", f"{path}/ask-delay", asked)
    agreed = {"request_kind": "delay", "answered": "agree_to"}
    told = call.do(HEAD, "POST", f"{path}/answer-request", agreed)

    assert told["parts"]["validity"]["last_on"] == "2029-03-02"
    assert told["parts"]["requests"]["requests"][0]["state"] == "agreed"
    again = call(ENTERPRISE, "POST", f"{path}/ask-delay", asked)
    assert (again.status_code, again.json()["code"]) == (409, "DelayUsed")


def test_a_domestic_filing_has_no_act_of_refusal(call: Caller) -> None:
    form = call.form("filing.domestic", project=project(code="2603-410611-04-01-100003"))
    filed = call.do(ENTERPRISE, "POST", "/cases", form, 201)
    path = f"/cases/{filed['case_id']}/acts"

    assert "decline_filing" not in {row["event"] for row in filed["allowed"]}
    refused = call(HEAD, "POST", f"{path}/decline-filing", {"reasons": "不符合"})
    assert (refused.status_code, refused.json()["code"]) == (409, "NotDeclinable")
    assert filed["parts"]["statements"]["last_on"] == "2028-03-02"


def test_an_ending_asks_for_what_its_article_asks(call: Caller) -> None:
    case_id = granted(call)
    path = f"/cases/{case_id}/acts"
    said = {"recall_ground": "law_changed", "facts_found": "规划调整", "reasons": "公共利益"}

    bare = call(HEAD, "POST", f"{path}/recall-grant", said)
    assert (bare.status_code, bare.json()["code"]) == (409, "CompensationMissing")
    ended = call.do(HEAD, "POST", f"{path}/recall-grant", said | {"compensation": "依法补偿"})
    assert ended["approval_state"] == "recalled"
