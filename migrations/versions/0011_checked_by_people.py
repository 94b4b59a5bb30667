"""The database knows the entries of access checks, project codes and area assessments.

Revision ID: 0011_checked
Revises: 0010_catalogues
"""

from migrations.checks import renew
from states.terms import EntryKind

revision = "0011_checked"
down_revision = "0010_catalogues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
