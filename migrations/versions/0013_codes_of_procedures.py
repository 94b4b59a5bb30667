"""The database knows the entries and tasks of the procedures around a decision.

Revision ID: 0013_procedures
Revises: 0012_registers
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0013_procedures"
down_revision = "0012_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
