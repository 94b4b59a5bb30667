"""The database knows the entries and tasks of estimates and their excess.

Revision ID: 0023_estimate
Revises: 0022_exchange
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0023_estimate"
down_revision = "0022_exchange"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
