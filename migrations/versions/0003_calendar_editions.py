"""Holiday calendars are kept in the ledger, and cases know how far their dates reach.

Revision ID: 0003_calendars
Revises: 0002_parts
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant
from migrations.checks import renew
from states.terms import EntryKind

revision = "0003_calendars"
down_revision = "0002_parts"
branch_labels = None
depends_on = None

TABLE = "calendar_edition"
# Nothing is known yet of cases that stand: a notice looks at each of them once, and the next
# rebuild or act writes the day itself.
NOT_KNOWN_YET = "9999-12-31"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("notices", sa.String(), nullable=False),
        sa.Column("amends", sa.String(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("version"),
    )
    op.add_column("cases", sa.Column("reaches_on", sa.Date(), nullable=True))
    op.execute(f"UPDATE cases SET reaches_on = '{NOT_KNOWN_YET}'")
    op.create_index("ix_cases_reaches_on", "cases", ["reaches_on", "case_id"])
    renew("entry", "kind", [kind.value for kind in EntryKind])
    derived_again = sa.text("kind = 'dates_derived_again'")
    op.create_index(
        "ix_entry_dates_derived_again",
        "entry",
        ["case_id", "number"],
        sqlite_where=derived_again,
        postgresql_where=derived_again,
    )
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_replace BEFORE INSERT ON {TABLE} WHEN EXISTS "
        f"(SELECT 1 FROM {TABLE} WHERE number = NEW.number OR version = NEW.version) "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    )


def _seal_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_refuses_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
