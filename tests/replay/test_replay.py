"""Real event logs through the engine: its own figures equal those computed apart from it."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acts import upkeep
from acts.office import City, Office
from greenlane import replaying
from greenlane.replay.logs import LogFault
from greenlane.replay.mapping import load_mapping
from greenlane.replay.statistics import quantile, weekdays_between
from ledger.engine import Ledger
from ledger.evidence import verify
from states.terms import EntryKind

LOGS = Path(__file__).parents[1] / "data" / "logs"
EXPECTED = json.loads((LOGS / "expected_dev.json").read_text(encoding="utf-8"))


def files(log: str) -> tuple[Path, Path]:
    return LOGS / f"{log}_events.csv.gz", LOGS / f"{log}_cases.csv.gz"


def office_on(session: Any) -> Office:
    rules, calendar = replaying.replay_catalog(), replaying.every_day_counts()
    return Office(session, City(rules, calendar, quiet=True))


def some_cases(tmp_path: Path, log: str, count: int) -> tuple[Path, Path]:
    """The first `count` cases of a log, as plain CSV with a byte-order mark."""
    kept: set[str] = set()
    made = []
    for source in reversed(files(log)):
        with gzip.open(source, "rt", encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            rows = list(reader)
        kept = kept or {row["case_id"] for row in rows[:count]}
        target = tmp_path / source.name.removesuffix(".gz")
        with target.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if row["case_id"] in kept)
        made.append(target)
    return made[1], made[0]


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, str]:
    folder = tmp_path_factory.mktemp("permits")
    url, deadlines = f"sqlite:///{folder / 'replay.db'}", folder / "deadlines.csv"
    report = replaying.replay(*files("bpic15_m1_dev"), None, url, deadlines)
    return report, deadlines, url


def test_the_receipt_log_gives_every_expected_figure() -> None:
    report = replaying.replay(*files("receipt_dev"))

    assert {name: report.get(name) for name in EXPECTED["receipt_dev"]} == EXPECTED["receipt_dev"]


def test_the_permit_log_gives_every_expected_figure(permits: Any) -> None:
    report, _, _ = permits
    expected = EXPECTED["bpic15_m1_dev"]

    assert {name: report.get(name) for name in expected} == expected


def test_every_deadline_is_the_expected_one(permits: Any) -> None:
    _, deadlines, _ = permits
    with deadlines.open(encoding="utf-8", newline="") as found:
        ours = {row["case_id"]: row for row in csv.DictReader(found)}
    with gzip.open(LOGS / "expected_bpic15_m1_dev_deadlines.csv.gz", "rt") as told:
        expected = {row["case_id"]: row for row in csv.DictReader(told)}

    assert len(ours) == 400
    assert ours == expected


def test_the_whole_history_stands_in_the_ledger(permits: Any) -> None:
    report, _, url = permits
    ledger = Ledger(url)
    with ledger.reading() as session:
        office = office_on(session)
        faults = verify(session)
        entries = office.entries(["bpic15", "m1", "dev"][0] + "-2771451")
    with ledger.writing() as session:
        changed = upkeep.rebuild(office_on(session))
    ledger.close()

    assert faults == []
    assert changed == 0
    assert sum(entry.kind is EntryKind.OBSERVED for entry in entries) == 53
    assert report["engine"]["ledger_entries"] > EXPECTED["bpic15_m1_dev"]["events"]


def test_the_mapping_of_the_data_gives_the_same_stages() -> None:
    theirs = load_mapping("receipt", LOGS / "replay_mapping.json")
    ours = load_mapping("receipt", None)

    for activity in ("Confirmation of receipt", "T02 Check", "T07-3 Draft", "T14 Determine"):
        assert theirs.stage_of(activity).split("_")[0] == ours.stage_of(activity).split("_")[0]
        assert theirs.stage_of(activity) != "other"
    assert load_mapping("bpic15", None).stage_of("06_VD_020") == "extension"


def test_both_engines_replay_to_the_same_bytes(
    tmp_path: Path, sqlite_url: str, postgres_url: str
) -> None:
    log = some_cases(tmp_path, "bpic15_m1_dev", 25)
    lines = []
    for url in (sqlite_url, postgres_url):
        replaying.replay(*log, None, url)
        ledger = Ledger(url)
        with ledger.reading() as session:
            lines.append("\n".join(upkeep.export(office_on(session))))
        ledger.close()

    assert lines[0] == lines[1]


def test_a_log_is_not_replayed_twice_into_one_ledger(tmp_path: Path, sqlite_url: str) -> None:
    log = some_cases(tmp_path, "receipt_dev", 3)
    replaying.replay(*log, None, sqlite_url)

    with pytest.raises(LogFault, match="before"):
        replaying.replay(*log, None, sqlite_url)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("timestamp", "yesterday", "line 2: 'yesterday' is not a time"),
        ("timestamp", "2011-01-01T00:00:00", "lacks its offset"),
        ("event_no", "²", "is not a number"),
        ("case_id", "nobody", "is not among the cases"),
    ],
)
def test_a_malformed_event_is_named_by_file_and_line(
    tmp_path: Path, column: str, value: str, told: str
) -> None:
    events, cases = some_cases(tmp_path, "receipt_dev", 2)
    with events.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[0][column] = value
    with events.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    with pytest.raises(LogFault, match=r"events\.csv: line 2") as refused:
        replaying.replay(events, cases)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"case_id\n", b"\x1f\x8bbroken", b"\xff\xfe", b"a,b\n1\n"]
)
def test_an_unreadable_file_is_a_clear_fault(tmp_path: Path, content: bytes) -> None:
    _, cases = some_cases(tmp_path, "receipt_dev", 2)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(content)

    with pytest.raises(LogFault, match="broken"):
        replaying.replay(broken, cases)


def test_quantiles_lie_linearly_between_neighbours() -> None:
    assert quantile([4, 1, 3, 2], 0.5) == 2.5
    assert quantile([1, 2, 3, 4, 5], 0.9) == pytest.approx(4.6)


def test_weekdays_count_the_first_day_and_not_the_last() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)

    assert weekdays_between(friday, monday) == 1
    assert weekdays_between(monday, friday) == -1
