"""What every letter carries, and the types of its facts; constructors refuse gaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from states.terms import Regime

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class LetterFactsInvalid(ValueError):
    """A letter's facts are incomplete, unknown or contradictory.

    `problems` maps the path of each fact (``items.0.remedy``) to what is wrong with it. Values
    are left out: letters carry personal data, and errors end up in logs.
    """

    def __init__(self, kind: str, problems: Mapping[str, str]) -> None:
        self.kind = kind
        self.problems = dict(problems)
        listed = "; ".join(f"{path}: {wrong}" for path, wrong in self.problems.items())
        super().__init__(f"{kind} letter: {listed}")


def visible(text: str) -> str:
    """The text with every character that would act unseen replaced by U+FFFD.

    Control characters, lone surrogates, noncharacters and the overrides of writing direction
    could make a letter read otherwise than it was sealed. Line ends become ``\\n``.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(REPLACEMENT if _acts_unseen(sign) else sign for sign in lines)


def _acts_unseen(sign: str) -> bool:
    if sign == "\n":
        return False
    return (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or sign in _BIDI_CONTROLS
        or ord(sign) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(sign) <= 0xFDEF
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", visible(text)).strip()


def _prose(text: str) -> str:
    lines = (line.strip() for line in visible(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _filled(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _iso_day(value: object) -> object:
    """Only a date or its ISO text: pydantic would also read numbers as days since 1970."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    raise ValueError("must be an ISO date such as 2026-03-05")


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


Line = Annotated[str, AfterValidator(_one_line), AfterValidator(_filled)]
Prose = Annotated[str, AfterValidator(_prose), AfterValidator(_filled)]
OptionalLine = Annotated[Line | None, BeforeValidator(_none_if_empty)]
OptionalProse = Annotated[Prose | None, BeforeValidator(_none_if_empty)]
Day = Annotated[date, BeforeValidator(_iso_day)]
Days = Annotated[int, Field(ge=0, strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Facts(BaseModel):
    """Frozen facts; a field that is not foreseen is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) != len(names):
        raise ValueError("each signs once")
    return names


Signers = Annotated[tuple[Line, ...], Field(min_length=2), AfterValidator(_each_once)]
"""Two officers or more, each named once (Administrative Licensing Law art. 34, 55)."""


class Remedies(Facts):
    """How to contest: reconsideration within natural days of receipt, a suit within months."""

    reconsideration_days: Days
    reconsideration_source: Line
    suit_months: Days
    suit_source: Line


class LetterMark(Facts):
    """Which letter: `number` is the 文号 such as 鹤发改许〔2026〕12号.

    `title` and `title_en` stand where the city calls the letter otherwise than the house does.
    """

    id: Line
    kind: Line
    number: Line
    issued_on: Day
    title: OptionalLine = None
    title_en: OptionalLine = None


class Organ(Facts):
    """In whose name the letter is issued; `letter_code` is the 机关代字.

    `handled_by` is the body that acts for it by delegation (Administrative Licensing Law
    art. 24): heading and seal stay those of the delegating organ.
    """

    name: Line
    name_en: Line
    letter_code: Line
    phone: Line
    handled_by: OptionalLine = None
    handled_by_en: OptionalLine = None


class CaseOfLetter(Facts):
    """The case; `project_code` is issued by the national platform, perhaps later.

    Under `regime` approval (审批 of government investment) the letters do not speak of a
    permit, because that is none.
    """

    id: Line
    matter: Line
    matter_en: Line
    project_name: Line
    project_code: OptionalLine
    region: Line
    region_name: OptionalLine
    regime: Regime = Regime.PERMIT


class ApplicantOfLetter(Facts):
    """Whom the letter is about."""

    name: Line
    credit_code: Line
    contact: Line


class LetterFacts(Facts):
    """What every letter says."""

    letter: LetterMark
    organ: Organ
    city: Line
    case: CaseOfLetter
    applicant: ApplicantOfLetter
