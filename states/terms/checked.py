"""What people checked on a case before it may go on: list items, project codes, area results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from states.terms.policies import Effect


@dataclass(frozen=True, slots=True)
class AccessCheck:
    """The item of one list that a person chose for the project, and what it means."""

    list_id: str
    list_name: str
    list_name_en: str
    edition: str
    item: str | None
    effect: Effect
    reason: str
    reason_en: str
    source: str
    certainty: str
    chosen_by: str
    checked_on: date


class CodeStatus(StrEnum):
    """A project has one code for life; what it had before stays on record (LAW B3.3)."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """One national project code of the project: checked against what, and why it ended."""

    code: str
    status: CodeStatus
    checked_against: str
    recorded_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AreaUse:
    """An area assessment that takes the place of documents of the project's own."""

    result_id: str
    kind: str
    report_no: str
    materials: tuple[str, ...]
    used_on: date
