"""The history is the state: a case is what its entries add up to, in order of number.

Folding follows recorded events through the machines' tables without judging them again, so
a rule that changed later never rewrites what was lawful when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from states import coordination, review_record
from states.case_in_channel import within_channel
from states.commitment import granted as granted_on_commitment
from states.extension_requests import extended_as_asked
from states.folding import (
    CLEARED,
    Fold,
    items_of,
    materials_after,
    on_approval,
    on_filing,
    on_review,
    on_seat,
)
from states.joint_review import ANSWERED_AS
from states.letter_life import with_service
from states.parts import PARTS
from states.terms import (
    AcceptanceMode,
    Answer,
    Card,
    CaseSnapshot,
    ClockName,
    Colour,
    Correction,
    Decision,
    Ending,
    Entry,
    EntryKind,
    Extension,
    Facts,
    LetterRef,
    MatterRules,
    Outcome,
    Rank,
    Regime,
    Seat,
    Silence,
    Verdict,
)
from states.worktime import Calendar, Suspension, legal_day


def replay(
    case_id: str,
    entries: Iterable[Entry],
    rules: MatterRules,
    calendar: Calendar,
    known_rules: Mapping[str, MatterRules] | None = None,
) -> CaseSnapshot:
    """The snapshot after `entries`, which must be numbered 1, 2, 3 … without a gap.

    `rules` are those of the first entry, `known_rules` those of the editions (by hash) that the
    record moves to later: each entry is folded by the rules in force at it.

    Raises:
        ValueError: a number is missing or out of order.
        NotForeseen: the record holds what no machine can have taken.
    """
    case = CaseSnapshot(
        case_id=case_id,
        version=0,
        rules=rules,
        calendar=calendar,
        known_rules=known_rules or {},
    )
    for entry in entries:
        case = applied(case, entry)
    return case


def applied(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """The snapshot after one more entry.

    Raises:
        ValueError: the entry does not carry the next number.
    """
    if entry.number != case.version + 1:
        raise ValueError(f"case {case.case_id}: entry {entry.number} after {case.version}")
    case = FOLDS[entry.kind](case, entry)
    letters = case.letters
    if "letters" in entry.payload:
        letters += tuple(_letter(row, entry) for row in entry.payload["letters"])
    named = entry.payload.get("calendar", case.calendar_named)
    return case.but(version=entry.number, letters=letters, calendar_named=named)


def _letter(row: Facts, entry: Entry) -> LetterRef:
    return LetterRef(row["id"], row["kind"], row["number"], row["sha256"], entry.number)


def _project(case: CaseSnapshot, changes: Mapping[str, Any]) -> Facts:
    return {**case.project, **changes}


def _received(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = case.but(
        catalog_sha256=entry.payload["catalog"]["sha256"],
        project=entry.payload["project"],
        applicant=entry.payload["applicant"],
        received_at=datetime.fromisoformat(entry.payload["received_at"]),
        received_on=entry.effective_on,
        complete_at=datetime.fromisoformat(entry.payload["received_at"]),
        materials=materials_after(case, entry),
    )
    case = within_channel(case, entry)
    return case if case.rules.regime is Regime.RECORD_FILING else on_filing(case, "submit")


def _filed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    filed_at = datetime.fromisoformat(entry.payload["filed_at"])
    return on_filing(case, "inform").but(filed_at=filed_at)


def _change_notified(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_filing(case, "notify_change")


def _changed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    project = _project(case, entry.payload.get("changes", {}))
    return on_filing(case, "change").but(project=project)


def _correction_notified(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    notice = Correction(entry.effective_on, items_of(entry.payload["items"]))
    return on_filing(case, "notify_correction").but(corrections=(*case.corrections, notice))


def _supplemented(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    corrections = case.corrections
    if case.filing_state == "correction_notified":
        answered = replace(corrections[-1], supplemented_on=entry.effective_on)
        corrections = (*corrections[:-1], answered)
        case = case.but(complete_at=entry.recorded_at)
    case = review_record.after_correction(case, entry)
    return on_filing(case, "supplement").but(
        supplemented_number=entry.number,
        corrections=corrections,
        materials=materials_after(case, entry),
        project=_project(case, entry.payload.get("changes", {})),
    )


ACCEPTANCE_EVENTS = {
    AcceptanceMode.NORMAL: "accept",
    AcceptanceMode.TOLERANT: "accept_tolerantly",
    AcceptanceMode.DEEMED: "deem_accepted",
    AcceptanceMode.COMMITMENT: "accept_on_commitment",
}


def _accepted_at(case: CaseSnapshot, entry: Entry) -> datetime | None:
    on_the_day = legal_day(entry.recorded_at) == entry.effective_on
    return entry.recorded_at if on_the_day else case.complete_at


def _accepted(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    mode = AcceptanceMode(entry.payload["mode"])
    case = on_filing(case, ACCEPTANCE_EVENTS[mode])
    return on_approval(case, "start").but(
        accepted_on=entry.effective_on,
        accepted_at=_accepted_at(case, entry),
        acceptance_mode=mode,
        owed_materials=tuple(entry.payload.get("owed", ())),
    )


def _found_not_needed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_filing(case, "find_not_needed")


def _acceptance_refused(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_filing(case, "refuse_acceptance")


def _withdrawn(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = on_filing(case, "withdraw")
    if case.rules.regime is not Regime.RECORD_FILING:
        case = on_approval(case, "withdraw")
    return on_review(coordination.cancelled(case), "cancel")


def _cancel_open_review(case: CaseSnapshot) -> CaseSnapshot:
    open_review = case.review_state in ("collecting", "returned", "objected")
    return on_review(case, "cancel") if open_review else case


def _new_seat(row: Facts, asked_on: date) -> Seat:
    return Seat(row["department"], "asked", row["weight"], row["veto"], asked_on)


def _review_opened(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    seats = tuple(_new_seat(row, entry.effective_on) for row in entry.payload["seats"])
    return on_review(case, "open").but(round=case.round + 1, seats=seats)


def _opinion_given(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    department, answer = payload["department"], Answer(payload["answer"])
    seat = case.seat(department)
    late = seat is not None and seat.state == "deemed_agreed"
    return on_seat(
        review_record.after_opinion(case, entry),
        department,
        "answer_late" if late else ANSWERED_AS[answer],
        officer=entry.actor,
        answer=answer,
        answered_on=seat.answered_on if seat and late else entry.effective_on,
        comment=payload.get("comment", ""),
        conditions=tuple(payload.get("conditions", ())),
        items=items_of(payload.get("items", ())),
    )


def _opinion_deemed_agreed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    department, day = entry.payload["department"], entry.effective_on
    silence = Silence(department, day, entry.number)
    case = case.but(silences=(*case.silences, silence))
    return on_seat(case, department, "deem_agreed", answered_on=day)


def _opinion_recalled(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_seat(case, entry.payload["department"], "recall", **CLEARED)


def _seat_added(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    kept = tuple(s for s in case.seats if s.department != entry.payload["department"])
    seat = _new_seat(entry.payload, entry.effective_on)
    return on_review(case.but(seats=(*kept, seat)), "add_seat")


def _seat_released(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return on_seat(case, entry.payload["department"], "release", answered_on=entry.effective_on)


def _seat_reassigned(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    return on_seat(case, payload["department"], "reassign", officer=payload["officer"])


def _corrected_in_review(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = case.but(
        materials=materials_after(case, entry),
        project=_project(case, entry.payload.get("changes", {})),
    )
    case = review_record.after_correction(case, entry)
    for department in entry.payload["concerned"]:
        case = on_seat(case, department, "ask_again", asked_on=entry.effective_on, **CLEARED)
    return case


def _review_concluded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    verdict = Verdict(entry.payload["verdict"])
    return on_review(case, f"conclude_{verdict.value}")


def _review_reopened(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return coordination.asked_again(coordination.talked(case, entry), entry)


def _suspended(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    pause = Suspension(
        kind=entry.payload["procedure"],
        from_on=entry.effective_on,
        to_on=None,
        announced_days=entry.payload["announced_days"],
        notice_served=True,
        basis=entry.payload["basis"],
    )
    return on_approval(case, "suspend").but(suspensions=(*case.suspensions, pause))


def _resumed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = on_approval(case, "resume")
    ended = replace(case.suspensions[-1], to_on=entry.effective_on)
    return case.but(suspensions=(*case.suspensions[:-1], ended))


def _extended(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    extension = Extension(
        days=entry.payload["days"],
        approved_by=Rank(entry.payload["rank"]),
        approver=entry.actor,
        decided_on=entry.effective_on,
        reason=entry.payload["reasons"],
    )
    case = extended_as_asked(case, entry)
    return on_approval(case, "extend").but(extension=extension)


def _decided(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    outcome = Outcome(entry.payload["outcome"])
    decision = Decision(
        outcome=outcome,
        decided_on=entry.effective_on,
        approver=entry.actor,
        reasons=entry.payload.get("reasons", ""),
        conditions=tuple(entry.payload.get("conditions", ())),
    )
    case = on_approval(case, outcome.value).but(
        decision=decision,
        decided_at=entry.recorded_at,
        judged_calendar=entry.payload.get("calendar", case.calendar_named),
    )
    case = granted_on_commitment(case, entry)
    return _cancel_open_review(coordination.cancelled(case))


def _delivered(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = on_approval(case, "deliver").but(delivered_on=entry.effective_on)
    return with_service(case, entry)


ENDING_EVENTS = {
    Ending.LAPSED: "lapse",
    Ending.REVOKED: "revoke",
    Ending.RECALLED: "recall",
    Ending.CANCELLED: "cancel",
    Ending.PENALISED: "penalise",
}


def _grant_ended(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    case = on_approval(case, ENDING_EVENTS[Ending(entry.payload["ending"])])
    return case.but(grant_ended_on=entry.effective_on)


def _reminded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    return case.but(reminded=case.reminded | {entry.payload["about"]})


def _carded(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    card = Card(
        ClockName(payload["clock"]),
        Colour(payload["colour"]),
        payload["department"],
        entry.effective_on,
        entry.number,
    )
    return case.but(cards=(*case.cards, card))


def _observed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    """What another system did, kept for the record; it moves nothing here."""
    return case


_OWN: Mapping[EntryKind, Fold] = {
    EntryKind.RECEIVED: _received,
    EntryKind.FILED: _filed,
    EntryKind.CHANGE_NOTIFIED: _change_notified,
    EntryKind.CHANGED: _changed,
    EntryKind.CORRECTION_NOTIFIED: _correction_notified,
    EntryKind.SUPPLEMENTED: _supplemented,
    EntryKind.ACCEPTED: _accepted,
    EntryKind.FOUND_NOT_NEEDED: _found_not_needed,
    EntryKind.ACCEPTANCE_REFUSED: _acceptance_refused,
    EntryKind.WITHDRAWN: _withdrawn,
    EntryKind.REVIEW_OPENED: _review_opened,
    EntryKind.OPINION_GIVEN: _opinion_given,
    EntryKind.OPINION_DEEMED_AGREED: _opinion_deemed_agreed,
    EntryKind.OPINION_RECALLED: _opinion_recalled,
    EntryKind.SEAT_ADDED: _seat_added,
    EntryKind.SEAT_RELEASED: _seat_released,
    EntryKind.SEAT_REASSIGNED: _seat_reassigned,
    EntryKind.CORRECTED_IN_REVIEW: _corrected_in_review,
    EntryKind.REVIEW_CONCLUDED: _review_concluded,
    EntryKind.REVIEW_REOPENED: _review_reopened,
    EntryKind.SUSPENDED: _suspended,
    EntryKind.RESUMED: _resumed,
    EntryKind.EXTENDED: _extended,
    EntryKind.DECIDED: _decided,
    EntryKind.DELIVERED: _delivered,
    EntryKind.GRANT_ENDED: _grant_ended,
    EntryKind.REMINDED: _reminded,
    EntryKind.CARDED: _carded,
    EntryKind.OBSERVED: _observed,
}

FOLDS: Mapping[EntryKind, Fold] = {
    **_OWN,
    **{kind: fold for part in PARTS for kind, fold in part.folds.items()},
}
"""What every kind of entry does to a case: the procedure's own kinds, then those of its parts."""
