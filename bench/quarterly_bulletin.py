"""The bulletin of a quarter over a city's records: every case replayed, every figure reckoned."""

from __future__ import annotations

import time
from datetime import UTC

from sqlalchemy import text

from acts import bulletins
from acts.authority import SYSTEM
from acts.bulletins import DraftForm
from bench.town import Town, town
from greenlane.story import at
from states.bulletin_period import Period

PLAYED, CASES = 20, 20_000
QUARTER = Period(2026, 1)
CUT_OFF = at("2026-04-01 09:00")


def measure(url: str, cases: int = CASES) -> dict[str, float]:
    """Seconds for the bulletin of a quarter with so many cases in joint review, and a second's.

    Some cases are played through the acts; the rest are their records under other numbers. All
    have run out of time, so that what silence brought by the cut-off is derived as well.
    """
    made = town(url, PLAYED, "2026-02-02 09:30", "2026-04-01 10:00")
    _copied(made, cases)
    began = time.perf_counter()
    with made.ledger.reading() as session:
        form = DraftForm(cut_off=CUT_OFF.astimezone(UTC))
        now = made.clock.now()
        content = bulletins.prepare(made.office(session), QUARTER, form, actor=SYSTEM, now=now)
    seconds = time.perf_counter() - began
    made.ledger.close()
    assert content["figures"]["on_time_statute"]["city"]["denominator"] == cases
    return {"seconds": seconds, "cases_per_s": cases / seconds}


def _copied(made: Town, cases: int) -> None:
    """The record of each played case again and again, under other case ids."""
    names = "number, kind, actor, on_authority_of, effective_on, recorded_at, payload, prev_hash"
    with made.ledger.writing() as session:
        for copy in range(1, cases // PLAYED):
            session.execute(
                text(
                    f"INSERT INTO entry (case_id, {names}, hash) "
                    f"SELECT case_id || :suffix, {names}, hash FROM entry "
                    "WHERE case_id NOT LIKE '%/%'"
                ),
                {"suffix": f"/{copy}"},
            )


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        print(measure(f"sqlite:///{folder}/ledger.db"))
