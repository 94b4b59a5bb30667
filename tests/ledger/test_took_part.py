"""Cases that an organisation took part in, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import event

from acts import due, signoff
from acts.searching import reader
from ledger.took_part import TookPart, took_part
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def parts(
    play: Play, by: str, limit: int = 50, before: tuple[datetime, str] | None = None
) -> list[TookPart]:
    actor = play.actor(by)
    return play.read(
        lambda o: took_part(
            o.session, actor.organisation, reader(actor), limit=limit, before=before
        )
    )


def ids(play: Play, by: str) -> list[str]:
    return [part.case.case_id for part in parts(play, by)]


def test_a_department_that_has_answered_finds_the_case_among_those_it_acted_in(play: Play) -> None:
    first = play.in_review("2026-03-02 09:30").case_id
    second = play.in_review("2026-03-02 10:30").case_id
    assert ids(play, "zrzy.chengban") == []

    play.clock.set(play.clock.now().replace(hour=3))
    play.sign(second, "zrzy")
    play.clock.set(play.clock.now().replace(hour=4))
    play.sign(first, "zrzy")
    (latest, _) = parts(play, "zrzy.chengban")

    assert ids(play, "zrzy.chengban") == [first, second]
    assert (latest.kind.value, latest.actor) == ("opinion_given", "zrzy.chengban")
    assert ids(play, "sthj.chengban") == []
    assert set(ids(play, "fgw.chengban")) == {first, second}
    assert set(ids(play, "qiye")) == {first, second}
    assert ids(play, "qiye2") == []


def test_a_case_is_listed_once_by_the_latest_act(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30").case_id
    play.sign(case, "zrzy")
    play.act(
        signoff.recall_opinion,
        case,
        "zrzy",
        by="zrzy.chengban",
        when="2026-03-02 11:00",
    )
    found = parts(play, "zrzy.chengban")

    assert [(part.case.case_id, part.kind.value) for part in found] == [(case, "opinion_recalled")]


def test_what_time_alone_brought_is_nobodys_act(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30").case_id
    play.act(due.advance, case, when="2026-06-01 09:00")

    assert len(play.case(case).seats) == 7
    assert ids(play, "zrzy.chengban") == []


def test_pages_follow_one_another_in_as_many_queries(play: Play) -> None:
    cases = [play.in_review(f"2026-03-02 {hour}:30").case_id for hour in ("09", "10", "11")]
    asked: list[int] = []
    event.listen(play.house.ledger.engine, "before_cursor_execute", lambda *told: asked.append(1))
    seen: list[str] = []
    before, counts = None, []
    while page := parts(play, "fgw.chengban", 1, before):
        seen += [part.case.case_id for part in page]
        before = (page[-1].recorded_at, page[-1].case.case_id)
        counts.append(len(asked))

    assert seen == cases[::-1]
    steps = {later - sooner for sooner, later in pairwise(counts)}
    assert len(steps) == 1
