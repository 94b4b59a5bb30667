"""The page of keyboard shortcuts: what they are, and where they are switched off."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts.authority import authorise
from api.pages.shortcuts import shortcuts_of
from api.pages.visit import Visited

router = APIRouter()


@router.get("/help/keys", response_class=HTMLResponse)
def show_keys(visit: Visited) -> Response:
    """Every shortcut of this role, and the switch."""
    authorise(visit.actor, "see_ledger")
    return visit.page("keys", shortcuts=shortcuts_of(visit.actor.role))
