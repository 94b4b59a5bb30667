"""量化目标 as acts: values reported with their evidence, and held against what was asked.

The targets are data of the catalogue. A value is one line of its indicator's append-only record;
reported again for the same period and place, the later line holds and the earlier one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from pydantic import Field

from acts.authority import authorise
from acts.forms import Form, Line, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from acts.records import write_line
from catalog.indicator_schema import IndicatorEntry
from ledger.item_registers import RegisterLine, all_lines, lines_of
from states.targets import Verdict, verdict
from states.terms import Actor
from states.worktime import legal_day

BOOK = "indicator"
REPORTED = "reported"


class UnknownIndicator(UnknownCase):
    """The catalogue has no indicator of this code."""


class ValueForm(Form):
    """A value of an indicator: of which period, for whom, and what proves it.

    `period` is a year, a quarter, a half year or a month: 2026, 2026-Q1, 2026-H1, 2026-03. `of`
    names the park, platform or city where the target is asked of each.
    """

    period: Annotated[str, Field(pattern=r"^\d{4}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?$")]
    of: Annotated[str, Field(max_length=80)] = ""
    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    evidence: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    remark: Remark = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """One value as it stands, with the line that says it."""

    period: str
    of: str
    value: Decimal
    evidence: tuple[str, ...]
    verdict: Verdict
    line: RegisterLine


@dataclass(frozen=True, slots=True)
class Measured:
    """A target with the values that stand, the newest period first."""

    entry: IndicatorEntry
    values: tuple[Reported, ...]
    lines: tuple[RegisterLine, ...]

    @property
    def newest(self) -> tuple[Reported, ...]:
        """The values of the newest period."""
        return tuple(each for each in self.values if each.period == self.values[0].period)

    @property
    def verdict(self) -> Verdict:
        """Of the newest period: reached only where every value of it is; unknown without one."""
        if not self.values:
            return Verdict.UNKNOWN
        reached = all(each.verdict is Verdict.REACHED for each in self.newest)
        return Verdict.REACHED if reached else Verdict.MISSED


def every(office: Office, *, actor: Actor) -> tuple[Measured, ...]:
    """Every target of the city with its values; one query, whatever the number.

    Raises:
        NotYours: an enterprise asks.
    """
    authorise(actor, "see_indicators")
    lines = all_lines(office.session, BOOK)
    found = {code: tuple(told) for code, told in groupby(lines, lambda line: line.item_id)}
    known: Mapping[str, IndicatorEntry] = office.city.catalog.indicators
    return tuple(_measured(entry, found.get(code, ())) for code, entry in known.items())


def one(office: Office, code: str, *, actor: Actor) -> Measured:
    """One target with its values and its whole record.

    Raises:
        NotYours, UnknownIndicator: as they say.
    """
    authorise(actor, "see_indicators")
    return _measured(_entry(office, code), lines_of(office.session, BOOK, code))


def _entry(office: Office, code: str) -> IndicatorEntry:
    entry = office.city.catalog.indicators.get(code)
    if entry is None:
        raise UnknownIndicator(code)
    return entry


def report_value(
    office: Office, code: str, form: ValueForm, *, actor: Actor, now: datetime
) -> Measured:
    """报送: a value with its evidence, by the assigning office.

    Raises:
        NotYours, UnknownIndicator: as they say.
        Invalid: the target asks for values of each, and the form does not say of whom; or not.
    """
    authorise(actor, "report_indicator")
    entry = _entry(office, code)
    if bool(entry.per) != bool(form.of.strip()):
        raise Invalid(_whose(entry))
    earlier = lines_of(office.session, BOOK, code)
    payload, today = form.model_dump(mode="json"), legal_day(now)
    lines = write_line(
        office, BOOK, code, earlier, REPORTED, payload, on=today, actor=actor, now=now
    )
    return _measured(entry, lines)


def _whose(entry: IndicatorEntry) -> FieldProblem:
    if entry.per:
        zh = f"该目标按“{entry.per}”分别考核，请写明是哪一个。"
        return FieldProblem("/of", zh, f"This target is asked of {entry.per_en}; say of which.")
    zh, en = "该目标不分对象，请留空。", "This target is one for all; leave this empty."
    return FieldProblem("/of", zh, en)


def _measured(entry: IndicatorEntry, lines: tuple[RegisterLine, ...]) -> Measured:
    standing = {(line.payload["period"], line.payload["of"]): line for line in lines}
    values = sorted(
        (_reported(entry, line) for line in standing.values()),
        key=lambda each: (each.period, each.of),
    )
    values.sort(key=lambda each: each.period, reverse=True)
    return Measured(entry, tuple(values), lines)


def _reported(entry: IndicatorEntry, line: RegisterLine) -> Reported:
    told = line.payload
    value = Decimal(told["value"])
    return Reported(
        period=told["period"],
        of=told["of"],
        value=value,
        evidence=tuple(told["evidence"]),
        verdict=verdict(entry.operator, entry.value, value, entry.tolerance_percent),
        line=line,
    )
