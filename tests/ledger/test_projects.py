"""Projects on both engines: their record is sealed, verified, exported and derived again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import upkeep
from acts.problems import StaleVersion
from acts.project_office import advance_project, record_in_project
from greenlane.story import at
from ledger import project_book
from ledger.evidence import seal_day, verify
from states.terms.project import ProjectDraft, ProjectKind, StepState
from tests.acts.channel_play import accepted, admitted, done, opened, project_of
from tests.playing import Play, play_on


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def row_of(play: Play, project_id: str):
    return play.read(lambda office: project_book.project_row(office.session, project_id))


def test_a_project_is_sealed_verified_and_exported_with_its_cases(play: Play) -> None:
    project = admitted(play)
    case = done(play, project.project_id, "filing.domestic")

    lines = play.read(lambda office: list(upkeep.export(office)))
    root = play.act(lambda office, *, now: seal_day(office.session, date(2026, 3, 2), now))

    assert play.read(lambda office: verify(office.session)) == []
    assert len(lines) == 2
    assert f'"case_id":"{case.case_id}"' in lines[0]
    assert f'"project_id":"{project.project_id}"' in lines[1]
    assert "project_step_opened" in lines[1]
    assert len(root) == 64


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE project_entry SET payload = '{}'",
        "DELETE FROM project_entry",
    ],
)
def test_the_database_refuses_to_alter_a_projects_record(play: Play, statement: str) -> None:
    admitted(play)

    with pytest.raises(DatabaseError, match="append-only"):
        play.act(lambda office, *, now: office.session.execute(text(statement)))


def test_verify_finds_a_projects_head_that_does_not_fit(play: Play) -> None:
    project = admitted(play)

    play.act(lambda office, *, now: office.session.execute(text("UPDATE project SET version = 9")))

    faults = play.read(lambda office: verify(office.session))
    assert [fault.case_id for fault in faults] == [project.project_id]
    assert "missing" in faults[0].problem


def test_a_case_that_moves_moves_its_projects_row_and_rebuild_finds_nothing_to_do(
    play: Play,
) -> None:
    project = admitted(play)
    case_id = opened(play, project.project_id, "land.supply")
    before = row_of(play, project.project_id)

    accepted(play, case_id, when="2026-03-03 09:00")

    after = row_of(play, project.project_id)
    assert before.whole_due_on is None
    # Received complete on 2026-03-02: accepted as of that day; sixty working days after it.
    assert after.whole_due_on == date(2026, 5, 28)
    assert after.next_alarm_on == date(2026, 3, 24)  # 15 WD of the stage: 2026-03-23
    assert play.act(lambda office, *, now: upkeep.rebuild(office)) == 0


def test_rebuild_restores_a_projects_derived_columns(play: Play) -> None:
    project = admitted(play)
    accepted(play, opened(play, project.project_id, "land.supply"))
    before = row_of(play, project.project_id).model_dump()

    play.act(
        lambda office, *, now: office.session.execute(
            text("UPDATE project SET whole_due_on = NULL, next_alarm_on = NULL, light = 'overdue'")
        )
    )
    changed = play.act(lambda office, *, now: upkeep.rebuild(office))

    assert changed == 1
    assert row_of(play, project.project_id).model_dump() == before


def test_due_projects_are_found_by_one_query_and_taken_once(play: Play) -> None:
    project = admitted(play)
    accepted(play, opened(play, project.project_id, "land.supply"))

    def due(day: date) -> list[tuple[date, str]]:
        return play.read(lambda office: project_book.due_projects(office.session, day))

    late = at("2026-03-25 03:00")
    play.clock.set(late)
    taken = play.act(lambda office, *, now: advance_project(office, project.project_id, now))
    again = play.act(lambda office, *, now: advance_project(office, project.project_id, now))

    assert due(date(2026, 3, 23)) == []
    assert [entry.kind for entry in taken] == [ProjectKind.CARDED]
    assert taken[0].payload["card"] == "OVERDUE_STAGE"
    assert taken[0].effective_on == date(2026, 3, 24)  # from the law, not from the watch
    assert again == ()
    assert row_of(play, project.project_id).light == "overdue"


def test_a_stale_version_writes_nothing_in_a_project(play: Play) -> None:
    project = admitted(play)

    def judge(_project):
        return [ProjectDraft(ProjectKind.OFFICER_BOUND, date(2026, 3, 2), {"officer": "x"})]

    with pytest.raises(StaleVersion):
        play.act(
            partial(record_in_project, act="bind_officer"),
            project.project_id,
            judge,
            by="fgw.chengban",
            if_version=project.version - 1,
        )

    assert project_of(play, project.project_id).version == project.version


def test_a_step_that_cannot_be_filed_leaves_neither_case_nor_entry(play: Play) -> None:
    project = admitted(play)
    with pytest.raises(Exception, match=r"cannot be opened yet"):
        opened(play, project.project_id, "permit.land_use_planning")

    stands = project_of(play, project.project_id)
    assert stands.version == project.version
    assert play.read(lambda office: list(upkeep.export(office)))[0].startswith('{"clocks"')
    assert stands.case_of("permit.land_use_planning") is None


def test_the_projects_steps_follow_their_cases(play: Play) -> None:
    project = admitted(play)
    done(play, project.project_id, "filing.domestic")
    case_id = opened(play, project.project_id, "land.supply")

    stands = project_of(play, project.project_id)
    filing, supply = stands.case_of("filing.domestic"), stands.case_of("land.supply")

    assert filing is not None
    assert filing.state is StepState.DONE
    assert supply is not None
    assert supply.state is StepState.FILED
    assert play.case(case_id).within["project_id"] == project.project_id
