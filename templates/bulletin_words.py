"""A 通报 as people read it: names, rates and ranks in one language, from its content alone.

Page, PDF and workbook say the same, and say it again the same way a year later: nothing here
looks at a clock, at the ledger or at the catalogue in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from states.worktime import legal_day
from templates import formats
from templates.i18n import Translate, translator

NOTHING = "—"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "in_time": ("on_time_statute", "on_time_promise", "early", "done_at_once"),
    "length": (
        "mean_used",
        "median_used",
        "p90_used",
        "mean_natural",
        "compression_designed",
        "compression_actual",
        "speed_up",
    ),
    "overdue": (
        "overdue_statute_closed",
        "overdue_statute_open",
        "overdue_promise_closed",
        "overdue_promise_open",
        "overdue_stage_closed",
        "overdue_stage_open",
        "red_issued",
        "red_revoked",
        "red_net",
        "yellow_issued",
        "yellow_revoked",
        "yellow_net",
    ),
    "intake": ("accepted_at_once", "corrected", "corrected_twice", "returned"),
    "decision": ("refused", "deemed_accepted", "deemed_agreed", "special_share"),
    "judged": ("satisfied", "rectified", "review_at_once", "minutes_done", "tasks_in_time"),
}
"""The indicators in the order of the paper."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is printed: its value, and numerator and denominator beside it.

    `percent` is the length of a bar, from 0 to 100, where the value is a rate that is shown.
    """

    value: str
    ratio: str
    place: str = ""
    percent: float | None = None


EMPTY = Cell(NOTHING, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: in the city now, in the period before, and a year before."""

    key: str
    name: str
    now: Cell
    before: Cell
    year_before: Cell


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One department's figures, in the order of all indicators."""

    id: str
    name: str
    short: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ListedDepartment:
    """A department on a list, with the figures it stands there for."""

    name: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart with its words."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole 通报 in one language."""

    lang: str
    title: str
    mark: str
    pairs: tuple[tuple[str, str], ...]
    erratum: str
    changes: tuple[tuple[str, str, str, str], ...]
    praise: tuple[ListedDepartment, ...]
    criticism: tuple[ListedDepartment, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    departments: tuple[DepartmentRow, ...]
    bars: tuple[Bar, ...]
    trend: tuple[Bar, ...]
    before: str
    year_before: str
    scores: tuple[tuple[str, ...], ...]
    score_headers: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    revoked: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    dated: tuple[int, int, int]


def paper(edition: Mapping[str, Any], lang: str) -> Paper:
    """The paper of an edition.

    `edition` holds `content`, `sha256`, `number`, `drafted` and `published` as (who, when) or
    None, and of an erratum `reason`, `replaces` and `changes`.
    """
    return _Writing(edition, lang).paper()


def exact(value: int | str | Fraction) -> Fraction:
    """A number of the content: whole, or like “13/10”."""
    return Fraction(value)


def decimal(value: Fraction, places: int = 1) -> str:
    """Rounded half up, without a sign for zero."""
    step = Decimal(1).scaleb(-places)
    quotient = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = quotient.quantize(step, ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded}".replace("-", "−")


def plain(value: int | str) -> str:
    """A numerator or denominator: whole, or with two digits."""
    number = exact(value)
    whole = number.denominator == 1
    return str(number.numerator).replace("-", "−") if whole else decimal(number, 2)


class _Writing:
    def __init__(self, edition: Mapping[str, Any], lang: str) -> None:
        self.edition, self.lang = edition, lang
        self.content: Mapping[str, Any] = edition["content"]
        self.figures: Mapping[str, Any] = self.content["figures"]
        self.t: Translate = translator(lang)
        names = {row["id"]: row["zh" if lang == "zh" else "en"] for row in self._known()}
        city = f"{self.content['city']['en']} "
        self.long = names
        self.short = {
            row["id"]: row["short"] if lang == "zh" else row["en"].removeprefix(city)
            for row in self._known()
        }

    def _known(self) -> Sequence[Mapping[str, str]]:
        known: Sequence[Mapping[str, str]] = self.content["departments"]
        return known

    def paper(self) -> Paper:
        year = "-" not in self.content["period"]
        city = self.content["city"]["zh" if self.lang == "zh" else "en"]
        keys = tuple(key for group in GROUPS.values() for key in group)
        cut_off = legal_day(datetime.fromisoformat(self.content["cut_off"]))
        headers, scores = self._scores()
        return Paper(
            lang=self.lang,
            title=self.t(
                f"bulletin.title_{'year' if year else 'quarter'}",
                city=city,
                period=self.period(self.content["period"]),
            ),
            mark=self._mark(),
            pairs=tuple(self._pairs()),
            erratum=self._erratum(),
            changes=tuple(self._changes()),
            praise=tuple(map(self._listed, self.content["praise"])),
            criticism=tuple(map(self._listed, self.content["criticism"])),
            groups=tuple(
                (self.t(f"indicator_group.{name}"), tuple(map(self._row, of)))
                for name, of in GROUPS.items()
            ),
            keys=keys,
            names=tuple(self.t(f"indicator.{key}") for key in keys),
            departments=tuple(self._department(row["id"], keys) for row in self._known()),
            bars=tuple(self._bars()),
            trend=tuple(self._trend()),
            before=self._compared("before"),
            year_before=self._compared("year_before"),
            scores=scores,
            score_headers=headers,
            left_out=tuple((one["case_id"], one["reason"]) for one in self.content["left_out"]),
            revoked=tuple(map(self._revoked, self.content["revoked_cards"])),
            notes=tuple(self._notes(scores)),
            dated=(cut_off.year, cut_off.month, cut_off.day),
        )

    def period(self, name: str) -> str:
        year, _, quarter = name.partition("-Q")
        if not quarter:
            return self.t("bulletin.year", year=year)
        numeral = "一二三四"[int(quarter) - 1] if self.lang == "zh" else quarter
        return self.t("bulletin.quarter", year=year, quarter=numeral)

    def _mark(self) -> str:
        if self.edition["published"] is None:
            return self.t("bulletin.draft_mark")
        return self.t("bulletin.erratum_mark") if self.edition["replaces"] else ""

    def _pairs(self) -> Iterator[tuple[str, str]]:
        content, t = self.content, self.t
        rules = content["rules"]
        days = [formats.day(content[key], self.lang) for key in ("from_on", "to_on")]
        yield t("bulletin.span"), t("bulletin.span_said", from_on=days[0], to_on=days[1])
        yield t("bulletin.cut_off"), formats.instant(content["cut_off"], self.lang)
        yield (
            t("bulletin.rule_version"),
            t(
                "bulletin.rule_version_said",
                version=rules["rule_version"],
                source=rules["source" if self.lang == "zh" else "source_en"],
                certainty=t(f"certainty.{rules['certainty']}"),
            ),
        )
        yield t("bulletin.catalog"), content["catalog"]["version"]
        yield t("bulletin.calendar"), content["calendar"]
        yield t("bulletin.edition"), t("bulletin.edition_n", number=self.edition["number"])
        for name in ("drafted", "published"):
            if self.edition[name] is not None:
                by, at = self.edition[name]
                said = t("bulletin.by_at", by=by, at=formats.instant(at, self.lang))
                yield t(f"bulletin.{name}"), said
        yield t("bulletin.sha256"), self.edition["sha256"]

    def _erratum(self) -> str:
        if not self.edition["replaces"]:
            return ""
        replaces, reason = self.edition["replaces"], self.edition["reason"]
        return self.t("bulletin.erratum_said", replaces=replaces[:12], reason=reason)

    def _changes(self) -> Iterator[tuple[str, str, str, str]]:
        for row in self.edition["changes"]:
            department = self.short.get(row["department"], row["department"])
            yield (
                self.t(f"indicator.{row['indicator']}"),
                department or self.t("bulletin.whole_city"),
                _pair(row["before"]),
                _pair(row["after"]),
            )

    def _revoked(self, row: Mapping[str, Any]) -> tuple[str, str, str]:
        department = self.short.get(row["department"], row["department"])
        told = self.t(
            "bulletin.revoked_said",
            colour=self.t(f"light.{row['colour']}"),
            issued_on=formats.day(row["issued_on"], self.lang),
            revoked_on=formats.day(row["revoked_on"], self.lang),
            by=row["revoked_by"],
            reason=row["reason"],
        )
        return row["case_id"], department, told

    def _listed(self, row: Mapping[str, Any]) -> ListedDepartment:
        department = row["department"]
        reasons = [
            f"{self.t(f'indicator.{key}')} {self._reason(key, department)}"
            for key in row["reasons"]
        ]
        return ListedDepartment(self.long[department], "；".join(reasons))

    def _reason(self, key: str, department: str) -> str:
        cell = self._cell(key, self.figures[key]["departments"].get(department))
        return f"{cell.value}（{cell.ratio}）" if cell.ratio else cell.value

    def _row(self, key: str) -> Row:
        earlier = [
            self.content["compared"][name]["figures"].get(key, {}).get("city")
            for name in ("before", "year_before")
        ]
        return Row(
            key,
            self.t(f"indicator.{key}"),
            self._cell(key, self.figures[key]["city"]),
            self._cell(key, earlier[0]),
            self._cell(key, earlier[1]),
        )

    def _department(self, department: str, keys: Sequence[str]) -> DepartmentRow:
        return DepartmentRow(
            department,
            self.long[department],
            self.short[department],
            tuple(self._of(key, department) for key in keys),
        )

    def _of(self, key: str, department: str) -> Cell:
        figure = self.figures[key]
        place = figure["ranks"].get(department)
        told = figure["departments"].get(department)
        return self._cell(key, told, str(place) if place else "")

    def _cell(self, key: str, told: Mapping[str, Any] | None, place: str = "") -> Cell:
        kind = self.figures[key]["kind"]
        if told is None:
            return Cell("0", "") if kind == "count" else EMPTY
        part, whole = exact(told["numerator"]), exact(told["denominator"])
        if kind == "count":
            return Cell(plain(told["numerator"]), "")
        # The median has no denominator worth printing: it is one of the lengths itself.
        single = key in ("median_used", "p90_used")
        ratio = "" if single else f"{plain(told['numerator'])}/{plain(told['denominator'])}"
        if whole == 0 or not told["shown"]:
            return Cell(NOTHING, ratio, place)
        if kind == "days":
            return Cell(decimal(part / whole), ratio, place)
        share = part / whole
        bar = float(min(max(share, Fraction(0)), Fraction(1)) * 100)
        return Cell(f"{decimal(share * 100)}%", ratio, place, round(bar, 2))

    def _bars(self) -> Iterator[Bar]:
        for row in self._known():
            cells = tuple(self._of(k, row["id"]) for k in ("on_time_statute", "on_time_promise"))
            if any(cell.ratio for cell in cells):
                yield Bar(self.short[row["id"]], cells)

    def _trend(self) -> Iterator[Bar]:
        rows = [self._row(key) for key in ("on_time_statute", "on_time_promise")]
        compared = self.content["compared"]
        shown = {
            compared["year_before"]["period"]: "year_before",
            compared["before"]["period"]: "before",
            self.content["period"]: "now",
        }
        for period, name in shown.items():
            yield Bar(self.period(period), tuple(getattr(row, name) for row in rows))

    def _compared(self, name: str) -> str:
        compared = self.content["compared"][name]
        return self.t(f"bulletin.{name}", period=self.period(compared["period"]))

    def _scores(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        scores = self.content.get("scores")
        if not scores:
            return (), ()
        t = self.t
        weighed = [t(f"indicator.{row['indicator']}") for row in scores["weights"]]
        headers = ("place", "department", "score", "deducted")
        return (
            (*(t(f"bulletin.{name}") for name in headers), *weighed),
            tuple(tuple(self._score(row)) for row in scores["rows"]),
        )

    def _score(self, row: Mapping[str, Any]) -> Iterator[str]:
        yield str(row["place"] or NOTHING)
        yield self.short[row["department"]]
        yield NOTHING if row["score"] is None else decimal(exact(row["score"]))
        yield str(row["deducted"])
        for line in row["lines"]:
            if line["gained"] is None:
                yield self.t("bulletin.not_judged", points=line["points"])
            else:
                gained = decimal(exact(line["gained"]))
                yield self.t("bulletin.gained", gained=gained, points=line["points"])

    def _notes(self, scores: Sequence[object]) -> Iterator[str]:
        yield self.t("bulletin.zero")
        yield self.t("bulletin.hidden", sample_min=self.content["rules"]["sample_min"])
        yield self.t("bulletin.positions")
        if scores:
            yield self.t("bulletin.score_note")
        for name in ("before", "year_before"):
            compared = self.content["compared"][name]
            said = "as_published" if compared["published"] else "recomputed"
            yield f"{self._compared(name)}: {self.t(f'bulletin.{said}')}"


def _pair(value: Sequence[Any] | None) -> str:
    return NOTHING if value is None else f"{plain(value[0])}/{plain(value[1])}"
