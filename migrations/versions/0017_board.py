"""What the board counts: stages, days used, since when somebody holds a case, cards as rows.

Rows from before take their stage from the codes that stand; `greenlane rebuild` derives the
rest from the entries.

Revision ID: 0017_board
Revises: 0021_bulletin
"""

import sqlalchemy as sa
from alembic import op

from states.marks import MARK_KINDS, STANDINGS
from states.stages import Stage

revision = "0017_board"
down_revision = "0021_bulletin"
branch_labels = None
depends_on = None

STAGES = ", ".join(f"'{value}'" for value in sorted(stage.value for stage in Stage))
BEGUN_BEFORE = """UPDATE cases SET stage = CASE
    WHEN filing_state = 'submitted' THEN 'intake'
    WHEN filing_state IN ('correction_notified', 'change_notified') THEN 'correction'
    WHEN filing_state IN ('withdrawn', 'not_needed', 'not_accepted') THEN 'closed'
    WHEN approval_state = 'suspended' THEN 'special'
    WHEN approval_state IN ('granted', 'refused') THEN 'delivery'
    WHEN approval_state IN ('running', 'extended') AND review_state = 'returned' THEN 'correction'
    WHEN approval_state IN ('running', 'extended')
        AND review_state IN ('collecting', 'objected') THEN 'review'
    WHEN approval_state IN ('running', 'extended') THEN 'decision'
    WHEN EXISTS (SELECT 1 FROM duty WHERE duty.case_id = cases.case_id) THEN 'after'
    ELSE 'closed' END"""
RECEIVED = {
    "sqlite": "UPDATE cases SET received_on = date(received_at, '+8 hours')",
    "postgresql": "UPDATE cases SET received_on = (received_at AT TIME ZONE 'UTC-8')::date",
}


def upgrade() -> None:
    _extend_cases()
    op.add_column("duty", sa.Column("since_on", sa.Date(), nullable=True))
    op.create_index("ix_duty_party_task", "duty", ["party", "task", "since_on", "case_id"])
    op.create_index("ix_duty_breach_on", "duty", ["breach_on", "case_id"])
    op.create_table(
        "mark",
        sa.Column("case_id", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_listed(MARK_KINDS)})", name="kind_is_known"),
        sa.CheckConstraint(f"standing IN ({_listed(STANDINGS)})", name="standing_is_known"),
    )
    op.create_index(
        "ix_mark_kind_effective_on", "mark", ["kind", "effective_on", "department", "case_id"]
    )


def _extend_cases() -> None:
    op.execute(
        "ALTER TABLE cases ADD COLUMN stage VARCHAR DEFAULT 'closed' NOT NULL "
        f"CONSTRAINT stage_is_known CHECK (stage IN ({STAGES}))"
    )
    op.add_column("cases", sa.Column("received_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("used_days", sa.Integer(), nullable=True))
    op.execute(BEGUN_BEFORE)
    op.execute(RECEIVED[op.get_bind().dialect.name])
    op.create_index("ix_cases_stage", "cases", ["stage", "light", "case_id"])
    op.create_index("ix_cases_received_on", "cases", ["received_on", "case_id"])
    op.create_index("ix_cases_decided_on", "cases", ["decided_on", "lead", "used_days", "case_id"])


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
