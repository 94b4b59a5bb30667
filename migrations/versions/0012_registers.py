"""Registers beside cases, append-only: area assessments and standard land.

Revision ID: 0012_registers
Revises: 0011_checked
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant

revision = "0012_registers"
down_revision = "0011_checked"
branch_labels = None
depends_on = None

TABLE = "register_entry"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("on_authority_of", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name="number_is_positive"),
        sa.CheckConstraint("book IN ('area_assessment', 'standard_land')", name="book_is_known"),
        sa.PrimaryKeyConstraint("book", "item_id", "number"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_replace BEFORE INSERT ON {TABLE} WHEN EXISTS "
        f"(SELECT 1 FROM {TABLE} WHERE book = NEW.book AND item_id = NEW.item_id "
        "AND number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    )


def _seal_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
