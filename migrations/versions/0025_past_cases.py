"""How long the decided cases of a matter took is found by an index.

Revision ID: 0025_past_cases
Revises: 0026_urging
"""

from alembic import op

revision = "0025_past_cases"
down_revision = "0026_urging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_matter", "cases", ["matter", "decided_on", "used_days"])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
