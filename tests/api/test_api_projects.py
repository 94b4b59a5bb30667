"""Projects at the API: nominated, admitted, planned, run, explained; each sees its own."""

from __future__ import annotations

from typing import Any

from tests.acts.channel_play import FACTS
from tests.api.calling import CLERK, ENTERPRISE, HANDLER, NEIGHBOUR, SUPERVISOR, Caller, project

HEAD = "fgw.zhuren"


def nomination(call: Caller, **changes: Any) -> dict[str, Any]:
    me = call.get(ENTERPRISE, "/session")
    facts = {name: list(v) if isinstance(v, tuple) else v for name, v in FACTS.items()}
    return {
        "channel": "industry.filing",
        "project": project(),
        "applicant": {
            "name": "鹤壁示例企业",
            "credit_code": me["organisation"],
            "contact": "联系人",
            "phone": "0392-0000000",
        },
        "facts": facts,
        "reasons": "市重点项目",
        "declaration": True,
    } | changes


def admitted(call: Caller) -> str:
    told = call.do(ENTERPRISE, "POST", "/projects", nomination(call), 201)
    path = f"/projects/{told['project_id']}/acts/admit"
    call.do(HEAD, "POST", path, {"basis": "会议纪要"})
    return str(told["project_id"])


def step_of(view: dict[str, Any], matter: str) -> dict[str, Any]:
    steps = (step for stage in view["stages"] for step in stage["steps"])
    return next(step for step in steps if step["matter"]["id"] == matter)


def test_a_project_goes_from_nomination_to_a_case_through_the_api(call: Caller) -> None:
    project_id = admitted(call)
    materials = [
        {"id": name, "filename": "document.pdf", "sha256": call.upload()}
        for name in ("application", "planning_conditions", "survey")
    ]
    form = {"matter": "land.supply", "materials": materials, "declaration": True}

    told = call.do(ENTERPRISE, "POST", f"/projects/{project_id}/acts/open-step", form)

    step = step_of(told, "land.supply")
    assert step["state"] == "filed"
    assert step["holder"]["id"] == "zrzy"
    case = call.get(ENTERPRISE, f"/cases/{step['case_id']}")
    assert case["parts"]["channel"]["project_id"] == project_id
    covered = step_of(told, "relics.survey")
    assert (covered["state"], covered["standing"]) == ("not_needed", "covered")
    assert covered["source_en"].startswith("Henan regulation")


def test_a_step_that_is_not_ready_is_a_409_that_says_what_is_missing(call: Caller) -> None:
    project_id = admitted(call)
    form = {"matter": "permit.land_use_planning", "declaration": True}

    answer = call(ENTERPRISE, "POST", f"/projects/{project_id}/acts/open-step", form)

    told = answer.json()
    assert answer.status_code == 409
    assert told["code"] == "StepNotReady"
    assert "Record filing" in told["detail"] or "filing" in told["detail"].lower()
    assert "open_step" in told["allowed"]


def test_the_start_of_work_is_refused_with_articles_in_both_languages(call: Caller) -> None:
    project_id = admitted(call)
    path = f"/projects/{project_id}/acts/start-work"

    english = call(ENTERPRISE, "POST", path, {}).json()["detail"]
    headers = {"Accept-Language": "zh"}
    chinese = call(ENTERPRISE, "POST", path, {}, headers=headers).json()["detail"]

    assert "Construction Law art. 7, 8" in english
    assert "建筑工程施工许可证核发（建筑法第七条、第八条）" in chinese


def test_each_sees_its_own_projects(call: Caller) -> None:
    project_id = admitted(call)

    assert call(NEIGHBOUR, "GET", f"/projects/{project_id}").status_code == 404
    assert call(NEIGHBOUR, "POST", f"/projects/{project_id}/acts/start-work", {}).status_code == 404
    assert call.get(NEIGHBOUR, "/projects")["items"] == []
    for who in (ENTERPRISE, CLERK, HANDLER, SUPERVISOR, "zrzy.chengban"):
        assert [p["project_id"] for p in call.get(who, "/projects")["items"]] == [project_id]
    # Waters have a step in the plan; commerce has none.
    assert call.get("slj.chengban", f"/projects/{project_id}")["project_id"] == project_id
    assert call("swj.chengban", "GET", f"/projects/{project_id}").status_code == 404


def test_admission_is_not_for_everybody(call: Caller) -> None:
    told = call.do(ENTERPRISE, "POST", "/projects", nomination(call), 201)
    path = f"/projects/{told['project_id']}/acts/admit"

    assert call(ENTERPRISE, "POST", path, {"basis": "x"}).status_code == 403
    assert call("fgw.fuzhuren", "POST", path, {"basis": "x"}).status_code == 409


def test_a_preview_shows_the_difference_and_writes_nothing(call: Caller) -> None:
    project_id = admitted(call)
    before = call.get(ENTERPRISE, f"/projects/{project_id}")["version"]
    form = {"facts": {"energy_tce": 1000}, "reasons": "增加产线"}

    rows = call.do(ENTERPRISE, "POST", f"/projects/{project_id}/facts/preview", form)

    assert [(row["matter"]["id"], row["was"], row["now"]) for row in rows] == [
        ("energy.review", "not_applicable", "needed")
    ]
    assert call.get(ENTERPRISE, f"/projects/{project_id}")["version"] == before


