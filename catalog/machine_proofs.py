"""Proofs on the machines themselves: every state of a matter is walked, every answer counted.

The walk folds entries exactly as a record is folded, asks the same guards that acts ask, and
looks at the duties that stand in each state. It proves of a matter that every state can still
be finished, and that no organ's duty stands without a clock. A matter's numbers do not change
the walk, only which clocks it has; so matters of one shape share one proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

from catalog.review_entries import Abstention, ReviewEntry, Silence
from catalog.schema import Matter
from states.duties import duties_of
from states.history import applied
from states.joint_review import live_seats, verdict
from states.refusals import NotForeseen
from states.terms import (
    Answer,
    CaseSnapshot,
    Certainty,
    ConsultationResult,
    Entry,
    EntryKind,
    ExtensionRule,
    Limit,
    MatterRules,
    Rank,
    Regime,
    ReviewRule,
    ReviewRules,
    Seat,
    SeatRule,
    StartEvent,
    SuspensionRule,
    Task,
    Verdict,
)
from states.worktime import Calendar, DayUnit

Finding = tuple[str, str]
DAY = date(2025, 3, 3)
AT = datetime(2025, 3, 3, 1, tzinfo=UTC)
LEAD, SEATED, APPLICANT = "lead", "seated", "applicant"
CALENDAR = Calendar("proof", date(2025, 1, 1), date(2025, 12, 31), {})
FINISHED = frozenset({"delivered", "withdrawn", "lapsed", "revoked", "recalled", "cancelled"})
CLOCK_OF_TASK = {
    Task.CHECK_FILING: "notice",
    Task.DECIDE: "decision",
    Task.OPEN_REVIEW: "decision",
    Task.SERVE: "delivery",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a matter decides how its machines may go: which clocks and doors it has."""

    regime: Regime
    has_notice: bool
    has_decision: bool
    has_delivery: bool
    may_extend: bool
    may_pause: bool
    has_review: bool
    silence_agrees: bool
    may_transmit: bool = False

    @classmethod
    def of(cls, matter: Matter) -> Shape:
        """The shape of a matter."""
        limits, review = matter.limits, matter.review
        return cls(
            regime=matter.regime,
            has_notice=limits.notice is not None,
            has_decision=limits.decision is not None,
            has_delivery=limits.delivery is not None,
            may_extend=limits.extension is not None,
            may_pause=bool(limits.suspensions) and limits.decision is not None,
            has_review=review is not None,
            silence_agrees=review is not None and review.silence is Silence.DEEMED,
            may_transmit=review is not None and review.consultation is not None,
        )

    def rules(self) -> MatterRules:
        """The smallest matter of this shape: one seat, days that always fit the calendar."""

        def limit(wanted: bool, start: StartEvent) -> Limit | None:
            if not wanted:
                return None
            return Limit(5, DayUnit.WORKING, start, "-", Certainty.SAMPLE, "proof")

        asked = Limit(5, DayUnit.WORKING, StartEvent.ASKED, "-", Certainty.SAMPLE, "proof")
        deemed = "-" if self.silence_agrees else None
        above = asked if self.may_transmit else None
        review = ReviewRules(ReviewRule.ALL, (SeatRule(SEATED),), asked, deemed, consultation=above)
        return MatterRules(
            matter="proof",
            name="-",
            name_en="-",
            regime=self.regime,
            lead=LEAD,
            decided_by=Rank.ORGAN_HEAD,
            basis="-",
            notice_limit=limit(self.has_notice, StartEvent.RECEIVED),
            decision_limit=limit(self.has_decision, StartEvent.ACCEPTED),
            promise_limit=None,
            delivery_limit=limit(self.has_delivery, StartEvent.DECIDED),
            extension=ExtensionRule(5, Rank.ORGAN_HEAD, "-", Certainty.SAMPLE)
            if self.may_extend
            else None,
            suspensions=(SuspensionRule("hearing", "-", "-", 5, "-", Certainty.SAMPLE),)
            if self.may_pause
            else (),
            review=review if self.has_review else None,
            materials=(),
            field_concerns={},
        )


def faults(matter: Matter) -> Iterator[Finding]:
    """What the proofs find of one matter."""
    yield from walk(Shape.of(matter))
    if matter.review and matter.review.seats:
        yield from _join_of(matter.review)


def _join_of(review: ReviewEntry) -> tuple[Finding, ...]:
    seats = tuple(sorted((seat.weight, seat.veto) for seat in review.seats))
    counts = review.abstention is Abstention.COUNTS
    return join(review.rule, review.threshold, review.quorum, seats, counts)


