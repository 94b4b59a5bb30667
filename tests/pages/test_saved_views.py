"""A person's own views of the worklist: kept, opened, begun with, renamed, forgotten."""

from __future__ import annotations

from typing import Any

from tests.browser.looking import city_at_work
from tests.pages.browsing import Page, Reader
from tests.playing import Play


def kept(reader: Reader, name: str, address: str = "/", **more: Any) -> str:
    """Save what the worklist shows under a name; the address of the view."""
    answer = reader.submit(reader.get(address).form("/views"), name=name, **more)

    assert answer.status_code == 303, answer.text[:2000]

    return answer.headers["location"]


def test_a_filter_is_kept_under_a_name_and_opened_again(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "wgl.chengban")
    view = kept(reader, "热电会签", "/?task=give_opinion&text=热电")
    other = kept(reader, "红牌", "/?light=red")

    assert known["review"] in reader.get(view).text
    assert known["review"] not in reader.get(other).text
    assert "热电会签" in reader.get("/").text
    listed = reader.get("/views").text
    assert "热电会签" in listed
    assert "红牌" in listed


def test_the_worklist_begins_with_the_default_view_and_all_work_stays_in_reach(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "wgl.chengban")
    view = kept(reader, "红牌", "/?light=red", is_default="yes")
    begun = reader.client.get("/")

    assert (begun.status_code, begun.headers["location"]) == (303, view)
    assert known["review"] not in reader.get(view).text
    assert "/?view=all" in reader.get(view).links
    assert known["review"] in reader.get("/?view=all").text
    # Another view to begin with takes the place of the first.
    second = kept(reader, "会签", "/?task=give_opinion&view=all", is_default="yes")
    assert reader.client.get("/").headers["location"] == second


def test_views_are_renamed_unset_and_deleted_without_a_script(play: Play) -> None:
    reader = Reader(play, "wgl.chengban")
    view = kept(reader, "一", "/?light=red", is_default="yes")
    kept(reader, "二", "/?light=yellow")
    address = "/views/" + view.rpartition("view=")[2]

    def pressed(do: str, **more: str) -> Any:
        return reader.submit(reader.get("/views").form(address), do=do, **more)

    assert pressed("rename", name="三").status_code == 303
    taken = pressed("rename", name="二")
    assert taken.status_code == 422
    assert "已有同名视图" in Page(taken.text).text
    assert pressed("rename", name=" ").status_code == 422
    assert pressed("no_default").status_code == 303
    assert reader.client.get("/").status_code == 200
    assert pressed("default").status_code == 303
    assert reader.client.get("/").status_code == 303
    assert pressed("delete").status_code == 303
    assert "三" not in [link.strip() for link in reader.get("/views").text.split("\n")]
    assert reader.client.get("/").status_code == 200


def test_nobody_sees_or_touches_the_views_of_others(play: Play) -> None:
    mine, theirs = Reader(play, "wgl.chengban"), Reader(play, "zrzy.chengban")
    view = kept(mine, "我的", "/?light=red")
    kept(theirs, "他的", "/?light=red")
    form = theirs.get("/views").forms
    foreign = next(one for one in form if one.action.startswith("/views/"))
    foreign.action = "/views/" + view.rpartition("view=")[2]

    assert theirs.submit(foreign, do="delete").status_code == 404
    assert "我的" not in theirs.get("/").text.replace("我的视图", "")
    assert "我的" in mine.get("/views").text.replace("我的视图", "")
    Reader(play, "qiye").get("/views", expect=403)


def test_the_api_keeps_views_too(play: Play) -> None:
    client: Any = Reader(play, "wgl.chengban").client
    client.headers["accept"] = "application/json"
    client.headers["sec-fetch-site"] = "same-origin"
    body = {"name": "红牌", "asked": {"light": "red"}, "is_default": True}
    made = client.post("/api/v1/worklist/views", json=body)
    again = client.post("/api/v1/worklist/views", json={**body, "asked": {"light": "yellow"}})
    address = f"/api/v1/worklist/views/{made.json()['view_id']}"

    assert made.status_code == 201
    assert again.json()["view_id"] == made.json()["view_id"]
    (listed,) = client.get("/api/v1/worklist/views").json()
    assert listed["asked"]["light"] == "yellow"
    assert client.patch(address, json={"name": "黄牌"}).json()["name"] == "黄牌"
    assert client.post("/api/v1/worklist/views", json={"name": ""}).status_code == 422
    wrong = {"name": "x", "asked": {"light": "blue"}}
    assert client.post("/api/v1/worklist/views", json=wrong).status_code == 422
    assert client.delete(address).status_code == 200
    assert client.delete(address).status_code == 404
    assert client.get("/api/v1/worklist/views").json() == []


def test_so_many_views_are_kept_and_no_more(play: Play) -> None:
    client: Any = Reader(play, "wgl.chengban").client
    client.headers["sec-fetch-site"] = "same-origin"
    client.headers["accept"] = "application/json"
    answers = [
        client.post("/api/v1/worklist/views", json={"name": f"视图{n}"}).status_code
        for n in range(31)
    ]

    assert answers == [201] * 30 + [422]


def test_an_answered_case_is_found_again_on_the_page_of_cases_one_acted_in(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "zrzy.chengban")

    assert known["review"] not in reader.get("/").text
    assert known["review"] in reader.get("/took-part").text
    assert "/took-part" in reader.get("/").links
    client: Any = reader.client
    client.headers["accept"] = "application/json"
    items = client.get("/api/v1/took-part").json()["items"]
    kinds = {item["case"]["case_id"]: item["kind"] for item in items}
    assert kinds[known["review"]] == "opinion_given"
    assert client.get("/api/v1/took-part?cursor=x").status_code == 422
