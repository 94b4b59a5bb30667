"""Bad input: a clear problem with a pointer to the field, and nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core.core_schema import ErrorType

from acts import forms
from api.bodies import JSON_BYTES_MAX
from api.field_words import FIELD_WORDS
from greenlane.wiring import House
from ledger import views
from ledger.views import CaseFilter
from tests.api.calling import CLERK, ENTERPRISE, HANDLER, Caller, project

NAUGHTY = json.loads((Path(__file__).parent.parent / "data" / "naughty_strings.json").read_text())
CN_FIELDS = (
    "𠮷林省",
    "〇",
    "Ｈｅｎａｎ４１０６",
    "𝟜𝟙𝟘𝟞",
    "1e3",
    "\ufdfa",
    "${jndi:ldap://127.0.0.1/x}",
)
JSON = {"Content-Type": "application/json"}


def cases_on_record(house: House) -> int:
    with house.ledger.reading() as session:
        return len(views.cases(session, CaseFilter()))


def changed(form: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The form with one field changed."""
    copy = json.loads(json.dumps(form))
    *way, last = pointer.strip("/").split("/")
    part = copy
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[int(last) if isinstance(part, list) else last] = value
    return copy


WRONG_FIELDS: tuple[tuple[str, Any], ...] = (
    ("/matter", None),
    ("/matter", "ratification.enterprize"),
    ("/matter", 5),
    ("/project", None),
    ("/project", []),
    ("/project/name", None),
    ("/project/name", ""),
    ("/project/name", "   "),
    ("/project/name", "字" * 201),
    ("/project/name", "a\u0007b"),
    ("/project/name", "a\u0000b"),
    ("/project/name", {"$ne": ""}),
    ("/project/code", "2603-410611-04-01"),
    ("/project/code", "1234567890123456789012345"),
    ("/project/code", "编造的项目代码"),
    ("/project/code", "2613-410611-04-01-100003"),
    ("/project/region", "999999"),
    ("/project/industry", "0000"),
    ("/project/nature", "imaginary"),
    ("/project/total_investment_wan", 0),
    ("/project/total_investment_wan", -5),
    ("/project/total_investment_wan", "1e400"),
    ("/project/total_investment_wan", "0.00001"),
    ("/project/total_investment_wan", "不明"),
    ("/project/total_investment_wan", 100000000),
    ("/project/total_investment_wan", True),
    ("/project/surprise", "x"),
    ("/applicant/credit_code", "91410611MA40A1B280"),
    ("/applicant/credit_code", "91410611ma40a1b289"),
    ("/applicant/credit_code", ""),
    ("/applicant/phone", None),
    ("/materials", "all of them"),
    ("/materials/0/id", "secret_list"),
    ("/materials/0/sha256", "0" * 64),
    ("/materials/0/sha256", "../../etc/passwd"),
    ("/materials/0/filename", ""),
    ("/declaration", "perhaps"),
    ("/declaration", None),
    ("/channel", "fax"),
)


def test_every_wrong_field_is_pointed_at_and_nothing_is_written(call: Caller, house: House) -> None:
    form = call.form()
    for pointer, value in WRONG_FIELDS:
        answer = call(ENTERPRISE, "POST", "/cases", changed(form, pointer, value))
        told = answer.json()

        assert answer.status_code == 422, (pointer, value, told)
        assert any(error["pointer"].startswith(pointer) for error in told["errors"]), told
        assert all(error["detail"] for error in told["errors"])
    assert cases_on_record(house) == 0


def test_an_unknown_matter_is_answered_with_the_nearest_one(call: Caller) -> None:
    form = call.form() | {"matter": "ratification.enterprize"}
    error = call(ENTERPRISE, "POST", "/cases", form).json()["errors"][0]

    assert error["pointer"] == "/matter"
    assert "ratification.enterprise" in error["detail"]


def test_all_wrong_fields_are_told_at_once(call: Caller) -> None:
    form = call.form(
        project=project(region="1", industry="x", code="y"),
        applicant={"name": "n", "credit_code": "z", "contact": "c", "phone": "1"},
    )
    errors = call(ENTERPRISE, "POST", "/cases", form).json()["errors"]

    assert {error["pointer"] for error in errors} == {
        "/project/region",
        "/project/industry",
        "/project/code",
        "/applicant/credit_code",
    }


