"""What happened to accounts is noted, and their owners are told what concerns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts.authority import authorise
from acts.office import Office
from ledger import notices, outbox, security_record
from ledger.security_record import RecordedEvent
from states.terms import Actor
from states.terms.identity import SecurityEvent

AGENT_CHARACTERS_MAX = 200
TOLD = frozenset(
    {
        SecurityEvent.LOCKED_OUT,
        SecurityEvent.RESET_ISSUED,
        SecurityEvent.RESET_USED,
        SecurityEvent.PASSWORD_CHANGED,
        SecurityEvent.SECOND_FACTOR_SET,
        SecurityEvent.SECOND_FACTOR_REMOVED,
        SecurityEvent.RECOVERY_CODE_USED,
        SecurityEvent.TOKEN_MADE,
        SecurityEvent.IDENTITY_BOUND,
    }
)
"""Of these the account's owner gets a notice: somebody else may have done it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """From where a request comes: the network address, and what the browser calls itself."""

    address: str
    agent: str = ""


NOBODY = Caller("-")


def note(
    office: Office,
    kind: SecurityEvent,
    username: str,
    *,
    now: datetime,
    caller: Caller = NOBODY,
    by: str | None = None,
    **detail: Any,
) -> None:
    """Write one line of the record; the account's owner is told where it may concern them.

    `by` is who did it where it was not the owner.
    """
    number = security_record.append(
        office.session,
        kind,
        now,
        username=username,
        actor=username if by is None else by,
        address=caller.address,
        agent=caller.agent[:AGENT_CHARACTERS_MAX],
        detail=detail,
    )
    if kind in TOLD and username:
        told = {
            "about": kind.value,
            "recipient": notices.owner(username),
            "address": caller.address,
        }
        key = f"{office.city.installation_id}:security:{number}"
        outbox.add(office.session, "notice", key, "", told, now)


def of_account(office: Office, username: str, *, limit: int) -> Sequence[RecordedEvent]:
    """The newest lines about one account."""
    return security_record.lines(office.session, username=username, limit=limit)


def record(
    office: Office,
    *,
    actor: Actor,
    limit: int,
    before: int | None = None,
    username: str | None = None,
    kind: SecurityEvent | None = None,
) -> Sequence[RecordedEvent]:
    """The newest lines of the whole record, for administrators.

    Raises:
        NotYours: the actor is none.
    """
    authorise(actor, "see_security_record")
    return security_record.lines(
        office.session,
        limit=limit,
        before=before,
        username=username,
        kind=kind.value if kind else None,
    )
