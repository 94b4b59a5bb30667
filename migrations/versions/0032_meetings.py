"""Meetings and liaison: their books, and the reading of meetings by day and subject.

Revision ID: 0032_meetings
Revises: 0031_search
"""

import sqlalchemy as sa
from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew

revision = "0032_meetings"
down_revision = "0031_search"
branch_labels = None
depends_on = None

KINDS = "kind IN ('joint', 'on_site', 'special', 'talk')"
STATES = "state IN ('called', 'cancelled', 'issued')"


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    op.create_table(
        "meeting",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("resolutions", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.CheckConstraint(KINDS, name="kind_is_known"),
        sa.CheckConstraint(STATES, name="state_is_known"),
        sa.PrimaryKeyConstraint("meeting_id"),
    )
    op.create_index("ix_meeting_held_on", "meeting", ["held_on", "meeting_id"])
    op.create_table(
        "meeting_subject",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "meeting_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
