"""Alembic's environment: the connection comes from the ledger, the target from its tables."""

from alembic import context
from sqlmodel import SQLModel

import ledger.enterprise_tables
import ledger.identity_tables
import ledger.meeting_tables
import ledger.outward_tables
import ledger.project_tables
import ledger.register_tables
import ledger.saved_views
import ledger.search_tables
import ledger.standing_tables
import ledger.tables
import ledger.tally_tables
import ledger.task_tables  # noqa: F401  (registers every table on the metadata)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
