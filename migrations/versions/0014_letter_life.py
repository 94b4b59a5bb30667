"""The database knows the entries of what becomes of a letter.

Revision ID: 0014_letter_life
Revises: 0013_procedures
"""

from migrations.checks import renew
from states.terms import EntryKind

revision = "0014_letter_life"
down_revision = "0013_procedures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
