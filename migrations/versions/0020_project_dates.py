"""The database knows the promises of projects that a holiday notice moved.

Revision ID: 0020_project_dates
Revises: 0019_enterprise
"""

from migrations.checks import renew
from states.terms.project import ProjectKind

revision = "0020_project_dates"
down_revision = "0019_enterprise"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("project_entry", "kind", [kind.value for kind in ProjectKind])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
