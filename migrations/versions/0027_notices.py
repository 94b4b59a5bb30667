"""What left the house is found by whom it was for, and each person marks what was read.

Revision ID: 0027_notices
Revises: 0025_past_cases
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0027_notices"
down_revision = "0025_past_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("recipient", sa.String(), nullable=False, server_default=""))
    _address_what_left()
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "outbox_id"])
    op.create_table(
        "notice_mark",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("read_up_to", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_index("ix_notice_mark_organisation", "notice_mark", ["organisation", "username"])
    op.create_table(
        "notice_read",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("username", "notice_id"),
    )


def _address_what_left() -> None:
    """Letters and notices of before say in their payload whom they were for."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT outbox_id, payload FROM outbox WHERE kind IN ('letter', 'notice')")
    ).all()
    found = [
        {"id": row.outbox_id, "to": told.get("recipient") or told.get("department") or ""}
        for row in rows
        for told in (json.loads(row.payload),)
    ]
    if found:
        bind.execute(sa.text("UPDATE outbox SET recipient = :to WHERE outbox_id = :id"), found)


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
