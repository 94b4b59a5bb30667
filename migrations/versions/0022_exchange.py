"""The database knows receipts, questions and ratings, and the tasks that they bring.

Revision ID: 0022_exchange
Revises: 0017_board
"""

from alembic import op

from migrations.checks import renew
from states.terms import EntryKind, Task

revision = "0022_exchange"
down_revision = "0017_board"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])
    op.create_index("ix_letter_recipient", "letter", ["recipient", "sealed_on", "letter_id"])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
