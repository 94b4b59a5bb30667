"""The `due` command as pure functions: a request in JSON terms in, an answer out.

A request: `start` (YYYY-MM-DD), `days`, and optionally `id`, `unit` (working, the default,
or natural), `pauses`, `extension_days`, `as_of`, `explain`. A pause: `from`, and optionally
`to` (absent or null: still open), `announced_days` (absent or null: announced for its whole
length), `notice_served` (default true), `kind`. What is wrong with a request becomes an
answer with `error` and `field`; nothing that is read here can raise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from catalog.faults import nearest, unknown
from states.worktime import (
    DAY_UNITS,
    DAYS_MAX,
    Calendar,
    CalendarMissing,
    DayUnit,
    Due,
    ImpossibleDates,
    Line,
    Suspension,
    due_on,
)

LINE_CHARACTERS_MAX = 64 * 1024
PAUSES_MAX = 100
ID_CHARACTERS_MAX = 200
SHOWN_CHARACTERS_MAX = 60

REQUEST_KEYS = ("id", "start", "days", "unit", "pauses", "extension_days", "as_of", "explain")
PAUSE_KEYS = ("from", "to", "announced_days", "notice_served", "kind")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PAUSE = re.compile(r"([^/:]*)/([^/:]*)(?::([0-9]{1,9}))?")

Answer = dict[str, Any]


class WrongRequest(ValueError):
    """A request cannot be answered; `field` says where it is wrong, the message why."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was read and found sound."""

    start: date
    days: int
    unit: DayUnit
    pauses: tuple[Suspension, ...]
    extension_days: int
    as_of: date | None
    explain: bool


def from_arguments(
    start: str,
    days: int,
    unit: str = "working",
    pauses: Sequence[str] = (),
    extension_days: int = 0,
) -> Answer:
    """The request that the command's arguments say; each pause is FROM/TO or FROM/TO:DAYS.

    Without DAYS a pause counts as announced for its whole length; FROM/:DAYS is still open.

    Raises:
        WrongRequest: a pause is not written like that.
    """
    read = [_pause_argument(text) for text in pauses]
    return {
        "start": start,
        "days": days,
        "unit": unit,
        "pauses": read,
        "extension_days": extension_days,
    }


def _pause_argument(text: str) -> Answer:
    match = PAUSE.fullmatch(text)
    if match is None:
        raise WrongRequest("pause", f"{_shown(text)} is not FROM/TO or FROM/TO:DAYS")
    from_on, to_on, announced = match.groups()
    return {
        "from": from_on,
        "to": to_on or None,
        "announced_days": None if announced is None else int(announced),
    }


def answer(request: Mapping[str, Any], calendar: Calendar, *, explain: bool = True) -> Answer:
    """The due date of one request, or what is wrong with it under `error` and `field`.

    `explain` is the default for the request's own `explain`: whether the day-by-day
    explanation is part of the answer. A date that needs an unpublished notice is
    `provisional`, with `due_on` the earliest day of the range.
    """
    named = {"id": request["id"]} if "id" in request else {}
    try:
        read = _read(request, explain)
        return named | _reported(_due(read, calendar), read.explain)
    except WrongRequest as wrong:
        # An id that is itself wrong is not sent back.
        named = {} if wrong.field == "id" else named
        return named | {"error": str(wrong), "field": wrong.field}
    except CalendarMissing as missing:
        return named | {"error": str(missing), "field": "start"}
    except ImpossibleDates as impossible:
        return named | {"error": str(impossible), "field": "days"}


def batch(lines: Iterable[str | bytes], calendar: Calendar) -> Iterator[str]:
    """One answer in JSON (ASCII, one line) for each line, in order and never raising.

    Explanations are left out unless the line asks with `"explain": true`.
    """
    for line in lines:
        try:
            answered = answer(_parsed(line), calendar, explain=False)
        except WrongRequest as wrong:
            answered = {"error": str(wrong), "field": wrong.field}
        yield json.dumps(answered, allow_nan=False)


def text(answered: Mapping[str, Any], lang: str = "en") -> str:
    """An answer for people, in `zh` or `en`: the date, then why, a line per step."""
    chinese = lang == "zh"
    if "error" in answered:
        return f"{'错误' if chinese else 'error'}: {answered['field']}: {answered['error']}"
    lines = [_heading_zh(answered) if chinese else _heading_en(answered)]
    for line in answered.get("explanation", ()):
        days = line["from"] if line["from"] == line["to"] else f"{line['from']} – {line['to']}"
        lines.append(f"  {days:<23}  {line['zh' if chinese else 'en']}")
    return "\n".join(lines)


