"""The log of what leaves for other platforms, its receivers and its readers.

What a ledger already holds is owed to the log in the order it was recorded: the outbox is
given one row an entry, and the post office writes the log from them.

Revision ID: 0042_outward
Revises: 0041_identity
"""

import sqlalchemy as sa
from alembic import op

from ledger.register_tables import BOOKS
from migrations.checks import renew
from states.outward import CODE_OF, ExchangeCode

revision = "0042_outward"
down_revision = "0041_identity"
branch_labels = None
depends_on = None

LOG = "outward_event"


def upgrade() -> None:
    renew("register_entry", "book", BOOKS)
    renew("outbox", "kind", ["letter", "notice", "nudge", "outward", "webhook"])
    unsent = sa.text("sent_at IS NULL")
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["kind", "outbox_id"],
        sqlite_where=unsent,
        postgresql_where=unsent,
    )
    of_receiver = sa.text("kind = 'webhook' AND sent_at IS NULL")
    op.create_index(
        "ix_outbox_webhook",
        "outbox",
        ["recipient", "outbox_id"],
        sqlite_where=of_receiver,
        postgresql_where=of_receiver,
    )
    _log()
    _receivers()
    _owe_what_stands()


def _log() -> None:
    codes = ", ".join(f"'{code.value}'" for code in sorted(ExchangeCode))
    op.create_table(
        LOG,
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint(f"code IN ({codes})", name="code_is_known"),
        sa.CheckConstraint("position >= 1", name="position_is_positive"),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index("ix_outward_event_day", LOG, ["day", "position"])
    op.create_index("ix_outward_event_organisation", LOG, ["organisation", "position"])
    op.create_index("ix_outward_event_case", LOG, ["case_id", "number"])
    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {LOG}_refuses_{verb.lower()} BEFORE {verb} ON {LOG} "
            f"BEGIN SELECT RAISE(ABORT, '{LOG} is append-only'); END"
        )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        f"CREATE TRIGGER {LOG}_refuses_replace BEFORE INSERT ON {LOG} WHEN EXISTS "
        f"(SELECT 1 FROM {LOG} WHERE position = NEW.position OR event_id = NEW.event_id) "
        f"BEGIN SELECT RAISE(ABORT, '{LOG} is append-only'); END"
    )


def _seal_on_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER {LOG}_refuses_change BEFORE UPDATE OR DELETE ON {LOG} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {LOG}_refuses_truncate BEFORE TRUNCATE ON {LOG} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _receivers() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "receiver",
        sa.Column("receiver_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("previous_until", instant, nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("receiver_id"),
    )
    op.create_table(
        "receiver_standing",
        sa.Column("receiver_id", sa.String(), nullable=False),
        sa.Column("handed_to", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", instant, nullable=True),
        sa.Column("leased_until", instant, nullable=True),
        sa.Column("delivered_at", instant, nullable=True),
        sa.Column("delivered", sa.String(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("receiver_id"),
    )
    op.create_table(
        "outward_reader",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("acknowledged", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("reader"),
    )


def _owe_what_stands() -> None:
    kinds = ", ".join(f"'{kind.value}'" for kind in CODE_OF)
    # A clock that once went back must not turn the entries of a case around.
    op.execute(
        "INSERT INTO outbox "
        "(key, kind, case_id, payload, created_at, available_at, attempts, recipient) "
        "SELECT 'outward:' || case_id || ':' || number, 'outward', case_id, '{}', "
        "recorded_at, recorded_at, 0, '' FROM (SELECT case_id, number, kind, recorded_at, "
        "MAX(recorded_at) OVER (PARTITION BY case_id ORDER BY number) AS latest FROM entry) "
        f"AS told WHERE kind IN ({kinds}) ORDER BY latest, case_id, number"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
