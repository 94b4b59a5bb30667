"""The pages of indicators (量化目标): all targets with their newest values, one with its record."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import indicators
from acts.authority import allows
from acts.indicators import Measured, Reported, ValueForm
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm
from api.pages.visit import SignedVisit, Visited, onward
from states.targets import Verdict

router = APIRouter()
TONES = {Verdict.REACHED: "done", Verdict.MISSED: "late", Verdict.UNKNOWN: "idle"}
TARGET_AT, WIDTH = Decimal(80), Decimal(120)
"""Where the target stands on a bar, and how long a bar can be; a longer value ends there."""
FIELDS = ("period", "of", "value", "evidence", "remark")


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One value with its verdict; `width` is that of its bar, None where it cannot be drawn."""

    period: str
    of: str
    value: str
    evidence: tuple[str, ...]
    verdict: str
    tone: str
    width: Decimal | None
    by: str
    recorded_at: str
    hash: str


@dataclass(frozen=True, slots=True)
class IndicatorShown:
    """A target as pages say it."""

    code: str
    name: str
    target: str
    unit: str
    per: str
    year: int
    tolerance: str
    phrase: str
    source: str
    certainty: str
    verdict: str
    tone: str
    values: tuple[ValueShown, ...]
    newest: tuple[ValueShown, ...]


@router.get("/indicators", response_class=HTMLResponse)
def show_indicators(visit: Visited, reading: Readings) -> Response:
    """Every target with its newest values and whether it is reached."""
    with reading() as office:
        found = indicators.every(office, actor=visit.actor)
    counts = {name: sum(each.verdict is name for each in found) for name in Verdict}
    return visit.page(
        "indicators",
        rows=[_shown(visit, each) for each in found],
        counts=[(name.value, TONES[name], counts[name]) for name in Verdict],
        target_at=TARGET_AT,
        bar_width=WIDTH,
    )


@router.get("/indicators/{code}", response_class=HTMLResponse)
def show_indicator(code: str, visit: Visited, reading: Readings) -> Response:
    """One target with every value that was reported, and the form of the next one."""
    return _indicator(visit, reading, code, FilledForm())


@router.post("/indicators/{code}", response_class=HTMLResponse)
def take_value(
    code: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Take a value, or show the form again with what is wrong."""
    try:
        form = ValueForm.model_validate(_texts(sent))
        with acts() as office:
            indicators.report_value(office, code, form, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        labels = {name: visit.t(f"indicators.{name}") for name in FIELDS}
        filled, status = declined(visit, sent, error, labels)
        return _indicator(visit, reading, code, filled, status)
    return onward(f"/indicators/{code}")


def _texts(sent: Sent) -> dict[str, Any]:
    told: dict[str, Any] = {name: sent.text(name).strip() for name in FIELDS}
    return told | {"evidence": sent.lines("evidence")}


def _indicator(
    visit: SignedVisit, reading: Readings, code: str, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        found = indicators.one(office, code, actor=visit.actor)
    return visit.page(
        "indicator",
        status,
        indicator=_shown(visit, found),
        form=form,
        may_report=allows(visit.actor, "report_indicator"),
        target_at=TARGET_AT,
        bar_width=WIDTH,
    )


def _shown(visit: SignedVisit, found: Measured) -> IndicatorShown:
    entry, chinese = found.entry, visit.lang == "zh"
    unit = entry.unit if chinese else entry.unit_en
    number = f"{_number(entry.value, visit.lang)} {unit}"
    tolerance = entry.tolerance_percent
    return IndicatorShown(
        code=entry.code,
        name=entry.name if chinese else entry.name_en,
        target=visit.t(f"indicators.{entry.operator.value}", value=number),
        unit=unit,
        per=entry.per if chinese else entry.per_en,
        year=entry.year,
        tolerance="" if tolerance is None else f"{_number(tolerance, visit.lang)}%",
        phrase=entry.phrase,
        source=entry.source if chinese else entry.source_en,
        certainty=entry.certainty.value,
        verdict=found.verdict.value,
        tone=TONES[found.verdict],
        values=tuple(_value(visit, found, each) for each in found.values),
        newest=tuple(_value(visit, found, each) for each in found.newest) if found.values else (),
    )


def _value(visit: SignedVisit, found: Measured, each: Reported) -> ValueShown:
    target = found.entry.value
    drawn = target > 0 and each.value >= 0
    return ValueShown(
        period=each.period,
        of=each.of,
        value=_number(each.value, visit.lang),
        evidence=each.evidence,
        verdict=each.verdict.value,
        tone=TONES[each.verdict],
        width=round(min(each.value / target * TARGET_AT, WIDTH), 2) if drawn else None,
        by=f"{visit.words.short(each.line.on_authority_of)} · {each.line.actor}",
        recorded_at=visit.words.instant(each.line.recorded_at),
        hash=each.line.hash,
    )


def _number(value: Decimal, lang: str) -> str:
    locale = "zh_Hans" if lang == "zh" else "en"
    return format_decimal(value.normalize(), locale=locale, decimal_quantization=False)
