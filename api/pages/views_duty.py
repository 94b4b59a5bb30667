"""Who holds a case: each open duty with its days and with what silence will bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from api.pages.words import Day, Deadline, Phrase, Words, deadline
from api.standing import standing as standing
from api.worklists import mark_of, name_of
from ledger.tables import CaseRow, DutyRow
from ledger.work_views import WorklistItem
from states.clocks import (
    delivery_due,
    notice_due,
    opinion_due,
    special_due,
    statute_due,
)
from states.duties import duties_of
from states.held_since import clock_of, held_since
from states.terms import CaseSnapshot, Duty, MatterRules, Regime, Task
from states.worktime import Calendar, Due

STANDING_TONES = {
    "filed": "done",
    "granted": "done",
    "delivered": "done",
    "review_agreed": "done",
    "correction_notified": "paused",
    "change_notified": "paused",
    "review_returned": "paused",
    "suspended": "paused",
    "review_objected": "late",
    "refused": "late",
    "not_accepted": "late",
    "withdrawn": "idle",
    "not_needed": "idle",
    "lapsed": "idle",
    "revoked": "late",
    "recalled": "late",
    "cancelled": "idle",
    "penalised": "late",
    "statement_asked": "paused",
    "statement_reminded": "paused",
    "removed": "idle",
    "declined": "late",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """Who must act now: what, since when, until when, and what silence brings.

    `parties` are those of whom all of it is the same; the visitor's own stands alone.
    """

    task: str
    parties: tuple[str, ...]
    mine: bool
    since: Day | None
    until: Deadline | None
    promised: Deadline | None
    silence: Phrase
    silence_source: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a desk's worklist."""

    case_id: str
    project: str
    applicant: str
    matter: str
    task: str
    until: Deadline | None
    promised: Deadline | None
    silence: Phrase
    light: str
    name: str
    mark: str


def holdings(words: Words, case: CaseSnapshot, today: date, me: str) -> tuple[Holding, ...]:
    """Everybody who must act on the case now: `me` first, then by nearest breach."""
    duties = sorted(duties_of(case), key=lambda duty: _urgency(duty, me))
    return _together(_holding(words, case, duty, today, me) for duty in duties)


