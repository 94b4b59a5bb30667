"""The database knows the appeal against a card and its decision.

Revision ID: 0024_cards
Revises: 0023_estimate
"""

from migrations.checks import renew
from states.terms import EntryKind

revision = "0024_cards"
down_revision = "0023_estimate"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
