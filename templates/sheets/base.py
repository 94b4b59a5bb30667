"""The blocks of a letter, the speech that words them, and the form of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from states.terms import Regime
from templates import formats
from templates.i18n import messages, translator
from templates.letter_facts.base import LetterFacts, Remedies


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; `lead` is the bold label that it may begin with."""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A numbered list."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Labels with their values, one under the other."""

    kind: ClassVar[str] = "rows"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column numbers the lines."""

    kind: ClassVar[str] = "table"
    headers: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A titled group of labels with their values."""

    kind: ClassVar[str] = "group"
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs, each with a line for the hand: the label and the name."""

    kind: ClassVar[str] = "signatures"
    signers: tuple[tuple[str, str], ...]


Block = Paragraph | Items | Rows | Table | Group | Signatures
Blocks = Iterable[Block]


@dataclass(frozen=True, slots=True)
class Speech:
    """One language under one regime: its messages and how it writes dates and periods."""

    lang: str
    regime: Regime

    def t(self, key: str, /, **values: object) -> str:
        """A message; one that stands under the regime's name goes before the general one."""
        special = f"{self.regime.value}.{key}"
        chosen = special if special in messages(self.lang) else key
        return translator(self.lang)(chosen, **values)

    def day(self, on: date) -> str:
        """A legal day."""
        return formats.day(on, self.lang)

    def duration(self, days: int, unit: str | None) -> str:
        """A period with its unit."""
        return formats.duration(days, unit, self.lang)

    def paragraph(self, key: str, /, **values: object) -> Paragraph:
        """A message as a paragraph."""
        return Paragraph(self.t(key, **values))

    def part(self, key: str, text: str) -> Blocks:
        """A labelled part of the letter: one paragraph per line of `text`."""
        first, *others = text.split("\n")
        return (
            Paragraph(first, lead=self.t("letter.lead", label=self.t(key))),
            *(Paragraph(line) for line in others),
        )


def remedies_of(remedies: Remedies, say: Speech) -> Blocks:
    """How to contest what the letter decides, with its periods and their sources."""
    yield from say.part("letter.remedies", say.t("letter.remedies_text", **remedies.model_dump()))


def last_days(original: date, new: date, say: Speech) -> Rows:
    """The last day as it was, and as it is now."""
    return Rows(
        (
            (say.t("letter.original_last_on"), say.day(original)),
            (say.t("letter.new_last_on"), say.day(new)),
        )
    )


def to_applicant(facts: LetterFacts, say: Speech) -> str:
    """The line that addresses the applicant."""
    return say.t("letter.addressee", name=facts.applicant.name)


def to_nobody(facts: LetterFacts, say: Speech) -> str:
    """A letter that is addressed to nobody."""
    return ""


PARTICULARS = ("case", "matter", "credit_code", "project_code", "region", "contact")


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of letter is made: its body, to whom, under which seal, about what.

    Acceptance, correction and non-acceptance bear the special seal (Administrative Licensing
    Law art. 32), what the organ decides or asks its own; a certificate printed by the
    enterprise itself bears none.
    """

    body: Callable[[Any, Speech, Mapping[str, str]], Blocks]
    seal: str
    addressee: Callable[[Any, Speech], str] = to_applicant
    particulars: tuple[str, ...] = PARTICULARS


special_seal = partial(Form, seal="seal.special")
own_seal = partial(Form, seal="seal.own")
no_seal = partial(Form, seal="seal.none")
