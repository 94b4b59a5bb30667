"""Value types of the task ledger (任务台账): kinds, lines and states of a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class TaskKind(StrEnum):
    """目标任务 of a document, 督办件 with limits of its own, 会议事项 of minutes."""

    TARGET = "target"
    SUPERVISED = "supervised"
    MINUTES = "minutes"


class TaskState(StrEnum):
    """Where a task stands."""

    OPENED = "opened"
    IN_HAND = "in_hand"
    REPORTED = "reported"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class TaskAct(StrEnum):
    """What may be done with a task; each is a kind of line of its record."""

    OPEN = "open"
    RECEIVE = "receive"
    REPORT = "report"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    EXTEND = "extend"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    URGE = "urge"


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line of a task's record."""

    number: int
    kind: TaskAct
    effective_on: date
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """Limits of a 督办件: working days from its opening to the receipt and to the report."""

    receipt_working_days: int
    handling_working_days: int
    source: str
