"""The shape of registers.toml: every register (名录) that the city keeps, as data."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from catalog.entries import Code, Count, Sourced, Strict, Text
from states.terms.registers import RegisterRules, StatusRule, Term

Group = Literal["channel", "powers", "parks", "projects", "enterprises", "land", "people"]
FieldKind = Literal[
    "text", "long_text", "number", "day", "choice", "organ", "enterprise", "project", "case"
]


class ChoiceEntry(Strict):
    """One value of a field of choices."""

    id: Code
    name: Text
    name_en: Text


class RegisterField(Strict):
    """One column; `unique` values stand once among the items that are in the register."""

    id: Code
    name: Text
    name_en: Text
    kind: FieldKind = "text"
    required: bool = False
    unique: bool = False
    unit: str = ""
    unit_en: str = ""
    choices: tuple[ChoiceEntry, ...] = ()


class RegisterStatus(Strict):
    """One status; whoever gets one that `ends` is out of the register."""

    id: Code
    name: Text
    name_en: Text
    moves: tuple[Code, ...] = ()
    ends: bool = False


LISTED = (
    RegisterStatus(id="listed", name="在册", name_en="listed", moves=("removed",)),
    RegisterStatus(id="removed", name="已移出", name_en="removed", ends=True),
)
"""The statuses of a register that names none."""


class RegisterEntry(Sourced):
    """One register: who keeps it, what an item says, which statuses it may have.

    `rows` are the numbers of the mechanisms in docs/mission.md that it carries, `phrase` the
    words of the document. Officials of `owner` and of `also` write; a `public` one is read by
    enterprises as well.
    """

    code: Code
    group: Group
    name: Text
    name_en: Text
    owner: Code
    also: tuple[Code, ...] = ()
    public: bool = False
    term: Term = Term.NONE
    fields: Annotated[tuple[RegisterField, ...], Field(min_length=1, max_length=20)]
    statuses: Annotated[tuple[RegisterStatus, ...], Field(min_length=1, max_length=20)] = LISTED
    rows: Annotated[tuple[Count, ...], Field(min_length=1)]
    phrase: Text

    @property
    def rules(self) -> RegisterRules:
        """What the pure rules must know of it."""
        statuses = {
            s.id: StatusRule(s.id, s.moves, s.ends, s.name, s.name_en) for s in self.statuses
        }
        return RegisterRules(self.code, self.term, MappingProxyType(statuses))

    @property
    def keepers(self) -> tuple[str, ...]:
        """The organs whose officials write in it."""
        return (self.owner, *self.also)

    def field(self, name: str) -> RegisterField | None:
        """The field of this id, or None."""
        return next((field for field in self.fields if field.id == name), None)

    def status(self, name: str) -> RegisterStatus | None:
        """The status of this id, or None."""
        return next((status for status in self.statuses if status.id == name), None)


class RegistersFile(Strict):
    """registers.toml"""

    registers: tuple[RegisterEntry, ...] = ()