def test_an_enterprise_files_only_under_its_own_code(call: Caller) -> None:
    answer = call("qiye2", "POST", "/cases", call.form(who=ENTERPRISE))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/applicant/credit_code"


def test_text_in_any_script_is_kept_as_it_is_or_refused_with_a_pointer(call: Caller) -> None:
    form = call.form("filing.domestic", project=project(code="2603-410611-04-01-100003"))
    kept = 0
    for text in (*NAUGHTY["strings"], *CN_FIELDS):
        answer = call(ENTERPRISE, "POST", "/cases", changed(form, "/project/scale", text))
        if answer.status_code == 422:
            assert answer.json()["errors"][0]["pointer"] == "/project/scale"
        else:
            assert answer.status_code == 201, (text, answer.text)
            assert answer.json()["project"]["scale"] == text.strip()
            kept += 1

    assert kept > len(CN_FIELDS)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"{", 400),
        (b'{"answer": NaN}', 400),
        (b'{"answer": -Infinity}', 400),
        (b'{"answer": 1, "answer": 2}', 400),
        (b"\xff\xfe", 400),
        (b'{"answer": "\\ud800"}', 422),
        (b'{"\\udfff": 1}', 422),
        (b'{"answer": "\\u0000"}', 422),
        (b"[" * 100_000, 400),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
        (b'{"answer": ' + b"9" * 5000 + b"}", 400),
        (b"{}" * 2, 400),
    ],
    ids=range(16),
)
def test_a_body_that_is_no_sound_json_is_refused(call: Caller, body: bytes, status: int) -> None:
    path = "/cases/2026-0001/opinions/zrzy"
    answer = call("zrzy.chengban", "PUT", path, content=body, headers=JSON)

    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_of_another_media_type_is_refused(call: Caller) -> None:
    path = "/cases/2026-0001/opinions/zrzy"
    for media_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded", ""):
        headers = {"Content-Type": media_type}
        answer = call("zrzy.chengban", "PUT", path, content=b"{}", headers=headers)

        assert answer.status_code == 415, media_type


def test_ten_megabytes_of_json_are_refused_before_they_are_read(call: Caller) -> None:
    body = b'{"comment": "' + b"x" * 10_000_000 + b'"}'
    answer = call("zrzy.chengban", "PUT", "/cases/1/opinions/zrzy", content=body, headers=JSON)

    assert answer.status_code == 413
    assert answer.json()["code"] == "TooLarge"


def test_a_stream_that_hides_its_length_is_cut_off(call: Caller) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50 * JSON_BYTES_MAX:
            sent += 65536
            yield b" " * 65536

    answer = call("zrzy.chengban", "PUT", "/cases/1/opinions/zrzy", content=endless(), headers=JSON)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("who", "path", "form", "pointer"),
    [
        (CLERK, "corrections", {"items": []}, "/items"),
        (CLERK, "corrections", {"items": [{"about": "x"}]}, "/items/0/problem"),
        (CLERK, "acceptance", {"mode": "deemed"}, "/mode"),
        (CLERK, "acceptance", {"mode": "tolerant", "owed": "all"}, "/owed"),
        (CLERK, "non-acceptance", {"reasons": " "}, "/reasons"),
        (ENTERPRISE, "supplements", {"changes": {"region": "410611"}}, "/changes/region"),
        (HANDLER, "review", {"departments": ["nobody"]}, "/departments"),
        (HANDLER, "seats", {"department": "nobody"}, "/department"),
        (HANDLER, "seats", {"department": "rfb", "weight": 0}, "/weight"),
        (
            HANDLER,
            "suspensions",
            {"kind": "x", "announced_days": 0, "basis": "b"},
            "/announced_days",
        ),
        (
            HANDLER,
            "suspensions",
            {"kind": "x", "announced_days": 1.5, "basis": "b"},
            "/announced_days",
        ),
        ("fgw.zhuren", "extension", {"days": 10**30, "reasons": "r"}, "/days"),
        ("fgw.zhuren", "extension", {"days": None, "reasons": "r"}, "/days"),
        ("fgw.zhuren", "decision", {"outcome": "perhaps"}, "/outcome"),
        (CLERK, "delivery", {"method": "pigeon", "recipient": "r"}, "/method"),
        (
            "fgw.zhuren",
            "acts/revoke-grant",
            {"revocation_ground": "exploded", "facts_found": "f", "reasons": "r"},
            "/revocation_ground",
        ),
    ],
)
def test_every_form_points_at_its_wrong_field(
    call: Caller, who: str, path: str, form: dict[str, Any], pointer: str
) -> None:
    case_id = call.accepted()
    answer = call(who, "POST", f"/cases/{case_id}/{path}", form)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert call.version(case_id) == 2


