"""What becomes of a letter: it is served, or voided; a seal is set on it (LAW B6.2, B6.3).

The day of service follows the way of service, by analogy with civil procedure: the day of
signing, of arrival in the addressee's system, on the return card, of leaving it with a
witness, or the end of the public notice. A voided letter stays, with its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from states.part import Part
from states.refusals import ImpossibleDate, Refusal
from states.terms import (
    CaseSnapshot,
    ElectronicSeal,
    Entry,
    EntryKind,
    LetterRef,
    LetterService,
    LetterVoid,
)
from states.worktime import Calendar, CalendarMissing, DayUnit, add_months, due_on

DECISIONS = ("grant", "refusal")


class LetterIsVoid(Refusal):
    """The letter {number} was voided on {voided_on} and can no longer be used."""

    zh = "文书{number}已于{voided_on}作废，不能再使用。"


class LetterAlreadyServed(Refusal):
    """The letter {number} was already served on {served_on}."""

    zh = "文书{number}已于{served_on}送达。"


class ConsentMissing(Refusal):
    """Without the addressee's consent and their own system no letter is served electronically."""

    zh = "未经受送达人同意并确认其特定系统，不得电子送达。"
    article = "Civil Procedure Law art. 90, by analogy"
    article_zh = "《民事诉讼法》第九十条（参照）"
    pointer = "/consented_on"


class ServiceNotProven(Refusal):
    """Service by {method} is proven by {proof}."""

    zh = "以该方式（{method}）送达的，应当有相应证明：{proof_zh}。"
    article = "Civil Procedure Law art. 87 to 95, by analogy"
    article_zh = "《民事诉讼法》第八十七条至第九十五条（参照）"
    pointer = "/method"


class RefusedToAccept(Refusal):
    """What the addressee refuses to accept is left in place, with a witness or a recording."""

    zh = "受送达人拒绝接收的，应当留置送达，并有见证人或者拍照、录像。"
    article = "Civil Procedure Law art. 89, by analogy"
    article_zh = "《民事诉讼法》第八十九条（参照）"
    pointer = "/refused"


class NoticeStillRuns(Refusal):
    """The public notice runs until {until}; the letter counts as served only then."""

    zh = "公告期至{until}届满，届满后方视为送达。"
    article = "Civil Procedure Law art. 95, by analogy"
    article_zh = "《民事诉讼法》第九十五条（参照）"
    pointer = "/method"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClaim:
    """What is said of a service: `happened_on` is the day that the method names."""

    method: str
    happened_on: date
    recipient: str = ""
    consented_on: date | None = None
    system: str = ""
    return_card: str = ""
    witnesses: str = ""
    recording_sha256: str | None = None
    refused: bool = False
    why_public: str = ""


PROOFS: Mapping[str, tuple[str, str]] = {
    "in_person": ("the name of who signed", "签收人姓名"),
    "post": ("the number of the return card", "邮件回执编号"),
    "left_in_place": ("a witness or a recording", "见证人或者拍照、录像"),
    "public_notice": ("the reason why no other way was open", "不能以其他方式送达的原因"),
}


def service_day(
    claim: ServiceClaim,
    *,
    sealed_on: date,
    today: date,
    notice_days: int,
    calendar: Calendar,
) -> date:
    """The legal day of service; `notice_days` are natural days after a public notice.

    Raises:
        ConsentMissing, ServiceNotProven, RefusedToAccept, NoticeStillRuns: as they say.
        ImpossibleDate: the day lies before the letter or after today.
    """
    if claim.refused and claim.method != "left_in_place":
        raise RefusedToAccept()
    if claim.method == "electronic":
        if claim.consented_on is None or not claim.system:
            raise ConsentMissing()
        if claim.consented_on > claim.happened_on:
            raise ConsentMissing()
    elif not _proof(claim):
        proof, proof_zh = PROOFS[claim.method]
        raise ServiceNotProven(method=claim.method, proof=proof, proof_zh=proof_zh)
    if not sealed_on <= claim.happened_on <= today:
        raise ImpossibleDate(
            what="service",
            day=claim.happened_on,
            why=f"the letter is of {sealed_on} and today is {today}",
        )
    if claim.method != "public_notice":
        return claim.happened_on
    ends = due_on(claim.happened_on, notice_days, calendar, unit=DayUnit.NATURAL)
    if today < ends.due_on:
        raise NoticeStillRuns(until=ends.due_on)
    return ends.due_on


