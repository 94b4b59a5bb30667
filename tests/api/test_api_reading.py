"""Reading: the catalogue, lists page by page, explanations, letters, the description of the API."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest

from api.allowed import EVENTS
from api.app import create_app
from api.words import ARTICLES_ZH, told_fact
from greenlane.clock import SimulatedClock
from greenlane.story import at
from greenlane.wiring import House
from ledger.chain import GENESIS
from states import refusals
from states.refusals import Refusal
from tests.api.calling import (
    CLERK,
    ENTERPRISE,
    HANDLER,
    MATTER,
    NEIGHBOUR,
    REVIEWERS,
    SUPERVISOR,
    Caller,
)


def test_a_matter_tells_its_numbers_with_unit_source_and_certainty(call: Caller) -> None:
    matter = call.get(None, f"/matters/{MATTER}")

    assert {limit["clock"] for limit in matter["limits"]} >= {"notice", "statute", "opinion"}
    for limit in matter["limits"]:
        assert limit["unit"] in ("working", "natural")
        assert limit["source"]
        assert limit["certainty"]
    assert {seat["department"] for seat in matter["review"]["seats"]} == set(REVIEWERS)


def test_a_matter_that_is_misspelt_is_answered_with_the_nearest(call: Caller) -> None:
    answer = call(None, "GET", "/matters/ratification.enterprize")

    assert answer.status_code == 404
    assert MATTER in answer.json()["detail"]


def test_the_catalogue_is_public_and_lists_everything(call: Caller) -> None:
    assert MATTER in {matter["code"] for matter in call.get(None, "/matters")}
    assert "fgw" in {department["id"] for department in call.get(None, "/departments")}
    assert all(channel["stages"] for channel in call.get(None, "/channels"))


def test_a_free_date_adds_up_to_its_day(call: Caller) -> None:
    told = call.get(None, "/due?start=2025-09-24&days=20")
    paused = call.get(None, "/due?start=2025-04-21&days=20&pause=2025-04-25/2025-05-15:20")

    assert told["due_on"] == "2025-10-28"
    assert sum(line["days"] for line in told["explanation"]) == 20
    assert paused["excluded_days"] > 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("days=20", "start"),
        ("start=2025-02-30&days=20", "start"),
        ("start=1066-10-14&days=20", "start"),
        ("start=2025-09-24&days=-1", "days"),
        ("start=2025-09-24&days=1e9", "days"),
        ("start=2025-09-24&days=20&unit=fortnights", "unit"),
        ("start=2025-09-24&days=20&pause=yesterday", "pause"),
        ("start=2025-09-24&days=20&pause=2025-10-01/2025-09-01", "pause"),
        ("start=%00&days=20", "start"),
    ],
)
def test_an_impossible_question_about_a_date_names_its_parameter(
    call: Caller, query: str, parameter: str
) -> None:
    answer = call(None, "GET", f"/due?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"].startswith(parameter)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("region/410611", "valid"),
        ("region/999999", "invalid"),
        ("credit/91410611MA40A1B289", "valid"),
        ("credit/91410611MA40A1B280", "invalid"),
        ("industry/4412", "valid"),
        ("project/2603-410611-04-01/x", "invalid"),
        ("project/" + "9" * 300, "invalid"),
        ("project/%00", "invalid"),
    ],
)
def test_a_code_is_judged(call: Caller, path: str, status: str) -> None:
    verdict = call.get(None, f"/codes/{path}")

    assert verdict["status"] == status
    assert verdict["reason_zh"]


def test_a_kind_of_code_that_does_not_exist_is_answered_with_the_nearest(call: Caller) -> None:
    answer = call(None, "GET", "/codes/projekt/1")

    assert answer.status_code == 404
    assert "project" in answer.json()["detail"]


def test_cases_come_page_by_page_each_once(call: Caller) -> None:
    form = call.form()
    filed = [call.do(ENTERPRISE, "POST", "/cases", form, 201)["case_id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call.get(CLERK, f"/cases?limit=2&cursor={cursor}")
        seen += [case["case_id"] for case in page["items"]]
        cursor = page["next_cursor"]

    assert seen == sorted(filed, reverse=True)


def test_everybody_lists_what_is_theirs(call: Caller) -> None:
    case_id = call.in_review()
    listed = {
        who: [case["case_id"] for case in call.get(who, "/cases")["items"]]
        for who in (ENTERPRISE, NEIGHBOUR, CLERK, HANDLER, "zrzy.chengban", "dzj.chengban")
    }

    assert listed == {
        ENTERPRISE: [case_id],
        NEIGHBOUR: [],
        CLERK: [case_id],
        HANDLER: [case_id],
        "zrzy.chengban": [case_id],
        "dzj.chengban": [],
    }


def test_cases_are_filtered_by_card_lead_and_words(call: Caller, clock: SimulatedClock) -> None:
    case_id = call.accepted()
    clock.set(at("2026-05-06 08:00"))
    call.do(SUPERVISOR, "POST", f"/cases/{case_id}/advance")

    def found(query: str) -> int:
        return len(call.get(SUPERVISOR, f"/cases?{query}")["items"])

    assert (found("light=red"), found("light=green")) == (1, 0)
    assert (found("lead=fgw"), found("lead=zjj")) == (1, 0)
    assert (found("text=热电"), found("text=水电")) == (1, 0)


def test_a_worklist_comes_page_by_page_by_nearest_breach(call: Caller) -> None:
    for _ in range(3):
        call.in_review()
    for _ in range(2):
        call.accepted()
    whole = call.get(HANDLER, "/worklist")["items"]
    seen: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call.get(HANDLER, f"/worklist?limit=1&cursor={cursor}")
        seen += page["items"]
        cursor = page["next_cursor"]

    assert len(whole) == 7
    assert seen == whole
    assert [line["breach_on"] for line in whole] == sorted(line["breach_on"] for line in whole)
    signing = call.get("zrzy.chengban", "/worklist")["items"]
    assert {line["task"] for line in signing} == {"give_opinion"}
    assert len(signing) == 3


def test_a_case_says_who_holds_it_and_until_when(call: Caller) -> None:
    case = call.get(ENTERPRISE, f"/cases/{call.in_review()}")
    holders = {duty["party"]: duty for duty in case["duties"]}
    clocks = {(clock["clock"], clock["department"]): clock for clock in case["clocks"]}

    assert set(holders) == {"fgw", *REVIEWERS}
    assert holders["zrzy"]["party_name"] == "鹤壁市自然资源和规划局"
    assert holders["zrzy"]["breach_on"] == clocks["opinion", "zrzy"]["due_on"]
    assert clocks["promise", "fgw"]["due_on"] < clocks["statute", "fgw"]["due_on"]
    assert {row["event"] for row in case["allowed"]} >= {"give_opinion", "suspend", "grant"}


def test_everything_that_a_case_allows_is_an_address_of_the_api(call: Caller, house: House) -> None:
    paths = create_app(house).openapi()["paths"]
    for method, path in EVENTS.values():
        assert method.lower() in paths[f"/api/v1{path}"]
    for row in call.get(CLERK, f"/cases/{call.in_review()}")["allowed"]:
        answer = call(CLERK, row["method"], row["href"].removeprefix("/api/v1"), {})

        assert answer.status_code not in (404, 405)


def test_a_clock_explains_itself_and_the_lines_add_up(call: Caller) -> None:
    case_id = call.in_review()
    case = call.get(ENTERPRISE, f"/cases/{case_id}")
    for clock in case["clocks"]:
        told = call.get(ENTERPRISE, clock["href"].removeprefix("/api/v1"))

        assert told["due_on"] == clock["due_on"]
        assert sum(line["days"] for line in told["explanation"]) == clock["days"]
    for name in ("special", "opinion?department=dzj", "wrist"):
        assert call(ENTERPRISE, "GET", f"/cases/{case_id}/clocks/{name}").status_code == 404


def test_the_record_is_told_with_its_chain(call: Caller) -> None:
    entries = call.get(ENTERPRISE, f"/cases/{call.in_review()}/entries")

    assert [entry["number"] for entry in entries] == [1, 2, 3]
    assert entries[0]["prev_hash"] == GENESIS
    assert [e["prev_hash"] for e in entries[1:]] == [e["hash"] for e in entries[:-1]]
    assert entries[0]["payload"]["project"]["name"] == "示例热电联产项目"


def test_a_letter_is_had_as_facts_as_a_page_and_as_the_same_pdf(call: Caller) -> None:
    case_id = call.in_review()
    line = call.get(ENTERPRISE, f"/cases/{case_id}/letters")[0]
    path = line["href"].removeprefix("/api/v1")
    facts = call.get(ENTERPRISE, path)
    page = call(ENTERPRISE, "GET", f"{path}.html")
    pdfs = [call(ENTERPRISE, "GET", f"{path}.pdf").content for _ in range(2)]

    assert facts["facts"]["case"]["id"] == case_id
    assert line["number"] in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert pdfs[0].startswith(b"%PDF-")
    assert pdfs[0] == pdfs[1]


def test_requests_between_organs_are_not_for_the_enterprise(call: Caller) -> None:
    case_id = call.in_review()
    own = call.get(ENTERPRISE, f"/cases/{case_id}/letters")
    every = call.get(HANDLER, f"/cases/{case_id}/letters")
    request = next(line for line in every if line["kind"] == "opinion_request")
    path = request["href"].removeprefix("/api/v1")

    assert {line["kind"] for line in own} == {"receipt_voucher", "acceptance"}
    assert len(every) == 2 + len(REVIEWERS)
    for ending in ("", ".html", ".pdf"):
        assert call(ENTERPRISE, "GET", path + ending).status_code == 404
        assert call(NEIGHBOUR, "GET", path + ending).status_code == 404
        assert call("zrzy.chengban", "GET", path + ending).status_code == 200
    assert call(HANDLER, "GET", "/letters/%00").status_code == 404
    assert call(HANDLER, "GET", "/letters/none.pdf").status_code == 404


@pytest.fixture
def described(call: Caller) -> Any:
    return call.get(None, "/openapi.json")


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))
    return set().union(*map(references, part)) if isinstance(part, list) else set()


def test_the_description_is_whole_and_openapi_3_1(described: Any) -> None:
    operations = [
        (path, operation)
        for path, methods in described["paths"].items()
        for operation in methods.values()
    ]
    names = [operation["operationId"] for _, operation in operations]

    assert described["openapi"].startswith("3.1")
    assert len(set(names)) == len(names)
    for path, operation in operations:
        declared = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)(?::\w+)?}", path)), path
    for reference in references(described):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in described["components"][kind], reference
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_of_the_api_tells_its_problems(described: Any) -> None:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            if path.startswith("/api/"):
                told = operation["responses"]["4XX"]["content"]
                assert set(told) == {"application/problem+json"}
                assert "422" not in operation["responses"], path


def test_a_case_is_told_as_it_is_described(call: Caller, described: Any) -> None:
    case = call.get(CLERK, f"/cases/{call.in_review()}")
    schema = {"$ref": "#/components/schemas/CaseView", "components": described["components"]}
    jsonschema.validate(case, schema)


def test_a_problem_is_told_as_it_is_described(call: Caller, described: Any) -> None:
    problem = call(CLERK, "POST", "/cases", {"matter": 5}).json()
    schema = {"$ref": "#/components/schemas/ProblemView", "components": described["components"]}
    jsonschema.validate(problem, schema)


def every_refusal() -> list[type[Refusal]]:
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, Refusal)]


def test_every_article_that_can_refuse_is_named_in_chinese_too() -> None:
    articles = {kind.article for kind in every_refusal()} - {""}

    assert articles == set(ARTICLES_ZH)


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        ("principal_head", "主要负责人", "principal head of the organ"),
        ("zrzy, sthj", "鹤壁市自然资源和规划局、鹤壁市生态环境局", None),
        ("handler / approver", "承办人或审批人", "handler / approver"),
        ("clerk (zwj)", "综合窗口人员（鹤壁市政务服务和大数据管理局）", None),
        ("营业执照 (licence)", "营业执照（licence）", "营业执照 (licence)"),
        (at("2026-03-02 09:30").date(), "2026-03-02", "2026-03-02"),
        (
            "it began on 2026-03-02 and today is 2026-03-01",
            "开始于2026-03-02，今天是2026-03-01",
            None,
        ),
        ("a, b (c), (d", "a、b（c）、(d", "a, b (c), (d"),
    ],
)
def test_codes_in_messages_become_words(
    house: House, fact: object, zh: str, en: str | None
) -> None:
    assert told_fact(fact, "zh", house.city.catalog) == zh
    if en is not None:
        assert told_fact(fact, "en", house.city.catalog) == en
