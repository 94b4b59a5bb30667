"""The database knows what lives on after a decision: its entries, tasks and filing states.

Revision ID: 0006_after
Revises: 0005_projects
"""

from migrations.checks import renew
from states.filing import Filing, RecordFiling
from states.terms import EntryKind, Task

revision = "0006_after"
down_revision = "0005_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("entry", "kind", [kind.value for kind in EntryKind])
    renew("duty", "task", [task.value for task in Task])
    states = (*Filing.states_map, *RecordFiling.states_map)
    renew("cases", "filing_state", [str(state) for state in states])


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
