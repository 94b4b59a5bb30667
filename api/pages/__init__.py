"""The pages: three desks, their forms, and the case as people see it."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from api.pages import (
    account,
    accounts,
    acting,
    audits,
    board,
    bulk,
    bulletins,
    calendars,
    cards,
    cases,
    catalogue,
    clocks,
    desks,
    due_calendar,
    enterprise,
    filing,
    guiding,
    indicators,
    keys,
    ledger_table,
    liaison,
    meetings,
    notices,
    outward,
    projects,
    registers,
    resetting,
    saved_views,
    searching,
    second_factor,
    second_step,
    signing,
    tasks,
    tokens,
    took_part,
    unified,
)
from api.pages.signing import error_page
from api.pages.visit import STATIC

__all__ = ["error_page", "mount", "router"]

router = APIRouter()
for _room in (
    signing,
    second_step,
    unified,
    resetting,
    account,
    second_factor,
    tokens,
    accounts,
    desks,
    due_calendar,
    board,
    cards,
    enterprise,
    filing,
    cases,
    audits,
    clocks,
    acting,
    projects,
    calendars,
    catalogue,
    guiding,
    keys,
    notices,
    bulletins,
    ledger_table,
    registers,
    meetings,
    liaison,
    searching,
    bulk,
    saved_views,
    took_part,
    tasks,
    indicators,
    outward,
):
    router.include_router(_room.router)


def mount(app: FastAPI) -> None:
    """Serve the stylesheet and the mark."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
