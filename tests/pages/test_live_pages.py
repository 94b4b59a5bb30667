"""What an open page asks to learn that something has changed: cheap, conditional, and its own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from acts import intake
from acts.forms import AcceptForm
from states.duties import duties_of
from tests.browser.looking import city_at_work
from tests.pages.browsing import Page, Reader
from tests.playing import Play


def asked(reader: Reader, address: str, tag: str = "") -> Any:
    """One question of an open page."""
    return reader.client.get(address, headers={"if-none-match": tag} if tag else {})


def test_nothing_new_is_answered_with_not_modified_after_two_readings(play: Play) -> None:
    city_at_work(play)
    reader = Reader(play, "fgw.chengban")
    first = asked(reader, "/api/v1/live/worklist")
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    engine = play.house.ledger.engine
    event.listen(engine, "before_cursor_execute", note)
    again = asked(reader, "/api/v1/live/worklist", first.headers["etag"])
    event.remove(engine, "before_cursor_execute", note)

    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""
    assert not [statement for statement in statements if "duty" in statement]


def test_an_act_of_another_changes_the_answer(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "fgw.chengban")
    first = asked(reader, "/api/v1/live/worklist")
    play.act(intake.accept, known["received"], AcceptForm(), by="chuangkou")
    then = asked(reader, "/api/v1/live/worklist", first.headers["etag"])

    assert then.status_code == 200
    assert then.headers["etag"] != first.headers["etag"]
    assert f"{known['received']} open_review fgw" in then.json()["rows"]
    assert f"{known['received']} open_review fgw" not in first.json()["rows"]
    assert sum(then.json()["counts"].values()) == sum(first.json()["counts"].values()) + 1


def test_the_rows_of_the_page_are_the_rows_that_are_watched(play: Play) -> None:
    city_at_work(play)
    reader = Reader(play, "wgl.chengban")
    page = reader.client.get("/").text
    rows = asked(reader, "/api/v1/live/worklist").json()["rows"]

    assert rows
    for name, mark in rows.items():
        assert f'data-live-row="{name}" data-live-mark="{mark}"' in page
    assert page.count("data-live-row=") == len(rows)


def test_the_watch_is_narrowed_like_the_list_that_it_watches(play: Play) -> None:
    city_at_work(play)
    reader = Reader(play, "wgl.chengban")

    assert asked(reader, "/api/v1/live/worklist?task=serve").json()["rows"] == {}
    page = reader.client.get("/?task=give_opinion&light=").text
    assert 'data-live="/api/v1/live/worklist?task=give_opinion"' in page


@pytest.mark.parametrize("username", ["dzj.chengban", "qiye2"])
def test_a_case_is_watched_by_those_who_may_see_it(play: Play, username: str) -> None:
    known = city_at_work(play)
    address = f"/api/v1/live/cases/{known['review']}"
    own = asked(Reader(play, "wgl.chengban"), address)
    stranger = Reader(play, username)

    assert own.json() == {"version": play.case(known["review"]).version}
    assert asked(Reader(play, "wgl.chengban"), address, own.headers["etag"]).status_code == 304
    assert asked(stranger, address).status_code == 404
    assert asked(stranger, address, '"0000"').status_code == 404
    assert asked(Reader(play, None), address).status_code == 401


def test_a_form_sent_for_an_older_case_is_shown_with_the_newer_and_may_be_sent_again(
    play: Play,
) -> None:
    case_id = play.received().case_id
    clerk = Reader(play, "chuangkou")
    address = f"/cases/{case_id}/acts/refuse-acceptance"
    form = clerk.get(address).form(address)
    play.act(intake.accept, case_id, AcceptForm(), by="chuangkou")
    answer = clerk.submit(form, reasons="不属于本机关职权")
    again = Page(answer.text)

    assert answer.status_code == 412
    assert "请核对最新记录后再次提交" in again.text
    assert again.form(address).values["version"] == [str(play.case(case_id).version)]
    # What the law says of it is now told by the act itself.
    assert clerk.submit(again.form(address)).status_code == 409


def test_the_house_may_have_it_switched_off(play: Play) -> None:
    play.house.settings.live_every_s = 0

    assert "data-live=" not in Reader(play, "wgl.chengban").client.get("/").text


def test_the_worklist_is_narrowed_to_one_day(play: Play) -> None:
    known = city_at_work(play)
    reader = Reader(play, "wgl.chengban")
    case = play.case(known["review"])
    day = next(d.breach_on for d in duties_of(case) if d.party == "wgl")

    assert known["review"] in reader.get(f"/?due_on={day}").text
    assert "当日到期" in reader.get(f"/?due_on={day}").text
    assert known["review"] not in reader.get("/?due_on=2026-03-03").text
    assert reader.client.get("/?due_on=gestern").status_code == 422
