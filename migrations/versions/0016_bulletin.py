"""Bulletins stand in a register; what changed since an instant is found by an index.

Revision ID: 0016_bulletin
Revises: 0015_project_policies
"""

from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew

revision = "0016_bulletin"
down_revision = "0015_project_policies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    op.create_index("ix_entry_recorded_at", "entry", ["recorded_at", "case_id", "number"])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
