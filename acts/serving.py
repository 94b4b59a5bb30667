"""Letters after sealing: service with its proof, voiding with its reason, electronic seals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from acts.deed import Deed, Filled
from acts.forms import Form, Line, Prose, ServiceForm, Sha256
from acts.masking import letter_for
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from catalog import Catalog
from ledger import register, views
from ledger.tables import LetterRow
from states.approval import Approval
from states.commands import Deliver
from states.letter_life import (
    DECISIONS,
    ServiceClaim,
    contest_until,
    letter_of,
    servable,
    service_day,
    usable,
)
from states.procedure import decide as asked
from states.terms import Actor, CaseSnapshot, Draft, EntryKind, LetterRef
from states.worktime import legal_day
from templates import letter_pdf, names_remedies

NOT_OWN = ("letter", "organ", "city", "case", "applicant", "remedies")
LetterId = Annotated[str, Field(max_length=80, json_schema_extra={"choices": "letters"})]


class ServeLetterForm(ServiceForm):
    """送达: which letter, how, on which day, and what proves it."""

    letter_id: LetterId


class VoidLetterForm(Form):
    """作废: why; with `reissue` the letter is sealed anew under the next number."""

    letter_id: LetterId
    reasons: Prose
    reissue: bool = False


class SealLetterForm(Form):
    """An electronic seal or signature that another system set: over which bytes, by whom.

    `sha256` is the hash of the letter as sealed here, or of its PDF.
    """

    letter_id: LetterId
    what: Literal["seal", "signature"]
    holder: Line
    sha256: Sha256
    certificate: Line


def service_drafts(
    office: Office, case: CaseSnapshot, letter: LetterRef, form: ServiceForm, today: date
) -> Iterable[Draft]:
    """The entry that records the service of a letter: 送达回证.

    Serving the decision also stops the delivery clock (art. 44) and starts the remedies.
    """
    servable(letter)
    row = _row(office, letter.id)
    law = _law(office.city.catalog)
    claim = ServiceClaim(**_claimed(form, today))
    served_on = service_day(
        claim,
        sealed_on=row.sealed_on,
        today=today,
        notice_days=law.public_notice.days,
        calendar=case.calendar,
    )
    payload = {
        "letter_id": letter.id,
        "number": letter.number,
        **{name: _plain(value) for name, value in _claimed(form, today).items()},
        "source": getattr(law.service, form.method).source,
    }
    if names_remedies(letter.kind):
        reconsideration, suit = contest_until(
            served_on, law.reconsideration.days, law.suit.months, case.calendar
        )
        payload |= {
            "reconsideration_until": reconsideration.isoformat(),
            "suit_until": suit.isoformat(),
        }
    decides = letter.kind in DECISIONS
    yield Draft(EntryKind.DELIVERED if decides else EntryKind.LETTER_SERVED, served_on, payload)


def _claimed(form: ServiceForm, today: date) -> dict[str, Any]:
    values = form.model_dump(exclude={"letter_id", "served_on"})
    return values | {"happened_on": form.served_on or today}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _law(catalog: Catalog) -> Any:
    law = catalog.book.letter_law
    assert law is not None, "every loaded catalogue carries the national law of letters"
    return law


def _row(office: Office, letter_id: str) -> LetterRow:
    """The letter as it was sealed; one that a due step makes in this very instant is not yet."""
    row = views.letter(office.session, letter_id)
    if row is None:
        raise _no_such_letter()
    return row


def _letter(case: CaseSnapshot, letter_id: str) -> LetterRef:
    letter = letter_of(case, letter_id)
    if letter is None:
        raise _no_such_letter()
    return letter


def _no_such_letter() -> Invalid:
    return Invalid(FieldProblem("/letter_id", "本案没有该文书。", "The case has no such letter."))


Judge = Callable[[Office, CaseSnapshot, Filled, Actor, date], Iterable[Draft]]


def _recorded(act: str, judge: Judge[Filled]) -> Callable[..., CaseSnapshot]:
    """A deed's `do` from a judgement that also reads the ledger."""

    def do(
        office: Office,
        case_id: str,
        form: Filled,
        *,
        actor: Actor,
        now: datetime,
        if_version: int | None = None,
    ) -> CaseSnapshot:
        def judged(case: CaseSnapshot) -> Iterable[Draft]:
            return tuple(judge(office, case, form, actor, legal_day(now)))

        return office.record(case_id, judged, act=act, actor=actor, now=now, if_version=if_version)

    do.__doc__ = judge.__doc__
    return do


def _serve(
    office: Office, case: CaseSnapshot, form: ServeLetterForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """送达: a letter was served (LAW B6.2)."""
    letter = _letter(case, form.letter_id)
    drafts = tuple(service_drafts(office, case, letter, form, today))
    if letter.kind in DECISIONS:
        cmd = Deliver(actor, today, drafts[0].effective_on)
        asked(Approval, case.approval_state, "deliver", case, cmd)
    return drafts


def _void(
    office: Office, case: CaseSnapshot, form: VoidLetterForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """作废: the letter is void; its number stays in the register and is never used again."""
    letter = _letter(case, form.letter_id)
    usable(letter)
    payload: dict[str, Any] = {
        "letter_id": letter.id,
        "number": letter.number,
        "letter_kind": letter.kind,
        "reason": form.reasons,
        "voided_by": actor.name,
    }
    if form.reissue:
        row, number = _row(office, letter.id), register.number_of(office.session, letter.id)
        assert number is not None, "every sealed letter stands in the register"
        facts = {k: v for k, v in json.loads(row.facts).items() if k not in NOT_OWN}
        payload["again"] = {
            "series": number.series,
            "recipient": row.recipient,
            "facts": facts,
        }
    yield Draft(EntryKind.LETTER_VOIDED, today, payload)


def _seal(
    office: Office, case: CaseSnapshot, form: SealLetterForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """An electronic seal counts as a physical one (State Council Order 716 art. 9).

    The PDF is taken as it was sealed here, and as the actor was shown it.
    """
    letter = _letter(case, form.letter_id)
    usable(letter)
    row = _row(office, letter.id)
    read = (json.loads(row.facts), letter_for(actor, case, row).facts)
    pdfs = {hashlib.sha256(letter_pdf(row.kind, facts)).hexdigest() for facts in read}
    if form.sha256 not in {row.sha256, *pdfs}:
        raise Invalid(
            FieldProblem(
                "/sha256",
                "该摘要既不是本文书的摘要，也不是其PDF的摘要。",
                "This is neither the hash of the letter nor that of its PDF.",
            )
        )
    yield Draft(EntryKind.LETTER_SEALED, today, form.model_dump() | {"number": letter.number})


def _has_letters(case: CaseSnapshot) -> bool:
    return any(letter.void is None for letter in case.letters)


def _has_unserved(case: CaseSnapshot) -> bool:
    return any(letter.void is None and letter.service is None for letter in case.letters)


DEEDS = (
    Deed(
        name="serve-letter",
        form=ServeLetterForm,
        do=_recorded("serve_letter", _serve),
        when=_has_unserved,
    ),
    Deed(
        name="void-letter",
        form=VoidLetterForm,
        do=_recorded("void_letter", _void),
        when=_has_letters,
        is_grave=True,
    ),
    Deed(
        name="seal-letter",
        form=SealLetterForm,
        do=_recorded("seal_letter", _seal),
        when=_has_letters,
    ),
)
