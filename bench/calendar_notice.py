"""A holiday notice over many open cases: each follows in its own transaction, then a rebuild."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from acts import calendars, upkeep
from acts.authority import SYSTEM
from bench.town import Town, town
from catalog.calendars import SHIPPED

CASES = 200
BUDGET_CASES, BUDGET_S = 100_000, 60


def measure(url: str) -> dict[str, float]:
    """Cases a second that follow the notice for 2026, and that a rebuild derives again.

    Every case is in joint review since 15 December 2025, so that nine of its clocks move: one
    entry, one letter and eight notices each. `share_of_budget` is the rebuild's speed over
    what 100,000 cases in 60 s ask for.
    """
    with tempfile.TemporaryDirectory(prefix="gl-notices-") as folder:
        for year in range(2020, 2026):
            shutil.copy(SHIPPED / f"{year}.toml", folder)
        made = town(url, CASES, "2025-12-29 09:30", "2025-12-29 15:00", Path(folder))
    with made.ledger.writing() as session:
        notice = (SHIPPED / "2026.toml").read_text("utf-8")
        calendars.publish_calendar(made.office(session), notice, actor=SYSTEM, now=made.clock.now())
    followed_s = _followed(made)
    began = time.perf_counter()
    with made.ledger.writing() as session:
        assert upkeep.rebuild(made.office(session)) == 0
    rebuilt_s = time.perf_counter() - began
    made.ledger.close()
    return {
        "followed_per_s": CASES / followed_s,
        "rebuilt_per_s": CASES / rebuilt_s,
        "share_of_budget": (CASES / rebuilt_s) / (BUDGET_CASES / BUDGET_S),
    }


def _followed(made: Town) -> float:
    """Seconds until every case has followed, as the flow lets them."""
    began = time.perf_counter()
    with made.ledger.reading() as session:
        lagging = calendars.to_derive(made.office(session))
    assert len(lagging) == CASES
    for case_id in lagging:
        with made.ledger.writing() as session:
            calendars.derive_again(made.office(session), case_id, now=made.clock.now())
    return time.perf_counter() - began
