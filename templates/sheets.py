"""What a letter says, before any layout: the same sheet becomes HTML, PDF and plain text.

One function per kind turns typed facts into blocks; all wording is in the message catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from states.terms import Regime
from templates import formats
from templates.facts import (
    AcceptanceFacts,
    ChangeNoticeFacts,
    CorrectionFacts,
    ExtensionFacts,
    FilingCertificateFacts,
    GrantFacts,
    LetterFacts,
    LetterKind,
    OpinionRequestFacts,
    ReceiptVoucherFacts,
    RefusalFacts,
    SpecialProcedureFacts,
    TurnedAwayFacts,
)
from templates.i18n import messages, translator


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


Block = Paragraph | Items | Rows | Table | Group
Blocks = Iterable[Block]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished letter without layout; empty texts are parts that this letter has not."""

    letter: LetterKind
    lang: str
    organ: str
    number: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    particulars: tuple[tuple[str, str], ...]
    contact: str
    seal: str
    issued_on: date
    issued_text: str
    note: str


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


def sheet_of(facts: LetterFacts, lang: str) -> Sheet:
    """The letter in one language; the Chinese text is the one that counts."""
    kind, speech = facts.letter.kind, Speech(lang, facts.case.regime)
    t = speech.t
    form = FORMS[kind]
    return Sheet(
        letter=kind,
        lang=lang,
        organ=_named(facts, lang)["organ"],
        number=facts.letter.number,
        title=t(f"{kind.value}.title"),
        addressee=form.addressee(facts, speech),
        blocks=tuple(form.body(facts, speech, _named(facts, lang))),
        particulars=_particulars(facts, speech, form.particulars),
        contact=t("letter.contact", organ=_named(facts, lang)["organ"], phone=facts.organ.phone),
        seal=t(form.seal),
        issued_on=facts.letter.issued_on,
        issued_text=speech.day(facts.letter.issued_on),
        note=t("letter.note"),
    )


def _named(facts: LetterFacts, lang: str) -> dict[str, str]:
    """The names that most sentences of a letter use."""
    english = lang == "en"
    return {
        "applicant": facts.applicant.name,
        "project": facts.case.project_name,
        "matter": facts.case.matter_en if english else facts.case.matter,
        "organ": facts.organ.name_en if english else facts.organ.name,
    }


