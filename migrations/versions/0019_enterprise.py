"""What an enterprise has begun: drafts of filings, and uploads that come in pieces.

Revision ID: 0019_enterprise
Revises: 0015_project_policies
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant

revision = "0019_enterprise"
down_revision = "0015_project_policies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filing_draft",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "matter"),
    )
    op.create_table(
        "upload_session",
        sa.Column("upload_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.CheckConstraint("received >= 0 AND received <= size", name="received_fits_size"),
        sa.PrimaryKeyConstraint("upload_id"),
    )
    op.create_index("ix_upload_session_owner", "upload_session", ["owner", "begun_at"])
    op.create_table(
        "upload_piece",
        sa.Column("upload_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "start"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
