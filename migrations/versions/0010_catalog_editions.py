"""Catalogues live in the ledger: drafts, and editions with the day from which they bind.

Revision ID: 0010_catalogues
Revises: 0009_penalised
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant
from migrations.checks import renew
from states.terms import EntryKind

revision = "0010_catalogues"
down_revision = "0009_penalised"
branch_labels = None
depends_on = None

KEYS = {"catalog_draft": "sha256", "catalog_edition": "number"}


def upgrade() -> None:
    op.create_table(
        "catalog_draft",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("drafted_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "catalog_edition",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("draft_sha256", sa.String(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("version"),
    )
    renew("entry", "kind", [kind.value for kind in EntryKind])
    op.create_index("ix_cases_catalog", "cases", ["catalog_sha256", "case_id"])
    for table, key in KEYS.items():
        if op.get_bind().dialect.name == "sqlite":
            _seal_on_sqlite(table, key)
        else:
            _seal_on_postgresql(table)


def _seal_on_sqlite(table: str, key: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN EXISTS "
        f"(SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _seal_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
