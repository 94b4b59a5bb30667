"""The task ledger (任务台账): its book, and the reading of tasks and their units.

Revision ID: 0033_tasks
Revises: 0032_meetings
"""

import sqlalchemy as sa
from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew
from states.terms.tasks import TaskKind, TaskState

revision = "0033_tasks"
down_revision = "0032_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    op.create_table(
        "task",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        _known("kind", [kind.value for kind in TaskKind]),
        _known("state", [state.value for state in TaskState]),
        sa.PrimaryKeyConstraint("task_id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_task_sort_on", "task", ["sort_on", "task_id"])
    op.create_index("ix_task_series", "task", ["series", "sort_on", "task_id"])
    op.create_index("ix_task_state", "task", ["state", "sort_on", "task_id"])
    op.create_table(
        "task_unit",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "place"),
    )
    op.create_index("ix_task_unit_unit", "task_unit", ["unit", "task_id"])


def _known(column: str, values: list[str]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
