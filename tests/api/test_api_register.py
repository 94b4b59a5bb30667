"""The register of document numbers over HTTP: voided numbers stay, no gap, officials only."""

from __future__ import annotations

from tests.api.calling import CLERK, ENTERPRISE, Caller

HEAD = "fgw.zhuren"


def test_the_register_shows_every_number_and_what_became_of_it(call: Caller) -> None:
    case_id = call.accepted()
    letters = call.get(CLERK, f"/cases/{case_id}/letters")
    (old,) = [one for one in letters if one["kind"] == "acceptance"]
    form = {"letter_id": old["letter_id"], "reasons": "印章有误", "reissue": True}
    call.do(HEAD, "POST", f"/cases/{case_id}/acts/void-letter", form)

    series = call.get(CLERK, "/register?organ=fgw")
    assert [s for s in series if s["series"] == "受"] == [
        {"organ": "fgw", "series": "受", "year": 2026, "taken": 2, "last": 2, "gapless": True}
    ]
    first, second = call.get(CLERK, "/register/fgw/受/2026")
    assert (first["number"], first["void_reason"]) == ("鹤发改受〔2026〕1号", "印章有误")
    assert first["replaced_by"] == second["letter_id"]
    assert (second["number"], second["voided_on"]) == ("鹤发改受〔2026〕2号", None)


def test_the_register_is_not_for_enterprises(call: Caller) -> None:
    call.accepted()

    assert call(ENTERPRISE, "GET", "/register").status_code == 404
    assert call(ENTERPRISE, "GET", "/register/fgw/受/2026").status_code == 404
