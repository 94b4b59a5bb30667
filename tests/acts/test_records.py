"""One more line of a record: what is returned is what stands, and a stale decision is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from acts.problems import Conflict
from acts.records import write_line
from ledger.item_registers import RegisterLine, lines_of
from states.terms import Actor, Role
from tests.playing import Play, play_on

SHANGHAI = timezone(timedelta(hours=8))
CLERK = Actor(id="ducha", name="督查", role=Role.SUPERVISOR, organisation="dc")


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def written(play: Play, earlier: tuple[RegisterLine, ...], text: str) -> tuple[RegisterLine, ...]:
    with play.house.ledger.writing() as session:
        return write_line(
            play.house.office(session),
            "area_assessment",
            "A2026-0001",
            earlier,
            "registered",
            {"text": text, "parcels": ("甲", "乙")},
            on=date(2026, 3, 2),
            actor=CLERK,
            now=datetime(2026, 3, 2, 10, tzinfo=SHANGHAI),
        )


def stored(play: Play) -> tuple[RegisterLine, ...]:
    with play.house.ledger.reading() as session:
        return lines_of(session, "area_assessment", "A2026-0001")


def test_the_record_that_is_returned_is_the_one_that_is_read_afterwards(play: Play) -> None:
    once = written(play, (), "一")
    assert once == stored(play)
    assert written(play, once, "二") == stored(play)
    assert [line.number for line in stored(play)] == [1, 2]


def test_what_was_decided_on_lines_that_are_no_longer_all_is_refused(play: Play) -> None:
    read_by_both = written(play, (), "一")
    standing = written(play, read_by_both, "二")
    with pytest.raises(Conflict):
        written(play, read_by_both, "三")
    assert stored(play) == standing