def _heading_zh(answered: Mapping[str, Any]) -> str:
    unit = "个工作日" if answered["unit"] == DayUnit.WORKING else "日"
    extension = f"（延长{answered['extension_days']}日）" if answered["extension_days"] else ""
    period = f"自{answered['started_on']}起{answered['days']}{unit}{extension}"
    source = f"日历{answered['calendar_version']}"
    if answered["provisional"]:
        span = f"{answered['earliest_on']}至{answered['latest_on']}"
        return f"{answered['due_on']}（暂定，{span}之间）：{period}，{source}"
    return f"{answered['due_on']}：{period}，{source}"


def _heading_en(answered: Mapping[str, Any]) -> str:
    extension = f" + {answered['extension_days']}" if answered["extension_days"] else ""
    period = f"{answered['days']}{extension} {answered['unit']} days from {answered['started_on']}"
    source = f"calendar {answered['calendar_version']}"
    if answered["provisional"]:
        span = f"between {answered['earliest_on']} and {answered['latest_on']}"
        return f"{answered['due_on']} (provisional, {span}): {period}, {source}"
    return f"{answered['due_on']}: {period}, {source}"


def _due(read: Request, calendar: Calendar) -> Due:
    return due_on(
        read.start,
        read.days,
        calendar,
        unit=read.unit,
        suspensions=read.pauses,
        extension_days=read.extension_days,
        as_of=read.as_of,
    )


def _reported(due: Due, explain: bool) -> Answer:
    reported: Answer = {
        "due_on": due.due_on.isoformat(),
        "provisional": due.provisional,
        "earliest_on": due.earliest_on.isoformat(),
        "latest_on": due.latest_on.isoformat(),
        "started_on": due.started_on.isoformat(),
        "days": due.days,
        "unit": due.unit.value,
        "extension_days": due.extension_days,
        "excluded_days": due.excluded_days,
        "raw_last_on": due.raw_last_on.isoformat() if due.raw_last_on else None,
        "calendar_version": due.calendar_version,
    }
    if explain:
        reported["explanation"] = [_line(line) for line in due.explanation]
    return reported


def _line(line: Line) -> Answer:
    return {
        "from": line.from_on.isoformat(),
        "to": line.to_on.isoformat(),
        "kind": line.kind.value,
        "days": line.days,
        "count": line.count,
        "zh": line.zh,
        "en": line.en,
    }


def _parsed(line: str | bytes) -> Mapping[str, Any]:
    if len(line) > LINE_CHARACTERS_MAX:
        raise WrongRequest("(line)", f"is longer than {LINE_CHARACTERS_MAX} characters")
    try:
        told = line.decode("utf-8") if isinstance(line, bytes) else line
        read = json.loads(
            told.removeprefix("\ufeff"),
            parse_constant=_not_a_number,
            object_pairs_hook=_without_doubles,
        )
    except WrongRequest:
        raise
    except (ValueError, RecursionError) as problem:
        raise WrongRequest("(line)", f"is not JSON: {_shortened(str(problem))}") from None
    if not isinstance(read, dict):
        raise WrongRequest("(line)", f"must be a JSON object, not {_shown(read)}")
    return read


def _not_a_number(constant: str) -> NoReturn:
    raise WrongRequest("(line)", f"is not JSON: {constant} is no number")


def _without_doubles(pairs: list[tuple[str, Any]]) -> Answer:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise WrongRequest("(line)", "names the same key twice")
    return read


def _read(request: Mapping[str, Any], explain: bool) -> Request:
    _check_id(request)
    _check_keys(request, REQUEST_KEYS, "")
    for key in ("start", "days"):
        if key not in request:
            raise WrongRequest(key, f'missing key "{key}"')
    start = _date(request["start"], "start")
    return Request(
        start=start,
        days=_number(request["days"], "days"),
        unit=_unit(request.get("unit", DayUnit.WORKING.value)),
        pauses=_pauses(request.get("pauses", ()), start),
        extension_days=_number(request.get("extension_days", 0), "extension_days"),
        as_of=None if request.get("as_of") is None else _date(request["as_of"], "as_of"),
        explain=_flag(request.get("explain", explain), "explain"),
    )


