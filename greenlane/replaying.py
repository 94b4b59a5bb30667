"""`greenlane replay`: a real event log through the engine, and the engine's own figures."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import catalog
from acts.office import City, Office
from catalog import Catalog
from greenlane.clock import SystemClock
from greenlane.replay import permit_figures, receipt_figures
from greenlane.replay.history import PlayedCase, played_cases
from greenlane.replay.logs import FIRST_DAY, LAST_DAY, Log, LogFault, read_log
from greenlane.replay.mapping import SHIPPED, load_mapping
from greenlane.replay.playing import Tally, ledger_id, play
from ledger import keyed
from ledger.engine import Ledger
from states.clocks import statute_due
from states.worktime import Calendar, DayException, DayKind


@cache
def every_day_counts() -> Calendar:
    """A calendar without weekends or holidays: natural periods of the logs do not roll."""
    days = (LAST_DAY - FIRST_DAY).days + 1
    weekend = (FIRST_DAY + timedelta(days=n) for n in range(days))
    return Calendar(
        version="every-day-counts",
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        exceptions={
            day: DayException(DayKind.MAKE_UP, "", "", "") for day in weekend if day.weekday() > 4
        },
    )


def replay_catalog() -> Catalog:
    """The two permit procedures of the logs."""
    return catalog.load(SHIPPED.parent)


def replay(
    events_file: Path,
    cases_file: Path,
    mapping_file: Path | None = None,
    database_url: str | None = None,
    deadlines_file: Path | None = None,
) -> dict[str, Any]:
    """Play the log into a ledger of its own, in one transaction, and report from that ledger.

    Without `database_url` the ledger is a throw-away SQLite.

    Raises:
        LogFault: the log or the mapping cannot be read, or the ledger already holds one of
            the cases; names file and line. Nothing was written.
    """
    log = read_log(events_file, cases_file)
    if deadlines_file is not None and log.shape != "bpic15":
        raise LogFault(f"{events_file}: the cases of this log bring their own deadlines")
    mapping = load_mapping(log.shape, mapping_file)
    with _ledger(database_url) as ledger:
        with ledger.writing() as session:
            office = Office(session, _city(ledger, session))
            _must_be_new(office, log)
            tally = play(office, log, mapping)
        with ledger.reading() as session:
            office = Office(session, City(replay_catalog(), every_day_counts(), quiet=True))
            cases = list(played_cases(office, log))
            return _report(office, log, cases, tally, deadlines_file)


def _city(ledger: Ledger, session: Any) -> City:
    rules, calendar = replay_catalog(), every_day_counts()
    now = SystemClock().now()
    keyed.save_edition(session, "catalog", rules.version, rules.sha256, rules.content, now)
    return City(rules, calendar, keyed.installation_id(session), quiet=True)


@contextmanager
def _ledger(database_url: str | None) -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory(prefix="greenlane-replay-") as folder:
        ledger = Ledger(database_url or f"sqlite:///{folder}/replay.db")
        try:
            ledger.upgrade()
            yield ledger
        finally:
            ledger.close()


def _must_be_new(office: Office, log: Log) -> None:
    for case_id in log.cases:
        if office.entries(ledger_id(log, case_id)):
            raise LogFault(f"case {case_id} was replayed into this ledger before; use a new one")


def _by_its_own_clock(cases: list[PlayedCase], calendar: Calendar) -> dict[str, int]:
    """How often the machine's clock, which keeps our law, ends on the day of the log's model."""
    ours = [statute_due(case.snapshot) for case in cases]
    model = [row.deadline for row in permit_figures.deadlines(cases, calendar)]
    same = sum(due is not None and due.due_on == on for due, on in zip(ours, model, strict=True))
    return {"same_deadline_by_machine": same}


def _report(
    office: Office,
    log: Log,
    cases: list[PlayedCase],
    tally: Tally,
    deadlines_file: Path | None,
) -> dict[str, Any]:
    own_clock: dict[str, int] = {}
    if log.shape == "receipt":
        figures = receipt_figures.figures(cases)
    else:
        calendar = office.city.calendar
        own_clock = _by_its_own_clock(cases, calendar)
        figures = permit_figures.figures(cases, calendar)
        if deadlines_file is not None:
            _write_deadlines(deadlines_file, permit_figures.deadlines(cases, calendar))
    cards = sum(len(case.snapshot.cards) for case in cases)
    return figures | {
        "engine": {
            "ledger_entries": sum(case.snapshot.version for case in cases),
            "legal_entries": dict(sorted(tally.legal.items())),
            "refused_by_rule": dict(sorted(tally.refused.items())),
            "cards": cards,
            **own_clock,
        }
    }


def _write_deadlines(file: Path, rows: list[permit_figures.Deadline]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(permit_figures.Deadline.__dataclass_fields__))
        writer.writeheader()
        writer.writerows(row.row() for row in rows)


def told(report: dict[str, Any], indent: str = "") -> Iterator[str]:
    """The report as indented lines for people."""
    for name, value in report.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from told(value, indent + "  ")
        else:
            yield f"{indent}{name}: {value}"
