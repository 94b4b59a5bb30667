"""The generic register (名录): its book, and the reading of items, spells and references.

Revision ID: 0028_registers
Revises: 0027_notices
"""

import sqlalchemy as sa
from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew

revision = "0028_registers"
down_revision = "0027_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    op.create_table(
        "register_item",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", "item"),
    )
    op.create_table(
        "register_spell",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", "item", "place"),
    )
    op.create_index(
        "ix_register_spell_day",
        "register_spell",
        ["code", "until_on", "from_on", "status", "item"],
    )
    op.create_table(
        "register_ref",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ref", "code", "item"),
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
