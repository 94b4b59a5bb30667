"""One sign-off, durable, chained, with its outbox rows, against the same rows by hand.

Both sides run in the same process on the same database, one thread, interleaved case by case,
so that the ratio holds on a noisy machine.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg

from acts import signoff
from acts.forms import OpinionForm
from bench.town import SEATS, town
from ledger.chain import GENESIS

CASES = 40
SIGNED = SEATS[:6]
"""The seventh signature would conclude the review and write more rows."""

READ = (
    "SELECT number, kind, actor, on_authority_of, effective_on, recorded_at, payload, hash "
    "FROM entry WHERE case_id = {0} ORDER BY number"
)
MOVE = "UPDATE cases SET version = {0}, head_hash = {0} WHERE case_id = {0} AND version = {0}"
ENTRY = (
    "INSERT INTO entry (case_id, number, kind, actor, on_authority_of, effective_on, "
    "recorded_at, payload, prev_hash, hash) "
    "VALUES ({0}, {0}, 'opinion_given', {0}, {0}, {0}, {0}, {0}, {0}, {0})"
)
DUTY = "DELETE FROM duty WHERE case_id = {0} AND party = {0} AND task = 'give_opinion'"
OUTBOX = (
    "INSERT INTO outbox (key, kind, case_id, payload, created_at, available_at, attempts) "
    "VALUES ({0}, 'outward', {0}, {0}, {0}, {0}, 0), ({0}, 'nudge', {0}, {0}, {0}, {0}, 0)"
)
INSTANT = "2026-03-03 01:30:00.000000"
PAYLOAD = '{"answer":"agree","comment":"","conditions":[],"department":"zrzy","items":[]}'


def by_hand(execute: Callable[..., Any], mark: str, case_id: str, department: str) -> None:
    """The same reads and rows in plain SQL; the caller begins and commits."""
    rows = execute(READ.format(mark), (case_id,)).fetchall()
    number, previous = rows[-1][0] + 1, rows[-1][7]
    execute(MOVE.format(mark), (number, GENESIS, case_id, number - 1))
    officer = f"{department}.chengban"
    execute(
        ENTRY.format(mark),
        (
            case_id,
            number,
            officer,
            department,
            "2026-03-03",
            INSTANT,
            PAYLOAD,
            previous,
            GENESIS,
        ),
    )
    execute(DUTY.format(mark), (case_id, department))
    told = (case_id, "{}", INSTANT, INSTANT)
    keys = (f"hand:outward:{case_id}:{number}", f"hand:{case_id}:{number}")
    execute(OUTBOX.format(mark), (keys[0], *told, keys[1], *told))


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def measure(url: str) -> dict[str, float]:
    """Medians in milliseconds, and ours as a share of hand-written speed."""
    house = town(url, CASES * 2)
    case_ids = [f"2026-{n:04d}" for n in range(1, CASES * 2 + 1)]
    hand = _sqlite_hand(house) if house.ledger.is_sqlite else _postgres_hand(house)
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for mine, yours in zip(case_ids[::2], case_ids[1::2], strict=True):
        for department in SIGNED:
            ours.append(_timed(lambda c=mine, d=department: _sign(house, c, d)))
            theirs.append(_timed(lambda c=yours, d=department: hand(c, d)))
    house.ledger.close()
    ours_ms = statistics.median(wall for wall, _ in ours)
    hand_ms = statistics.median(wall for wall, _ in theirs)
    return {
        "ours_ms": ours_ms,
        "hand_ms": hand_ms,
        "share_of_hand": hand_ms / ours_ms,
        "our_cpu_ms": statistics.median(cpu for _, cpu in ours),
    }


def _sign(house: Any, case_id: str, department: str) -> None:
    form = OpinionForm(answer="agree")
    actor = house.people[f"{department}.chengban"]
    with house.ledger.writing() as session:
        signoff.give_opinion(
            house.office(session), case_id, department, form, actor=actor, now=house.clock.now()
        )


def _sqlite_hand(house: Any) -> Callable[[str, str], None]:
    connection = sqlite3.connect(house.ledger.url.database, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")

    def sign(case_id: str, department: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        by_hand(connection.execute, "?", case_id, department)
        connection.execute("COMMIT")

    return sign


def _postgres_hand(house: Any) -> Callable[[str, str], None]:
    address = house.ledger.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address)

    def sign(case_id: str, department: str) -> None:
        by_hand(connection.execute, "%s", case_id, department)
        connection.commit()

    return sign
