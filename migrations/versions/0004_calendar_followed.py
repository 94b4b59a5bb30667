"""Cases name the holiday calendar that their dates follow.

Revision ID: 0004_calendar_followed
Revises: 0003_calendars
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_calendar_followed"
down_revision = "0003_calendars"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rows from before the ledger kept calendars name none: they follow its first one.
    op.add_column(
        "cases", sa.Column("calendar_version", sa.String(), nullable=False, server_default="")
    )
    op.create_index(
        "ix_cases_calendar_version", "cases", ["calendar_version", "reaches_on", "case_id"]
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
