"""The indicators of a 通报: numerator and denominator, never a bare rate (LAW B8).

Every figure is summed from what single cases bring to it, so that the organs' figures add up to
the city's, the order of cases is nothing, and the cases behind a figure are known.

Readings that LAW B8 leaves open, decided here:
- A case is open in a period when it was not decided by the period's last day. Open with its last
  day in the period it is late, also when it was decided or withdrawn after that last day: neither
  waiting nor withdrawing may mend a rate.
- Withdrawn before its last day, never accepted, or 备案: no case of the on-time figures.
- 即办 (promise of no days) can be kept or broken but not beaten: it stays out of 提前办结率.
- What counts receipts or acceptances counts all of them, whatever became of the case.
- 视为 events, cards and stages are counted against the department that was silent or late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from states.bulletin_period import Period
from states.case_facts import CardFact, CaseFacts
from states.terms import ClockName, Colour, Regime

SATISFIED_FROM = 3
"""基本满意: grades 3, 4 and 5 of five are satisfied ones (国办发〔2019〕51号)."""


class Kind(StrEnum):
    """How a figure is read: a share of something, a length in days, or a plain number."""

    RATE = "rate"
    DAYS = "days"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Figure:
    """`part` of `whole`, and the cases behind: `counted` bring to the part, `others` do not.

    `sample` is how many cases stand behind it; a rate of few is not shown (LAW B8). A plain
    number has no whole.
    """

    part: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)
    sample: int = 0
    counted: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """The rate; None, printed as “—”, for a denominator of zero."""
        return self.part / self.whole if self.whole else None

    def is_shown(self, sample_min: int) -> bool:
        """Whether the rate may be published; numerator and denominator always are."""
        return self.whole != 0 and self.sample >= sample_min


class Share(NamedTuple):
    """What one case brings to a figure of one department."""

    department: str
    case_id: str
    part: int
    whole: int = 0


Shares = Callable[[CaseFacts, Period], Iterator[Share]]


def _share(case: CaseFacts, part: int | bool, whole: int = 1) -> Share:
    return Share(case.lead, case.case_id, int(part), whole)


def is_counted(case: CaseFacts) -> bool:
    """Whether the indicators know the case at all: a record filing has no clock."""
    return case.regime is not Regime.RECORD_FILING


def is_closed(case: CaseFacts, period: Period) -> bool:
    """Whether its decision lies in the period."""
    return period.holds(case.decided_on)


def _undecided(case: CaseFacts, on: date) -> bool:
    return case.decided_on is None or case.decided_on > on


def open_and_late(case: CaseFacts, due_on: date | None, period: Period) -> bool:
    """Whether its last day fell in the period and passed without decision or withdrawal."""
    if due_on is None or not period.holds(due_on) or not _undecided(case, period.to_on):
        return False
    return case.withdrawn_on is None or case.withdrawn_on > due_on


def _on_time(case: CaseFacts, due_on: date | None, period: Period) -> Iterator[Share]:
    if due_on is None:
        return
    if is_closed(case, period):
        assert case.decided_on is not None
        yield _share(case, case.decided_on <= due_on)
    elif open_and_late(case, due_on, period):
        yield _share(case, 0)


def on_time_statute(case: CaseFacts, period: Period) -> Iterator[Share]:
    """按时办结率: decided by the last day in law, extension and pauses counted in."""
    yield from _on_time(case, case.statute_due_on, period)


def on_time_promise(case: CaseFacts, period: Period) -> Iterator[Share]:
    """承诺按时率: decided by the promised last day; an extension does not lengthen it."""
    yield from _on_time(case, case.promise_due_on, period)


def early(case: CaseFacts, period: Period) -> Iterator[Share]:
    """提前办结率: fewer days used than promised."""
    if is_closed(case, period) and case.promise_days and case.used_days is not None:
        yield _share(case, case.used_days < case.promise_days)


def compression_actual(case: CaseFacts, period: Period) -> Iterator[Share]:
    """压缩率 (实际): days of the statute that were not needed; negative where more were."""
    if is_closed(case, period) and case.statute_days and case.used_days is not None:
        yield _share(case, case.statute_days - case.used_days, case.statute_days)


def mean_used(case: CaseFacts, period: Period) -> Iterator[Share]:
    """平均办理时长: working days used, a case."""
    if is_closed(case, period) and case.used_days is not None:
        yield _share(case, case.used_days)


def mean_natural(case: CaseFacts, period: Period) -> Iterator[Share]:
    """企业感知时长: natural days from receipt to decision, a case."""
    if is_closed(case, period) and case.natural_days is not None:
        yield _share(case, case.natural_days)


def special_share(case: CaseFacts, period: Period) -> Iterator[Share]:
    """特别程序占比: days taken out, of those and the days used."""
    if is_closed(case, period) and case.used_days is not None:
        yield _share(case, case.paused_days, case.used_days + case.paused_days)


def done_at_once(case: CaseFacts, period: Period) -> Iterator[Share]:
    """一次办结率: decided on the first submission with at most one visit."""
    if is_closed(case, period):
        yield _share(case, case.notices == 0 and case.visits <= 1)


def accepted_at_once(case: CaseFacts, period: Period) -> Iterator[Share]:
    """一次性受理率: accepted without a correction notice."""
    if period.holds(case.accepted_known_on):
        yield _share(case, case.notices == 0)


def corrected(case: CaseFacts, period: Period) -> Iterator[Share]:
    """补正率: at least one correction notice, of those received."""
    if period.holds(case.received_on):
        yield _share(case, case.notices >= 1)


def corrected_twice(case: CaseFacts, period: Period) -> Iterator[Share]:
    """二次补正率: a second notice is an alarm (Administrative Licensing Law art. 32(4))."""
    if period.holds(case.received_on):
        yield _share(case, case.notices >= 2)


def returned(case: CaseFacts, period: Period) -> Iterator[Share]:
    """退件率: not accepted; a return without a document does not exist here (LAW B10)."""
    if period.holds(case.received_on):
        yield _share(case, case.refused_intake_on is not None)


def refused(case: CaseFacts, period: Period) -> Iterator[Share]:
    """不予许可率: refusals among decisions."""
    if is_closed(case, period):
        yield _share(case, not case.granted)


def deemed_accepted(case: CaseFacts, period: Period) -> Iterator[Share]:
    """视为受理件: each is a notice that was not given in time."""
    if case.deemed_accepted and period.holds(case.accepted_known_on):
        yield _share(case, 1, 0)


def deemed_agreed(case: CaseFacts, period: Period) -> Iterator[Share]:
    """视为同意件: each is a department that did not answer."""
    for department, on in case.deemed_agreements:
        if period.holds(on):
            yield Share(department, case.case_id, 1)


def review_at_once(case: CaseFacts, period: Period) -> Iterator[Share]:
    """联审一次通过率: agreed at the first conclusion, without return or objection."""
    if case.review and period.holds(case.review.concluded_on):
        yield _share(case, case.review.passed_at_once)


def satisfied(case: CaseFacts, period: Period) -> Iterator[Share]:
    """好评率: among grades that were given; unrated is unrated."""
    for rating in case.ratings:
        if period.holds(rating.rated_on):
            yield _share(case, rating.grade >= SATISFIED_FROM)


def rectified(case: CaseFacts, period: Period) -> Iterator[Share]:
    """差评整改率: bad grades of the period that were made good by its end."""
    for rating in case.ratings:
        if period.holds(rating.rated_on) and rating.grade < SATISFIED_FROM:
            done_on = rating.rectified_on
            yield _share(case, done_on is not None and done_on <= period.to_on)


def _overdue_closed(due_on_of: Callable[[CaseFacts], date | None]) -> Shares:
    def shares(case: CaseFacts, period: Period) -> Iterator[Share]:
        due_on = due_on_of(case)
        if due_on and case.decided_on and is_closed(case, period) and case.decided_on > due_on:
            yield _share(case, 1, 0)

    return shares


def _overdue_open(due_on_of: Callable[[CaseFacts], date | None]) -> Shares:
    def shares(case: CaseFacts, period: Period) -> Iterator[Share]:
        due_on = due_on_of(case)
        ended = case.withdrawn_on is not None and case.withdrawn_on <= period.to_on
        if due_on and due_on <= period.to_on and _undecided(case, period.to_on) and not ended:
            yield _share(case, 1, 0)

    return shares


def _of_stage(card: CardFact) -> bool:
    late = card.colour is not Colour.WARNING and card.revoked_on is None
    return late and card.clock not in (
        ClockName.PROMISE,
        ClockName.STATUTE,
    )


def _stage_overdue(closed: bool) -> Shares:
    def shares(case: CaseFacts, period: Period) -> Iterator[Share]:
        if _undecided(case, period.to_on) is closed:
            return
        late = {c.department for c in case.cards if _of_stage(c) and period.holds(c.issued_on)}
        for department in sorted(late):
            yield Share(department, case.case_id, 1)

    return shares


def _cards(colour: Colour, count: Callable[[CardFact, Period], int]) -> Shares:
    def shares(case: CaseFacts, period: Period) -> Iterator[Share]:
        for card in case.cards:
            if card.colour is colour and (part := count(card, period)):
                yield Share(card.department, case.case_id, part)

    return shares


def _issued(card: CardFact, period: Period) -> int:
    return int(period.holds(card.issued_on))


def _revoked(card: CardFact, period: Period) -> int:
    return int(period.holds(card.revoked_on))


def _net(card: CardFact, period: Period) -> int:
    return _issued(card, period) - _revoked(card, period)


def _statute_due_on(case: CaseFacts) -> date | None:
    return case.statute_due_on


def _promise_due_on(case: CaseFacts) -> date | None:
    return case.promise_due_on


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator that is summed over cases."""

    key: str
    kind: Kind
    shares: Shares


