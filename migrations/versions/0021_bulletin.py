"""Bulletins stand in a register; what changed since an instant is found by an index.

Revision ID: 0021_bulletin
Revises: 0020_project_dates
"""

from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew

revision = "0021_bulletin"
down_revision = "0020_project_dates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    op.create_index("ix_entry_recorded_at", "entry", ["recorded_at", "case_id", "number"])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
