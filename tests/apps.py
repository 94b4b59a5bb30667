"""One application for every house of a test run: to build it takes longer than most tests."""

from __future__ import annotations

import copy

from fastapi import FastAPI
from starlette.datastructures import State

from api.app import create_app
from api.limiting import rates_of
from greenlane.wiring import House

_built: list[FastAPI] = []


def app_of(house: House) -> FastAPI:
    """The application around this house: a memory of its own, the routes of all others.

    Only the count of answers is common; tests that ask for it build their own application.
    """
    if not _built:
        app = create_app(house)
        app.middleware_stack = app.build_middleware_stack()
        _built.append(app)
    own = copy.copy(_built[0])
    known = {**_built[0].state._state, "house": house, "rates": rates_of(house.settings)}
    own.state = State(known)
    return own
