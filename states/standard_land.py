"""标准地: a parcel with indicators set before transfer, in four phases (LAW B5.2).

按标做地 prepared, 明标供地 offered, 履标用地 in use, 对标管地 managed (豫政〔2020〕32号).
The checks of completion, production and each year pass, order to rectify, or find a breach;
nothing passes with an indicator unmet or unmeasured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from statemachine import State

from states.channel_conditions import found
from states.procedure import Procedure
from states.refusals import Refusal
from states.terms.channel import Comparison, Operator, Truth

M2_PER_MU = Fraction(2000, 3)
"""One mu is 666.67 m², exactly two thousand thirds."""


def square_metres(mu: Decimal) -> Decimal:
    """An area in mu as square metres, to two places: 1 mu is 666.67 m²."""
    exact = Fraction(mu) * M2_PER_MU
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"))


class IndicatorsMissing(Refusal):
    """A parcel is offered with its indicators; none is set."""

    zh = "“标准地”出让前须确定控制性指标，尚未设置任何指标。"


class IndicatorsUnmet(Refusal):
    """The check cannot pass; unmet or unmeasured: {indicators}."""

    zh = "以下指标未达标或者未测定，不能判定通过：{indicators}。"


class RectificationDayMissing(Refusal):
    """An order to rectify names a day after today."""

    zh = "责令整改须写明晚于今日的整改期限。"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the contract, such as investment per mu of at least so much."""

    id: str
    name: str
    operator: Operator
    value: Decimal
    unit: str
    tolerance_percent: int = 0

    def met_by(self, measured: Decimal | None) -> Truth:
        """Whether the measured value meets it; unknown where nothing was measured."""
        told = {} if measured is None else {self.id: str(measured)}
        compared = Comparison(self.id, self.operator, (str(self.value),), self.tolerance_percent)
        return found(compared, told).truth


@dataclass(frozen=True, slots=True)
class Parcel:
    """The parcel as its register has it."""

    id: str
    area_mu: Decimal
    indicators: tuple[Indicator, ...] = ()
    is_completed: bool = False
    rectify_by: date | None = None


@dataclass(frozen=True, slots=True)
class ParcelCheck:
    """What was measured, on which legal day, and by when to put right what is not met."""

    today: date
    measured: Mapping[str, Decimal]
    rectify_by: date | None = None


def unmet(parcel: Parcel, measured: Mapping[str, Decimal]) -> tuple[Indicator, ...]:
    """The indicators that what was measured does not meet, or that were not measured."""
    return tuple(
        each for each in parcel.indicators if each.met_by(measured.get(each.id)) is not Truth.TRUE
    )


def indicators_are_set(case: Parcel, cmd: object) -> None:
    """The indicators stand before the parcel is offered."""
    if not case.indicators:
        raise IndicatorsMissing()


def indicators_are_met(case: Parcel, cmd: ParcelCheck) -> None:
    """A check passes with every indicator measured and met."""
    missed = unmet(case, cmd.measured)
    if missed:
        raise IndicatorsUnmet(indicators="、".join(each.name for each in missed))


def rectification_has_a_day(case: Parcel, cmd: ParcelCheck) -> None:
    """Putting right takes time, and the order says how much."""
    if cmd.rectify_by is None or cmd.rectify_by <= cmd.today:
        raise RectificationDayMissing()


def was_completed(case: Parcel, cmd: object) -> bool:
    """Whether the parcel had passed its completion check before."""
    return case.is_completed


class StandardLand(Procedure):
    """A parcel from its preparation to the yearly comparison with its indicators."""

    # In: the park prepares the parcel (按标做地). Out: it is offered with its indicators. If
    # nobody does: nothing runs, the parcel is not on the market.
    prepared = State(initial=True, value="prepared")
    # In: offered with its indicators made public (明标供地). Out: the contract. If nobody does:
    # it stays on offer.
    offered = State(value="offered")
    # In: the contract with the indicators is signed (履标用地). Out: the completion check. If
    # nobody does: the contract's own dates apply; no text here sets a clock.
    in_use = State(value="in_use")
    # In: completion passed (对标管地). Out: production and yearly checks. If nobody does: it
    # stands; the contract says when to check again.
    managed = State(value="managed")
    # In: a check found indicators unmet. Out: put right, or breach. If nobody does: the day of
    # the order passes and the department may find a breach.
    rectifying = State(value="rectifying")
    # In: the contract was breached; penalty or take-back by the contract. Final.
    breached = State(final=True, value="breached")

    offer = prepared.to(offered, validators=[indicators_are_set])
    sign_contract = offered.to(in_use)
    pass_check = in_use.to(managed, validators=[indicators_are_met]) | managed.to.itself(
        internal=True, validators=[indicators_are_met]
    )
    order_rectification = in_use.to(rectifying, validators=[rectification_has_a_day]) | managed.to(
        rectifying, validators=[rectification_has_a_day]
    )
    confirm_rectified = rectifying.to(
        managed, validators=[indicators_are_met], cond=was_completed
    ) | rectifying.to(in_use, validators=[indicators_are_met])
    find_breach = in_use.to(breached) | managed.to(breached) | rectifying.to(breached)
