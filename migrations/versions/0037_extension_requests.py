"""The database knows requests for an extension, their refusal and the duty to answer.

Revision ID: 0037_extension_requests
Revises: 0036_indicators
"""

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0037_extension_requests"
down_revision = "0036_indicators"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
