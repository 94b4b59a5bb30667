"""One suite for the ledger on both engines: what the book promises."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlmodel import SQLModel

from acts import approval, due, signoff, upkeep
from acts.forms import OpinionForm, SuspendForm
from acts.problems import StaleVersion
from ledger import outbox, views
from ledger.evidence import verify
from ledger.tables import InstallationRow, OutboxRow
from states.terms import EntryKind
from tests.playing import REVIEWERS, Play, play_on

DAY = date(2026, 3, 9)


@pytest.fixture
def play(ledger_url: str):
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def entries_of(play: Play, case_id: str, kind: EntryKind) -> list[int]:
    entries = play.read(lambda office: office.entries(case_id))
    return [entry.number for entry in entries if entry.kind is kind]


def sign_at_once(play: Play, case_id: str, departments: tuple[str, ...]) -> list[BaseException]:
    """Each department in a thread of its own, all past one barrier."""
    barrier, failures = threading.Barrier(len(departments)), []

    def sign(department: str) -> None:
        barrier.wait()
        try:
            play.sign(case_id, department)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=sign, args=(name,)) for name in departments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return failures


def test_two_simultaneous_last_signatures_conclude_exactly_once(play: Play) -> None:
    for _ in range(5):
        case = play.in_review()
        for department in REVIEWERS[:-2]:
            play.sign(case.case_id, department)

        failures = sign_at_once(play, case.case_id, REVIEWERS[-2:])

        assert failures == []
        assert len(entries_of(play, case.case_id, EntryKind.OPINION_GIVEN)) == len(REVIEWERS)
        assert len(entries_of(play, case.case_id, EntryKind.REVIEW_CONCLUDED)) == 1
        assert play.case(case.case_id).review_state == "agreed"


def test_fifty_simultaneous_signatures_lose_nothing_and_conclude_once(play: Play) -> None:
    cases = [play.in_review().case_id for _ in range(8)]
    barrier, failures = threading.Barrier(50), []
    jobs = [(case_id, name) for case_id in cases for name in REVIEWERS][:50]

    def sign(case_id: str, department: str) -> None:
        barrier.wait()
        try:
            play.sign(case_id, department)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=sign, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert failures == []
    for case_id in cases[:7]:
        assert len(entries_of(play, case_id, EntryKind.OPINION_GIVEN)) == len(REVIEWERS)
        assert len(entries_of(play, case_id, EntryKind.REVIEW_CONCLUDED)) == 1
    assert play.read(lambda office: verify(office.session)) == []


def test_the_same_signature_sent_by_ten_threads_stands_once(play: Play) -> None:
    case = play.in_review()

    failures = sign_at_once(play, case.case_id, ("zrzy",) * 10)

    assert len(failures) == 9
    assert len(entries_of(play, case.case_id, EntryKind.OPINION_GIVEN)) == 1


def test_a_stale_version_writes_nothing(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy")
    before = play.case(case.case_id).version

    with pytest.raises(StaleVersion):
        play.act(
            signoff.give_opinion,
            case.case_id,
            "slj",
            OpinionForm(answer="agree"),
            by="slj.chengban",
            if_version=case.version,
        )

    assert play.case(case.case_id).version == before


def test_a_failed_transaction_leaves_no_row_and_gives_its_numbers_back(play: Play) -> None:
    case = play.accepted()
    letters = play.read(lambda office: len(views.letters_of(office.session, case.case_id)))

    with pytest.raises(RuntimeError), play.house.ledger.writing() as session:
        office = play.house.office(session)
        approval.suspend(
            office,
            case.case_id,
            SuspendForm(kind="expert_review", announced_days=5, basis="依法"),
            actor=play.actor("fgw.chengban"),
            now=play.clock.now(),
        )
        raise RuntimeError("the power fails before the commit")

    play.act(
        approval.suspend,
        case.case_id,
        SuspendForm(kind="expert_review", announced_days=5, basis="依法"),
        by="fgw.chengban",
    )
    after = play.read(lambda office: views.letters_of(office.session, case.case_id))
    assert len(after) == letters + 1
    assert after[-1].number.endswith("〔2026〕1号")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET actor = 'somebody'",
        "DELETE FROM entry",
        "UPDATE letter SET html = ''",
        "DELETE FROM letter",
    ],
)
def test_the_database_refuses_to_alter_the_record(play: Play, statement: str) -> None:
    play.accepted()

    with pytest.raises(DatabaseError, match="append-only"), play.house.ledger.writing() as session:
        session.execute(text(statement))


def test_sqlite_refuses_insert_or_replace(sqlite_url: str) -> None:
    play = play_on(sqlite_url)
    play.accepted()
    columns = (
        "case_id, number, kind, actor, on_authority_of, effective_on, recorded_at, payload, "
        "prev_hash, hash"
    )

    with pytest.raises(DatabaseError, match="append-only"), play.house.ledger.writing() as session:
        session.execute(
            text(f"INSERT OR REPLACE INTO entry ({columns}) SELECT {columns} FROM entry LIMIT 1")
        )


def _of_tables(name: str | None, kind: str, _parents: object) -> bool:
    """The index of words has a form of its own on each engine, known to its migration alone."""
    return kind != "table" or not str(name).startswith("search_gram")


def test_the_tables_are_what_the_migrations_make(play: Play) -> None:
    with play.house.ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _of_tables})

        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_unknown_codes_are_refused_by_the_database(play: Play) -> None:
    play.accepted()

    with pytest.raises(DatabaseError), play.house.ledger.writing() as session:
        session.execute(text("UPDATE cases SET approval_state = 'approved_by_silence'"))


def test_naive_instants_are_refused(play: Play) -> None:
    naive = play.clock.now().replace(tzinfo=None)

    with pytest.raises(StatementError), play.house.ledger.writing() as session:
        session.add(
            OutboxRow(
                key="k",
                kind="nudge",
                case_id="c",
                payload="{}",
                created_at=naive,
                available_at=naive,
            )
        )
        session.flush()


def test_instants_come_back_as_they_went_in(play: Play) -> None:
    case = play.received(when="2026-03-02 23:59")

    entry = play.read(lambda office: office.entries(case.case_id)[0])

    assert entry.recorded_at == play.clock.now()
    assert entry.effective_on == date(2026, 3, 2)


def test_due_cases_come_in_due_order_and_page(play: Play) -> None:
    later = play.received(when="2026-03-03 09:00")
    sooner = play.received(when="2026-03-02 09:00")

    def due_on(day: date, **more) -> list[str]:
        rows = play.read(lambda office: views.due_cases(office.session, day, **more))
        return [case_id for _, case_id in rows]

    assert due_on(date(2026, 3, 9)) == []
    assert due_on(date(2026, 3, 11)) == [sooner.case_id, later.case_id]
    assert due_on(date(2026, 3, 11), limit=1) == [sooner.case_id]
    after = (date(2026, 3, 10), sooner.case_id)
    assert due_on(date(2026, 3, 11), after=after) == [later.case_id]


def test_rebuild_restores_every_projection(play: Play) -> None:
    case = play.in_review()
    before = play.read(lambda office: list(upkeep.export(office)))
    with play.house.ledger.writing() as session:
        session.execute(text("DELETE FROM duty"))
        session.execute(
            text(
                "UPDATE cases SET statute_due_on = NULL, promise_due_on = NULL, light = 'red', "
                "next_alarm_on = NULL, filing_state = 'draft', review_state = 'agreed', "
                "project_name = '', accepted_on = NULL"
            )
        )

    with play.house.ledger.writing() as session:
        changed = upkeep.rebuild(play.house.office(session))

    assert changed == 1
    assert play.read(lambda office: list(upkeep.export(office))) == before
    assert play.case(case.case_id).review_state == "collecting"


def test_what_is_owed_is_owed_once_and_retried(play: Play) -> None:
    case = play.received()

    def owed() -> list[str]:
        def keys(office):
            return [
                row.key for row in outbox.owed(office.session, ("letter",), play.clock.now(), 10)
            ]

        with play.house.ledger.writing() as session:
            return keys(play.house.office(session))

    assert owed() == [f"letter:{case.case_id}-1-1"]
    with play.house.ledger.writing() as session:
        row = outbox.owed(session, ("letter",), play.clock.now(), 10)[0]
        outbox.mark_sent(session, row.outbox_id, play.clock.now())
    assert owed() == []


def test_every_installation_has_its_own_name(play: Play, tmp_path) -> None:
    other = play_on(f"sqlite:///{tmp_path / 'other.db'}")

    with play.house.ledger.reading() as session:
        names = session.query(InstallationRow).all()

    assert [row.installation_id for row in names] == [play.house.installation_id]
    assert other.house.installation_id != play.house.installation_id
    other.house.ledger.close()


def test_advancing_twice_changes_nothing(play: Play) -> None:
    case = play.received(when="2026-03-02 09:00")

    first = play.act(due.advance, case.case_id, when="2026-03-10 08:00")
    second = play.act(due.advance, case.case_id)

    assert [taken.kind for taken in first] == [EntryKind.ACCEPTED]
    assert second == ()