def test_a_promise_of_the_channel_explains_itself_and_the_lines_sum(call: Caller) -> None:
    project_id = admitted(call)
    materials = [
        {"id": name, "filename": "document.pdf", "sha256": call.upload()}
        for name in ("application", "planning_conditions", "survey")
    ]
    form = {"matter": "land.supply", "materials": materials, "declaration": True}
    told = call.do(ENTERPRISE, "POST", f"/projects/{project_id}/acts/open-step", form)
    case_id = step_of(told, "land.supply")["case_id"]
    call.do(CLERK, "POST", f"/cases/{case_id}/acceptance", {})

    clock = call.get(ENTERPRISE, f"/projects/{project_id}/clocks/initiation")

    counted = [line for line in clock["explanation"] if line["kind"] == "counted"]
    assert clock["due_on"] == "2026-03-23"
    assert sum(line["days"] for line in counted) == clock["days"] == 15
    assert call(ENTERPRISE, "GET", f"/projects/{project_id}/clocks/nothing").status_code == 404


def test_stale_and_malformed_commands_are_told(call: Caller) -> None:
    project_id = admitted(call)
    path = f"/projects/{project_id}/acts/bind-officer"
    stale = call(HANDLER, "POST", path, {"service_officer": "李"}, headers={"If-Match": '"1"'})
    twice = [
        call(HANDLER, "POST", path, {"service_officer": "李"}, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]

    assert stale.status_code == 412
    assert [answer.status_code for answer in twice] == [200, 200]
    assert twice[0].json()["version"] == twice[1].json()["version"]
    assert call(HANDLER, "POST", path, {"officr": "李"}).status_code == 422
    assert call(ENTERPRISE, "GET", "/projects/P2026-9999").status_code == 404


def test_the_record_and_supervision(call: Caller) -> None:
    project_id = admitted(call)

    kinds = [row["kind"] for row in call.get(SUPERVISOR, f"/projects/{project_id}/entries")]
    advanced = call.do(SUPERVISOR, "POST", f"/projects/{project_id}/advance")

    assert kinds == ["project_nominated", "project_admitted"]
    assert advanced["taken"] == []
    assert call(ENTERPRISE, "POST", f"/projects/{project_id}/advance").status_code == 403


def test_a_step_says_who_decides_and_what_policies_ask(call: Caller) -> None:
    project_id = admitted(call)
    path = f"/projects/{project_id}/acts"
    facts = {"facts": {"energy_tce": 12000, "coal_t": 0}, "reasons": "扩产"}
    call.do(ENTERPRISE, "POST", f"{path}/change-facts", facts)
    call.do("fgw.chengban", "POST", f"{path}/check-access", {"item_ref": "market_access/样例-许可"})

    told = call.get(ENTERPRISE, f"/projects/{project_id}")

    energy = step_of(told, "energy.review")
    assert energy["authority"]["higher"] is True
    assert energy["authority"]["organ_en"] == "Henan Development and Reform Commission"
    assert [row["effect"] for row in energy["conditions"]] == ["condition"]
    assert step_of(told, "filing.domestic")["authority"]["higher"] is False
    assert step_of(told, "land.supply")["authority"] is None
    assert [row["about"] for row in told["policies"]] == ["market_access"]


def test_a_blocked_project_is_a_409_with_the_text_that_blocks(call: Caller) -> None:
    project_id = admitted(call)
    path = f"/projects/{project_id}/acts"
    ref = {"item_ref": "industry_guidance/样例-限制"}
    call.do("fgw.chengban", "POST", f"{path}/check-access", ref)

    form = {"matter": "filing.domestic", "declaration": True}
    answer = call(ENTERPRISE, "POST", f"{path}/open-step", form)

    assert answer.status_code == 409
    assert answer.json()["code"] == "ProjectBlocked"
    assert "art. 18" in answer.json()["legal_basis"]


def test_duties_of_a_project_stand_in_the_worklists_of_those_who_hold_them(call: Caller) -> None:
    told = call.do(ENTERPRISE, "POST", "/projects", nomination(call), 201)
    waiting = call.get("fgw.chengban", "/worklist")["projects"]
    path = f"/projects/{told['project_id']}/acts/admit"
    call.do(HEAD, "POST", path, {"basis": "会议纪要", "service_officer": "李服务"})

    ready = call.get(ENTERPRISE, "/worklist")["projects"]

    assert [(row["task"], row["due_on"]) for row in waiting] == [("decide_admission", None)]
    assert ("open_step", "filing.domestic") in [
        (row["task"], (row["about"] or {}).get("id")) for row in ready
    ]
    assert {row["officer"] for row in ready} == {"李服务"}
    assert call.get(NEIGHBOUR, "/worklist")["projects"] == []
    assert call.get("zrzy.chengban", "/worklist")["projects"] == []
