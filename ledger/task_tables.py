"""The narrow reading of the task ledger (任务台账): rebuildable from the lines of its tasks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from ledger.tables import one_of
from states.terms.tasks import TaskKind, TaskState


class TaskRow(SQLModel, table=True):
    """A task as it stands; `sort_on` is its last day, or 9999-12-31 where it has none."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("kind", [kind.value for kind in TaskKind]),
        one_of("state", [state.value for state in TaskState]),
        Index("ix_task_sort_on", "sort_on", "task_id"),
        Index("ix_task_series", "series", "sort_on", "task_id"),
        Index("ix_task_state", "state", "sort_on", "task_id"),
    )

    task_id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    kind: str
    series: str
    state: str
    sort_on: date
    words: str = Field(sa_column=Column(Text, nullable=False))
    """Everything that one may search by, in small letters."""
    version: int
    head_hash: str


class TaskUnitRow(SQLModel, table=True):
    """A responsible unit of a task, in the order of the source (`place` from 1)."""

    __tablename__ = "task_unit"
    __table_args__ = (Index("ix_task_unit_unit", "unit", "task_id"),)

    task_id: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    unit: str
