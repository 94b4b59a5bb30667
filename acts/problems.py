"""What can go wrong besides a refusal: bad input, an unknown case, somebody wrote first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing to mend: a JSON pointer to the field and what to do, in both languages."""

    pointer: str
    zh: str
    en: str


class Invalid(Exception):
    """What was sent cannot be taken; `problems` says what to mend, field by field."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(f"{p.pointer}: {p.en}" for p in problems))
        self.problems = problems


class UnknownCase(LookupError):
    """There is no such case, or it is not yours to see."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


class UnknownCalendar(LookupError):
    """No holiday calendar of this version was ever in force here."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


class UnknownProject(UnknownCase):
    """There is no such project, or it is not yours to see."""


class StaleVersion(Exception):
    """The case has moved on since you read it; read it again before you act."""

    def __init__(self, case_id: str, expected: int, actual: int) -> None:
        super().__init__(f"{case_id}: you read version {expected}, it is at {actual}")
        self.case_id, self.expected, self.actual = case_id, expected, actual


class Conflict(Exception):
    """Others kept writing to the same case; nothing was written, try again."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id
