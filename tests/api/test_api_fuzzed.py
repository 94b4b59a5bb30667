"""The API answers whatever comes as its description says; the long run is `tests.api.fuzzing`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import fuzzing
from tests.api.calling import open_accounts
from tests.playing import Play, play_on


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    play = play_on(f"sqlite:///{tmp_path / 'greenlane.db'}")
    open_accounts(play.house)
    yield play
    play.house.ledger.close()


def test_no_request_breaks_the_house_and_every_answer_is_described(play: Play) -> None:
    report = fuzzing.fuzz(play, examples=1, seed=1)

    assert report.findings == {}
    assert report.sent >= 240
    assert {200, 404, 422} <= report.statuses.keys()
