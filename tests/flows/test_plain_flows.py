"""The flows as plain functions, without Prefect's engine, on real acts and a real ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from acts import post
from flows.advance_case import advance_case, advance_cases
from flows.joint_review import joint_review, run_name
from flows.post_letters import post_letters
from flows.watch_deadlines import CasesSetAside, watch_deadlines
from greenlane.story import at
from ledger.tables import CaseRow
from tests.flows.running import ran
from tests.playing import REVIEWERS, Play


def mailbox(play: Play) -> Path:
    return play.house.settings.home / "mailbox"


def letters_of(play: Play, recipient: str) -> list[str]:
    return sorted(path.name for path in (mailbox(play) / recipient).glob("*.eml"))


def owed(play: Play, *kinds: str) -> list[str]:
    far = play.clock.now() + timedelta(days=1)
    return [row.key for row in play.read(lambda o: post.owed(o, kinds, now=far, limit=1000))]


def legal_facts(play: Play, case_id: str) -> list[tuple[str, date, object]]:
    entries = play.read(lambda office: office.entries(case_id))
    return [(e.kind.value, e.effective_on, e.payload.get("department")) for e in entries]


def test_every_department_of_the_round_is_handed_its_request(play: Play) -> None:
    case = play.in_review()

    seats = ran(joint_review.fn(case.case_id, 1))

    assert seats == dict.fromkeys(REVIEWERS, "asked")
    assert all(len(letters_of(play, department)) == 1 for department in REVIEWERS)
    assert owed(play, "letter") == []


def test_a_doubled_review_run_delivers_nothing_twice(play: Play) -> None:
    case = play.in_review()

    ran(joint_review.fn(case.case_id, 1))
    first = sorted(mailbox(play).rglob("*.eml"))
    ran(joint_review.fn(case.case_id, 1))

    assert sorted(mailbox(play).rglob("*.eml")) == first
    assert legal_facts(play, case.case_id)[-1][0] == "review_opened"


def test_a_letter_leaves_as_it_was_sealed(play: Play) -> None:
    case = play.accepted()
    code = case.applicant["credit_code"]

    ran(post_letters.fn())

    sealed = {ref.sha256 for ref in play.case(case.case_id).letters}
    mails = [
        message_from_bytes((mailbox(play) / code / name).read_bytes(), policy=default)
        for name in letters_of(play, code)
    ]
    assert {mail["X-SHA256"] for mail in mails} == sealed
    assert all(case.project["name"] in mail.get_content() for mail in mails)


def test_a_letter_that_cannot_leave_stays_owed_and_holds_nobody_up(play: Play) -> None:
    play.in_review()
    mailbox(play).mkdir()
    (mailbox(play) / "sthj").write_text("in the way")

    told = ran(post_letters.fn())

    assert told["kept"] == 1
    assert len(owed(play, "letter")) == 1
    assert letters_of(play, "slj")


def test_the_run_is_named_like_the_ledger(play: Play) -> None:
    case = play.in_review()

    name = run_name(play.house, case.case_id)

    assert name.startswith(f"joint review {case.case_id} 市自然资源和规划局 市生态环境局")


def test_due_steps_are_taken_once_however_often_the_run_comes(play: Play) -> None:
    case = play.in_review()
    play.clock.set(at("2026-06-01 08:00"))

    taken = ran(advance_case.fn(case.case_id))
    again = ran(advance_case.fn(case.case_id))

    assert "carded" in taken
    assert again == []


def test_the_watch_that_slept_records_what_the_daily_watch_recorded(
    play: Play, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = play.in_review(), play.in_review()
    day = at("2026-03-03 08:00")
    while day < at("2026-05-01 08:00"):
        play.clock.set(day)
        ran(advance_cases.fn([first.case_id]))
        day += timedelta(days=1)

    ran(watch_deadlines.fn())

    assert legal_facts(play, second.case_id) == legal_facts(play, first.case_id)
    assert len(legal_facts(play, first.case_id)) > 4


def test_nothing_due_takes_nothing(play: Play) -> None:
    play.in_review()

    assert ran(watch_deadlines.fn()) == {"cases": 0, "taken": 0}


def test_a_poison_case_is_set_aside_and_the_others_go_on(play: Play) -> None:
    case = play.in_review()
    with play.house.ledger.writing() as session:
        session.add(phantom("2026-0000"))
    play.clock.set(at("2026-06-01 08:00"))

    with pytest.raises(CasesSetAside, match="2026-0000: UnknownCase"):
        ran(watch_deadlines.fn())

    assert "carded" in [kind for kind, _on, _who in legal_facts(play, case.case_id)]


def phantom(case_id: str) -> CaseRow:
    """A projection whose entries are gone; every attempt to advance it breaks."""
    return CaseRow(
        case_id=case_id,
        matter="ratification.enterprise",
        lead="fgw",
        region="410611",
        project_name="-",
        project_code="",
        applicant_code="-",
        applicant_name="-",
        catalog_sha256="-",
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        version=1,
        head_hash="-",
        filing_state="accepted",
        review_state="collecting",
        approval_state="running",
        next_alarm_on=date(2026, 1, 1),
    )
