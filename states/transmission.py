"""转报: opinion and file go straight to the organ that decides (Licensing Law arts. 35, 43).

For ratifications of a higher organ the local department forwards within five working days of
receipt (State Council Decree 673 art. 8); where another law has the lower organ examine first, that
takes twenty days at most (art. 43). Which of them applies is the matter's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from states.clocks import limit_due
from states.part import Part
from states.refusals import Refusal
from states.silence import card, warning
from states.terms import (
    CaseSnapshot,
    ClockName,
    Colour,
    Duty,
    Entry,
    EntryKind,
    RunningClock,
    StartEvent,
    Step,
    Task,
    Transmission,
)
from states.worktime import Due

UNDER_WAY = ("running", "suspended", "extended")


class NotTransmitted(Refusal):
    """This matter is decided here and not passed on to a higher organ."""

    zh = "本事项由本机关决定，无须报送上级机关。"
    article = "Administrative Licensing Law art. 35"
    article_zh = "行政许可法第三十五条"


class TransmittedAlready(Refusal):
    """Opinion and file went to {organ} on {transmitted_on}."""

    zh = "初审意见和全部申请材料已于{transmitted_on}报送{organ}。"
    article = "Administrative Licensing Law art. 43"
    article_zh = "行政许可法第四十三条"


class NothingToTransmit(Refusal):
    """Only an accepted file is passed on; the case is “{state}”."""

    zh = "受理之后方可报送；本案当前状态为“{state}”。"
    article = "Administrative Licensing Law art. 43"
    article_zh = "行政许可法第四十三条"


def transmission_due(case: CaseSnapshot) -> Due | None:
    """Last day to pass the file on; None where the matter is decided here or not received."""
    limit = case.rules.procedures.transmission
    from_receipt = limit is not None and limit.start is StartEvent.RECEIVED
    started_on = case.received_on if from_receipt else case.accepted_on
    if limit is None or started_on is None or case.accepted_on is None:
        return None
    return limit_due(case, started_on, limit)


def to_be_transmitted(case: CaseSnapshot) -> bool:
    """Whether the file waits to be passed on."""
    passes_on = case.rules.procedures.transmission is not None
    return passes_on and case.transmission is None and case.approval_state in UNDER_WAY


def transmitted_in_order(case: CaseSnapshot, today: date) -> None:
    """Once, after acceptance, of a matter that a higher organ decides.

    Raises:
        NotTransmitted, TransmittedAlready, NothingToTransmit: as they say.
    """
    sent = case.transmission
    if case.rules.procedures.transmission is None:
        raise NotTransmitted()
    if sent is not None:
        raise TransmittedAlready(organ=sent.organ, transmitted_on=sent.transmitted_on)
    if case.approval_state not in UNDER_WAY:
        raise NothingToTransmit(state=case.approval_state)


def _transmitted(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    sent = Transmission(
        organ=entry.payload["organ"],
        transmitted_on=entry.effective_on,
        materials=tuple(row["id"] for row in entry.payload["materials"]),
    )
    return case.but(transmission=sent)


def _clocks(case: CaseSnapshot) -> Iterator[RunningClock]:
    limit, due = case.rules.procedures.transmission, transmission_due(case)
    if limit is None or due is None or case.approval_state == "withdrawn":
        return
    stopped_on = case.transmission.transmitted_on if case.transmission else None
    yield RunningClock(ClockName.TRANSMISSION, limit, due, case.rules.lead, stopped_on)


def _steps(case: CaseSnapshot) -> Iterator[Step]:
    due = transmission_due(case)
    if due is not None and to_be_transmitted(case):
        yield from warning(case, ClockName.TRANSMISSION, due)
        yield from card(case, ClockName.TRANSMISSION, Colour.RED, due, case.rules.lead)


def _duties(case: CaseSnapshot) -> Iterator[Duty]:
    if to_be_transmitted(case):
        due = transmission_due(case)
        yield Duty.by(case.rules.lead, Task.TRANSMIT, ClockName.TRANSMISSION, due)


def _view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    due, sent = transmission_due(case), case.transmission
    if due is None:
        return None
    return {
        "organ": case.rules.procedures.higher_organ,
        "due_on": due.due_on.isoformat(),
        "transmitted_on": sent.transmitted_on.isoformat() if sent else None,
        "materials": list(sent.materials) if sent else [],
    }


TRANSMISSION = Part(
    name="transmission",
    folds={EntryKind.TRANSMITTED: _transmitted},
    clocks=_clocks,
    steps=_steps,
    duties=_duties,
    view=_view,
)