def _proof(claim: ServiceClaim) -> str | None:
    return {
        "in_person": claim.recipient,
        "post": claim.return_card,
        "left_in_place": claim.witnesses or claim.recording_sha256,
        "public_notice": claim.why_public,
    }[claim.method]


def contest_until(
    started_on: date, days: int, months: int, calendar: Calendar
) -> tuple[date, date]:
    """Last days to ask for reconsideration (natural days) and to sue (months).

    A last day that is no working day moves to the next one, as far as the calendar is known
    (Administrative Reconsideration Law art. 88, Civil Procedure Law art. 85).
    """
    reconsideration = due_on(started_on, days, calendar, unit=DayUnit.NATURAL).due_on
    raw = add_months(started_on, months)
    try:
        return reconsideration, calendar.next_workday(raw)
    except CalendarMissing:
        return reconsideration, raw


def letter_of(case: CaseSnapshot, letter_id: str) -> LetterRef | None:
    """The case's letter of this id, or None."""
    return next((letter for letter in case.letters if letter.id == letter_id), None)


def decision_letter(case: CaseSnapshot) -> LetterRef | None:
    """The letter that carries the decision and is not void; None where none was sealed."""
    standing = [one for one in case.letters if one.kind in DECISIONS and one.void is None]
    return standing[-1] if standing else None


def usable(letter: LetterRef) -> None:
    """A voided letter is neither served nor sealed nor voided again.

    Raises:
        LetterIsVoid: it was voided.
    """
    if letter.void is not None:
        raise LetterIsVoid(number=letter.number, voided_on=letter.void.voided_on)


def servable(letter: LetterRef) -> None:
    """A letter is served once.

    Raises:
        LetterIsVoid, LetterAlreadyServed: as they say.
    """
    usable(letter)
    if letter.service is not None:
        raise LetterAlreadyServed(number=letter.number, served_on=letter.service.served_on)


def _with(case: CaseSnapshot, letter_id: str, **changes: Any) -> CaseSnapshot:
    letters = tuple(
        replace(letter, **changes) if letter.id == letter_id else letter for letter in case.letters
    )
    return case.but(letters=letters)


def with_service(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The letter that the entry names is served; older entries named none."""
    payload = entry.payload
    if "letter_id" not in payload:
        return case
    service = LetterService(
        method=payload["method"],
        served_on=entry.effective_on,
        source=payload["source"],
        reconsideration_until=payload.get("reconsideration_until"),
        suit_until=payload.get("suit_until"),
    )
    return _with(case, payload["letter_id"], service=service)


def _voided(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    # The letter in its place is the first that this entry seals, and ids are made of both.
    anew = f"{case.case_id}-{entry.number}-1" if "again" in payload else None
    void = LetterVoid(
        reason=payload["reason"],
        voided_on=entry.effective_on,
        voided_by=entry.actor,
        replaced_by=anew,
    )
    return _with(case, payload["letter_id"], void=void)


def _sealed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload, letter = entry.payload, letter_of(case, entry.payload["letter_id"])
    assert letter is not None, "only a letter of the case is sealed"
    seal = ElectronicSeal(
        what=payload["what"],
        holder=payload["holder"],
        sha256=payload["sha256"],
        certificate=payload["certificate"],
        sealed_on=entry.effective_on,
    )
    return _with(case, letter.id, seals=(*letter.seals, seal))


def told(letter: LetterRef) -> dict[str, Any]:
    """What became of a letter, as JSON facts."""
    service, void = letter.service, letter.void
    return {
        "method": service.method if service else None,
        "served_on": service.served_on.isoformat() if service else None,
        "service_source": service.source if service else None,
        "reconsideration_until": service.reconsideration_until if service else None,
        "suit_until": service.suit_until if service else None,
        "voided_on": void.voided_on.isoformat() if void else None,
        "void_reason": void.reason if void else None,
        "replaced_by": void.replaced_by if void else None,
        "seals": [
            {
                "what": seal.what,
                "holder": seal.holder,
                "sha256": seal.sha256,
                "certificate": seal.certificate,
                "sealed_on": seal.sealed_on.isoformat(),
            }
            for seal in letter.seals
        ],
    }


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    moved = [one for one in case.letters if one.service or one.void or one.seals]
    if not moved:
        return None
    lines = [{"id": one.id, "kind": one.kind, "number": one.number} | told(one) for one in moved]
    return {"letters": lines}


PART = Part(
    name="letter_life",
    folds={
        EntryKind.LETTER_SERVED: with_service,
        EntryKind.LETTER_VOIDED: _voided,
        EntryKind.LETTER_SEALED: _sealed,
    },
    view=_view,
)
