"""The task ledger at the API: opened, narrowed, exported, acted upon, and who may what."""

from __future__ import annotations

import json
from typing import Any

from tests.api.calling import Caller

TASK = {
    "series": "联席会议2026-1",
    "item": "1",
    "text": "=完成规划环评审查",
    "units": ["sthj", "zrzy"],
    "source": "纪要〔2026〕1号",
    "due_on": "2026-03-20",
}
REPORT = {"report": "已印发", "evidence": ["鹤环〔2026〕1号"]}


def opened(call: Caller, **changes: Any) -> str:
    answer = call("guanli", "POST", "/tasks", json=TASK | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["task_id"])


def test_a_task_is_opened_reported_and_accepted_and_its_record_told(call: Caller) -> None:
    path = f"/tasks/{opened(call)}"
    assert call("zrzy.chengban", "POST", f"{path}/receive", json={}).status_code == 200
    assert call("sthj.chengban", "POST", f"{path}/report", json=REPORT).status_code == 200
    assert call("ducha", "POST", f"{path}/accept", json={}).json()["state"] == "done"

    told = call.get("slj.chengban", path)
    assert [line["kind"] for line in told["history"]] == ["open", "receive", "report", "accept"]
    assert told["units"] == ["sthj", "zrzy"]


def test_what_is_not_possible_now_is_refused_with_words(call: Caller) -> None:
    path = f"/tasks/{opened(call)}"
    refused = call("guanli", "POST", f"{path}/accept", json={})

    assert refused.status_code == 409
    assert "to be received" in refused.json()["detail"]
    assert call("slj.chengban", "POST", f"{path}/report", json=REPORT).status_code == 403
    assert call("qiye", "GET", path).status_code == 403
    assert call("guanli", "GET", "/tasks/RW-2026-9999").status_code == 404
    nobody = call("guanli", "POST", "/tasks", json=TASK | {"item": "2", "units": ["nobody"]})
    assert nobody.status_code == 409


def test_every_act_has_an_address_of_its_own(call: Caller) -> None:
    path, why = f"/tasks/{opened(call)}", {"reasons": "情况变化"}
    longer = why | {"due_on": "2026-04-30"}
    assert call("guanli", "POST", f"{path}/extend", json=longer).json()["due_on"] == "2026-04-30"
    other = why | {"units": ["slj"]}
    assert call("guanli", "POST", f"{path}/hand-over", json=other).json()["units"] == ["slj"]
    assert call("ducha", "POST", f"{path}/urge", json=why).json()["urged"] == 1
    call("slj.chengban", "POST", f"{path}/report", json=REPORT)
    assert call("ducha", "POST", f"{path}/send-back", json=why).json()["state"] == "in_hand"
    assert call("guanli", "POST", f"{path}/withdraw", json=why).json()["state"] == "withdrawn"


def test_the_list_is_narrowed_and_read_page_by_page(call: Caller) -> None:
    for number in range(1, 4):
        opened(call, item=str(number), due_on=f"2026-03-{20 + number}")
    opened(call, item="undated", due_on=None, units=["slj"])

    first = call.get("ducha", "/tasks?limit=3")
    rest = call.get("ducha", f"/tasks?limit=3&cursor={first['next_cursor']}")
    items = [row["item"] for row in first["items"] + rest["items"]]
    assert items == ["1", "2", "3", "undated"]
    assert rest["next_cursor"] is None
    assert [row["item"] for row in call.get("ducha", "/tasks?unit=slj")["items"]] == ["undated"]
    assert call.get("ducha", "/tasks?late=true")["items"] == []


def test_the_export_neutralises_formulas(call: Caller) -> None:
    opened(call)
    csv_text = call("ducha", "GET", "/tasks/export?form=csv").text
    rows = json.loads(call("ducha", "GET", "/tasks/export?form=json").text)

    assert "'=完成规划环评审查" in csv_text
    assert rows[0]["text"] == "=完成规划环评审查"
    assert call("ducha", "GET", "/tasks/export").content.startswith(b"PK")


def test_the_tasks_of_the_catalogue_are_opened_for_a_year_once(call: Caller) -> None:
    first = call("guanli", "POST", "/tasks/series", json={"year": 2026}).json()["opened"]
    again = call("guanli", "POST", "/tasks/series", json={"year": 2026}).json()["opened"]

    assert (len(first), again) == (70, [])
