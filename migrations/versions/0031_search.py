"""Words are found by an index, and each case names who may read it; the next start fills both.

Revision ID: 0031_search
Revises: 0030_tally
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_search"
down_revision = "0030_tally"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_party",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "organisation"),
    )
    op.create_index("ix_case_party_organisation", "case_party", ["organisation", "case_id"])
    op.create_table(
        "search_case",
        sa.Column("case_no", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_table(
        "search_text",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place"),
    )
    if op.get_bind().dialect.name == "sqlite":
        # The grams come as one word each; nothing but their presence is asked.
        op.execute(
            "CREATE VIRTUAL TABLE search_gram USING fts5"
            "(grams, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE search_gram (case_no INTEGER PRIMARY KEY, grams TEXT[] NOT NULL)")
        op.execute("CREATE INDEX ix_search_gram_grams ON search_gram USING gin (grams)")


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