SUMMED = (
    Indicator("on_time_statute", Kind.RATE, on_time_statute),
    Indicator("on_time_promise", Kind.RATE, on_time_promise),
    Indicator("early", Kind.RATE, early),
    Indicator("mean_used", Kind.DAYS, mean_used),
    Indicator("mean_natural", Kind.DAYS, mean_natural),
    Indicator("compression_actual", Kind.RATE, compression_actual),
    Indicator("overdue_statute_closed", Kind.COUNT, _overdue_closed(_statute_due_on)),
    Indicator("overdue_statute_open", Kind.COUNT, _overdue_open(_statute_due_on)),
    Indicator("overdue_promise_closed", Kind.COUNT, _overdue_closed(_promise_due_on)),
    Indicator("overdue_promise_open", Kind.COUNT, _overdue_open(_promise_due_on)),
    Indicator("overdue_stage_closed", Kind.COUNT, _stage_overdue(closed=True)),
    Indicator("overdue_stage_open", Kind.COUNT, _stage_overdue(closed=False)),
    Indicator("red_issued", Kind.COUNT, _cards(Colour.RED, _issued)),
    Indicator("red_revoked", Kind.COUNT, _cards(Colour.RED, _revoked)),
    Indicator("red_net", Kind.COUNT, _cards(Colour.RED, _net)),
    Indicator("yellow_issued", Kind.COUNT, _cards(Colour.YELLOW, _issued)),
    Indicator("yellow_revoked", Kind.COUNT, _cards(Colour.YELLOW, _revoked)),
    Indicator("yellow_net", Kind.COUNT, _cards(Colour.YELLOW, _net)),
    Indicator("done_at_once", Kind.RATE, done_at_once),
    Indicator("accepted_at_once", Kind.RATE, accepted_at_once),
    Indicator("corrected", Kind.RATE, corrected),
    Indicator("corrected_twice", Kind.RATE, corrected_twice),
    Indicator("returned", Kind.RATE, returned),
    Indicator("refused", Kind.RATE, refused),
    Indicator("deemed_accepted", Kind.COUNT, deemed_accepted),
    Indicator("deemed_agreed", Kind.COUNT, deemed_agreed),
    Indicator("special_share", Kind.RATE, special_share),
    Indicator("satisfied", Kind.RATE, satisfied),
    Indicator("rectified", Kind.RATE, rectified),
    Indicator("review_at_once", Kind.RATE, review_at_once),
)


