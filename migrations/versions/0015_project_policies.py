"""The database knows the access checks and area assessments of projects.

Revision ID: 0015_project_policies
Revises: 0014_letter_life
"""

from migrations.checks import renew
from states.terms.project import ProjectKind

revision = "0015_project_policies"
down_revision = "0014_letter_life"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("project_entry", "kind", [kind.value for kind in ProjectKind])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
