"""The house that flows act in: one per process, opened when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from flows.settings import FlowSettings
from greenlane.wiring import House, build

_entered: ContextVar[House | None] = ContextVar("_entered", default=None)
_opening = threading.Lock()


def house() -> House:
    """The house that was entered, or else the one that the environment names."""
    entered_house = _entered.get()
    if entered_house is not None:
        return entered_house
    with _opening:
        return _own_house()


@cache
def _own_house() -> House:
    return build(FlowSettings())


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
