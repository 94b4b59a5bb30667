"""Renewing a CHECK of closed codes: what the machines know, the database knows as well."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op


def renew(table: str, column: str, values: Iterable[str]) -> None:
    """Let `column` hold these codes and no others; the rows and their triggers stay.

    SQLite cannot change a constraint: the table is copied under its new one, in the same
    transaction, and its indexes and triggers are made again as they were.
    """
    listed = ", ".join(f"'{value}'" for value in sorted(set(values)))
    name, check = f"{column}_is_known", f"{column} IN ({listed})"
    if op.get_bind().dialect.name == "sqlite":
        _copied(table, name, check)
    else:
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, check)


def _copied(table: str, name: str, check: str) -> None:
    bind = op.get_bind()
    made = bind.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    (old,) = [row.sql for row in made if row.type == "table"]
    constraint = rf"CONSTRAINT {name} CHECK \([^)]*\)\)"
    new, replaced = re.subn(constraint, f"CONSTRAINT {name} CHECK ({check})", old)
    if replaced != 1:
        raise RuntimeError(f"{table} has no constraint {name} to renew")
    copy = f"{table}_renewed"
    new = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {copy}", new)
    bind.exec_driver_sql(new)
    bind.exec_driver_sql(f"INSERT INTO {copy} SELECT * FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {copy} RENAME TO {table}")
    for row in made:
        if row.type != "table":
            bind.exec_driver_sql(row.sql)
