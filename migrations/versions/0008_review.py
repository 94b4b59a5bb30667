"""The database knows what a joint review brings: coordination, conditions, seats, deputies.

Revision ID: 0008_review
Revises: 0007_numbers
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0008_review"
down_revision = "0007_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
