"""Meetings and liaison at the API."""

from __future__ import annotations

from typing import Any

from tests.api.calling import Caller

CALLED = {
    "kind": "on_site",
    "title": "现场办公会",
    "held_on": "2026-03-02",
    "place": "项目现场",
    "chair": "副市长",
    "agenda": [{"text": "道路"}],
}


def called(call: Caller) -> str:
    answer = call("fgw.zhuren", "POST", "/meetings", json=CALLED)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["meeting_id"])


def issued(call: Caller) -> str:
    path = f"/meetings/{called(call)}"
    present = {"present": ["市发改委"]}
    assert call("fgw.zhuren", "POST", f"{path}/attendance", json=present).status_code == 200
    resolved = [{"text": "通路", "units": ["jtj"], "due_on": "2026-03-09"}]
    minutes = {"minutes": "议定", "resolutions": resolved}
    assert call("fgw.zhuren", "POST", f"{path}/minutes", json=minutes).status_code == 200
    return path


def test_a_meeting_goes_from_the_call_to_the_minutes(call: Caller) -> None:
    path = issued(call)
    told = call.get("ducha", path)
    listed = call.get("ducha", "/meetings?kind=on_site")["items"]

    assert told["resolutions"][0]["state"] == "opened"
    assert [line["kind"] for line in told["history"]][-1] == "issued"
    assert [(row["resolutions"], row["open"]) for row in listed] == [(1, 1)]


def test_minutes_twice_are_refused_and_a_correction_is_taken(call: Caller) -> None:
    path = issued(call)
    again = call("fgw.zhuren", "POST", f"{path}/minutes", json={"minutes": "改"})
    mended = call(
        "fgw.zhuren", "POST", f"{path}/corrections", json={"text": "两周", "reason": "笔误"}
    )

    assert (again.status_code, again.json()["code"]) == (409, "MeetingOver")
    assert (mended.status_code, mended.json()["minutes"]) == (200, "议定")


def test_a_meeting_is_called_off_and_its_agenda_closes(call: Caller) -> None:
    path = f"/meetings/{called(call)}"
    assert call("fgw.zhuren", "POST", f"{path}/agenda", json={"text": "供水"}).status_code == 200
    off = call("fgw.zhuren", "POST", f"{path}/cancellation", json={"reason": "改期"})

    assert off.json()["state"] == "cancelled"
    assert call("fgw.zhuren", "POST", f"{path}/agenda", json={"text": "x"}).status_code == 409


def test_enterprises_read_no_meetings_and_pages_of_the_list_continue(call: Caller) -> None:
    for _ in range(3):
        called(call)
    first = call.get("ducha", "/meetings?limit=2")
    rest = call.get("ducha", f"/meetings?limit=2&cursor={first['next_cursor']}")

    assert (len(first["items"]), len(rest["items"])) == (2, 1)
    assert call("qiye", "GET", "/meetings").status_code == 403
    assert call("ducha", "GET", "/meetings?cursor=x").status_code == 422


def test_a_park_has_its_leader_and_its_visits(call: Caller) -> None:
    park = {"values": {"name": "宝山", "level": "city"}, "reason": "省定"}
    item = call("fgw.zhuren", "POST", "/registers/parks/items", json=park).json()["item"]
    path = f"/liaison/park/{item}"

    def done(what: str, form: Any, by: str = "fgw.zhuren") -> Any:
        answer = call(by, "POST", f"{path}/{what}", json=form)
        assert answer.status_code == 200, answer.text
        return answer.json()

    done("bindings", {"bound_as": "leader", "person": "副市长 赵"})
    ticket = {"text": "污水厂", "unit": "sthj"}
    done("visits", {"binding": 1, "found": "缺污水厂", "tickets": [ticket]})
    solved = {"ticket": 1, "result": "已立项", "evidence": ["鹤环〔2026〕3号"]}
    reported = done("settlements", solved, "sthj.chengban")["visits"][0]["tickets"][0]
    assert (reported["task_state"], reported["settled_on"]) == ("reported", None)
    accepted = call("ducha", "POST", f"/tasks/{reported['task']}/accept", json={})
    assert accepted.status_code == 200
    told = done("releases", {"binding": 1, "reason": "换届"})

    assert told["title"] == "宝山"
    assert told["visits"][0]["tickets"][0]["result"] == "已立项"
    theirs = call.get("qiye", path)
    assert theirs["bindings"][0]["person"] == "副市长 赵"
    assert (theirs["visits"], theirs["history"]) == ([], [])
    assert call("qiye", "GET", "/liaison/project/P2026-0404").status_code == 404
    assert (
        call("qiye", "POST", f"{path}/visits", json={"binding": 1, "found": "x"}).status_code == 403
    )
