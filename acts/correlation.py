"""The name of the request or run that is at work: it ties log lines and runs together.

It is no part of any record; a nudge carries it so that the run which it causes has it too.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from ledger.book import Outgoing

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Empty outside a request and a run."""


def accepted(given: str | None) -> str:
    """The name that a caller gave if it is well-formed, else a new one."""
    return given if given and WELL_FORMED.fullmatch(given) else uuid4().hex


def nudge(key: str, told: dict[str, Any]) -> Outgoing:
    """A nudge to the flows, with the name of the request that caused it where one did."""
    named = {"request_id": request_id.get()} if request_id.get() else {}
    return Outgoing("nudge", key, {**told, **named})