Node = tuple[str, str, str, tuple[str, ...]]


def _node(case: CaseSnapshot) -> Node:
    seats = tuple(seat.state for seat in case.seats)
    return case.filing_state, case.review_state, case.approval_state, seats


def _is_finished(case: CaseSnapshot) -> bool:
    return case.approval_state in FINISHED or case.filing_state in (
        "filed",
        "not_needed",
        "not_accepted",
        "withdrawn",
    )


@cache
def walk(shape: Shape) -> tuple[Finding, ...]:
    """What the walk over a matter of this shape finds: the limit's key, and what is wrong."""
    first = _received(shape.rules())
    seen: dict[Node, CaseSnapshot] = {_node(first): first}
    before: dict[Node, set[Node]] = {}
    ways = [first]
    while ways:
        case = ways.pop()
        for after in _next(case):
            node = _node(after)
            before.setdefault(node, set()).add(_node(case))
            if node not in seen:
                seen[node] = after
                ways.append(after)
    return tuple(dict.fromkeys((*_without_clock(seen.values()), *_unfinishable(seen, before))))


def _without_clock(cases: Iterable[CaseSnapshot]) -> Iterator[Finding]:
    for case in cases:
        for duty in duties_of(case):
            waits = duty.breach_on is None and duty.promised_on is None
            # Art. 44 gives ten days to serve a grant; no text gives a limit for a refusal.
            lawful = duty.task is Task.SERVE and case.approval_state == "refused"
            if waits and duty.party != APPLICANT and not lawful:
                key = CLOCK_OF_TASK.get(duty.task, "decision")
                yield (
                    f"limits.{key}",
                    f'no clock runs while "{duty.task}" is owed '
                    f"({case.filing_state}, {case.approval_state}): one could wait for ever",
                )


def _unfinishable(
    seen: dict[Node, CaseSnapshot], before: dict[Node, set[Node]]
) -> Iterator[Finding]:
    ways = [node for node, case in seen.items() if _is_finished(case)]
    finishing = set(ways)
    while ways:
        for earlier in before.get(ways.pop(), ()):
            if earlier not in finishing:
                finishing.add(earlier)
                ways.append(earlier)
    for node in seen:
        if node not in finishing:
            yield "regime", f"the procedure can come to {'/'.join(node[:3])} and never leave it"


def _received(rules: MatterRules) -> CaseSnapshot:
    blank = CaseSnapshot("proof", 0, rules, CALENDAR)
    facts = {
        "matter": "proof",
        "catalog": {"version": "-", "sha256": "-"},
        "project": {},
        "applicant": {"credit_code": APPLICANT},
        "received_at": AT.isoformat(),
    }
    case = _after(blank, EntryKind.RECEIVED, facts)
    if rules.regime is Regime.RECORD_FILING:
        case = _after(case, EntryKind.FILED, {"filed_at": AT.isoformat()})
    return case


def _after(case: CaseSnapshot, kind: EntryKind, payload: dict[str, Any]) -> CaseSnapshot:
    entry = Entry(case.version + 1, kind, "-", "-", DAY, AT, payload)
    return applied(case, entry)


def _next(case: CaseSnapshot) -> Iterator[CaseSnapshot]:
    if _is_finished(case):
        return
    for kind, payload in _moves(case):
        try:
            yield _after(case, kind, payload)
        except NotForeseen:
            continue


def _moves(case: CaseSnapshot) -> Iterator[tuple[EntryKind, dict[str, Any]]]:
    """The entries that could stand next, by the guards that the acts ask."""
    if case.rules.regime is Regime.RECORD_FILING:
        return
    items = [{"about": "/name", "problem": "-", "remedy": "-"}]
    yield EntryKind.CORRECTION_NOTIFIED, {"items": items}
    if case.corrections and case.filing_state == "correction_notified":
        yield EntryKind.SUPPLEMENTED, {}
    yield EntryKind.ACCEPTED, {"mode": "normal"}
    yield EntryKind.FOUND_NOT_NEEDED, {}
    yield EntryKind.ACCEPTANCE_REFUSED, {}
    if case.decision is None:
        yield EntryKind.WITHDRAWN, {}
    if case.approval_state != "pending":
        yield from _review_moves(case)
        yield from _decision_moves(case)


