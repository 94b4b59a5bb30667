"""Registers at the API: definitions, items, versions, imports, exports, and who may what."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.api.calling import Caller

KEEPER = "fgw.zhuren"
CODE = "key_projects"
ENTRY = {
    "values": {"project_name": "=1+1", "grade": "市重点", "investment": "5000"},
    "reason": "入选",
}


def entered(call: Caller, **changes: Any) -> Any:
    answer = call(KEEPER, "POST", f"/registers/{CODE}/items", json=ENTRY | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_registers_are_listed_with_their_counts_and_enterprises_see_the_public_ones(
    call: Caller,
) -> None:
    entered(call)
    mine = {row["code"]: row for row in call.get("ducha", "/registers")}
    theirs = {row["code"] for row in call.get("qiye", "/registers")}

    assert mine[CODE]["in_register"] == 1
    assert mine["white_list"]["term"] == "required"
    assert CODE in theirs
    assert "white_list" not in theirs
    assert call("qiye", "GET", "/registers/white_list/items").status_code == 403
    assert call(None, "GET", "/registers").status_code == 401


def test_an_item_is_entered_changed_moved_and_its_history_told(call: Caller) -> None:
    item = entered(call)["item"]
    path = f"/registers/{CODE}/items/{item}"
    change = {"values": {"project_name": "甲项目"}, "reason": "更名"}
    assert call(KEEPER, "POST", f"{path}/changes", json=change).status_code == 200
    left = call(
        KEEPER, "POST", f"{path}/moves", json={"status": "removed", "reason": "建成"}
    ).json()
    back = call(KEEPER, "POST", f"{path}/re-entry", json={"reason": "二期"}).json()
    told = call.get("ducha", path)

    assert (left["standing"], back["standing"], back["title"]) == ("left", "in", "甲项目")
    assert [line["kind"] for line in told["history"]] == ["entered", "changed", "left", "reentered"]
    assert all(len(line["hash"]) == 64 for line in told["history"])


def test_a_stale_version_and_a_repeated_key_do_nothing_twice(call: Caller) -> None:
    item = entered(call)["item"]
    path = f"/registers/{CODE}/items/{item}"
    change = {"values": {"project_name": "甲"}, "reason": "x"}
    key = {"Idempotency-Key": "k-1", "If-Match": '"1"'}
    first = call(KEEPER, "POST", f"{path}/changes", json=change, headers=key)
    again = call(KEEPER, "POST", f"{path}/changes", json=change, headers=key)
    stale = call(KEEPER, "POST", f"{path}/changes", json=change, headers={"If-Match": '"1"'})

    assert (first.status_code, again.status_code, stale.status_code) == (200, 200, 412)
    assert first.json() == again.json()
    assert call.get("ducha", path)["version"] == 2


def test_problems_name_the_row_and_the_field(call: Caller) -> None:
    text = "项目名称,项目级别\n甲,省重点\n,城市级\n"
    answer = call(KEEPER, "POST", f"/registers/{CODE}/imports", json={"text": text, "reason": "x"})

    assert answer.status_code == 422
    pointers = sorted(error["pointer"] for error in answer.json()["errors"])
    assert pointers == ["/rows/3/grade", "/rows/3/project_name"]
    assert call.get("ducha", f"/registers/{CODE}/items")["items"] == []


def test_an_export_is_neutral_and_comes_back_through_the_import(call: Caller) -> None:
    entered(call)
    table = call(
        "ducha", "GET", f"/registers/{CODE}/export?form=csv", headers={"Accept-Language": "zh"}
    )
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    kept = [
        place
        for place, name in enumerate(rows[0])
        if name not in ("编号", "状态", "列入日", "有效期至")
    ]
    again = "\n".join(",".join(row[place] for place in kept) for row in rows)
    answer = call(KEEPER, "POST", f"/registers/{CODE}/imports", json={"text": again, "reason": "x"})

    assert rows[1][1] == "'=1+1"
    assert answer.status_code == 201, answer.text
    assert answer.json()["entered"][0]["title"] == "=1+1"


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_other_forms_of_the_export(call: Caller, form: str) -> None:
    entered(call)
    answer = call("ducha", "GET", f"/registers/{CODE}/export?form={form}")

    assert answer.status_code == 200
    if form == "json":
        assert json.loads(answer.text)[0]["values"]["investment"] == "5000"
    else:
        assert answer.content[:2] == b"PK"


def test_items_are_read_page_by_page_and_as_of_a_day(call: Caller) -> None:
    for _ in range(3):
        entered(call, from_on="2026-01-15")
    first = call.get("ducha", f"/registers/{CODE}/items?limit=2")
    rest = call.get("ducha", f"/registers/{CODE}/items?limit=2&cursor={first['next_cursor']}")
    before = call.get("ducha", f"/registers/{CODE}/items?day=2026-01-14")

    assert [len(first["items"]), len(rest["items"]), len(before["items"])] == [2, 1, 0]
    assert rest["next_cursor"] is None


def test_an_unknown_register_is_an_unknown_address_with_the_nearest_name(call: Caller) -> None:
    answer = call("ducha", "GET", "/registers/key_project")
    posted = call(KEEPER, "POST", "/registers/key_project/items", json=ENTRY)

    assert (answer.status_code, posted.status_code) == (404, 404)
    assert "key_projects" in answer.json()["detail"]
