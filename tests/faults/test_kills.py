"""A seeded piece of the long run of kills that docs/reliability.md tells of."""

from __future__ import annotations

import pytest

from tests.faults.kills import run

KILLS, SEED = 20, 5


@pytest.mark.integration
@pytest.mark.timeout(900)
def test_twenty_kills_of_any_process_lose_and_double_nothing() -> None:
    told: list[str] = []

    assert run(KILLS, SEED, told.append) == []
    assert f"{KILLS} kills" in told[0]
