"""What a letter says, before any layout: the same sheet becomes HTML, PDF and plain text.

One function per kind turns typed facts into blocks; all wording is in the message catalogue.
Every part of the procedure brings the letters of its own in a module with `FORMS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from templates.letter_facts.base import LetterFacts
from templates.sheets import (
    after,
    calendars,
    changes,
    channel,
    clock,
    commitment,
    decision,
    delivery,
    endings,
    filing,
    hearing,
    intake,
    lateness,
    procedures,
    records,
    review,
    settling,
)
from templates.sheets.base import Block, Blocks, Form, Speech

_OF_EACH_PART: tuple[Mapping[str, Form], ...] = (
    after.FORMS,
    intake.FORMS,
    review.FORMS,
    settling.FORMS,
    clock.FORMS,
    commitment.FORMS,
    hearing.FORMS,
    records.FORMS,
    decision.FORMS,
    delivery.FORMS,
    changes.FORMS,
    endings.FORMS,
    lateness.FORMS,
    procedures.FORMS,
    filing.FORMS,
    calendars.FORMS,
    channel.FORMS,
)

FORMS: Mapping[str, Form] = {kind: form for part in _OF_EACH_PART for kind, form in part.items()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished letter without layout; empty texts are parts that this letter has not."""

    letter: str
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
        title=_title(facts, speech),
        addressee=form.addressee(facts, speech),
        blocks=tuple(_blocks(facts, speech, form)),
        particulars=_particulars(facts, speech, form.particulars),
        contact=t("letter.contact", organ=_named(facts, lang)["organ"], phone=facts.organ.phone),
        seal=t(form.seal),
        issued_on=facts.letter.issued_on,
        issued_text=speech.day(facts.letter.issued_on),
        note=t("letter.note"),
    )


def _title(facts: LetterFacts, speech: Speech) -> str:
    """What the city calls the letter, or what the house calls it."""
    mark = facts.letter
    own = mark.title_en if speech.lang == "en" else mark.title
    return own or speech.t(f"{mark.kind}.title")


def _blocks(facts: LetterFacts, speech: Speech, form: Form) -> Blocks:
    """The body, and by whom it is handled where that is another than who issues it."""
    named = _named(facts, speech.lang)
    organ = facts.organ
    yield from form.body(facts, speech, named)
    if organ.handled_by is not None:
        delegate = organ.handled_by_en or organ.handled_by
        name = delegate if speech.lang == "en" else organ.handled_by
        yield speech.paragraph("letter.delegated", organ=named["organ"], delegate=name)


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
