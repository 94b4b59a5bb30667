"""A case as its page shows it: standing, route, seats, clocks, corrections, letters, papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from acts.explain import late_by
from api.pages.views_duty import STANDING_TONES, Holding, holdings, standing
from api.pages.words import Day, Deadline, Words, clock_deadline
from ledger.tables import LetterRow
from states.clocks import running_suspension
from states.filing import materials_missing
from states.joint_review import live_seats
from states.running_clocks import clocks_of
from states.terms import (
    CaseSnapshot,
    Certainty,
    ClockName,
    CorrectionItem,
    Limit,
    MatterRules,
    Regime,
    RunningClock,
    Seat,
)

ROUTE = ("file", "accept", "review", "decide", "serve")
FIELDS = ("name", "code", "location", "scale", "content", "total_investment_wan")
ANSWERED = ("agreed", "agreed_with_conditions", "objected", "abstained", "deemed_agreed", "late")


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One chevron of the route: done, current or todo."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a correction list; `field` names a field of the form, else see `about`."""

    about: str
    field: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A list of corrections: before acceptance, or by a department in the review."""

    by: str
    told: Day | None
    answered: Day | None
    items: tuple[Item, ...]
    in_review: bool


@dataclass(frozen=True, slots=True)
class SeatView:
    """One department's seat."""

    department: str
    short: str
    id: str
    state: str
    tone: str
    asked: Day
    answered: Day | None
    until: Deadline | None
    comment: str
    conditions: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock with its rule, ready to be opened for its explanation."""

    name: str
    department: str
    department_id: str
    days: int
    unit: str
    source: str
    certainty: Certainty
    due: Deadline
    stopped: Day | None
    late: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the published list and what was handed in for it."""

    id: str
    name: str
    required: bool
    owed: bool
    tolerant: bool
    provided_by: str
    filename: str
    sha256: str
    supplied: Day | None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A sealed letter to open."""

    id: str
    kind: str
    number: str
    sealed: Day
    recipient: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything that the pages of one case have in common."""

    id: str
    version: int
    project: str
    applicant: str
    applicant_code: str
    matter: str
    matter_code: str
    regime: str
    lead: str
    standing: str
    light: str
    route: tuple[RouteStep, ...]
    holdings: tuple[Holding, ...]
    seats: tuple[SeatView, ...]
    round: int
    clocks: tuple[ClockRow, ...]
    notices: tuple[Notice, ...]
    papers: tuple[Paper, ...]
    facts: tuple[tuple[str, str], ...]
    owed: tuple[str, ...]
    paused: str
    tone: str
    open: bool


def case_view(words: Words, case: CaseSnapshot, light: str, today: date, me: str) -> CaseView:
    """The case for its page, read by somebody of the organisation `me`."""
    rules, pause = case.rules, running_suspension(case)
    now_held = holdings(words, case, today, me)
    return CaseView(
        id=case.case_id,
        version=case.version,
        project=str(case.project.get("name", "")),
        applicant=str(case.applicant.get("name", "")),
        applicant_code=str(case.applicant.get("credit_code", "")),
        matter=words.rules(rules),
        matter_code=rules.matter,
        regime=rules.regime.value,
        lead=words.department(rules.lead),
        standing=standing(case.filing_state, case.review_state, case.approval_state),
        light=light,
        route=route(case),
        holdings=now_held,
        seats=tuple(seat_view(words, case, seat, today) for seat in case.seats),
        round=case.round,
        clocks=tuple(clock_row(words, case, clock, today) for clock in clocks_of(case)),
        notices=tuple(_notices(words, case)),
        papers=tuple(papers(words, case)),
        facts=_facts(case),
        owed=_owed(words, case),
        paused=words.procedure(rules, pause.kind) if pause else "",
        tone=tone_of_case(case),
        open=bool(now_held),
    )


def tone_of_case(case: CaseSnapshot) -> str:
    """The colour word of the case's standing."""
    word = standing(case.filing_state, case.review_state, case.approval_state)
    return STANDING_TONES.get(word, "working")


def route(case: CaseSnapshot) -> tuple[RouteStep, ...]:
    """The steps of this kind of case and where it stands on them."""
    if case.rules.regime is Regime.RECORD_FILING:
        return (RouteStep("file", "done"), RouteStep("filed", "done"))
    steps = [name for name in ROUTE if name != "review" or case.rules.review]
    at = steps.index(_at(case)) if _at(case) else len(steps)
    return tuple(
        RouteStep(name, "done" if place < at else "current" if place == at else "todo")
        for place, name in enumerate(steps)
    )


def _at(case: CaseSnapshot) -> str:
    """The step that is under way; empty when all are done."""
    if case.filing_state != "accepted":
        return "accept"
    if case.approval_state in ("granted", "refused"):
        return "serve"
    if case.approval_state not in ("running", "suspended", "extended"):
        return ""
    reviewing = case.rules.review and case.review_state not in ("agreed", "objected")
    return "review" if reviewing else "decide"


def tone_of_seat(state: str, until: Deadline | None) -> str:
    """The colour word of a seat: done, paused (returned), against, or its deadline's tone."""
    if state == "returned":
        return "paused"
    if state == "objected":
        return "late"
    if state in ANSWERED:
        return "done"
    return until.tone if until else "calm"


