"""What became of a resolution is told by its task alone.

Revision ID: 0035_resolutions
Revises: 0034_desk
"""

from alembic import op

revision = "0035_resolutions"
down_revision = "0034_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("meeting", "open_count")


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
