"""Ledgers of earlier releases, filled, brought to the newest tables on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import intake, upkeep
from acts.forms import AcceptForm
from ledger.engine import MIGRATIONS, Ledger
from ledger.evidence import verify
from tests.playing import Play, play_on


def filled(url: str) -> tuple[Play, str]:
    """A ledger with one accepted case."""
    play = play_on(url)
    case = play.received()
    play.act(intake.accept, case.case_id, AcceptForm(), by="chuangkou")
    return play, case.case_id


def rows_of(play: Play, *tables: str) -> dict[str, list[dict[str, Any]]]:
    with play.house.ledger.reading() as session:
        return {
            table: [
                {name: str(value) for name, value in row.items()}
                for row in session.execute(text(f"SELECT * FROM {table}")).mappings()
            ]
            for table in tables
        }


def at_first(url: str) -> Ledger:
    """An empty ledger of the first release."""
    ledger, config = Ledger(url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with ledger.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()
    return ledger


LATER = (
    "reaches_on",
    "calendar_version",
    "stage",
    "received_on",
    "used_days",
    "since_on",
    "recipient",
)
"""Columns that the first release did not have."""
TABLES = ("entry", "letter", "cases", "duty", "outbox")


def test_a_filled_ledger_of_the_first_release_is_brought_up(
    ledger_url: str, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The rows of a case as the first release wrote them come through, triggers and all."""
    made, case_id = filled(f"sqlite:///{tmp_path_factory.mktemp('made') / 'made.db'}")
    rows = rows_of(made, *TABLES)
    old = at_first(ledger_url)
    with old.writing() as session:
        for table, found in rows.items():
            for row in found:
                kept = {
                    name: None if value == "None" else value
                    for name, value in row.items()
                    if name not in LATER or (table, name) == ("letter", "recipient")
                }
                if "provisional" in kept:
                    kept["provisional"] = kept["provisional"] in ("1", "True")
                names = ", ".join(kept)
                marks = ", ".join(f":{name}" for name in kept)
                session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), kept)
    old.close()

    play = play_on(ledger_url)

    assert play.read(lambda office: verify(office.session)) == []
    assert rows_of(play, "document_number") == rows_of(made, "document_number")
    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))
    assert rows_of(play, "cases")["cases"][0]["reaches_on"] == str(rows["cases"][0]["reaches_on"])
    assert play.case(case_id).accepted_on == made.case(case_id).accepted_on
    for table in ("entry", "letter", "calendar_edition"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            play.house.ledger.writing() as session,
        ):
            session.execute(text(f"DELETE FROM {table}"))
    with pytest.raises(DatabaseError), play.house.ledger.writing() as session:
        session.execute(
            text(
                "INSERT INTO entry SELECT case_id, 99, 'approved_by_silence', actor, "
                "on_authority_of, effective_on, recorded_at, payload, prev_hash, hash "
                "FROM entry WHERE number = 1"
            )
        )
    made.house.ledger.close()
    play.house.ledger.close()
