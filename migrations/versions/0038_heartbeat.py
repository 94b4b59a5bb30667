"""Signs of life: when the deadline watch last looked.

Revision ID: 0038_heartbeat
Revises: 0037_extension_requests
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_heartbeat"
down_revision = "0037_extension_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
