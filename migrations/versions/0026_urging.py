"""The database knows urgings, their receipts and the duty to confirm.

Revision ID: 0026_urging
Revises: 0024_cards
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0026_urging"
down_revision = "0024_cards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
