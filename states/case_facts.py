"""What a 通报 counts of a case, read off its record: plain facts, no states and no columns.

Days are legal days (Asia/Shanghai); days used and days taken out are working days of the
calendar that the case was judged by (LAW B8, B9.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from states.clocks import promise_due, statute_due
from states.history import applied
from states.next_steps import draft_of, due_steps
from states.terms import (
    AcceptanceMode,
    Answer,
    Card,
    CaseSnapshot,
    ClockName,
    Colour,
    Entry,
    EntryKind,
    Grade,
    Limit,
    Outcome,
    Regime,
    Step,
    StepKind,
    Verdict,
)
from states.worktime import DayUnit, Due, used_days

GIVEN_BACK = (Answer.RETURN_FOR_CORRECTION.value, Answer.OBJECT.value)
GRADES = {grade: 5 - place for place, grade in enumerate(Grade)}
"""The five grades as numbers, 5 the best."""
INDEPENDENT = (StepKind.REMIND, StepKind.CARD, StepKind.DEEM_AGREED)
"""Of these each department's stands for itself; no other step comes between two of one day."""
STEPS_MAX = 500
"""More steps than any silence brings: a record that never comes to rest is a fault."""


@dataclass(frozen=True, slots=True)
class CardFact:
    """A card, and what became of it: a revoked one leaves its trace."""

    colour: Colour
    clock: ClockName
    department: str
    issued_on: date
    revoked_on: date | None = None
    revoked_by: str = ""
    revoked_because: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """The first conclusion of a joint review, and whether it passed without any return."""

    concluded_on: date
    passed_at_once: bool


@dataclass(frozen=True, slots=True)
class RatingFact:
    """A grade from 1 to 5 that somebody gave, and when a bad one was made good."""

    grade: int
    rated_on: date
    rectified_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task from minutes of a meeting or handed on by a leader: due when, done when."""

    task_id: str
    department: str
    due_on: date
    done_on: date | None = None
    from_minutes: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case as the indicators of LAW B8 see it.

    `accepted_known_on` is the day on which the acceptance came to be: of a deemed one the day
    after the silence, while `accepted_on` reaches back to the receipt. `statute_days` and
    `promise_days` are None where the limit is not in working days or does not exist.
    `visits` are journeys to the window that the record knows of.
    """

    case_id: str
    matter: str
    regime: Regime
    lead: str
    received_on: date
    notices: int = 0
    accepted_on: date | None = None
    accepted_known_on: date | None = None
    deemed_accepted: bool = False
    refused_intake_on: date | None = None
    withdrawn_on: date | None = None
    decided_on: date | None = None
    granted: bool = False
    statute_due_on: date | None = None
    promise_due_on: date | None = None
    statute_days: int | None = None
    promise_days: int | None = None
    used_days: int | None = None
    paused_days: int = 0
    visits: int = 0
    deemed_agreements: tuple[tuple[str, date], ...] = ()
    cards: tuple[CardFact, ...] = ()
    review: ReviewFact | None = None
    ratings: tuple[RatingFact, ...] = ()

    @property
    def natural_days(self) -> int | None:
        """From receipt to decision as the enterprise feels it: pauses and corrections too."""
        return (self.decided_on - self.received_on).days if self.decided_on else None


def settled(case: CaseSnapshot, at: datetime) -> tuple[CaseSnapshot, tuple[Entry, ...]]:
    """The case with everything that silence had brought by `at`, written down or not yet.

    A watch that was late must change no figure; the added lines stand in no record.
    """
    added: list[Entry] = []
    while steps := due_steps(case, at):
        if len(added) > STEPS_MAX:
            raise ValueError(f"case {case.case_id} does not come to rest")
        for step in _side_by_side(steps):
            draft = draft_of(case, step)
            number, basis = case.version + 1, str(draft.payload.get("basis", ""))
            entry = Entry(number, draft.kind, "", basis, draft.effective_on, at, draft.payload)
            case = applied(case, entry)
            added.append(entry)
    return case, tuple(added)


def _side_by_side(steps: Sequence[Step]) -> Sequence[Step]:
    """The first steps that wait for nothing of each other: one kind on one day."""
    first = steps[0]
    if first.kind not in INDEPENDENT:
        return steps[:1]
    return [s for s in steps if (s.effective_on, s.kind) == (first.effective_on, first.kind)]


