"""Cases are found by who acted in them, and people keep views of their worklist.

Revision ID: 0034_desk
Revises: 0033_tasks
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_desk"
down_revision = "0033_tasks"
branch_labels = None
depends_on = None

BY_PEOPLE = sa.text("actor <> 'greenlane'")


def upgrade() -> None:
    op.create_index(
        "ix_entry_on_authority_of",
        "entry",
        ["on_authority_of", "recorded_at", "case_id", "number"],
        sqlite_where=BY_PEOPLE,
        postgresql_where=BY_PEOPLE,
    )
    op.create_table(
        "saved_view",
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("view_id"),
        sa.UniqueConstraint("username", "name"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
