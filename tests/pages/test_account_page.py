"""My account without scripts: the password is changed, sessions are seen and ended."""

from __future__ import annotations

from tests.pages.browsing import Page, Reader
from tests.playing import Play

NEW = "five small words suffice"


def posted(reader: Reader, path: str, values: dict[str, str]) -> tuple[int, str]:
    token = reader.get("/account").form("/account/password").values["csrf_token"][0]
    answer = reader.client.post(path, data={"csrf_token": token, **values})
    return answer.status_code, answer.headers.get("location") or Page(answer.text).text


def form(old: str, new: str, again: str) -> dict[str, str]:
    return {"old_password": old, "new_password": new, "again": again}


def test_the_password_is_changed_on_the_page(play: Play) -> None:
    reader, elsewhere = Reader(play, "chuangkou"), Reader(play, "chuangkou")
    printed = play.house.city.catalog.users["chuangkou"].password
    path = "/account/password"

    status, text = posted(reader, path, form(printed, NEW, NEW + "!"))
    assert (status, "两次输入的新密码不一致" in text) == (422, True)
    status, text = posted(reader, path, form(printed, "太短的密码", "太短的密码"))
    assert (status, "至少需要12个字符" in text) == (422, True)
    assert posted(reader, path, form(printed, NEW, NEW)) == (303, "/account?done=password")
    assert "密码已修改" in reader.get("/account?done=password").text
    elsewhere.get("/account", expect=303)


def test_sessions_are_listed_and_ended_on_the_page(play: Play) -> None:
    reader, elsewhere = Reader(play, "chuangkou", "en"), Reader(play, "chuangkou")

    page = reader.get("/account")
    assert page.text.count("Another session") == 1
    assert posted(reader, "/account/sessions/end", {}) == (303, "/account?done=sessions")
    assert "Another session" not in reader.get("/account").text
    elsewhere.get("/account", expect=303)


def test_one_session_is_ended_by_its_button_and_a_strange_one_is_not_found(play: Play) -> None:
    reader, elsewhere = Reader(play, "chuangkou"), Reader(play, "chuangkou")
    stranger = Reader(play, "qiye")
    theirs = stranger.get("/account").forms
    address = next(one.action for one in theirs if one.action.startswith("/account/sessions/"))

    assert posted(reader, address, {})[0] == 404
    page = reader.get("/account")
    token = {"csrf_token": page.form("/account/password").values["csrf_token"][0]}
    own = [one.action for one in page.forms if one.action.count("/") == 4]
    ended = reader.client.post(own[0], data=token)

    left = [one.client.get("/account").status_code for one in (reader, elsewhere)]
    assert (len(own), ended.status_code, sorted(left)) == (2, 303, [200, 303])
    stranger.get("/account")
