"""Each act as a form on a page: how its fields become the act's own form, and who is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from acts import approval, intake, signoff
from acts.deed import Deed
from acts.deeds import DEEDS
from acts.forms import (
    AcceptForm,
    ChangeNoticeForm,
    CorrectionForm,
    DecideForm,
    DeliverForm,
    ExtendForm,
    Form,
    OpenReviewForm,
    OpinionForm,
    ReasonsForm,
    ReassignForm,
    ResumeForm,
    SeatForm,
    SupplementForm,
    SuspendForm,
    TurnAwayForm,
)
from acts.office import Office
from api.pages.deed_forms import deed_raw
from api.pages.filled import Sent, raw_items
from api.pages.views_case import FIELDS
from states.terms import Actor, CaseSnapshot

Raw = dict[str, Any]
Materials = list[dict[str, Any]]
Reader = Callable[[Sent, CaseSnapshot, Materials], Raw]
Where = Callable[[Sent, Actor], tuple[str, ...]]


class WithdrawForm(ReasonsForm):
    """Withdrawing asks once more whether it is meant."""

    confirmed: Literal["yes"]


def _withdraw(office: Office, case_id: str, form: WithdrawForm, **more: Any) -> CaseSnapshot:
    return intake.withdraw(office, case_id, form.reasons, **more)


def _nowhere(sent: Sent, actor: Actor) -> tuple[str, ...]:
    return ()


def _own_seat(sent: Sent, actor: Actor) -> tuple[str, ...]:
    return (actor.organisation,)


def _named_seat(sent: Sent, actor: Actor) -> tuple[str, ...]:
    return (sent.text("department"),)


@dataclass(frozen=True, slots=True)
class PageAct:
    """One act as a page knows it."""

    act: Callable[..., CaseSnapshot]
    form: type[Form] | None
    read: Reader
    where: Where = _nowhere
    takes_uploads: bool = False
    is_grave: bool = False
    shows_contact: bool = False


def _texts(*names: str, choices: tuple[str, ...] = ()) -> Reader:
    """Plain text fields; a choice that was not made is left out."""

    def read(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
        return {name: sent.text(name) for name in names} | sent.given(*choices)

    return read


def _acceptance(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    tolerant = sent.text("mode") == "tolerant"
    owed = list(sent.texts.get("owed", ())) if tolerant else []
    return {**sent.given("mode"), "owed": owed}


def _correction(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return {"items": raw_items(sent), "new_defects": sent.text("new_defects") == "yes"}


def _turn_away(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return {"reasons": sent.text("reasons"), **sent.given("competent_organ")}


def _supplement(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    """Only fields that differ from the record are changes."""
    changes = {}
    for name in FIELDS:
        value, present = sent.text(f"changes.{name}").strip(), str(case.project.get(name) or "")
        if f"changes.{name}" in sent.texts and value != present and (value or name != "code"):
            changes[name] = value
    return {"materials": materials, "changes": changes}


def _opinion(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return {
        **sent.given("answer"),
        "comment": sent.text("comment"),
        "conditions": sent.lines("conditions"),
        "items": raw_items(sent),
        "authority": sent.text("authority"),
        "second_return_reason": sent.text("second_return_reason"),
    }


def _departments(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return {"departments": list(sent.texts.get("departments", ()))}


def _seat(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return {**sent.given("department"), "veto": sent.text("veto") == "yes"}


def _pause(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    """Without a basis of its own the notice names the one of the catalogue."""
    rule = case.rules.suspension(sent.text("kind"))
    basis = sent.text("basis").strip() or (rule.source if rule else "")
    return {**sent.given("kind", "announced_days"), "basis": basis}


def _decision(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    texts = {n: sent.text(n) for n in ("content", "reasons", "facts_found", "validity")}
    return {**sent.given("outcome"), **texts, "conditions": sent.lines("conditions")}


_REASONS = _texts("reasons")


def _delivery(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
    return deed_raw(DeliverForm, sent)


def _of_deed(deed: Deed) -> PageAct:
    def read(sent: Sent, case: CaseSnapshot, materials: Materials) -> Raw:
        return deed_raw(deed.form, sent)

    return PageAct(
        deed.do, deed.form, read, is_grave=deed.is_grave, shows_contact=deed.shows_contact
    )


PAGE_ACTS: Mapping[str, PageAct] = {
    "accept": PageAct(intake.accept, AcceptForm, _acceptance),
    "notify-correction": PageAct(intake.notify_correction, CorrectionForm, _correction),
    "refuse-acceptance": PageAct(intake.refuse_acceptance, TurnAwayForm, _turn_away, is_grave=True),
    "not-needed": PageAct(intake.find_not_needed, TurnAwayForm, _turn_away, is_grave=True),
    "supplement": PageAct(intake.supplement, SupplementForm, _supplement, takes_uploads=True),
    "correct": PageAct(signoff.correct_in_review, SupplementForm, _supplement, takes_uploads=True),
    "change": PageAct(intake.change_filing, SupplementForm, _supplement),
    "notify-change": PageAct(intake.notify_change, ChangeNoticeForm, _texts("problem", "remedy")),
    "withdraw": PageAct(
        _withdraw, WithdrawForm, _texts("reasons", choices=("confirmed",)), is_grave=True
    ),
    "open-review": PageAct(signoff.open_review, OpenReviewForm, _departments),
    "opinion": PageAct(signoff.give_opinion, OpinionForm, _opinion, where=_own_seat),
    "recall-opinion": PageAct(signoff.recall_opinion, None, _texts(), where=_own_seat),
    "reassign": PageAct(signoff.reassign_seat, ReassignForm, _texts("officer"), where=_own_seat),
    "add-seat": PageAct(signoff.add_seat, SeatForm, _seat),
    "release-seat": PageAct(
        signoff.release_seat, ReasonsForm, _REASONS, where=_named_seat, is_grave=True
    ),
    "reopen-review": PageAct(signoff.reopen_review, ReasonsForm, _REASONS),
    "suspend": PageAct(approval.suspend, SuspendForm, _pause),
    "resume": PageAct(approval.resume, ResumeForm, _texts(choices=("ended_on",))),
    "extend": PageAct(approval.extend, ExtendForm, _texts("reasons", choices=("days",))),
    "decide": PageAct(approval.decide, DecideForm, _decision),
    "deliver": PageAct(approval.deliver, DeliverForm, _delivery),
    **{name: _of_deed(deed) for name, deed in DEEDS.items()},
}
"""Every act that a page can carry out, by its name in the address."""