def _together(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """Holdings of which all but the party is the same, as one; in the order of the first."""
    together: list[Holding] = []
    for one in holdings:
        for place, other in enumerate(together):
            if replace(one, parties=other.parties) == other:
                together[place] = replace(other, parties=other.parties + one.parties)
                break
        else:
            together.append(one)
    return tuple(together)


def _urgency(duty: Duty | DutyRow, me: str) -> tuple[bool, date, str, str]:
    return (duty.party != me, duty.breach_on or date.max, duty.party, duty.task)


def _holding(words: Words, case: CaseSnapshot, duty: Duty, today: date, me: str) -> Holding:
    enterprise = duty.party == case.applicant.get("credit_code")
    phrase, source = silence_of(duty.task, case.rules, granted=case.approval_state == "granted")
    since = held_since(case, duty)
    return Holding(
        task=duty.task.value,
        parties=(str(case.applicant["name"]) if enterprise else words.department(duty.party),),
        mine=duty.party == me,
        since=words.day(since) if since else None,
        until=_until(words, case, duty, today),
        promised=_day(words, duty.promised_on, today, case.calendar),
        silence=phrase,
        silence_source=words.source(source),
    )


def _day(
    words: Words, day: date | None, today: date, calendar: Calendar, provisional: bool = False
) -> Deadline | None:
    if day is None:
        return None
    return deadline(words, day, today, calendar, provisional=provisional)


def _until(words: Words, case: CaseSnapshot, duty: Duty, today: date) -> Deadline | None:
    due = _due(case, duty)
    if due is None:
        return _day(words, duty.breach_on, today, case.calendar, duty.provisional)
    return deadline(
        words,
        due.due_on,
        today,
        case.calendar,
        unit=due.unit,
        provisional=due.provisional,
        latest_on=due.latest_on,
    )


def _due(case: CaseSnapshot, duty: Duty) -> Due | None:
    """The full reckoning behind a duty's last day, where it has one of its own."""
    seat = case.seat(duty.party)
    if duty.task is Task.GIVE_OPINION and seat is not None:
        return opinion_due(case, seat)
    if duty.breach_on is None:
        return None
    reckoned = {
        Task.CHECK_FILING: notice_due,
        Task.END_SPECIAL_PROCEDURE: special_due,
        Task.SERVE: delivery_due,
        Task.CORRECT: statute_due,
        Task.OPEN_REVIEW: statute_due,
        Task.DECIDE: statute_due,
    }
    if duty.task in reckoned:
        return reckoned[duty.task](case)
    clock = clock_of(case, duty)
    return clock.due if clock else None


def silence_of(
    task: Task, rules: MatterRules | None, *, granted: bool = True
) -> tuple[Phrase, str]:
    """What happens if the party does nothing, and the text that says so."""
    if task is Task.GIVE_OPINION:
        review = rules.review if rules else None
        if review is not None and review.deemed_source:
            return Phrase("silence.give_opinion_deemed"), review.deemed_source
        return Phrase("silence.give_opinion_none"), ""
    if task is Task.CHECK_FILING:
        limit = rules.notice_limit if rules else None
        return Phrase("silence.check_filing"), limit.source if limit else ""
    if task is Task.SERVE and not granted:
        return Phrase("silence.serve_refusal"), ""
    if task is Task.SUPPLEMENT and rules and rules.regime is Regime.RECORD_FILING:
        return Phrase("silence.supplement_filing"), ""
    return Phrase(f"silence.{task.value}"), ""


def work_item(
    words: Words, item: WorklistItem, rules: MatterRules | None, today: date, calendar: Calendar
) -> WorkItem:
    """A worklist line from the ledger's rows."""
    duty, case = item.duty, item.case
    granted = case.approval_state == "granted"
    return WorkItem(
        case_id=case.case_id,
        project=case.project_name,
        applicant=case.applicant_name,
        matter=words.matter(case.matter),
        task=duty.task,
        until=_day(words, duty.breach_on, today, calendar, duty.provisional),
        promised=_day(words, duty.promised_on, today, calendar),
        silence=silence_of(Task(duty.task), rules, granted=granted)[0],
        light=case.light,
        name=name_of(item),
        mark=mark_of(item),
    )


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list: its standing, its light, and who holds it."""

    case_id: str
    project: str
    applicant: str
    matter: str
    lead: str
    standing: str
    tone: str
    light: str
    holders: tuple[Holding, ...]
    promise: Deadline | None
    statute: Deadline | None
    decided: Day | None
    received: str


def case_line(
    words: Words,
    row: CaseRow,
    duties: Iterable[DutyRow],
    today: date,
    calendar: Calendar,
    me: str = "",
) -> CaseLine:
    """A list line from the ledger's rows; closed clocks show no remaining days."""
    running = row.decided_on is None and row.filing_state == "accepted"
    word = standing(row.filing_state, row.review_state, row.approval_state)
    return CaseLine(
        case_id=row.case_id,
        project=row.project_name,
        applicant=row.applicant_name,
        matter=words.matter(row.matter),
        lead=words.short(row.lead),
        standing=word,
        tone=STANDING_TONES.get(word, "working"),
        light=row.light,
        holders=_together(
            _row_holding(words, row, duty, today, calendar, me)
            for duty in sorted(duties, key=lambda duty: _urgency(duty, me))
        ),
        promise=_day(words, row.promise_due_on, today, calendar) if running else None,
        statute=_day(words, row.statute_due_on, today, calendar, row.provisional)
        if running
        else None,
        decided=words.day(row.decided_on) if row.decided_on else None,
        received=words.instant(row.received_at),
    )


def _row_holding(
    words: Words, row: CaseRow, duty: DutyRow, today: date, calendar: Calendar, me: str
) -> Holding:
    task, enterprise = Task(duty.task), duty.party == row.applicant_code
    rules = words.catalog.rules(row.matter) if row.matter in words.catalog.matters else None
    phrase, source = silence_of(task, rules, granted=row.approval_state == "granted")
    return Holding(
        task=task.value,
        parties=(row.applicant_name if enterprise else words.department(duty.party),),
        mine=duty.party == me,
        since=None,
        until=_day(words, duty.breach_on, today, calendar, duty.provisional),
        promised=_day(words, duty.promised_on, today, calendar),
        silence=phrase,
        silence_source=words.source(source),
    )
