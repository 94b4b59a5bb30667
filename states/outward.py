"""What leaves for other platforms: the exchange events of LAW B10, and who is sent them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from states.terms import EntryKind, Facts


class ExchangeCode(StrEnum):
    """The events of the provincial exchange, by the codes of its interface (LAW B10)."""

    APPLIED = "SB"
    PRE_ACCEPTED = "WSYSL"
    ACCEPTANCE = "SL"
    HANDLED = "SPCL"
    CORRECTION_NOTIFIED = "BZGZ"
    CORRECTED = "BZSL"
    SPECIAL_BEGUN = "TBCXSQ"
    SPECIAL_ENDED = "TBCXJG"
    CONCLUDED = "BJ"
    COLLECTED = "LQDJ"


NAMES: Mapping[ExchangeCode, str] = {
    ExchangeCode.APPLIED: "申办",
    ExchangeCode.PRE_ACCEPTED: "网上预受理",
    ExchangeCode.ACCEPTANCE: "受理",
    ExchangeCode.HANDLED: "审批",
    ExchangeCode.CORRECTION_NOTIFIED: "补正告知",
    ExchangeCode.CORRECTED: "补正受理",
    ExchangeCode.SPECIAL_BEGUN: "特别程序申请",
    ExchangeCode.SPECIAL_ENDED: "特别程序结果",
    ExchangeCode.CONCLUDED: "办结",
    ExchangeCode.COLLECTED: "领取登记",
}
"""The official names."""

CODE_OF: Mapping[EntryKind, ExchangeCode] = {
    EntryKind.RECEIVED: ExchangeCode.APPLIED,
    EntryKind.ACCEPTED: ExchangeCode.ACCEPTANCE,
    EntryKind.FOUND_NOT_NEEDED: ExchangeCode.ACCEPTANCE,
    EntryKind.ACCEPTANCE_REFUSED: ExchangeCode.ACCEPTANCE,
    EntryKind.REVIEW_OPENED: ExchangeCode.HANDLED,
    EntryKind.OPINION_GIVEN: ExchangeCode.HANDLED,
    EntryKind.OPINION_DEEMED_AGREED: ExchangeCode.HANDLED,
    EntryKind.REVIEW_CONCLUDED: ExchangeCode.HANDLED,
    EntryKind.EXTENDED: ExchangeCode.HANDLED,
    EntryKind.CORRECTION_NOTIFIED: ExchangeCode.CORRECTION_NOTIFIED,
    EntryKind.CHANGE_NOTIFIED: ExchangeCode.CORRECTION_NOTIFIED,
    EntryKind.SUPPLEMENTED: ExchangeCode.CORRECTED,
    EntryKind.CHANGED: ExchangeCode.CORRECTED,
    EntryKind.SUSPENDED: ExchangeCode.SPECIAL_BEGUN,
    EntryKind.SPECIAL_PROLONGED: ExchangeCode.SPECIAL_BEGUN,
    EntryKind.RESUMED: ExchangeCode.SPECIAL_ENDED,
    EntryKind.FILED: ExchangeCode.CONCLUDED,
    EntryKind.DECIDED: ExchangeCode.CONCLUDED,
    EntryKind.WITHDRAWN: ExchangeCode.CONCLUDED,
    EntryKind.DEEMED_WITHDRAWN: ExchangeCode.CONCLUDED,
    EntryKind.DELIVERED: ExchangeCode.COLLECTED,
}
"""The event that each entry is; entries that are none of them do not leave."""


def codes_of(kind: EntryKind, payload: Facts, on_authority_of: str) -> tuple[ExchangeCode, ...]:
    """The events of an entry; a filing that the enterprise sent itself is one of two.

    Online the receipt is the pre-acceptance: the materials stand in the system and the time for
    acceptance runs (Administrative Licensing Law art. 32(4)). At the window there is none.
    """
    code = CODE_OF.get(kind)
    if code is None:
        return ()
    applicant = payload.get("applicant") or {}
    if kind is EntryKind.RECEIVED and applicant.get("credit_code") == on_authority_of:
        return code, ExchangeCode.PRE_ACCEPTED
    return (code,)


class ReceiverAct(StrEnum):
    """What is done with a receiver of events."""

    OPEN = "opened"
    CHANGE = "changed"
    ROTATE = "rotated"
    SWITCH_ON = "switched_on"
    SWITCH_OFF = "switched_off"
    REPLAY = "replayed"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where events are sent, which, and signed with what.

    `secret` and `previous` name secrets that the operator keeps; `previous` signs as well until
    `previous_until`. Empty `codes`, `region` and `organisation` mean any.
    """

    title: str
    address: str
    secret: str
    codes: tuple[str, ...] = ()
    region: str = ""
    organisation: str = ""
    previous: str = ""
    previous_until: datetime | None = None
    is_active: bool = True
    version: int = 1

    def signs_with(self, now: datetime) -> tuple[str, ...]:
        """The names of the secrets that sign at this instant, the newest first."""
        both = self.previous_until is not None and now < self.previous_until
        return (self.secret, self.previous) if both else (self.secret,)


@dataclass(frozen=True, slots=True)
class ReceiverLine:
    """One line of a receiver's record."""

    number: int
    act: ReceiverAct
    payload: Facts


def folded(lines: Iterable[ReceiverLine]) -> Receiver | None:
    """The receiver that these lines make; None where there are none."""
    found: Receiver | None = None
    for line in lines:
        found = _after(found, line)
    return found


def _after(before: Receiver | None, line: ReceiverLine) -> Receiver:
    told = line.payload
    if before is None or line.act is ReceiverAct.OPEN:
        return Receiver(told["title"], told["address"], told["secret"], **_narrowed(told))
    now = replace(before, version=line.number)
    match line.act:
        case ReceiverAct.CHANGE:
            return replace(now, title=told["title"], address=told["address"], **_narrowed(told))
        case ReceiverAct.ROTATE:
            until = datetime.fromisoformat(told["previous_until"])
            return replace(now, secret=told["secret"], previous=now.secret, previous_until=until)
        case ReceiverAct.SWITCH_ON | ReceiverAct.SWITCH_OFF:
            return replace(now, is_active=line.act is ReceiverAct.SWITCH_ON)
        case _:
            return now


def _narrowed(told: Facts) -> dict[str, Any]:
    return {
        "codes": tuple(told["codes"]),
        "region": told["region"],
        "organisation": told["organisation"],
    }
