"""The page of keyboard shortcuts: what they are, and where they are switched off."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts.authority import require_role
from api.pages.shortcuts import OFFICIALS, shortcuts_of
from api.pages.visit import Visited

router = APIRouter()


@router.get("/help/keys", response_class=HTMLResponse)
def show_keys(visit: Visited) -> Response:
    """Every shortcut of this role, and the switch."""
    require_role(visit.actor, OFFICIALS)
    return visit.page("keys", shortcuts=shortcuts_of(visit.actor.role))
