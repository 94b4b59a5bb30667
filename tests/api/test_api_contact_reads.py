"""The applicant's contact at the API: masked, and answered plainly once."""

from __future__ import annotations

from tests.api.calling import CLERK, ENTERPRISE, HANDLER, Caller


def test_the_address_answers_plainly_once_and_a_repeat_of_its_key_masked(call: Caller) -> None:
    case_id = call.accepted()
    path, form = f"/cases/{case_id}/acts/read-contact", {"read_for": "核实"}
    key = {"Idempotency-Key": "once"}
    filed = call.get(ENTERPRISE, f"/cases/{case_id}")["applicant"]

    first = call(HANDLER, "POST", path, form, headers=key)
    again = call(HANDLER, "POST", path, form, headers=key)

    assert first.json()["applicant"] == filed
    assert first.headers["ETag"] == again.headers["ETag"]
    assert again.json()["applicant"]["phone"] != filed["phone"]
    assert call.get(CLERK, f"/cases/{case_id}")["applicant"] == again.json()["applicant"]
    assert call(CLERK, "POST", path, {"read_for": " "}).status_code == 422
