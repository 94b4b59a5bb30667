"""What surrounds a decision, at the API and on its pages."""

from __future__ import annotations

import pytest

from tests.api.calling import HANDLER, REVIEWERS, SUPERVISOR, Caller

GRANT = {"outcome": "grant", "content": "同意建设"}


def granted(call: Caller) -> str:
    case_id = call.in_review()
    for department in REVIEWERS:
        call.sign(case_id, department)
    call.do("fgw.zhuren", "POST", f"/cases/{case_id}/decision", GRANT)
    return case_id


def test_a_grant_is_published_through_its_address(call: Caller) -> None:
    case_id = granted(call)

    before = call.get(SUPERVISOR, f"/cases/{case_id}")
    assert before["parts"]["publicity"] == {
        "due_on": "2026-03-11",
        "published_on": None,
        "late": False,
    }
    assert "publish" in {event["event"] for event in before["allowed"]}
    sent = {"channel": "government_site", "address": "鹤发改公示〔2026〕1号"}
    after = call.do(HANDLER, "POST", f"/cases/{case_id}/acts/publish", sent)

    assert after["parts"]["publicity"]["published_on"] == "2026-03-02"
    again = call(HANDLER, "POST", f"/cases/{case_id}/acts/publish", sent)
    assert (again.status_code, again.json()["code"]) == (409, "AlreadyPublished")


def test_a_handler_asks_for_an_extension_and_is_declined_through_its_addresses(
    call: Caller,
) -> None:
    case_id = call.in_review()
    ask, decline = (f"/cases/{case_id}/acts/{deed}-extension" for deed in ("ask", "decline"))
    sent = {"days": 10, "reasons": "情况复杂"}
    asked = call.do(HANDLER, "POST", ask, sent)

    (request,) = asked["parts"]["extension_requests"]["requests"]
    assert (request["state"], request["days"], request["party"]) == ("asked", 10, "fgw")
    assert {"ask_extension", "decline_extension"} & {e["event"] for e in asked["allowed"]} == {
        "decline_extension"
    }
    again = call(HANDLER, "POST", ask, sent)
    assert (again.status_code, again.json()["code"]) == (409, "ExtensionAlreadyAsked")
    stranger = call("fgw.fuzhuren", "POST", decline, {"reasons": "否"})
    assert (stranger.status_code, stranger.json()["code"]) == (409, "WrongRank")
    declined = call.do("fgw.zhuren", "POST", decline, {"reasons": "可以按期办结"})
    (request,) = declined["parts"]["extension_requests"]["requests"]
    assert (request["state"], request["answer"]) == ("declined", "可以按期办结")


@pytest.mark.parametrize(
    ("who", "address", "form"),
    [
        (HANDLER, "change-notices", {"problem": "信息不符", "remedy": "更正"}),
        (HANDLER, "acts/remind-statement", {}),
    ],
)
def test_acts_of_a_record_filing_are_refused_where_the_case_is_a_ratification(
    call: Caller, who: str, address: str, form: dict[str, str]
) -> None:
    case_id = call.accepted()
    answer = call(who, "POST", f"/cases/{case_id}/{address}", form)

    assert (answer.status_code, answer.json()["code"]) == (409, "NotForeseen")
