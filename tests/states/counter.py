"""The counter of the tests: acts on a record in memory, as the office does them.

Whatever is due is taken before and after every act; letters, ledger and people are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from states.history import applied, replay
from states.next_steps import draft_of, due_steps
from states.terms import (
    CaseSnapshot,
    Draft,
    Entry,
    EntryKind,
    MatterRules,
    Step,
)
from states.worktime import Calendar
from tests.states.cases import (
    CALENDAR,
    MONDAY,
    RULES,
    noon,
)
from tests.states.doings import act


@dataclass
class Record:
    """A case's entries and what they add up to."""

    rules: MatterRules = RULES
    calendar: Calendar = CALENDAR
    entries: list[Entry] = field(default_factory=list)
    case: CaseSnapshot = field(init=False)

    def __post_init__(self) -> None:
        self.case = replay("C-1", self.entries, self.rules, self.calendar)

    def write(self, draft: Draft, now: datetime, actor: str = "someone") -> None:
        entry = entry_of(self.case, draft, now, actor)
        self.case = applied(self.case, entry)
        self.entries.append(entry)

    def settle(self, now: datetime) -> None:
        """Take what is due until nothing is, like every act and every watch."""
        while steps := due_steps(self.case, now):
            self.write(draft_of(self.case, steps[0]), now, "system")

    def settle_on(self, today: date) -> None:
        """Nobody acts until that day; what was due by then is taken."""
        self.settle(noon(today))

    def take(self, step: Step, now: datetime) -> bool:
        """Take this one step, if it is due."""
        due = step in due_steps(self.case, now)
        if due:
            self.write(draft_of(self.case, step), now, "system")
        return due

    def do(self, words: str, today: date) -> Record:
        """One act on `today`, with everything that is due before and after it."""
        self.settle(noon(today))
        self.write(act(self.case, words, today), noon(today))
        self.settle(noon(today))
        return self

    def facts(self) -> list[tuple[str, date, Mapping[str, Any]]]:
        """What the record says, without when it was written down."""
        return [(e.kind.value, e.effective_on, e.payload) for e in self.entries]

    def of(self, kind: EntryKind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]


def entry_of(case: CaseSnapshot, draft: Draft, now: datetime, actor: str = "someone") -> Entry:
    return Entry(
        number=case.version + 1,
        kind=draft.kind,
        actor=actor,
        on_authority_of="a text",
        effective_on=draft.effective_on,
        recorded_at=now.astimezone(UTC),
        payload=draft.payload,
    )


def played(words: Iterable[str], rules: MatterRules = RULES, today: date = MONDAY) -> Record:
    """The record after these acts, all on one day."""
    record = Record(rules)
    for each in words:
        record.do(each, today)
    return record


RECEIVED = ("receive plan map",)
ACCEPTED = (*RECEIVED, "accept")
IN_REVIEW = (*ACCEPTED, "open")
AGREED = (*IN_REVIEW, "agree a", "agree b")
GRANTED = (*AGREED, "grant")
