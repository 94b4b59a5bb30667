"""The tally of duties says at any time what counting the duties would say, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from acts import upkeep
from ledger import board, tally
from ledger.board import Slice
from ledger.engine import Ledger
from ledger.evidence import verify
from ledger.work_views import Days, WorkFilter, count_by_window
from tests.playing import Play, play_on

PUT = text(
    "INSERT INTO duty (case_id, party, task, clock, breach_on, provisional, since_on) "
    "VALUES (:case_id, :party, :task, :clock, :breach_on, false, :since_on) "
    "ON CONFLICT (case_id, party, task) DO UPDATE SET clock = excluded.clock, "
    "breach_on = excluded.breach_on, since_on = excluded.since_on"
)
GONE = text("DELETE FROM duty WHERE case_id = :case_id AND party = :party AND task = :task")
DAYS = st.none() | st.dates(date(2026, 2, 20), date(2026, 3, 10))
DUTIES = st.fixed_dictionaries(
    {
        "case_id": st.sampled_from(["c1", "c2", "c3"]),
        "party": st.sampled_from(["fgw", "zrzy"]),
        "task": st.sampled_from(["give_opinion", "decide"]),
        "clock": st.sampled_from([None, "opinion"]),
        "breach_on": DAYS,
        "since_on": DAYS,
    }
)
STEPS = st.lists(st.tuples(st.sampled_from(["put", "gone", "fold"]), DUTIES), max_size=25)
TODAY = date(2026, 3, 3)


@pytest.fixture
def ledger(ledger_url: str) -> Any:
    made = Ledger(ledger_url)
    made.upgrade()
    yield made
    made.close()


def stepped(session: Session, steps: list[tuple[str, dict[str, Any]]]) -> None:
    for verb, duty in steps:
        if verb == "fold":
            tally.fold(session)
        else:
            session.execute(PUT if verb == "put" else GONE, duty)


@pytest.fixture
def play(ledger_url: str) -> Any:
    made = play_on(ledger_url)
    yield made
    made.house.ledger.close()


def emptied(session: Session) -> None:
    for name in ("duty", "duty_change", "duty_tally"):
        session.execute(text(f"DELETE FROM {name}"))


@given(steps=STEPS)
@settings(max_examples=60)
def test_whatever_came_and_went_the_tally_says_what_stands(
    ledger: Ledger, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    with ledger.writing() as session:
        emptied(session)
        stepped(session, steps)
        rows = session.execute(text("SELECT party, task, breach_on, since_on FROM duty")).all()
        standing = [(p, t, _day(b), _day(s)) for p, t, b, s in rows]

        assert not tally.differs(session)
        found = board.waiting(session, ["fgw", "zrzy"], TODAY)
        assert {(owed.party, owed.task): (owed.count, owed.waiting_days) for owed in found} == {
            key: (
                sum((p, t) == key for p, t, _, _ in standing),
                sum((TODAY - s).days for p, t, _, s in standing if (p, t) == key and s),
            )
            for key in {(p, t) for p, t, _, _ in standing}
        }
        late = [b for p, _, b, _ in standing if p == "fgw" and b and b < TODAY]
        until = date(2026, 3, 2)
        assert board.count(session, Slice("duties", department="fgw", until_on=until)) == len(late)
        dated = [b for _, t, b, _ in standing if t == "decide" and b and b >= TODAY]
        assert board.count(session, Slice("duties", task="decide", from_on=TODAY)) == len(dated)
        days = Days(TODAY, date(2026, 3, 4))
        counts = count_by_window(session, WorkFilter(("fgw",)), days)
        assert counts["late"] == len(late)
        assert sum(counts.values()) == sum(p == "fgw" for p, _, _, _ in standing)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def test_a_tally_that_lies_is_found_and_counted_anew(play: Play) -> None:
    play.in_review()
    assert faults(play) == []

    with play.house.ledger.writing() as session:
        tally.fold(session)
        session.execute(text("UPDATE duty_tally SET duties = duties + 1"))
    assert faults(play) == ["the tally of duties is not their number; rebuild it"]

    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))
    assert faults(play) == []


def faults(play: Play) -> list[str]:
    with play.house.ledger.reading() as session:
        return [fault.problem for fault in verify(session)]


def test_folding_leaves_no_change_behind_and_no_empty_line(play: Play) -> None:
    play.in_review()
    with play.house.ledger.writing() as session:
        session.execute(text("DELETE FROM duty WHERE party = 'zrzy'"))
        tally.fold(session)
        left = session.execute(text("SELECT count(*) FROM duty_change")).scalar_one()
        lines = session.execute(text("SELECT party, duties FROM duty_tally")).all()

    assert left == 0
    assert lines
    assert all(duties > 0 and party != "zrzy" for party, duties in lines)
