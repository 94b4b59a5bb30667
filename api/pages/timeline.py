"""The timeline of a case as facts for an SVG: lanes, bars, flags, cards, days off, today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.pages.words import WEEKDAYS, Words
from states.duties import duties_of
from states.running_clocks import clocks_of
from states.spans import APPLICANT, Span, extension_span, spans_of
from states.terms import CaseSnapshot, ClockName, Entry, RunningClock
from states.worktime import SHANGHAI, Calendar, legal_day

WIDTH = 1096
LABELS = 208
LABEL_ROOM = LABELS - 36
WIDE_SIGN, NARROW_SIGN = 13.5, 7.4
RIGHT = 14
LAST_NARROW = 0x2E80
TOP = 46
LANE = 52
BAR = 30
DAY_LABEL_MIN = {"zh": 27, "en": 44}
DAY_GRID_MIN = 22
WEEK_LABEL_MIN = 46
BAR_MIN = 9
LABEL_MIN = {"zh": {"intake": 70, "pause": 70}, "en": {"handling": 76, "correcting": 86}}
SHORT_LABEL_MIN = {"zh": 44, "en": 68}
TODAY_ROOM = 32
FLAG_CLOCKS = (ClockName.OPINION, ClockName.PROMISE, ClockName.STATUTE, ClockName.DELIVERY)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Overrun:
    """The part of a bar beyond a last day: past the promise, or past the law (`late`)."""

    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One turn of a lane, drawn from the middle of its first day to that of its last."""

    x: float
    y: float
    width: float
    height: float
    what: str
    ended: str
    about: str
    shows_label: bool
    open: bool
    from_day: str
    until_day: str
    late: bool
    overruns: tuple[Overrun, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """The last day of a clock; a flag that was kept or has passed is drawn accordingly."""

    x: float
    y: float
    clock: str
    day: str
    state: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class CardMark:
    """A card on the day from which it counts."""

    x: float
    y: float
    colour: str
    clock: str
    day: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One party's row."""

    y: float
    id: str
    name: str
    label: str
    tone: str
    bars: tuple[Bar, ...]
    flags: tuple[Flag, ...]
    cards: tuple[CardMark, ...]
    last: Bar | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled day of the axis."""

    x: float
    label: str
    weekday: str


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A run of days on which organs do not work."""

    x: float
    width: float
    name: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that the drawing needs, in its own units."""

    width: int
    height: int
    left: int
    top: int
    bottom: int
    right: int
    lane_height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    gridlines: tuple[float, ...]
    off: tuple[DaysOff, ...]
    unknown_from: float | None
    today_x: float | None
    from_day: str
    until_day: str
    today: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to horizontal units."""

    first: date
    last: date

    @property
    def per_day(self) -> float:
        return (WIDTH - LABELS - RIGHT) / ((self.last - self.first).days + 1)

    def start(self, day: date) -> float:
        return round(LABELS + (day - self.first).days * self.per_day, 1)

    def middle(self, day: date) -> float:
        return round(self.start(day) + self.per_day / 2, 1)

    def end(self, day: date) -> float:
        return self.start(day + ONE_DAY)

    def days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


def timeline(
    words: Words, case: CaseSnapshot, entries: tuple[Entry, ...], now: datetime
) -> Timeline:
    """The drawing of a case as it stands at `now`."""
    today = legal_day(now)
    spans, clocks = spans_of(case, entries), tuple(clocks_of(case))
    extended = extension_span(case)
    spans = (*spans, extended) if extended else spans
    is_open = bool(duties_of(case))
    scale = _scale(spans, clocks, case, today if is_open else None)
    lanes = tuple(
        _lane(words, case, lane, place, scale, (spans, clocks), now)
        for place, lane in enumerate(_lanes(case, spans))
    )
    height = TOP + LANE * len(lanes) + 8
    known = case.calendar.last_day
    today_x = _today_x(scale, now) if scale.first <= today <= scale.last else None
    return Timeline(
        width=WIDTH,
        height=height,
        left=LABELS,
        top=TOP,
        bottom=TOP + LANE * len(lanes),
        right=WIDTH - RIGHT,
        lane_height=LANE,
        lanes=lanes,
        ticks=tuple(tick for tick in _ticks(words, scale) if _is_clear(tick, today_x)),
        gridlines=tuple(_gridlines(scale)),
        off=tuple(_days_off(words, scale, case.calendar)),
        unknown_from=scale.end(known) if scale.first <= known < scale.last else None,
        today_x=today_x,
        from_day=words.exact(scale.first),
        until_day=words.exact(scale.last),
        today=words.exact(today),
    )


def _scale(
    spans: Iterable[Span],
    clocks: Iterable[RunningClock],
    case: CaseSnapshot,
    today: date | None,
) -> _Scale:
    spans = tuple(spans)
    days = [span.from_on for span in spans] + [s.until_on for s in spans if s.until_on]
    days += [clock.due.due_on for clock in clocks if clock.name in FLAG_CLOCKS]
    days += [card.effective_on for card in case.cards]
    if today is not None:
        days.append(today)
    return _Scale(min(days) - ONE_DAY, max(days) + 2 * ONE_DAY)


def _today_x(scale: _Scale, now: datetime) -> float:
    local = now.astimezone(SHANGHAI)
    part = (local.hour + local.minute / 60) / 24
    return round(scale.start(local.date()) + part * scale.per_day, 1)


def _is_clear(tick: Tick, today_x: float | None) -> bool:
    """Whether a label keeps clear of the sign that says “today”."""
    return today_x is None or abs(tick.x - today_x) > TODAY_ROOM


def _lanes(case: CaseSnapshot, spans: Iterable[Span]) -> list[str]:
    """The applicant, the lead department, then the seats in the order of the catalogue."""
    seats = [seat.department for seat in case.seats]
    seen = [span.lane for span in spans]
    return list(dict.fromkeys([APPLICANT, case.rules.lead, *seats, *seen]))


def _lane(
    words: Words,
    case: CaseSnapshot,
    lane: str,
    place: int,
    scale: _Scale,
    held: tuple[tuple[Span, ...], tuple[RunningClock, ...]],
    now: datetime,
) -> Lane:
    y, today = TOP + LANE * place, legal_day(now)
    spans, clocks = held
    own = [clock for clock in clocks if clock.department == lane and clock.name in FLAG_CLOCKS]
    due = {clock.name: clock for clock in own}
    bars = tuple(_bar(words, case, span, y, scale, due, now) for span in spans if span.lane == lane)
    turns = [bar for bar in bars if bar.what not in ("pause", "extension")]
    name = str(case.applicant["name"]) if lane == APPLICANT else words.department(lane)
    short = name if lane == APPLICANT else words.short(lane)
    return Lane(
        y=y,
        id=lane,
        name=name,
        label=_fitted(short),
        tone=_tone(turns[-1] if turns else None),
        bars=bars,
        flags=tuple(_flag(words, clock, y, scale, today) for clock in own),
        cards=tuple(
            CardMark(
                x=scale.middle(card.effective_on),
                y=y + LANE - 6,
                colour=card.colour.value,
                clock=card.clock.value,
                day=words.exact(card.effective_on),
            )
            for card in case.cards
            if card.department == lane
        ),
        last=turns[-1] if turns else None,
    )


def _fitted(name: str) -> str:
    """The name as far as the label column takes it."""
    room, kept = float(LABEL_ROOM), ""
    for sign in name:
        room -= WIDE_SIGN if ord(sign) > LAST_NARROW else NARROW_SIGN
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += sign
    return kept


CLOCK_OF = {
    "signing": ClockName.OPINION,
    "handling": ClockName.STATUTE,
    "serving": ClockName.DELIVERY,
    "intake": ClockName.NOTICE,
}


def _bar(
    words: Words,
    case: CaseSnapshot,
    span: Span,
    y: float,
    scale: _Scale,
    due: dict[ClockName, RunningClock],
    now: datetime,
) -> Bar:
    until_on = span.until_on or max(legal_day(now), span.from_on)
    x = scale.middle(span.from_on)
    end = scale.middle(until_on) if span.until_on else _today_x(scale, now)
    width = max(round(end - x, 1), BAR_MIN)
    clock = due.get(CLOCK_OF[span.what]) if span.what in CLOCK_OF else None
    return Bar(
        x=x,
        y=y + (LANE - BAR) / 2,
        width=width,
        height=BAR,
        what=span.what,
        ended=span.ended,
        about=words.procedure(case.rules, span.about) if span.about else "",
        shows_label=width >= LABEL_MIN[words.lang].get(span.what, SHORT_LABEL_MIN[words.lang]),
        open=span.until_on is None,
        from_day=words.exact(span.from_on),
        until_day=words.exact(span.until_on) if span.until_on else "",
        late=clock is not None and span.ended != "deemed" and until_on > clock.due.due_on,
        overruns=tuple(_overruns(span, scale, due, x + width)) if span.ended != "deemed" else (),
    )


def _overruns(
    span: Span, scale: _Scale, due: dict[ClockName, RunningClock], end: float
) -> Iterator[Overrun]:
    """Past the promise in amber, past the last lawful day in red."""
    lawful = due.get(CLOCK_OF[span.what]) if span.what in CLOCK_OF else None
    lawful_x = max(scale.end(lawful.due.due_on), scale.middle(span.from_on)) if lawful else end
    promise = due.get(ClockName.PROMISE) if span.what == "handling" else None
    if promise is not None:
        x, until = scale.end(promise.due.due_on), min(end, lawful_x)
        if x < until:
            yield Overrun(x, round(until - x, 1), "promise")
    if lawful_x < end:
        yield Overrun(lawful_x, round(end - lawful_x, 1), "late")


def _tone(last: Bar | None) -> str:
    """The dot of a lane: idle, done, working, paused for correction, or late."""
    if last is None:
        return "idle"
    if last.late and last.open:
        return "late"
    if last.open:
        return "paused" if last.what == "correcting" else "working"
    return {"returned": "paused", "objected": "late"}.get(last.ended, "done")


def _flag(words: Words, clock: RunningClock, y: float, scale: _Scale, today: date) -> Flag:
    stopped = clock.stopped_on
    late = (stopped or today) > clock.due.due_on
    return Flag(
        x=scale.end(clock.due.due_on),
        y=y,
        clock=clock.name.value,
        day=words.exact(clock.due.due_on),
        state="late" if late else "kept" if stopped else "ahead",
        provisional=clock.due.provisional,
    )


def _ticks(words: Words, scale: _Scale) -> Iterator[Tick]:
    every = 1
    if scale.per_day < DAY_LABEL_MIN[words.lang]:
        every = 7 * max(1, -(-WEEK_LABEL_MIN // max(int(scale.per_day * 7), 1)))
    monday = scale.first - timedelta(days=scale.first.weekday())
    for day in scale.days():
        if every == 1 or (day - monday).days % every == 0:
            weekday = WEEKDAYS[words.lang][day.weekday()]
            weekday = weekday.removeprefix("周") if every == 1 else weekday
            label = f"{day.month}/{day.day}" if words.in_chinese else words.brief(day)
            yield Tick(scale.middle(day), label, weekday)


def _gridlines(scale: _Scale) -> Iterator[float]:
    every_day = scale.per_day >= DAY_GRID_MIN
    for day in scale.days():
        if every_day or day.weekday() == 0:
            yield scale.start(day)


def _days_off(words: Words, scale: _Scale, calendar: Calendar) -> Iterator[DaysOff]:
    """Runs of weekends and holidays as the notices have them, named where they have a name."""
    run: list[date] = []
    name = ""
    for day in (*scale.days(), None):
        off = day is not None and calendar.covers(day) and not calendar.is_workday(day)
        if off and day is not None:
            run.append(day)
            note = calendar.why(day)
            name = name or (note.name if words.in_chinese else note.name_en)
        elif run:
            x = scale.start(run[0])
            yield DaysOff(x, round(scale.end(run[-1]) - x, 1), name)
            run, name = [], ""
