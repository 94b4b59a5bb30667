"""Projects in green channels: a record of their own, sealed like the entries of cases.

Revision ID: 0005_projects
Revises: 0004_calendar_followed
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant

revision = "0005_projects"
down_revision = "0004_calendar_followed"
branch_labels = None
depends_on = None

ENTRIES = "project_entry"


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("project_name", sa.String(), nullable=False),
        sa.Column("project_code", sa.String(), nullable=False),
        sa.Column("applicant_code", sa.String(), nullable=False),
        sa.Column("applicant_name", sa.String(), nullable=False),
        sa.Column("catalog_sha256", sa.String(), nullable=False),
        sa.Column("nominated_by", sa.String(), nullable=False),
        sa.Column("nominated_at", Instant(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("whole_due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("next_alarm_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('admitted', 'completed', 'declined', 'draft', 'nominated', 'rectifying', 'removed', 'withdrawn')",
            name="state_is_known",
        ),
        sa.CheckConstraint("light IN ('green', 'overdue')", name="light_is_known"),
        sa.PrimaryKeyConstraint("project_id"),
    )
    op.create_index("ix_project_applicant", "project", ["applicant_code", "project_id"])
    op.create_index("ix_project_next_alarm_on", "project", ["next_alarm_on", "project_id"])
    op.create_index("ix_project_parent", "project", ["parent", "project_id"])
    op.create_table(
        "project_party",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "department"),
    )
    op.create_index("ix_project_party", "project_party", ["department", "project_id"])
    op.create_table(
        ENTRIES,
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("on_authority_of", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('project_admitted', 'project_carded', 'project_completed', 'project_declined', 'project_facts_changed', 'project_nominated', 'project_officer_bound', 'project_phase_added', 'project_rectification_ordered', 'project_rectified', 'project_removed', 'project_step_opened', 'project_withdrawn', 'project_work_started')",
            name="kind_is_known",
        ),
        sa.CheckConstraint("number >= 1", name="number_is_positive"),
        sa.PrimaryKeyConstraint("project_id", "number"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {ENTRIES}_refuses_{verb.lower()} BEFORE {verb} ON {ENTRIES} "
            f"BEGIN SELECT RAISE(ABORT, '{ENTRIES} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {ENTRIES}_refuses_replace BEFORE INSERT ON {ENTRIES} WHEN EXISTS "
        f"(SELECT 1 FROM {ENTRIES} WHERE project_id = NEW.project_id AND number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{ENTRIES} is append-only'); END"
    )


def _seal_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {ENTRIES}_refuses_change BEFORE UPDATE OR DELETE ON {ENTRIES} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {ENTRIES}_refuses_truncate BEFORE TRUNCATE ON {ENTRIES} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
