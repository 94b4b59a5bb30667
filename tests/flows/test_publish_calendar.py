"""The flow that lets open cases follow a published calendar, as a plain function."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from acts import calendars, post, upkeep
from flows.deployments import PLANS
from flows.house import entered
from flows.post_office import handovers
from flows.publish_calendar import publish_calendar
from flows.watch_deadlines import CasesSetAside, watch_deadlines
from greenlane.story import at
from ledger.evidence import verify
from states.clocks import statute_due
from states.terms import EntryKind
from tests.flows.test_plain_flows import letters_of, ran
from tests.notices import NOTICE_2026, before_2026
from tests.playing import Play


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    play = before_2026(f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path)
    play.house.settings.home = tmp_path
    with entered(play.house):
        yield play
    play.house.ledger.close()


def published(play: Play, count: int) -> list[str]:
    """So many cases accepted in December, and the notice for 2026 published."""
    cases = [play.accepted("2025-12-15 09:30").case_id for _ in range(count)]
    play.act(calendars.publish_calendar, NOTICE_2026, by="guanli", when="2025-12-16 10:00")
    return cases


def derivations(play: Play, case_id: str) -> int:
    entries = play.read(lambda office: office.entries(case_id))
    return sum(entry.kind is EntryKind.DATES_DERIVED_AGAIN for entry in entries)


def test_every_open_case_follows_and_its_letter_leaves(play: Play) -> None:
    cases = published(play, 3)

    told = ran(publish_calendar.fn(2))

    assert told == {"cases": 3, "moved": 3}
    for case_id in cases:
        due = statute_due(play.case(case_id))
        assert due is not None and str(due.due_on) == "2026-01-13"
    code = play.case(cases[0]).applicant["credit_code"]
    kinds = play.read(
        lambda office: [ref.kind for case_id in cases for ref in office.case(case_id).letters[-1:]]
    )
    assert kinds == ["moved_dates"] * 3
    assert len(letters_of(play, code)) == 9


def test_a_doubled_and_a_late_run_change_nothing(play: Play) -> None:
    cases = published(play, 2)
    ran(publish_calendar.fn(2))
    before = play.read(lambda office: list(upkeep.export(office)))

    again = ran(publish_calendar.fn(2))
    play.clock.set(at("2025-12-17 09:00"))
    late = ran(publish_calendar.fn(2))

    assert again["moved"] == late["moved"] == 0
    assert play.read(lambda office: list(upkeep.export(office))) == before
    assert [derivations(play, case_id) for case_id in cases] == [1, 1]


def test_a_lost_run_is_made_good_by_the_watch(play: Play) -> None:
    """No run at all: the day on which the case has something due brings it along."""
    cases = published(play, 1)
    play.clock.set(at("2026-01-20 08:00"))

    ran(watch_deadlines.fn())

    assert derivations(play, cases[0]) == 1
    entries = play.read(lambda office: office.entries(cases[0]))
    kinds = [(entry.kind.value, str(entry.effective_on)) for entry in entries]
    assert ("dates_derived_again", "2025-12-16") in kinds
    assert ("carded", "2026-01-14") in kinds, "the red card, from the day after 13 January"
    assert play.read(lambda office: verify(office.session)) == []


def test_a_poison_case_is_set_aside_and_holds_nobody_up(play: Play) -> None:
    cases = published(play, 3)
    with play.house.ledger.writing() as session:
        session.execute(text("DROP TRIGGER entry_refuses_update"))
        session.execute(
            text("UPDATE entry SET payload = 'no JSON' WHERE case_id = :case_id AND number = 1"),
            {"case_id": cases[1]},
        )

    with pytest.raises(CasesSetAside) as aside:
        ran(publish_calendar.fn(2))

    assert [one.case_id for one in aside.value.set_aside] == [cases[1]]
    assert [derivations(play, case_id) for case_id in (cases[0], cases[2])] == [1, 1]


def test_the_first_calendar_moves_nothing(play: Play) -> None:
    play.accepted("2025-12-15 09:30")

    assert ran(publish_calendar.fn(1)) == {"cases": 0, "moved": 0}


def test_the_word_in_the_outbox_becomes_one_run(play: Play) -> None:
    published(play, 1)
    far = at("2026-01-01 00:00")

    owed = play.read(lambda office: post.owed(office, ("nudge",), now=far))
    runs = [run for run in handovers(owed) if run.flow == "publish-calendar"]

    assert [run.parameters for run in runs] == [{"edition": 2}]
    assert runs[0].key.endswith(":calendar:2")
    assert "publish-calendar" in {plan.flow.name for plan in PLANS}
