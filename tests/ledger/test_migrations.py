"""Ledgers of earlier releases, filled, brought to the newest tables on both engines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import column, insert, inspect, select, text
from sqlalchemy import table as sql_table
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from acts import evidence, intake, outward, upkeep
from acts.forms import AcceptForm
from greenlane.signing import SigningKey
from ledger.engine import MIGRATIONS, Ledger
from ledger.evidence import verify
from tests.playing import REVIEWERS, Play, play_on

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))


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


def at_first(url: str, revision: str = "0001") -> Ledger:
    """An empty ledger of the first release, or of a later revision."""
    ledger, config = Ledger(url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with ledger.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
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
LATER_THAN_0007 = ("stage", "received_on", "used_days", "since_on")
TABLES = ("entry", "letter", "cases", "duty", "outbox")


def test_a_filled_ledger_of_the_first_release_is_brought_up(
    ledger_url: str, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The rows of a case as the first release wrote them come through, triggers and all."""
    made, case_id = filled(f"sqlite:///{tmp_path_factory.mktemp('made') / 'made.db'}")
    rows = rows_of(made, *TABLES)
    rows["outbox"] = [row for row in rows["outbox"] if row["kind"] != "outward"]
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
                kept.pop("outbox_id", None)
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
    play.act(lambda office, *, now: evidence.seal_yesterday(office, KEY, now))
    assert play.read(lambda office: verify(office.session)) == []
    for table in ("entry", "letter", "calendar_edition", "tree_head"):
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


def reviewed(url: str) -> Play:
    """A ledger with a case asked about in a review, one accepted, one filing and one waiting."""
    play = play_on(url)
    asked = play.in_review()
    for department in REVIEWERS[:3]:
        play.sign(asked.case_id, department)
    play.accepted("2026-03-03 10:00")
    play.received("2026-03-04 10:00", matter="filing.domestic")
    play.received("2026-03-05 10:00")
    return play


def carried(made: Play, old: Ledger) -> None:
    """Every row of `made` in the tables and columns that the older ledger has."""
    known = inspect(old.engine)
    with made.house.ledger.reading() as source, old.writing() as target:
        for table in SQLModel.metadata.sorted_tables:
            if not known.has_table(table.name):
                continue
            names = {one["name"] for one in known.get_columns(table.name)}
            kept = [column(one.name, one.type) for one in table.columns if one.name in names]
            older = sql_table(table.name, *kept)
            rows = [
                dict(row) for row in source.execute(select(*kept).select_from(older)).mappings()
            ]
            for row in rows:
                row.pop("outbox_id", None)
            if table.name == "outbox" and not known.has_table("outward_event"):
                rows = [row for row in rows if row["kind"] != "outward"]
            if rows:
                target.execute(insert(older), rows)


def test_a_ledger_filled_before_the_review_of_0008_is_brought_to_the_newest_tables(
    ledger_url: str, sqlite_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Revision 0007: every case and entry is kept; deriving again fills the board's new columns
    (revision 0017) and changes nothing that the old ledger already had."""
    made = reviewed(f"sqlite:///{tmp_path_factory.mktemp('made') / 'made.db'}")
    before = rows_of(made, *TABLES)
    old = at_first(ledger_url, "0007_numbers")
    assert not inspect(old.engine).has_table("catalog_edition")
    carried(made, old)
    old.close()

    play = play_on(ledger_url)
    kept = rows_of(play, *TABLES)

    assert len(kept["cases"]) == 4
    for table in TABLES:
        assert len(kept[table]) == len(before[table])
    assert {row["hash"] for row in kept["entry"]} == {row["hash"] for row in before["entry"]}
    for row in before["cases"]:
        assert play.case(row["case_id"]) == made.case(row["case_id"])
    assert play.read(lambda office: verify(office.session)) == []
    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))
    assert without_later(rows_of(play, *TABLES)) == without_later(kept)
    with play.house.ledger.writing() as session:
        assert upkeep.rebuild(play.house.office(session)) == 0
    assert play.read(lambda office: verify(office.session)) == []
    assert events_of(play) == events_of(made)
    made.house.ledger.close()
    play.house.ledger.close()


def events_of(play: Play) -> list[tuple[str, str]]:
    """The log of events as it comes out of what the ledger owes it; sources differ by ledger."""
    play.act(outward.write_on, limit=1000)
    return sorted(
        (row["event_id"], str(json.loads(row["content"])["data"]))
        for row in rows_of(play, "outward_event")["outward_event"]
    )


def without_later(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """The rows in order, without the columns that the older ledger did not have."""
    return {
        table: sorted(
            str({n: v for n, v in row.items() if n not in LATER_THAN_0007}) for row in rows
        )
        for table, rows in found.items()
    }