def _review_moves(case: CaseSnapshot) -> Iterator[tuple[EntryKind, dict[str, Any]]]:
    review = case.rules.review
    if review is None:
        return
    rows = [{"department": s.department, "weight": s.weight, "veto": s.veto} for s in review.seats]
    yield EntryKind.REVIEW_OPENED, {"seats": rows}
    for seat in live_seats(case) if case.review_state in ("collecting", "returned") else ():
        here = {"department": seat.department}
        for answer in Answer:
            if answer is Answer.REFER_UPWARD and review.consultation is None:
                continue
            yield EntryKind.OPINION_GIVEN, {**here, "answer": answer.value}
        if review.deemed_source:
            yield EntryKind.OPINION_DEEMED_AGREED, here
        if seat.state == "referred":
            for result in ConsultationResult:
                yield EntryKind.CONSULTATION_ANSWERED, {**here, "result": result.value}
        yield EntryKind.OPINION_RECALLED, here
        yield EntryKind.CORRECTED_IN_REVIEW, {"concerned": [seat.department]}
    reached = verdict(case)
    if reached is not None:
        yield EntryKind.REVIEW_CONCLUDED, {"verdict": reached.value}
    yield EntryKind.REVIEW_REOPENED, {}


def _decision_moves(case: CaseSnapshot) -> Iterator[tuple[EntryKind, dict[str, Any]]]:
    if case.rules.suspensions:
        facts = {"procedure": "hearing", "announced_days": 5, "basis": "-"}
        yield EntryKind.SUSPENDED, facts
    yield EntryKind.RESUMED, {}
    if case.rules.extension and case.extension is None:
        facts = {"days": 5, "rank": Rank.ORGAN_HEAD.value, "reasons": "-"}
        yield EntryKind.EXTENDED, facts
    yield EntryKind.DECIDED, {"outcome": "refuse"}
    if case.rules.review is None or case.review_state == "agreed":
        yield EntryKind.DECIDED, {"outcome": "grant"}
    yield EntryKind.DELIVERED, {}


SAID = ("agreed", "objected", "abstained")


@cache
def join(
    rule: ReviewRule,
    threshold: int,
    quorum: int,
    seats: tuple[tuple[int, bool], ...],
    abstention_counts: bool = True,
) -> tuple[Finding, ...]:
    """What is wrong with a join, every combination of answers counted by the real verdict.

    `seats` are (weight, veto); seats that weigh the same are interchangeable.
    """
    asked = Limit(5, DayUnit.WORKING, StartEvent.ASKED, "-", Certainty.SAMPLE, "proof")
    review = ReviewRules(rule, (), asked, None, threshold, quorum, abstention_counts)
    rules = replace(Shape(Regime.PERMIT, *[True] * 7).rules(), review=review)
    reached: set[Verdict | None] = set()
    vetoes_count = False
    for said in _answers(seats):
        case = _answered(rules, said)
        reached.add(verdict(case))
        vetoes_count = vetoes_count or _veto_counts(rules, said)
    return tuple(_join_findings(reached, vetoes_count, seats))


def _join_findings(
    reached: set[Verdict | None], vetoes_count: bool, seats: tuple[tuple[int, bool], ...]
) -> Iterator[Finding]:
    if Verdict.AGREED not in reached:
        yield "review.rule", "whatever the departments say, the review can never agree"
    if Verdict.OBJECTED not in reached:
        yield "review.rule", "whatever the departments say, no objection is ever heard"
    if None in reached:
        yield "review.rule", "all departments can have answered and the review still waits"
    if any(veto for _, veto in seats) and not vetoes_count:
        yield "review.seats", "a veto changes nothing under this rule"


Said = tuple[tuple[int, bool, str], ...]


def _answers(seats: tuple[tuple[int, bool], ...]) -> Iterator[Said]:
    """Every combination of final answers, interchangeable seats counted once."""
    kinds = sorted(set(seats))
    choices = [
        list(combinations_with_replacement(SAID, sum(1 for seat in seats if seat == kind)))
        for kind in kinds
    ]
    for chosen in product(*choices):
        yield tuple(
            (weight, veto, said)
            for (weight, veto), answers in zip(kinds, chosen, strict=True)
            for said in answers
        )


def _answered(rules: MatterRules, said: Said) -> CaseSnapshot:
    seats = tuple(
        Seat(f"d{place}", state, weight, veto, DAY)
        for place, (weight, veto, state) in enumerate(said)
    )
    return CaseSnapshot("proof", 0, rules, CALENDAR, seats=seats)


def _veto_counts(rules: MatterRules, said: Said) -> bool:
    if not any(veto and state == "objected" for _, veto, state in said):
        return False
    plain = tuple((weight, False, state) for weight, _, state in said)
    return verdict(_answered(rules, said)) is not verdict(_answered(rules, plain))
