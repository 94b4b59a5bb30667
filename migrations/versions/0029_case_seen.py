"""What each person has seen of a case, so that the next look says what is new.

Revision ID: 0029_case_seen
Revises: 0028_registers
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant

revision = "0029_case_seen"
down_revision = "0028_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_seen",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("before_number", sa.Integer(), nullable=True),
        sa.Column("before_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("username", "case_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