def _check_id(request: Mapping[str, Any]) -> None:
    told = request.get("id")
    short = not isinstance(told, str) or len(told) <= ID_CHARACTERS_MAX
    whole = not isinstance(told, int) or told.bit_length() <= 64
    if isinstance(told, bool) or not isinstance(told, str | int | None) or not (short and whole):
        raise WrongRequest("id", "must be a short text or a whole number")


def _check_keys(told: Mapping[str, Any], known: Sequence[str], prefix: str) -> None:
    for key in told:
        if key not in known:
            named = _shortened(str(key))
            raise WrongRequest(f"{prefix}{named}", unknown("key", named, nearest(named, known)))


def _date(told: Any, field: str) -> date:
    if not isinstance(told, str) or DATE.fullmatch(told) is None:
        raise WrongRequest(field, f"must be a date like 2025-09-24, not {_shown(told)}")
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise WrongRequest(field, f"{told} does not exist") from None


def _number(told: Any, field: str) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise WrongRequest(field, f"must be a whole number, not {_shown(told)}")
    if not 0 <= told <= DAYS_MAX:
        raise WrongRequest(field, f"must be between 0 and {DAYS_MAX}, not {_shown(told)}")
    return told


def _flag(told: Any, field: str) -> bool:
    if not isinstance(told, bool):
        raise WrongRequest(field, f"must be true or false, not {_shown(told)}")
    return told


def _unit(told: Any) -> DayUnit:
    units = [unit.value for unit in DAY_UNITS]
    if not isinstance(told, str):
        raise WrongRequest("unit", f"must be working or natural, not {_shown(told)}")
    if told not in units:
        named = _shortened(told)
        raise WrongRequest("unit", unknown("unit", named, nearest(named, units)))
    return DayUnit(told)


def _pauses(told: Any, start: date) -> tuple[Suspension, ...]:
    if not isinstance(told, list | tuple):
        raise WrongRequest("pauses", f"must be a list, not {_shown(told)}")
    if len(told) > PAUSES_MAX:
        raise WrongRequest("pauses", f"are more than {PAUSES_MAX}")
    return tuple(_pause(pause, start, f"pauses[{at}]") for at, pause in enumerate(told))


def _pause(told: Any, start: date, field: str) -> Suspension:
    if not isinstance(told, dict):
        raise WrongRequest(field, f"must be an object, not {_shown(told)}")
    _check_keys(told, PAUSE_KEYS, f"{field}.")
    if "from" not in told:
        raise WrongRequest(f"{field}.from", 'missing key "from"')
    from_on = _date(told["from"], f"{field}.from")
    to_on = None if told.get("to") is None else _date(told["to"], f"{field}.to")
    if to_on is not None and to_on < from_on:
        raise WrongRequest(f"{field}.to", f"{to_on} is before {from_on}")
    if to_on is not None and to_on < start:
        raise WrongRequest(f"{field}.to", f"the pause is over before the period starts on {start}")
    kind = told.get("kind", "")
    if not isinstance(kind, str) or len(kind) > ID_CHARACTERS_MAX:
        raise WrongRequest(f"{field}.kind", "must be a short text")
    return Suspension(
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        announced_days=_announced(told, from_on, to_on, f"{field}.announced_days"),
        notice_served=_flag(told.get("notice_served", True), f"{field}.notice_served"),
    )


def _announced(told: Mapping[str, Any], from_on: date, to_on: date | None, field: str) -> int:
    """The announced length; a pause that names none was announced for its whole length."""
    if told.get("announced_days") is not None:
        return _number(told["announced_days"], field)
    if to_on is None:
        raise WrongRequest(field, "an open pause needs the announced length")
    return min((to_on - from_on).days, DAYS_MAX)


def _shown(told: Any) -> str:
    """A wrong value as it may stand in a message, on one line and not too long."""
    if isinstance(told, int) and told.bit_length() > 64:
        return "a very large number"
    if isinstance(told, dict | list):
        return "an object" if isinstance(told, dict) else "a list"
    return _shortened(repr(told))


def _shortened(told: str) -> str:
    safe = repr(told)[1:-1] if not told.isprintable() else told
    return safe if len(safe) <= SHOWN_CHARACTERS_MAX else f"{safe[:SHOWN_CHARACTERS_MAX]}…"
