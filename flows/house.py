"""The house that flows act in: one per process, opened when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flows.settings import FlowSettings
from greenlane.wiring import House, build

_entered: ContextVar[House | None] = ContextVar("_entered", default=None)
_opening = threading.Lock()
_opened: dict[str, House] = {}


def house() -> House:
    """The house that was entered, or the one that the environment names."""
    entered = _entered.get()
    if entered is not None:
        return entered
    settings = FlowSettings()
    with _opening:
        if settings.ledger_url not in _opened:
            _opened[settings.ledger_url] = build(settings)
        return _opened[settings.ledger_url]


def settings() -> FlowSettings:
    """The settings of the flows for this house."""
    own = house().settings
    return own if isinstance(own, FlowSettings) else FlowSettings(**own.model_dump())


@contextmanager
def entered(a_house: House) -> Iterator[House]:
    """Let flows act in `a_house` inside this block; stories bring their own clock this way."""
    token = _entered.set(a_house)
    try:
        yield a_house
    finally:
        _entered.reset(token)
