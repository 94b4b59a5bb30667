"""The administrator's pages of outgoing events, without scripts and in both languages."""

from __future__ import annotations

import base64

import pytest

from acts import deliveries, outward, receivers
from greenlane.settings import Settings
from tests.pages.browsing import Reader
from tests.playing import Play

SECRET = "whsec_" + base64.b64encode(b"a secret that no page may show!!").decode()
NEW = {
    "title": "宝山园区平台",
    "address": "https://events.example.org/in",
    "secret": "park",
    "codes": ["SL", "BJ"],
}


@pytest.fixture
def admin(play: Play) -> Reader:
    (play.house.settings.home / "secrets").mkdir()
    (play.house.settings.home / "secrets" / "next").write_text(SECRET)
    play.house.settings = Settings(
        home=play.house.settings.home,
        outward_secrets={"park": SECRET},
        outward_secrets_folder=play.house.settings.home / "secrets",
    )
    return Reader(play, "guanli")


def opened(admin: Reader) -> str:
    answer = admin.send("/outward", **NEW)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_receiver_is_added_changed_switched_and_replayed(admin: Reader) -> None:
    play = admin.play
    case = play.accepted()
    play.act(outward.write_on)
    here = opened(admin)
    page = admin.get(here)
    assert "受理" in page.text
    assert "推送中" in page.text

    def sent(act: str, **changes: object) -> int:
        return admin.submit(admin.get(here).form(f"{here}/{act}"), **changes).status_code

    assert sent("change", title="园区数据平台", region="4106") == 303
    assert sent("rotate", secret="next", overlap_hours="2") == 303
    assert sent("replay", event_id=f"{case.case_id}:2:SL") == 303
    assert sent("switch-off") == 303
    assert "已停用" in admin.get(here).text
    assert sent("switch-on") == 303

    page = admin.get(here)
    for word in ("园区数据平台", "next", "park同时签名至", "重新推送", "更换密钥"):
        assert word in page.text
    lists = admin.get("/outward").text
    assert f"{case.case_id}:2:SL" in lists
    assert "园区数据平台" in lists


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(admin: Reader) -> None:
    answer = admin.send("/outward", **(NEW | {"address": "https://169.254.169.254/"}))
    assert answer.status_code == 422
    assert "不是公网地址" in answer.text
    assert "宝山园区平台" in answer.text
    here = opened(admin)
    form = admin.get(here).form(f"{here}/replay")
    assert admin.submit(form, event_id="2026-9999:1:SB").status_code == 422
    form = admin.get(here).form(f"{here}/rotate")
    assert admin.submit(form, secret="../x").status_code == 422


def test_a_receiver_in_trouble_says_why_and_until_when(admin: Reader) -> None:
    play = admin.play
    here = opened(admin)
    receiver_id = here.rsplit("/", 1)[-1]
    play.accepted()
    play.act(outward.write_on)
    play.act(deliveries.take_up, receiver_id)
    (first,) = play.read(
        lambda office: deliveries.next_ones(office, receiver_id, now=play.clock.now())
    )
    why = {"error": "TimeoutError: timed out", "is_unreachable": True}
    play.act(deliveries.failed, receiver_id, first, **why)

    text = admin.get(here).text
    assert "重试中" in text
    assert "TimeoutError: timed out" in text
    assert "连续失败1次" in text


def test_no_page_shows_a_secret(admin: Reader) -> None:
    here = opened(admin)
    for path in ("/outward", here):
        text = admin.client.get(path).text
        assert SECRET not in text
        assert SECRET.removeprefix("whsec_") not in text
        assert "next、park" in text


def test_only_administrators_find_the_pages(admin: Reader) -> None:
    here = opened(admin)
    for who in ("ducha", "fgw.chengban", "qiye"):
        other = Reader(admin.play, who)
        assert "/outward" not in other.get("/").links
        for path in ("/outward", here):
            other.get(path, expect=403)
            token = admin.get("/outward").form("/outward").values["csrf_token"]
            answer = other.client.post(path, data={"csrf_token": token})
            assert answer.status_code in (403, 405)
    assert "/outward" in admin.get("/").links


def test_the_pages_are_english_for_english_readers(admin: Reader) -> None:
    here = opened(admin)
    english = Reader(admin.play, "guanli", "en")

    assert "Outgoing events" in english.get("/outward").text
    text = english.get(here).text
    for word in ("Signing secret", "Send again", "Acceptance", "Switch off"):
        assert word in text
    actor = admin.play.actor("guanli")
    assert admin.play.read(lambda office: receivers.listed(office, actor=actor))[0].now.is_active