def facts_of(case: CaseSnapshot, entries: Sequence[Entry]) -> CaseFacts:
    """What the record says for the indicators; `case` is what `entries` add up to.

    Raises:
        CalendarMissing: a day between acceptance and decision is in no published calendar.
    """
    assert case.received_on is not None, "a record begins with a receipt"
    statute, promise, limits = statute_due(case), promise_due(case), case.rules
    used, paused = _days(case, statute or promise)
    return CaseFacts(
        case_id=case.case_id,
        matter=limits.matter,
        regime=limits.regime,
        lead=limits.lead,
        received_on=case.received_on,
        notices=len(case.corrections),
        accepted_on=case.accepted_on,
        accepted_known_on=_known_on(case, entries),
        deemed_accepted=case.acceptance_mode is AcceptanceMode.DEEMED,
        refused_intake_on=_first_day(entries, EntryKind.ACCEPTANCE_REFUSED),
        withdrawn_on=_first_day(entries, EntryKind.WITHDRAWN, EntryKind.DEEMED_WITHDRAWN),
        decided_on=case.decision.decided_on if case.decision else None,
        granted=case.decision is not None and case.decision.outcome is Outcome.GRANT,
        statute_due_on=statute.due_on if statute else None,
        promise_due_on=promise.due_on if promise else None,
        statute_days=_working(limits.decision_limit),
        promise_days=_working(limits.promise_limit),
        used_days=used,
        paused_days=paused,
        visits=int(bool(entries) and entries[0].payload.get("channel") == "window"),
        deemed_agreements=_deemed(entries),
        cards=tuple(map(_card, case.cards)),
        review=_review(entries),
        ratings=_ratings(case),
    )


def _card(card: Card) -> CardFact:
    revoked = card.appeal if card.appeal and not card.stands else None
    return CardFact(
        card.colour,
        card.clock,
        card.department,
        card.effective_on,
        card.revoked_on,
        revoked.decided_by if revoked else "",
        revoked.decision_reasons if revoked else "",
    )


def _ratings(case: CaseSnapshot) -> tuple[RatingFact, ...]:
    rating = case.exchange.rating
    if rating is None:
        return ()
    return (RatingFact(GRADES[rating.grade], rating.rated_on, rating.mended_on),)


def _working(limit: Limit | None) -> int | None:
    return limit.days if limit and limit.unit is DayUnit.WORKING else None


def _days(case: CaseSnapshot, due: Due | None) -> tuple[int | None, int]:
    """Working days used until the decision, and those that valid pauses took out of it."""
    if case.accepted_on is None or case.decision is None:
        return None, 0
    started_on, until_on = due.started_on if due else case.accepted_on, case.decision.decided_on
    calendar = due.calendar if due else case.calendar
    if until_on <= started_on:
        return 0, 0
    used = used_days(started_on, until_on, calendar, case.suspensions, until_on)
    return used, calendar.count(started_on, until_on) - used


def _first_day(entries: Sequence[Entry], *kinds: EntryKind) -> date | None:
    return next((entry.effective_on for entry in entries if entry.kind in kinds), None)


def _known_on(case: CaseSnapshot, entries: Sequence[Entry]) -> date | None:
    for entry in entries:
        if entry.kind is EntryKind.ACCEPTED:
            deemed_from = entry.payload.get("deemed_from")
            return date.fromisoformat(deemed_from) if deemed_from else entry.effective_on
    return case.accepted_on


def _deemed(entries: Sequence[Entry]) -> tuple[tuple[str, date], ...]:
    return tuple(
        (str(entry.payload["department"]), entry.effective_on)
        for entry in entries
        if entry.kind is EntryKind.OPINION_DEEMED_AGREED
    )


def _review(entries: Sequence[Entry]) -> ReviewFact | None:
    given_back = False
    for entry in entries:
        if entry.kind is EntryKind.OPINION_GIVEN:
            given_back |= entry.payload["answer"] in GIVEN_BACK
        elif entry.kind in (EntryKind.CORRECTED_IN_REVIEW, EntryKind.REVIEW_REOPENED):
            given_back = True
        elif entry.kind is EntryKind.REVIEW_CONCLUDED:
            agreed = entry.payload["verdict"] == Verdict.AGREED.value
            return ReviewFact(entry.effective_on, agreed and not given_back)
    return None
