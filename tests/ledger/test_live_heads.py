"""The mark of the ledger moves with every entry, also with one that is committed late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.story import at
from ledger.live import head_of_case, head_of_ledger
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def head(play: Play) -> str:
    """The mark as it stands."""
    found: str = play.read(lambda office: head_of_ledger(office.session))
    return found


def test_the_mark_stands_while_nothing_is_written_and_moves_with_every_act(play: Play) -> None:
    marks = [head(play)]
    case = play.in_review()
    marks.append(head(play))
    play.sign(case.case_id, "zrzy")
    marks.append(head(play))

    assert head(play) == marks[-1]
    assert len(set(marks)) == 3


def test_an_act_committed_after_a_younger_one_moves_the_mark_too(play: Play) -> None:
    case = play.in_review("2026-03-02 09:30")
    play.clock.set(at("2026-03-02 10:00"))
    play.sign(case.case_id, "zrzy")
    before = head(play)
    # Begun five minutes before the newest entry, committed only now.
    play.clock.set(at("2026-03-02 09:55"))
    play.sign(case.case_id, "jtj")

    assert head(play) != before


def test_the_mark_of_a_case_is_its_last_hash_and_none_where_there_is_no_case(play: Play) -> None:
    case = play.in_review()
    first = play.read(lambda office: head_of_case(office.session, case.case_id))
    play.sign(case.case_id, "zrzy")
    second = play.read(lambda office: head_of_case(office.session, case.case_id))

    assert isinstance(first, str)
    assert len(first) == 64
    assert first != second
    assert play.read(lambda office: head_of_case(office.session, "2026-9999")) is None
