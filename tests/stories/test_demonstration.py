"""The demonstration's story through the public API, on both engines, bit for bit."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from acts import upkeep
from greenlane import demonstration
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import SHANGHAI, at
from greenlane.wiring import House, build
from ledger import views
from ledger.evidence import verify
from states.terms import Colour, EntryKind


def played(url: str) -> dict[str, Any]:
    return demonstration.play_story(Settings(database_url=url))


@pytest.fixture(scope="module")
def sqlite_story(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('story') / 'ledger.db'}"
    played(url)
    return url


@pytest.fixture
def house(sqlite_story: str) -> Iterator[House]:
    house = build(Settings(database_url=sqlite_story), SimulatedClock(at("2026-06-10 09:00")))
    yield house
    house.ledger.close()


def exported(url: str) -> str:
    house = build(Settings(database_url=url))
    with house.ledger.reading() as session:
        assert verify(session) == []
        lines = "\n".join(upkeep.export(house.office(session)))
    house.ledger.close()
    return lines


def test_both_engines_write_the_same_ledger_to_the_byte(
    sqlite_story: str, postgres_url: str
) -> None:
    played(postgres_url)

    assert exported(sqlite_story) == exported(postgres_url)


def test_the_ratification_goes_as_the_issue_tells_it(house: House) -> None:
    with house.ledger.reading() as session:
        office = house.office(session)
        case = office.case("2026-0001")
        entries = office.entries("2026-0001")

    kinds = [entry.kind for entry in entries]
    assert kinds.count(EntryKind.CORRECTION_NOTIFIED) == 1
    assert kinds.count(EntryKind.REVIEW_CONCLUDED) == 1
    assert kinds.count(EntryKind.EXTENDED) == 1
    deemed = next(e for e in entries if e.kind is EntryKind.OPINION_DEEMED_AGREED)
    assert (deemed.payload["department"], deemed.effective_on) == ("yjj", date(2026, 3, 19))
    assert case.accepted_on == date(2026, 3, 6)
    assert case.delivered_on == date(2026, 4, 17)
    assert Colour.RED not in {card.colour for card in case.cards}
    assert case.approval_state == "delivered"


def test_the_record_filing_is_filed_in_its_instant_on_a_holiday(house: House) -> None:
    with house.ledger.reading() as session:
        case = house.office(session).case("2025-0001")

    assert case.filed_at == at("2025-10-03 10:00")
    assert case.cards == ()


def test_the_overdue_case_is_yellow_then_red_and_still_undecided(house: House) -> None:
    with house.ledger.reading() as session:
        case = house.office(session).case("2026-0002")

    colours = [card.colour for card in case.cards]
    assert colours == [Colour.WARNING, Colour.YELLOW, Colour.RED]
    assert case.decision is None


def test_every_letter_of_the_story_waits_in_the_outbox_with_its_text(house: House) -> None:
    with house.ledger.reading() as session:
        letters = views.letters_of(session, "2026-0001")

    kinds = {row.kind for row in letters}
    assert {
        "receipt_voucher",
        "correction",
        "acceptance",
        "opinion_request",
        "special_procedure",
        "extension",
        "grant",
    } <= kinds
    assert all(row.number and row.html for row in letters)


def test_open_work_is_made_for_today_where_the_calendar_reaches(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'today.db'}")
    now = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

    lines = list(demonstration.open_work(settings, now))

    assert [line.split()[0] for line in lines] == ["open:"] * 3


def test_open_work_follows_the_story_in_one_ledger(sqlite_story: str, tmp_path: Path) -> None:
    ledger = tmp_path / "copy.db"
    source = sqlite3.connect(sqlite_story.removeprefix("sqlite:///"))
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(ledger)) as target:
        source.backup(target)
    now = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

    lines = list(demonstration.open_work(Settings(database_url=f"sqlite:///{ledger}"), now))

    assert len(lines) == 3


def test_no_open_work_is_invented_beyond_the_calendar(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'later.db'}")
    now = datetime(2031, 5, 5, 10, 0, tzinfo=SHANGHAI)

    lines = list(demonstration.open_work(settings, now))

    assert len(lines) == 1
    assert "calendar" in lines[0]
