"""Signed heads of the log over sealed heads.

Revision ID: 0043_tree_head
Revises: 0042_outward
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_tree_head"
down_revision = "0042_outward"
branch_labels = None
depends_on = None

HEADS = "tree_head"


def upgrade() -> None:
    op.create_table(
        HEADS,
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name="size_is_a_number_of_leaves"),
        sa.PrimaryKeyConstraint("sealed_on"),
    )
    op.create_index("ix_sealed_head_case_id", "sealed_head", ["case_id", "sealed_on"])
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _refuse_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {HEADS}_refuses_{verb.lower()} BEFORE {verb} ON {HEADS} "
            f"BEGIN SELECT RAISE(ABORT, '{HEADS} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {HEADS}_refuses_replace BEFORE INSERT ON {HEADS} WHEN EXISTS "
        f"(SELECT 1 FROM {HEADS} WHERE sealed_on = NEW.sealed_on) "
        f"BEGIN SELECT RAISE(ABORT, '{HEADS} is append-only'); END"
    )


def _refuse_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {HEADS}_refuses_change BEFORE UPDATE OR DELETE ON {HEADS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {HEADS}_refuses_truncate BEFORE TRUNCATE ON {HEADS} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