def summed(shares: Iterable[Share]) -> Figure:
    """The figure that these shares add up to; each case behind it stands once."""
    part = whole = 0
    brings: dict[str, bool] = {}
    for share in shares:
        part, whole = part + share.part, whole + share.whole
        brings[share.case_id] = brings.get(share.case_id, False) or share.part != 0
    return Figure(
        Fraction(part),
        Fraction(whole),
        len(brings),
        tuple(sorted(case_id for case_id, counts in brings.items() if counts)),
        tuple(sorted(case_id for case_id, counts in brings.items() if not counts)),
    )


def by_department(
    indicator: Indicator, cases: Iterable[CaseFacts], period: Period
) -> Mapping[str, Figure]:
    """The figure of each department that has a share in it."""
    found: dict[str, list[Share]] = {}
    for case in cases:
        if is_counted(case):
            for share in indicator.shares(case, period):
                found.setdefault(share.department, []).append(share)
    return {department: summed(found[department]) for department in sorted(found)}


def total(figures: Iterable[Figure]) -> Figure:
    """The city's figure: the organs' numerators and denominators added up."""
    each = list(figures)
    counted = {case_id for figure in each for case_id in figure.counted}
    others = {case_id for figure in each for case_id in figure.others} - counted
    return Figure(
        sum((figure.part for figure in each), Fraction(0)),
        sum((figure.whole for figure in each), Fraction(0)),
        len(counted) + len(others),
        tuple(sorted(counted)),
        tuple(sorted(others)),
    )


LOW_IS_BETTER = (
    "mean_used",
    "mean_natural",
    "median_used",
    "p90_used",
    "corrected",
    "corrected_twice",
    "returned",
)
UNRANKED = ("refused", "special_share")
"""A refusal or a hearing that the law asks for is no fault: nobody is ranked by them."""


def ranks(
    figures: Mapping[str, Figure], sample_min: int, *, low_first: bool = False
) -> Mapping[str, int]:
    """The place of each department whose rate is shown, the best first; ties share a place.

    The best is the highest, or with `low_first` the lowest. After two first places comes the
    third (LAW B8: rank ties share a rank).
    """
    rates = {
        department: figure.rate
        for department, figure in figures.items()
        if figure.is_shown(sample_min) and figure.rate is not None
    }
    sign = -1 if low_first else 1
    return {
        department: 1 + sum(1 for other in rates.values() if sign * other > sign * rate)
        for department, rate in rates.items()
    }
