"""The database knows a grant that a penalty ended.

Revision ID: 0009_penalised
Revises: 0008_review
"""

from migrations.checks import renew
from states.approval import Approval

revision = "0009_penalised"
down_revision = "0008_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("cases", "approval_state", [str(state) for state in Approval.states_map])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