def seat_view(words: Words, case: CaseSnapshot, seat: Seat, today: date) -> SeatView:
    """One seat with its clock and what it said."""
    clocks = (c for c in clocks_of(case) if c.name is ClockName.OPINION)
    clock = next((c for c in clocks if c.department == seat.department), None)
    until = clock_deadline(words, clock, today) if clock else None
    return SeatView(
        department=words.department(seat.department),
        short=words.short(seat.department),
        id=seat.department,
        state=seat.state,
        tone=tone_of_seat(seat.state, until),
        asked=words.day(seat.asked_on),
        answered=words.day(seat.answered_on) if seat.answered_on else None,
        until=until,
        comment=seat.comment,
        conditions=seat.conditions,
        items=items(words, case.rules, seat.items),
    )


def items(words: Words, rules: MatterRules, lines: Iterable[CorrectionItem]) -> tuple[Item, ...]:
    """Correction lines with their subject named: a document, or a field of the form."""
    return tuple(
        Item(
            about=words.material(rules, line.about),
            field=line.about[1:] if line.about[1:] in FIELDS and line.about[0] == "/" else "",
            problem=line.problem,
            remedy=line.remedy,
        )
        for line in lines
    )


def clock_row(words: Words, case: CaseSnapshot, clock: RunningClock, today: date) -> ClockRow:
    """One clock as a line; `late` says that its day passed before its act."""
    limit: Limit = clock.limit
    pausing = clock.name in (ClockName.PROMISE, ClockName.STATUTE)
    return ClockRow(
        name=clock.name.value,
        department=words.department(clock.department),
        department_id=clock.department,
        days=limit.days,
        unit=limit.unit.value,
        source=words.source(limit.source),
        certainty=limit.certainty,
        due=clock_deadline(words, clock, today),
        stopped=words.day(clock.stopped_on) if clock.stopped_on else None,
        late=late_by(clock, today),
        paused=pausing and clock.stopped_on is None and running_suspension(case) is not None,
    )


def _notices(words: Words, case: CaseSnapshot) -> Iterable[Notice]:
    for correction in case.corrections:
        yield Notice(
            by=words.department(case.rules.lead),
            told=words.day(correction.notified_on),
            answered=words.day(correction.supplemented_on) if correction.supplemented_on else None,
            items=items(words, case.rules, correction.items),
            in_review=False,
        )
    for seat in live_seats(case):
        if seat.state == "returned":
            yield Notice(
                by=words.department(seat.department),
                told=words.day(seat.answered_on) if seat.answered_on else None,
                answered=None,
                items=items(words, case.rules, seat.items),
                in_review=True,
            )


def papers(words: Words, case: CaseSnapshot) -> Iterable[Paper]:
    """The published list with what was handed in, in the list's order."""
    supplied = {material.id: material for material in case.materials}
    missing = {rule.id for rule in materials_missing(case)}
    for rule in case.rules.materials:
        given = supplied.get(rule.id)
        yield Paper(
            id=rule.id,
            name=words.named(rule),
            required=rule.required,
            owed=rule.id in missing,
            tolerant=rule.tolerant,
            provided_by=rule.provided_by,
            filename=given.filename if given else "",
            sha256=given.sha256 if given else "",
            supplied=words.day(given.supplied_on) if given else None,
        )


def _facts(case: CaseSnapshot) -> tuple[tuple[str, str], ...]:
    project, applicant = case.project, case.applicant
    region = f"{project.get('region_name', '')} ({project.get('region', '')})"
    named = {
        "project.name": project.get("name"),
        "project.code": project.get("code"),
        "project.region": region,
        "project.location": project.get("location"),
        "project.industry": project.get("industry"),
        "project.scale": project.get("scale"),
        "project.content": project.get("content"),
        "project.total_investment_wan": project.get("total_investment_wan"),
        "applicant.name": applicant.get("name"),
        "applicant.credit_code": applicant.get("credit_code"),
        "applicant.contact": applicant.get("contact"),
        "applicant.phone": applicant.get("phone"),
    }
    return tuple((name, str(value or "—")) for name, value in named.items())


def _owed(words: Words, case: CaseSnapshot) -> tuple[str, ...]:
    supplied = {material.id for material in case.materials}
    owed = (material for material in case.owed_materials if material not in supplied)
    return tuple(words.material(case.rules, material) for material in owed)


def letter_lines(
    words: Words, case: CaseSnapshot, rows: Iterable[LetterRow]
) -> tuple[LetterLine, ...]:
    """The case's letters, the newest first."""
    applicant = {str(case.applicant.get("credit_code")): str(case.applicant.get("name"))}
    lines = [
        LetterLine(
            id=row.letter_id,
            kind=row.kind,
            number=row.number,
            sealed=words.day(row.sealed_on),
            recipient=applicant.get(row.recipient) or words.department(row.recipient),
        )
        for row in rows
    ]
    return tuple(reversed(lines))


def review_count(case: CaseView) -> tuple[int, int]:
    """How many live seats have spoken, of how many."""
    live = [seat for seat in case.seats if seat.state != "released"]
    return sum(1 for seat in live if seat.state in ANSWERED), len(live)


def clock_named(case: CaseView, name: ClockName) -> ClockRow | None:
    """The case's clock of this name, or None."""
    return next((clock for clock in case.clocks if clock.name == name.value), None)
