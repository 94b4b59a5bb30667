"""Bulletins through the API: the same acts as on the pages, with the same refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.story import at
from tests.api.calling import ADMINISTRATOR, ENTERPRISE, HANDLER, SUPERVISOR, Caller, open_accounts
from tests.apps import app_of
from tests.playing import Play, play_on

CUT_OFF = "2026-04-01T09:00:00+08:00"


@pytest.fixture
def play(sqlite_url: str) -> Iterator[Play]:
    play = play_on(sqlite_url, at("2026-01-05 09:00"))
    open_accounts(play.house)
    play.accepted("2026-02-02 09:30")
    play.clock.set(at("2026-04-01 10:00"))
    yield play
    play.house.ledger.close()


@pytest.fixture
def call(play: Play) -> Caller:
    return Caller(app_of(play.house), play.house, play.clock)


def test_a_bulletin_is_drafted_published_and_read(call: Caller) -> None:
    path = "/bulletins/2026-Q1"
    draft = call.do(ADMINISTRATOR, "POST", f"{path}/draft", {"cut_off": CUT_OFF})
    figure = draft["content"]["figures"]["on_time_statute"]["city"]

    assert (0, 1, False) == (figure["numerator"], figure["denominator"], figure["shown"])
    assert not draft["published"]
    told = call.do(SUPERVISOR, "POST", f"{path}/publication", {"sha256": draft["sha256"]})
    assert (True, SUPERVISOR) == (told["published"], told["published_by"])
    assert told["content"] == call.get(HANDLER, path)["content"]
    assert [{"period": "2026-Q1", "published": 1, "waiting": False}] == call.get(
        HANDLER, "/bulletins"
    )


def test_refusals_say_what_forbids(call: Caller) -> None:
    path = "/bulletins/2026-Q1"
    draft = call.do(ADMINISTRATOR, "POST", f"{path}/draft", {})
    own = call.do(
        ADMINISTRATOR, "POST", f"{path}/publication", {"sha256": draft["sha256"]}, status=409
    )
    early = call.do(ADMINISTRATOR, "POST", "/bulletins/2026-Q2/draft", {}, status=409)
    erratum = call.do(ADMINISTRATOR, "POST", f"{path}/errata", {"reason": "x"}, status=409)

    assert ["DraftedByThePublisher", "PeriodNotOver", "NothingToCorrect"] == [
        told["code"] for told in (own, early, erratum)
    ]
    call.do(HANDLER, "POST", f"{path}/draft", {}, status=403)
    call.do(ADMINISTRATOR, "POST", "/bulletins/spring/draft", {}, status=422)
    assert call(HANDLER, "GET", path).status_code == 404
    assert call(ENTERPRISE, "GET", "/bulletins").status_code == 403


def test_the_paper_is_a_file_with_the_same_bytes(call: Caller) -> None:
    path = "/bulletins/2026-Q1"
    call.do(ADMINISTRATOR, "POST", f"{path}/draft", {"cut_off": CUT_OFF})

    for form, sign in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        one, two = (
            call(ADMINISTRATOR, "GET", f"{path}/paper?form={form}").content for _ in range(2)
        )
        assert one == two
        assert one.startswith(sign)
