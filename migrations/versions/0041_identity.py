"""Identity: tries are counted in the ledger, second factors, tokens, links, the security record.

Revision ID: 0041_identity
Revises: 0038_heartbeat
"""

import sqlalchemy as sa
from alembic import op

from states.terms.identity import SecurityEvent, Wanted

revision = "0041_identity"
down_revision = "0038_heartbeat"
branch_labels = None
depends_on = None

APPEND_ONLY = "security_event"


def upgrade() -> None:
    # With a default each: the release before writes accounts and sessions without them.
    op.add_column("account", _instant("disabled_at", nullable=True))
    op.add_column(
        "account",
        sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("sign_in", _instant("last_used_at", nullable=True))
    op.add_column("sign_in", sa.Column("address", sa.String(), nullable=False, server_default=""))
    op.add_column("sign_in", sa.Column("agent", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_sign_in_username", "sign_in", ["username", "signed_in_at"])
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])
    _tables_of_entering()
    _tables_of_accounts()
    _record()


def _tables_of_entering() -> None:
    op.create_table(
        "half_sign_in",
        _text("token_sha256"),
        _text("username"),
        _text("wanted"),
        _text("how"),
        _instant("expires_at"),
        _known("wanted", [wanted.value for wanted in Wanted]),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_index("ix_half_sign_in_username", "half_sign_in", ["username"])
    op.create_table(
        "throttle",
        _text("kind"),
        _text("subject"),
        sa.Column("failures", sa.Integer(), nullable=False),
        _instant("last_at"),
        sa.CheckConstraint("failures >= 1", name="failures_are_counted"),
        sa.PrimaryKeyConstraint("kind", "subject"),
    )
    op.create_index("ix_throttle_last_at", "throttle", ["last_at"])
    op.create_table(
        "second_factor",
        _text("username"),
        _text("secret"),
        _instant("begun_at"),
        _instant("confirmed_at", nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "recovery_code",
        _text("username"),
        _text("code_sha256"),
        sa.PrimaryKeyConstraint("username", "code_sha256"),
    )


def _tables_of_accounts() -> None:
    op.create_table(
        "reset_code",
        _text("username"),
        _text("code_sha256"),
        _text("issued_by"),
        _instant("expires_at"),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "api_token",
        _text("token_id"),
        _text("token_sha256"),
        _text("username"),
        _text("name"),
        _text("scopes"),
        _instant("made_at"),
        _instant("expires_at"),
        _instant("last_used_at", nullable=True),
        _text("last_address"),
        _instant("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("token_id"),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_index("ix_api_token_username", "api_token", ["username", "made_at"])
    op.create_table(
        "identity_link",
        _text("issuer"),
        _text("subject"),
        _text("username"),
        _text("bound_by"),
        _instant("bound_at"),
        sa.PrimaryKeyConstraint("issuer", "subject"),
    )
    op.create_index("ix_identity_link_username", "identity_link", ["username"])


def _record() -> None:
    op.create_table(
        APPEND_ONLY,
        sa.Column("event_id", sa.Integer(), nullable=False),
        _instant("at"),
        _text("kind"),
        _text("username"),
        _text("actor"),
        _text("address"),
        _text("agent"),
        sa.Column("detail", sa.Text(), nullable=False),
        _known("kind", [kind.value for kind in SecurityEvent]),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("ix_security_event_username", APPEND_ONLY, ["username", "event_id"])
    op.create_index("ix_security_event_kind", APPEND_ONLY, ["kind", "event_id"])
    op.create_index("ix_security_event_from", APPEND_ONLY, ["username", "address", "at"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {APPEND_ONLY}_refuses_{verb.lower()} BEFORE {verb} "
                f"ON {APPEND_ONLY} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
            )
        # INSERT OR REPLACE deletes without firing a DELETE trigger.
        op.execute(
            f"CREATE TRIGGER {APPEND_ONLY}_refuses_replace BEFORE INSERT ON {APPEND_ONLY} WHEN "
            f"EXISTS (SELECT 1 FROM {APPEND_ONLY} WHERE event_id = NEW.event_id) "
            f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuses_change BEFORE UPDATE OR DELETE ON {APPEND_ONLY} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuses_truncate BEFORE TRUNCATE ON {APPEND_ONLY} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _instant(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _known(column: str, values: list[str]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
