"""The database knows the kinds of entries and the tasks that parts of the procedure bring.

Revision ID: 0002_parts
Revises: 0001
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0002_parts"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
