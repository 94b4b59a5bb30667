"""The watch and the worklist against crowds of open cases; rows are made by the database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import text

from ledger import views, work_views
from ledger.engine import Ledger

TODAY = date(2026, 3, 2)
CROWDS = (1_000, 100_000, 1_000_000)
SEATS = 100_000
ROUNDS = 50

_NUMBERS_SQLITE = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {n}) "
)
_CASE = (
    "INSERT INTO cases (case_id, matter, lead, region, project_name, project_code, "
    "applicant_code, applicant_name, catalog_sha256, received_at, version, head_hash, "
    "filing_state, review_state, approval_state, provisional, light, next_alarm_on) "
)
_CASE_VALUES = (
    "'c' || n, 'm', 'fgw', '410611', 'project ' || n, '', 'x', 'e', '', "
    "'2026-02-02 01:00:00', 1, '', 'accepted', 'collecting', 'running', {false}, 'green', "
    "{alarm} FROM {source}"
)
_DUTY = "INSERT INTO duty (case_id, party, task, clock, breach_on, provisional) "
_DUTY_VALUES = (
    "'c' || n, 'd' || (n % 20), 'give_opinion', 'opinion', {breach}, {false} FROM {source}"
)


def fill(ledger: Ledger, cases: int, *, duties: bool = False) -> None:
    """Put `cases` open cases in, none due before 12 March 2026, with a seat each if asked."""
    lite = ledger.is_sqlite
    source = "numbers" if lite else f"generate_series(1, {cases}) AS numbers(n)"
    head = _NUMBERS_SQLITE.format(n=cases) if lite else ""
    false = "0" if lite else "false"
    later = "date('2026-03-12', '+' || (n % 90) || ' days')"
    day = later if lite else "date '2026-03-12' + (n % 90)::int"
    values = _CASE_VALUES.format(false=false, alarm=day, source=source)
    instant = (
        values
        if lite
        else values.replace("'2026-02-02 01:00:00'", "timestamptz '2026-02-02 01:00:00Z'")
    )
    with ledger.writing() as session:
        session.execute(text(f"{_CASE} {head} SELECT {instant}"))
        if duties:
            seats = _DUTY_VALUES.format(false=false, breach=day, source=source)
            session.execute(text(f"{_DUTY} {head} SELECT {seats}"))
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _milliseconds(work: Callable[[], Any]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def watch(url_of: Callable[[str], str]) -> dict[str, float]:
    """Median milliseconds of one look when nothing is due, by crowd."""
    medians = {}
    for crowd in CROWDS:
        ledger = Ledger(url_of(f"watch_{crowd}"))
        ledger.upgrade()
        fill(ledger, crowd)

        def look(of: Ledger = ledger) -> None:
            with of.reading() as session:
                assert views.due_cases(session, TODAY) == []

        medians[f"watch_{crowd}_ms"] = statistics.median(_milliseconds(look))
        ledger.close()
    return medians


def worklist(url_of: Callable[[str], str]) -> dict[str, float]:
    """Median and 95th percentile milliseconds of a page of 50 at 100,000 open seats."""
    ledger = Ledger(url_of("worklist"))
    ledger.upgrade()
    fill(ledger, SEATS, duties=True)

    def page() -> None:
        with ledger.reading() as session:
            assert len(work_views.worklist(session, work_views.WorkFilter(("d7",)))) == 50

    taken = _milliseconds(page)
    ledger.close()
    return {
        "worklist_p50_ms": statistics.median(taken),
        "worklist_p95_ms": taken[int(len(taken) * 0.95) - 1],
    }