def _particulars(
    facts: LetterFacts, speech: Speech, names: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    t, named = speech.t, _named(facts, speech.lang)
    values = {
        "case": facts.case.id,
        "matter": named["matter"],
        "credit_code": facts.applicant.credit_code,
        "project_code": facts.case.project_code or t("letter.project_code_open"),
        "region": " ".join(filter(None, (facts.case.region_name, facts.case.region))),
        "contact": facts.applicant.contact,
    }
    return tuple((t(f"particulars.{name}"), values[name]) for name in names)


def _receipt_voucher(facts: ReceiptVoucherFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    count, on = len(facts.materials), say.day(facts.received_on)
    if facts.materials:
        yield say.paragraph("receipt_voucher.opening", received_on=on, count=count, **named)
        yield Items(facts.materials)
    else:
        yield say.paragraph("receipt_voucher.opening_without", received_on=on, **named)
    if facts.notice_due_on is not None:
        yield say.paragraph("receipt_voucher.answer", due_on=say.day(facts.notice_due_on))
    yield say.paragraph("receipt_voucher.meaning")


def _acceptance(facts: AcceptanceFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("acceptance.opening", received_on=say.day(facts.received_on), **named)
    yield say.paragraph(
        f"acceptance.accepted.{facts.mode.value}", accepted_on=say.day(facts.accepted_on)
    )
    if facts.owed_materials:
        yield Items(facts.owed_materials)
    certainty = "provisional" if facts.provisional else "certain"
    yield say.paragraph(
        f"acceptance.period.{certainty}",
        duration=say.duration(facts.days, facts.unit),
        basis=facts.basis,
        last_on=say.day(facts.last_on),
    )
    yield say.paragraph("acceptance.not_counted")


def _correction(facts: CorrectionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph(
        "correction.opening",
        received_on=say.day(facts.received_on),
        basis=facts.basis,
        count=len(facts.items),
        **named,
    )
    headers = ("line", "about", "problem", "remedy")
    yield Table(
        headers=tuple(say.t(f"correction.headers.{name}") for name in headers),
        lines=tuple(
            (str(number), item.about, item.problem, item.remedy)
            for number, item in enumerate(facts.items, start=1)
        ),
    )
    yield say.paragraph("correction.closing")


def _turned_away(facts: TurnedAwayFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    kind = facts.letter.kind.value
    yield say.paragraph(f"{kind}.opening", basis=facts.basis, **named)
    yield from say.part("letter.reasons", facts.reasons)
    if facts.competent_organ is not None:
        yield say.paragraph("letter.competent_organ", competent=facts.competent_organ)
    yield from say.part("letter.remedies", say.t("letter.remedies_text"))


def _opinion_request(facts: OpinionRequestFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("opinion_request.opening", basis=facts.basis, **named)
    yield say.paragraph(
        "opinion_request.due",
        delivered_on=say.day(facts.delivered_on),
        duration=say.duration(facts.days, facts.unit),
        due_on=say.day(facts.due_on),
    )
    yield say.paragraph("opinion_request.content")
    yield say.paragraph(
        f"opinion_request.silence.{facts.silence}", source=facts.deemed_source or ""
    )


def _special_procedure(
    facts: SpecialProcedureFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    procedure = facts.procedure_name
    yield say.paragraph("special_procedure.opening", procedure=procedure, **named)
    yield from say.part("letter.basis", facts.basis)
    yield say.paragraph(
        "special_procedure.time",
        from_on=say.day(facts.from_on),
        announced=say.duration(facts.announced_days, facts.unit),
    )
    yield _last_days(facts.original_last_on, facts.new_last_on, say)
    yield say.paragraph("special_procedure.closing")


def _last_days(original: date, new: date, say: Speech) -> Rows:
    return Rows(
        (
            (say.t("letter.original_last_on"), say.day(original)),
            (say.t("letter.new_last_on"), say.day(new)),
        )
    )


def _extension(facts: ExtensionFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("extension.opening", **named)
    yield from say.part("letter.reasons", facts.reasons)
    decided = say.t(
        "extension.decided",
        basis=facts.basis,
        approver=facts.approver,
        rank=say.t(f"rank.{facts.approver_rank.value}"),
        duration=say.duration(facts.days, facts.unit),
    )
    yield from say.part("extension.decision", decided)
    yield _last_days(facts.original_last_on, facts.new_last_on, say)


def _grant(facts: GrantFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("grant.opening", decided_on=say.day(facts.decided_on), **named)
    yield from say.part("grant.content", facts.content)
    if facts.conditions:
        yield from say.part("grant.conditions", "")
        yield Items(facts.conditions)
    if facts.validity is not None:
        yield from say.part("grant.validity", facts.validity)
    yield from say.part("grant.approver", facts.approver)
    yield say.paragraph("grant.public")


def _refusal(facts: RefusalFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("refusal.opening", decided_on=say.day(facts.decided_on), **named)
    yield from say.part("refusal.facts", facts.facts_found)
    yield from say.part("letter.reasons", facts.reasons)
    yield from say.part("letter.basis", facts.basis)
    yield from say.part("letter.remedies", say.t("letter.remedies_text"))


def _filing_certificate(
    facts: FilingCertificateFacts, say: Speech, named: Mapping[str, str]
) -> Blocks:
    t, groups = say.t, facts.groups
    filed_at = formats.instant(facts.filed_at, say.lang)
    yield say.paragraph("filing_certificate.opening", filed_at=filed_at, **named)
    yield _group("enterprise", groups.enterprise.model_dump(), say)
    code = facts.case.project_code or t("letter.project_code_open")
    project = {"code": code} | groups.project.model_dump()
    yield _group("project", project, say)
    total = formats.yuan(groups.investment.total_wan, say.lang)
    yield _group("investment", {"total": total}, say)
    yield _group("declaration", {"statement": t("filing_certificate.declared")}, say)
    yield say.paragraph("filing_certificate.closing")


def _group(name: str, values: Mapping[str, str], say: Speech) -> Group:
    key = f"filing_certificate.{name}"
    rows = ((say.t(f"{key}.{label}"), value) for label, value in values.items())
    return Group(say.t(f"{key}.heading"), tuple(rows))


def _change_notice(facts: ChangeNoticeFacts, say: Speech, named: Mapping[str, str]) -> Blocks:
    yield say.paragraph("change_notice.opening", **named)
    yield from say.part("change_notice.problem", facts.problem)
    yield from say.part("change_notice.remedy", facts.remedy)
    yield from say.part("letter.basis", facts.basis)


def _to_applicant(facts: LetterFacts, say: Speech) -> str:
    return say.t("letter.addressee", name=facts.applicant.name)


def _to_department(facts: OpinionRequestFacts, say: Speech) -> str:
    return say.t("letter.addressee", name=facts.department_name)


def _to_nobody(facts: LetterFacts, say: Speech) -> str:
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
    addressee: Callable[[Any, Speech], str] = _to_applicant
    particulars: tuple[str, ...] = PARTICULARS


_SPECIAL = partial(Form, seal="seal.special")
_OWN = partial(Form, seal="seal.own")

FORMS: Mapping[LetterKind, Form] = {
    LetterKind.RECEIPT_VOUCHER: _SPECIAL(_receipt_voucher),
    LetterKind.ACCEPTANCE: _SPECIAL(_acceptance),
    LetterKind.CORRECTION: _SPECIAL(_correction),
    LetterKind.ACCEPTANCE_REFUSAL: _SPECIAL(_turned_away),
    LetterKind.NOT_NEEDED: _SPECIAL(_turned_away),
    LetterKind.OPINION_REQUEST: _OWN(_opinion_request, addressee=_to_department),
    LetterKind.SPECIAL_PROCEDURE: _SPECIAL(_special_procedure),
    LetterKind.EXTENSION: _OWN(_extension),
    LetterKind.GRANT: _OWN(_grant),
    LetterKind.REFUSAL: _OWN(_refusal),
    LetterKind.FILING_CERTIFICATE: Form(
        _filing_certificate,
        seal="seal.none",
        addressee=_to_nobody,
        particulars=("case", "region"),
    ),
    LetterKind.CHANGE_NOTICE: _OWN(_change_notice),
}
