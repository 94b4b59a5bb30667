"""The facts each letter must carry, as frozen types whose constructor refuses gaps.

A missing, empty, unknown or contradictory fact is an error that names it; no letter is ever
printed with a blank. The filing certificate has no place for a validity or a decision, because
a record filing has neither (LAW B2.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from states.terms import AcceptanceMode, Rank, Regime
from states.worktime import DayUnit

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class LetterKind(StrEnum):
    """The letters of the house; each code is also the name of its message table."""

    RECEIPT_VOUCHER = "receipt_voucher"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    ACCEPTANCE_REFUSAL = "acceptance_refusal"
    NOT_NEEDED = "not_needed"
    OPINION_REQUEST = "opinion_request"
    SPECIAL_PROCEDURE = "special_procedure"
    EXTENSION = "extension"
    GRANT = "grant"
    REFUSAL = "refusal"
    FILING_CERTIFICATE = "filing_certificate"
    CHANGE_NOTICE = "change_notice"


class UnknownLetterKind(ValueError):
    """No letter has this kind."""


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


class LetterMark(Facts):
    """Which letter: `number` is the 文号 such as 鹤发改许〔2026〕12号."""

    id: Line
    kind: LetterKind
    number: Line
    issued_on: Day


class Organ(Facts):
    """Who issues the letter; `letter_code` is the 机关代字."""

    name: Line
    name_en: Line
    letter_code: Line
    phone: Line


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


class ReceiptVoucherFacts(LetterFacts):
    """材料接收凭证: what came in, and until when the organ must answer."""

    received_on: Day
    notice_due_on: Day | None
    materials: tuple[Line, ...]


class AcceptanceFacts(LetterFacts):
    """受理通知书; only a tolerant acceptance (容缺) names materials still owed."""

    received_on: Day
    accepted_on: Day
    mode: AcceptanceMode
    days: Days
    unit: DayUnit
    last_on: Day
    provisional: Flag
    basis: Line
    owed_materials: tuple[Line, ...]

    @model_validator(mode="after")
    def _owed_only_if_tolerant(self) -> Self:
        if (self.mode is AcceptanceMode.TOLERANT) != bool(self.owed_materials):
            raise ValueError("owed_materials belong to a tolerant acceptance, and to it alone")
        return self


class CorrectionLine(Facts):
    """One line of the list: what, why, and how to mend it."""

    about: Line
    problem: Prose
    remedy: Prose


class CorrectionFacts(LetterFacts):
    """补正告知书: all items at once (Administrative Licensing Law art. 32(4))."""

    items: Annotated[tuple[CorrectionLine, ...], Field(min_length=1)]
    received_on: Day
    basis: Line


class TurnedAwayFacts(LetterFacts):
    """不予受理决定书 (art. 32(2)) and 不受理告知书 (art. 32(1)): never without reasons."""

    reasons: Prose
    competent_organ: OptionalLine
    basis: Line


class OpinionRequestFacts(LetterFacts):
    """征求意见函: until when, and what silence means; consent only where a text says so."""

    department_name: Line
    delivered_on: Day
    due_on: Day
    days: Days
    unit: DayUnit
    silence: Literal["deemed", "none"]
    deemed_source: OptionalLine
    basis: Line

    @model_validator(mode="after")
    def _silence_has_its_source(self) -> Self:
        if (self.silence == "deemed") != (self.deemed_source is not None):
            raise ValueError("deemed_source belongs to silence = deemed, and to it alone")
        return self


class SpecialProcedureFacts(LetterFacts):
    """特别程序告知书: the announced length is counted in working days unless `unit` says."""

    procedure_name: Line
    basis: Prose
    from_on: Day
    announced_days: Days
    unit: DayUnit = DayUnit.WORKING
    original_last_on: Day
    new_last_on: Day

    @model_validator(mode="after")
    def _never_earlier(self) -> Self:
        if self.new_last_on < self.original_last_on:
            raise ValueError("new_last_on lies before original_last_on")
        return self


class ExtensionFacts(LetterFacts):
    """延期决定通知书; without `unit` the days are printed as the law prints them (日)."""

    original_last_on: Day
    new_last_on: Day
    days: Days
    unit: DayUnit | None = None
    reasons: Prose
    approver: Line
    approver_rank: Rank
    basis: Line

    @model_validator(mode="after")
    def _later(self) -> Self:
        if self.new_last_on <= self.original_last_on:
            raise ValueError("new_last_on does not lie after original_last_on")
        return self


class GrantFacts(LetterFacts):
    """准予决定书: what exactly is granted, on which conditions, for how long."""

    decided_on: Day
    content: Prose
    conditions: tuple[Prose, ...]
    validity: OptionalProse
    approver: Line


class RefusalFacts(LetterFacts):
    """不予决定书: facts, basis and reasons (art. 38); without them it cannot be built."""

    decided_on: Day
    facts_found: Prose
    reasons: Prose
    basis: Line


class FiledEnterprise(Facts):
    """Group one of Order 673 art. 13."""

    name: Line
    credit_code: Line


class FiledProject(Facts):
    """Group two: name, place, scale, content."""

    name: Line
    location: Line
    scale: Prose
    content: Prose


class FiledInvestment(Facts):
    """Group three: total investment in ten thousand yuan (万元)."""

    total_wan: Annotated[Decimal, Field(gt=0)]


class FiledGroups(Facts):
    """The four groups of information, and nothing else; the declaration must stand."""

    enterprise: FiledEnterprise
    project: FiledProject
    investment: FiledInvestment
    declaration: Literal[True]


class FilingCertificateFacts(LetterFacts):
    """备案证明: a print-out of a filing. No decision, no conditions, no validity."""

    filed_at: AwareDatetime
    groups: FiledGroups


class ChangeNoticeFacts(LetterFacts):
    """备案告知: tells the enterprise to correct or to apply (Order 673 art. 15)."""

    problem: Prose
    remedy: Prose
    basis: Line


FACTS_OF: Mapping[LetterKind, type[LetterFacts]] = {
    LetterKind.RECEIPT_VOUCHER: ReceiptVoucherFacts,
    LetterKind.ACCEPTANCE: AcceptanceFacts,
    LetterKind.CORRECTION: CorrectionFacts,
    LetterKind.ACCEPTANCE_REFUSAL: TurnedAwayFacts,
    LetterKind.NOT_NEEDED: TurnedAwayFacts,
    LetterKind.OPINION_REQUEST: OpinionRequestFacts,
    LetterKind.SPECIAL_PROCEDURE: SpecialProcedureFacts,
    LetterKind.EXTENSION: ExtensionFacts,
    LetterKind.GRANT: GrantFacts,
    LetterKind.REFUSAL: RefusalFacts,
    LetterKind.FILING_CERTIFICATE: FilingCertificateFacts,
    LetterKind.CHANGE_NOTICE: ChangeNoticeFacts,
}


def letter_facts(kind: str, facts: Mapping[str, Any]) -> LetterFacts:
    """The typed facts of one letter.

    Raises:
        UnknownLetterKind: there is no such letter.
        LetterFactsInvalid: facts missing, unknown, empty or contradictory; each is named.
    """
    if kind not in frozenset(LetterKind):
        raise UnknownLetterKind(f"“{kind}” is not one of {', '.join(LetterKind)}")
    try:
        checked = FACTS_OF[LetterKind(kind)].model_validate(dict(facts))
    except ValidationError as error:
        raise LetterFactsInvalid(kind, _problems(error)) from None
    if checked.letter.kind != kind:
        raise LetterFactsInvalid(kind, {"letter.kind": f"says {checked.letter.kind}"})
    return checked


def _problems(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(str(part) for part in problem["loc"]) or "facts": problem["msg"]
        for problem in error.errors(include_url=False, include_input=False)
    }
