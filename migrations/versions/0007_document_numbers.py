"""The register of document numbers, filled from the letters that already bear one.

Revision ID: 0007_numbers
Revises: 0006_after
"""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0007_numbers"
down_revision = "0006_after"
branch_labels = None
depends_on = None

TABLE = "document_number"
NUMBER = re.compile(r"^(?P<head>.+)〔(?P<year>\d{4})〕(?P<serial>\d+)号$")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.CheckConstraint("serial >= 1", name="serial_is_positive"),
        sa.PrimaryKeyConstraint("organ", "series", "year", "serial"),
        sa.UniqueConstraint("letter_id"),
        sa.UniqueConstraint("number"),
    )
    _fill()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _fill() -> None:
    """Letters say their letter code; the serials say which organ counted in which series."""
    bind = op.get_bind()
    counted = [row.series for row in bind.execute(sa.text("SELECT series FROM serial"))]
    letters = bind.execute(
        sa.text(
            "SELECT l.letter_id, l.number, l.facts, c.lead FROM letter l "
            "LEFT JOIN cases c ON c.case_id = l.case_id ORDER BY l.sealed_on, l.letter_id"
        )
    ).all()
    organs: dict[str, str] = {}
    rows = []
    for letter in sorted(letters, key=lambda row: row.lead is None):
        written = NUMBER.match(letter.number)
        if written is None:
            raise RuntimeError(f"letter {letter.letter_id} bears no number of the old form")
        code = json.loads(letter.facts)["organ"]["letter_code"]
        series = written["head"].removeprefix(code)
        if letter.lead is not None:
            organs[code] = letter.lead
        among = [one.partition(".")[0] for one in counted if one.partition(".")[2] == series]
        rows.append(
            {
                "organ": organs.get(code) or among[0],
                "series": series,
                "year": int(written["year"]),
                "serial": int(written["serial"]),
                "number": letter.number,
                "letter_id": letter.letter_id,
            }
        )
    if rows:
        table = sa.table(TABLE, *(sa.column(name) for name in rows[0]))
        bind.execute(sa.insert(table), rows)


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
