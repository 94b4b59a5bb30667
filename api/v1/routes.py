"""All routers of version 1 under one prefix, with the problems that every address may tell."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.bodies import CounterRoute
from api.problems import MEDIA_TYPE
from api.schemas import ProblemView
from api.v1 import (
    account,
    accounts,
    approval,
    area_assessments,
    audits,
    board,
    bulk,
    bulletins,
    calendars,
    cards,
    cases,
    catalog,
    catalogue,
    deeds,
    documents,
    drafts,
    due,
    due_calendar,
    evidence,
    guide,
    indicators,
    intake,
    ledger,
    letters,
    liaison,
    live,
    meetings,
    notices,
    outward,
    projects,
    receivers,
    register,
    registers,
    review,
    saved_views,
    search,
    session,
    since,
    tasks,
    took_part,
    uploads,
    worklist,
)

PREFIX = "/api/v1"


def _told(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemView.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": _told("What was wrong with the request, or why the law does not allow the act."),
    "5XX": _told("Nothing was saved; try again, or tell the administrator."),
}


def router() -> APIRouter:
    """The router of the whole API."""
    whole = APIRouter(prefix=PREFIX, responses=PROBLEMS, route_class=CounterRoute)
    for part in (
        session,
        account,
        accounts,
        catalog,
        catalogue,
        documents,
        uploads,
        drafts,
        cases,
        since,
        audits,
        intake,
        review,
        approval,
        deeds,
        letters,
        notices,
        register,
        registers,
        meetings,
        liaison,
        projects,
        worklist,
        live,
        due_calendar,
        due,
        evidence,
        calendars,
        cards,
        guide,
        area_assessments,
        board,
        bulletins,
        ledger,
        search,
        bulk,
        saved_views,
        took_part,
        tasks,
        indicators,
        receivers,
        outward,
    ):
        whole.include_router(part.router)
    return whole
