"""The first ledger: cases, entries, duties, letters, outbox, accounts, evidence.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from ledger.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEALED = ("entry", "letter", "seal", "sealed_head")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'approver', 'clerk', 'enterprise', 'handler', 'supervisor', 'system')",
            name="role_is_known",
        ),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("project_name", sa.String(), nullable=False),
        sa.Column("project_code", sa.String(), nullable=False),
        sa.Column("applicant_code", sa.String(), nullable=False),
        sa.Column("applicant_name", sa.String(), nullable=False),
        sa.Column("catalog_sha256", sa.String(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.Column("filing_state", sa.String(), nullable=False),
        sa.Column("review_state", sa.String(), nullable=False),
        sa.Column("approval_state", sa.String(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("promise_due_on", sa.Date(), nullable=True),
        sa.Column("statute_due_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("next_alarm_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "approval_state IN ('cancelled', 'delivered', 'extended', 'granted', 'lapsed', 'pending', 'recalled', 'refused', 'revoked', 'running', 'suspended', 'withdrawn')",
            name="approval_state_is_known",
        ),
        sa.CheckConstraint(
            "filing_state IN ('accepted', 'change_notified', 'correction_notified', 'draft', 'filed', 'not_accepted', 'not_needed', 'submitted', 'withdrawn')",
            name="filing_state_is_known",
        ),
        sa.CheckConstraint(
            "review_state IN ('agreed', 'cancelled', 'collecting', 'not_opened', 'objected', 'returned')",
            name="review_state_is_known",
        ),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_cases_applicant", "cases", ["applicant_code", "case_id"], unique=False)
    op.create_index("ix_cases_lead", "cases", ["lead", "case_id"], unique=False)
    op.create_index("ix_cases_next_alarm_on", "cases", ["next_alarm_on", "case_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "upload",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "uploaded_by"),
    )
    op.create_table(
        "duty",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=True),
        sa.Column("breach_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "task IN ('check_filing', 'correct', 'decide', 'end_special_procedure', 'give_opinion', 'open_review', 'serve', 'supplement')",
            name="task_is_known",
        ),
        sa.PrimaryKeyConstraint("case_id", "party", "task"),
    )
    op.create_index(
        "ix_duty_party_breach_on", "duty", ["party", "breach_on", "case_id"], unique=False
    )
    op.create_table(
        "edition",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('calendar', 'catalog')", name="kind_is_known"),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "entry",
        sa.Column("case_id", sa.String(), nullable=False),
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
            "kind IN ('acceptance_refused', 'accepted', 'carded', 'change_notified', 'changed', 'corrected_in_review', 'correction_notified', 'decided', 'delivered', 'extended', 'filed', 'found_not_needed', 'grant_ended', 'observed', 'opinion_deemed_agreed', 'opinion_given', 'opinion_recalled', 'received', 'reminded', 'resumed', 'review_concluded', 'review_opened', 'review_reopened', 'seat_added', 'seat_reassigned', 'seat_released', 'supplemented', 'suspended', 'withdrawn')",
            name="kind_is_known",
        ),
        sa.CheckConstraint("number >= 1", name="number_is_positive"),
        sa.PrimaryKeyConstraint("case_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency_key",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_table(
        "installation",
        sa.Column("installation_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id"),
    )
    op.create_table(
        "letter",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id"),
    )
    op.create_index("ix_letter_case_id", "letter", ["case_id", "entry_number"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("available_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('letter', 'notice', 'nudge')", name="kind_is_known"),
        sa.PrimaryKeyConstraint("outbox_id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        "ix_outbox_owed", "outbox", ["sent_at", "available_at", "outbox_id"], unique=False
    )
    op.create_table(
        "seal",
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sealed_on"),
    )
    op.create_table(
        "sealed_head",
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sealed_on", "case_id"),
    )
    op.create_table(
        "serial",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year"),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("signed_in_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
    )

    if op.get_bind().dialect.name == "sqlite":
        _seal_on_sqlite()
    else:
        _seal_on_postgresql()


def _seal_on_sqlite() -> None:
    for table in SEALED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    op.execute(
        "CREATE TRIGGER entry_refuses_replace BEFORE INSERT ON entry WHEN EXISTS "
        "(SELECT 1 FROM entry WHERE case_id = NEW.case_id AND number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END"
    )


def _seal_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in SEALED:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