@pytest.mark.parametrize(
    "day", ["2026-02-30", "0000-01-01", "2026-13-01", "二〇二六年", "٢٠٢٦-٠٣-٠٢"]
)
def test_an_impossible_day_is_refused_with_its_pointer(call: Caller, day: str) -> None:
    case_id = call.accepted()
    special = {"kind": "expert_review", "announced_days": 5, "basis": "b"}
    call.do(HANDLER, "POST", f"/cases/{case_id}/suspensions", special)
    answer = call(HANDLER, "POST", f"/cases/{case_id}/suspensions/end", {"ended_on": day})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/ended_on"
    assert call.version(case_id) == 3


def test_a_day_before_the_beginning_or_in_the_future_is_refused_by_the_law(call: Caller) -> None:
    case_id = call.accepted()
    special = {"kind": "expert_review", "announced_days": 5, "basis": "b"}
    call.do(HANDLER, "POST", f"/cases/{case_id}/suspensions", special)
    for day in ("2026-03-01", "2099-01-01"):
        path = f"/cases/{case_id}/suspensions/end"
        answer = call(HANDLER, "POST", path, {"ended_on": day}, headers={"Accept-Language": "zh"})

        assert answer.status_code == 409
        assert answer.json()["code"] == "ImpossibleDate"
        assert "特别程序结束" in answer.json()["detail"]


@pytest.mark.parametrize(
    "case_id", ["2026-9999", "%00", "a%0Ab", "x" * 300, "%F0%9F%92%A9", "2026-0001'--", "..%2e"]
)
def test_a_name_that_no_case_has_is_not_found(call: Caller, case_id: str) -> None:
    call.filed()
    for path in ("", "/entries", "/letters", "/clocks/statute"):
        answer = call(CLERK, "GET", f"/cases/{case_id}{path}")

        assert answer.status_code == 404, path
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_is_no_address_or_no_method_is_a_problem_too(call: Caller) -> None:
    nowhere = call(CLERK, "GET", "/nowhere")
    method = call(CLERK, "PATCH", "/cases")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "NotFound")
    assert (method.status_code, method.json()["code"]) == (405, "MethodNotAllowed")
    assert set(method.headers["Allow"].replace(" ", "").split(",")) <= {"GET", "POST"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("light=purple", "light"),
        ("cursor=%%%", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=WyJcdTAwMDAiXQ", "cursor"),
        ("text=" + "x" * 101, "text"),
    ],
)
def test_a_wrong_parameter_is_named(call: Caller, query: str, parameter: str) -> None:
    answer = call(CLERK, "GET", f"/cases?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_a_search_text_means_nothing_but_itself(call: Caller) -> None:
    call.filed()

    assert len(call.get(CLERK, "/cases?text=热电")["items"]) == 1
    for text in ("%25", "_", "' OR 1=1 --", "%00"):
        found = call.get(CLERK, f"/cases?text={text}")["items"]

        assert len(found) == (1 if text == "%00" else 0), text


def all_forms() -> list[type[BaseModel]]:
    return [form for form in vars(forms).values() if _is_form(form)]


def _is_form(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, forms.Form) and value is not forms.Form


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.__name__)
def test_every_fault_that_a_form_can_have_is_put_into_words(form: type[BaseModel]) -> None:
    wrong: tuple[Any, ...] = (
        None, True, -1, 0, 10**30, 1.5, float("nan"), "", " ", "x" * 5000, "\ud800", "\x00",
        b"\xff", [], [None], ["x"] * 200, {}, {"x": 1}, (1,), object(),
    )  # fmt: skip
    kinds = {
        error["type"]
        for value in wrong
        for name in (*form.model_fields, "surprise")
        for error in _faults(form, {name: value})
    }

    assert kinds
    assert kinds <= set(FIELD_WORDS)


def _faults(form: type[BaseModel], values: dict[str, Any]) -> list[Any]:
    try:
        form.model_validate(values)
    except ValidationError as error:
        return error.errors()
    return []


def test_the_words_are_for_faults_that_exist() -> None:
    existing = set(get_args(ErrorType))

    assert set(FIELD_WORDS) - {"blank", "control_character"} <= existing
