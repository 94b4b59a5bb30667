"""The ledger takes the values that are reported for quantified targets.

Revision ID: 0036_indicators
Revises: 0035_resolutions
"""

from ledger.register_tables import BOOKS
from migrations.checks import renew

revision = "0036_indicators"
down_revision = "0035_resolutions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
