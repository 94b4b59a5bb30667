"""The simulation: its invariants hold under faults, and it finds an engine that was broken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, text

from acts import office, post
from api import idempotency
from ledger import book, receivers
from ledger.tables import Instant
from simulation.running import Failure, Ground, Tally, ground, run, shrunk

STEPS = 100


@pytest.fixture(scope="module")
def here() -> Iterator[Ground]:
    """Where towns of this module are built, on SQLite."""
    with ground() as where:
        yield where


@pytest.mark.parametrize("seed", range(1, 13))
def test_no_fault_makes_the_record_other_than_without_faults(here: Ground, seed: int) -> None:
    assert run(here, seed, range(1, STEPS + 1)) is None


def test_the_same_holds_on_postgresql(postgres_url: str) -> None:
    with ground(postgres_url) as where:
        assert [run(where, seed, range(1, 61)) for seed in (1, 2, 3)] == [None] * 3


def test_the_same_seed_is_the_same_run(here: Ground) -> None:
    tallies = [Tally(), Tally()]
    for tally in tallies:
        run(here, 5, range(1, 61), tally)

    assert tallies[0] == tallies[1]
    assert tallies[0].accepted > 0


def _found(here: Ground, seeds: range) -> Failure | None:
    for seed in seeds:
        failure = run(here, seed, range(1, STEPS + 1))
        if failure is not None:
            return failure
    return None


def _no_key_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency.Once, "_keep", lambda *_: None)


def _a_letter_is_not_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = book._outbox_rows
    monkeypatch.setattr(
        book, "_outbox_rows", lambda page: [r for r in rows(page) if r["kind"] != "letter"]
    )


def _a_column_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = office.projection
    monkeypatch.setattr(office, "projection", lambda case: columns(case) | {"light": "green"})


def _everything_counts_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        post, "mark_failed", lambda o, i, _error, *, now: post.mark_sent(o, i, now=now)
    )


def _later_events_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    told = str(receivers._HEADS).partition("AND NOT EXISTS")[0]
    at = bindparam("now", type_=Instant)
    monkeypatch.setattr(receivers, "_HEADS", text(told + "LIMIT :limit").bindparams(at))


def _an_entry_owes_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = book._outbox_rows
    monkeypatch.setattr(
        book, "_outbox_rows", lambda page: [r for r in rows(page) if r["kind"] != "outward"]
    )


@pytest.mark.parametrize(
    "broken",
    [
        _no_key_is_kept,
        _a_letter_is_not_owed,
        _a_column_is_forgotten,
        _everything_counts_as_sent,
        _later_events_do_not_wait,
        _an_entry_owes_no_event,
    ],
)
def test_a_broken_engine_is_found(
    here: Ground,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
) -> None:
    broken(monkeypatch)

    assert _found(here, range(1, 21)) is not None


def test_a_failing_run_shrinks_to_what_it_needs() -> None:
    tried = []

    def fails(steps: object) -> bool:
        tried.append(steps)
        return {7, 40} <= set(steps)  # type: ignore[call-overload]

    assert shrunk(fails, range(1, 65)) == (7, 40)
    assert len(tried) < 64


def test_the_command_tells_its_counts() -> None:
    greenlane = str(Path(sys.executable).parent / "greenlane")
    ran = subprocess.run(
        [greenlane, "simulate", "--seed", "3", "--steps", "20", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["steps"] == 20
