"""Signs of life of the parts that work without a request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from ledger.tables import Instant


class HeartbeatRow(SQLModel, table=True):
    """When a part was last at work."""

    __tablename__ = "heartbeat"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Instant, nullable=False))
