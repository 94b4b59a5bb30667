"""Promises of projects follow the calendars that are published, with 2026 as the future."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from acts import calendars, channels
from acts.channel_forms import ReasonedForm
from acts.project_office import advance_project
from ledger.evidence import verify
from ledger.project_book import read_project_entries
from states.channel_clocks import clocks_of_project
from states.terms.project import ProjectEntry, ProjectKind
from tests.acts.channel_play import accepted, admitted, opened, project_of
from tests.notices import LONGER_FESTIVAL, NOTICE_2026, before_2026
from tests.playing import Play

MOVED = ProjectKind.DATES_DERIVED_AGAIN


@pytest.fixture
def play(ledger_url: str, tmp_path: Path) -> Iterator[Play]:
    play = before_2026(ledger_url, tmp_path, "2025-12-22 09:30")
    yield play
    play.house.ledger.close()


def running(play: Play) -> str:
    """A project whose land was accepted on Monday 22 December 2025."""
    project_id = admitted(play).project_id
    accepted(play, opened(play, project_id, "land.supply"))
    return project_id


def publish(play: Play, notice: str, when: str) -> None:
    play.act(calendars.publish_calendar, notice, by="guanli", when=when)


def moved(play: Play, project_id: str) -> list[ProjectEntry]:
    entries, _ = play.read(lambda office: read_project_entries(office.session, project_id))
    return [entry for entry in entries if entry.kind is MOVED]


def advance(play: Play, project_id: str) -> tuple[ProjectEntry, ...]:
    taken: tuple[ProjectEntry, ...] = play.act(
        lambda office, *, now: advance_project(office, project_id, now)
    )
    return taken


def clock(play: Play, project_id: str, about: str) -> Any:
    return next(c for c in clocks_of_project(project_of(play, project_id)) if c.about == about)


def test_a_notice_fixes_provisional_promises_and_lists_every_difference(play: Play) -> None:
    project_id = running(play)
    assert clock(play, project_id, "initiation").due.provisional
    publish(play, NOTICE_2026, "2025-12-23 10:00")

    advance(play, project_id)

    (entry,) = moved(play, project_id)
    rows = {row["about"]: row for row in entry.payload["clocks"]}
    assert set(rows) == {"whole", "initiation"}
    assert rows["initiation"]["before"]["provisional"] is True
    # 23-26 and 29-31 December are seven days, 1 to 3 January are off, Sunday 4 January works:
    # the eighth day is 4 January, 5-9 January bring thirteen, and 13 January is the fifteenth.
    assert rows["initiation"]["after"]["due_on"] == "2026-01-13"
    assert rows["initiation"]["after"]["provisional"] is False
    assert entry.effective_on == date(2025, 12, 23)
    assert "2026年部分节假日" in entry.payload["basis"]
    assert play.read(lambda office: verify(office.session)) == []


def test_the_departments_concerned_are_told_each_its_own(play: Play) -> None:
    project_id = running(play)
    publish(play, NOTICE_2026, "2025-12-23 10:00")
    advance(play, project_id)

    statement = text("SELECT payload FROM outbox WHERE kind = 'notice' AND case_id = :id")
    rows = play.read(lambda o: o.session.execute(statement, {"id": project_id}).all())

    told = {row["department"]: row for row in (json.loads(row.payload) for row in rows)}
    assert [c["about"] for c in told["zrzy"]["clocks"]] == ["initiation"]
    assert [c["about"] for c in told["fgw"]["clocks"]] == ["whole"]


def test_following_twice_writes_once_and_an_amendment_moves_only_what_is_open(play: Play) -> None:
    project_id = running(play)
    publish(play, NOTICE_2026, "2025-12-23 10:00")
    advance(play, project_id)
    advance(play, project_id)
    publish(play, LONGER_FESTIVAL, "2026-01-21 10:00")
    advance(play, project_id)

    first, second = moved(play, project_id)

    # The last day of the stage, 13 January, lies before the longer festival and stays.
    assert [row["about"] for row in second.payload["clocks"]] == ["whole"]
    before, after = (second.payload["clocks"][0][name]["due_on"] for name in ("before", "after"))
    assert after > before
    assert first.payload["calendar"] != second.payload["calendar"]


def test_a_promise_that_began_after_the_notice_was_never_moved_by_it(play: Play) -> None:
    project_id = admitted(play).project_id
    publish(play, NOTICE_2026, "2025-12-23 10:00")
    case_id = opened(play, project_id, "land.supply", when="2025-12-24 09:30")
    accepted(play, case_id)

    advance(play, project_id)

    assert moved(play, project_id) == []
    assert not clock(play, project_id, "initiation").due.provisional


def test_an_ended_project_keeps_the_calendar_that_it_was_judged_by(play: Play) -> None:
    project_id = running(play)
    form = ReasonedForm(reasons="另行办理")
    play.act(channels.withdraw, project_id, form, by="qiye")
    before = project_of(play, project_id)
    days = [c.due for c in clocks_of_project(before)]
    publish(play, NOTICE_2026, "2025-12-23 10:00")

    advance(play, project_id)

    after = project_of(play, project_id)
    assert moved(play, project_id) == []
    assert after.calendar.version == before.calendar.version
    assert [c.due for c in clocks_of_project(after)] == days
