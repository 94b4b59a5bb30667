"""Duties are counted by the database: a tally, the changes since, and the triggers that write them.

Revision ID: 0030_tally
Revises: 0029_case_seen
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_tally"
down_revision = "0029_case_seen"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = "party, task, clock, breach_on, duties, dated, since_days"
DAYS = {
    "sqlite": "CAST(julianday({0}.since_on) - 2440587.5 AS INTEGER)",
    "postgresql": "({0}.since_on - DATE '1970-01-01')",
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table("duty_tally", *_key(), *_figures(), sa.PrimaryKeyConstraint(*_names(_key())))
    op.create_table(
        "duty_change",
        sa.Column("change_id", LONG, nullable=False),
        *_key(),
        *_figures(),
        sa.PrimaryKeyConstraint("change_id"),
    )
    op.drop_index("ix_duty_party_task", "duty")
    op.create_index("ix_duty_party_task", "duty", ["party", "task", "breach_on", "case_id"])
    op.execute(
        f"INSERT INTO duty_tally ({COLUMNS}) SELECT d.party, d.task, coalesce(d.clock, ''), "
        "coalesce(d.breach_on, '9999-12-31'), count(*), count(d.since_on), "
        f"coalesce(sum({DAYS[dialect].format('d')}), 0) FROM duty AS d GROUP BY 1, 2, 3, 4"
    )
    if dialect == "sqlite":
        _sqlite_triggers()
    else:
        _postgres_triggers()


def _key() -> list[sa.Column[object]]:
    text = [sa.Column(name, sa.String(), nullable=False) for name in ("party", "task", "clock")]
    return [*text, sa.Column("breach_on", sa.Date(), nullable=False)]


def _figures() -> list[sa.Column[object]]:
    return [
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Integer(), nullable=False),
        sa.Column("since_days", LONG, nullable=False),
    ]


def _names(columns: list[sa.Column[object]]) -> list[str]:
    return [column.name for column in columns]


def _change(row: str, sign: int, dialect: str) -> str:
    days = DAYS[dialect].format(row)
    return (
        f"INSERT INTO duty_change ({COLUMNS}) VALUES ({row}.party, {row}.task, "
        f"coalesce({row}.clock, ''), coalesce({row}.breach_on, '9999-12-31'), {sign}, "
        f"CASE WHEN {row}.since_on IS NULL THEN 0 ELSE {sign} END, "
        f"{sign} * coalesce({days}, 0));"
    )


def _sqlite_triggers() -> None:
    came, went = _change("NEW", 1, "sqlite"), _change("OLD", -1, "sqlite")
    for verb, told in (("insert", came), ("delete", went), ("update", f"{went} {came}")):
        op.execute(
            f"CREATE TRIGGER duty_tells_{verb} AFTER {verb.upper()} ON duty BEGIN {told} END"
        )


def _postgres_triggers() -> None:
    came, went = _change("NEW", 1, "postgresql"), _change("OLD", -1, "postgresql")
    op.execute(
        "CREATE FUNCTION duty_tells() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {went} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {came} END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER duty_tells AFTER INSERT OR UPDATE OR DELETE ON duty "
        "FOR EACH ROW EXECUTE FUNCTION duty_tells()"
    )


def downgrade() -> None:
    raise NotImplementedError("the ledger is never taken apart; restore a backup instead")
