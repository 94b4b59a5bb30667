"""催办: a supervisor urges who holds a case; the quota is kept, office hours are kept.

Outside office hours an urging waits for the next opening; it counts on the day on which it
reaches the department. The urged confirms receipt and says what will be done. An urging moves
no legal date and excuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from states.elapsed import OfficeHours
from states.part import Part
from states.refusals import Refusal
from states.terms import CaseSnapshot, Duty, Entry, EntryKind, Task, Urging
from states.worktime import SHANGHAI, Calendar, legal_day

ENDED = ("withdrawn", "not_accepted", "not_needed", "removed", "declined")


class UrgingNotProvided(Refusal):
    """The catalogue states no quota and office hours for urging."""

    zh = "目录没有规定催办的次数和办公时间，不能催办。"


class HoldsNothing(Refusal):
    """{department} holds nothing in this case now; there is nobody to urge."""

    zh = "{department}目前在本案没有待办事项，不能催办。"
    pointer = "/held_by"


class UrgingQuotaReached(Refusal):
    """This case was urged {count} times for {day}; more is not allowed ({source})."""

    zh = "本案{day}已催办{count}次，达到每案每日上限（{source}）。"
    pointer = "/held_by"


class NothingToConfirm(Refusal):
    """No urging of line {number} waits for the receipt of {department}."""

    zh = "第{number}条没有等待{department}签收的催办。"
    pointer = "/urging"


def next_opening(now: datetime, hours: OfficeHours, calendar: Calendar) -> datetime:
    """The instant itself within office hours of a working day, else the next opening.

    A session includes the minute in which it opens and excludes the one in which it closes.

    Raises:
        CalendarMissing: the next working day is outside the loaded range.
    """
    local = now.astimezone(SHANGHAI)
    day = local.date()
    if calendar.is_workday(day):
        for opens, closes in hours.sessions:
            if local.time() < closes:
                return max(local, datetime.combine(day, opens, SHANGHAI))
    first = hours.sessions[0][0]
    following = calendar.next_workday(day + timedelta(days=1))
    return datetime.combine(following, first, SHANGHAI)


def urged_in_order(
    case: CaseSnapshot,
    department: str,
    held: Iterable[Duty],
    opens_at: datetime,
    quota: int,
    source: str,
) -> tuple[str, ...]:
    """The tasks that the department holds, when it may be urged for the day of `opens_at`.

    Raises:
        HoldsNothing, UrgingQuotaReached: as they say.
    """
    tasks = tuple(
        duty.task.value
        for duty in held
        if duty.party == department and duty.task is not Task.CONFIRM_URGING
    )
    if not tasks:
        raise HoldsNothing(department=department)
    day = legal_day(opens_at)
    count = sum(legal_day(urging.opens_at) == day for urging in case.urgings)
    if count >= quota:
        raise UrgingQuotaReached(day=day, count=count, source=source)
    return tasks


def unconfirmed_urgings(case: CaseSnapshot) -> tuple[Urging, ...]:
    """Urgings without receipt."""
    return tuple(urging for urging in case.urgings if urging.confirmed_at is None)


def confirmed_in_order(case: CaseSnapshot, number: int, department: str) -> None:
    """The department's own urging, not confirmed yet.

    Raises:
        NothingToConfirm: as it says.
    """
    if (number, department) not in {(u.number, u.department) for u in unconfirmed_urgings(case)}:
        raise NothingToConfirm(number=number, department=department)


def _urged(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    urging = Urging(
        number=entry.number,
        department=payload["department"],
        tasks=tuple(payload["tasks"]),
        message=payload["message"],
        urged_on=legal_day(entry.recorded_at),
        opens_at=datetime.fromisoformat(payload["opens_at"]),
    )
    return case.but(urgings=(*case.urgings, urging))


def _confirmed(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    return case.but(
        urgings=tuple(
            replace(
                urging,
                confirmed_at=entry.recorded_at,
                confirmed_by=payload["person"],
                reply=payload["reply"],
            )
            if urging.number == payload["urging"]
            else urging
            for urging in case.urgings
        )
    )


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if case.filing_state in ENDED or case.delivered_on is not None:
        return
    for department in dict.fromkeys(urging.department for urging in unconfirmed_urgings(case)):
        yield Duty.by(department, Task.CONFIRM_URGING, None, None)


def _row(urging: Urging) -> dict[str, Any]:
    return {
        "number": urging.number,
        "department": urging.department,
        "tasks": list(urging.tasks),
        "message": urging.message,
        "urged_on": urging.urged_on.isoformat(),
        "opens_at": urging.opens_at.isoformat(),
        "confirmed_at": urging.confirmed_at.isoformat() if urging.confirmed_at else None,
        "confirmed_by": urging.confirmed_by,
        "reply": urging.reply,
    }


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    return {"urgings": [_row(urging) for urging in case.urgings]} if case.urgings else None


URGING = Part(
    name="urging",
    folds={EntryKind.URGED: _urged, EntryKind.URGING_CONFIRMED: _confirmed},
    duties=_duties,
    view=_view,
)
