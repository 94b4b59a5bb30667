"""The free date: when a period ends, and why."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.bodies import CounterRoute
from api.dependencies import Readings
from api.problems import invalid_parameter
from greenlane.due import WrongRequest, answer, from_arguments

router = APIRouter(tags=["due"], route_class=CounterRoute)


@router.get("/due", response_model=dict[str, Any])
def explain_date(
    reading: Readings,
    start: Annotated[str, Query(max_length=40, examples=["2025-09-24"])],
    days: Annotated[int, Query(ge=0, le=10_000)],
    unit: Annotated[str, Query(max_length=40)] = "working",
    pause: Annotated[
        list[str] | None,
        Query(max_length=100, description="FROM/TO or FROM/TO:ANNOUNCED_DAYS; repeatable."),
    ] = None,
    extension_days: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> dict[str, Any]:
    """The last day of a period and its explanation, day by day; the lines add up."""
    try:
        asked = from_arguments(start, days, unit, pause or [], extension_days)
    except WrongRequest as wrong:
        raise invalid_parameter("pause", f"无法计算：{wrong}。", f"{wrong}.") from wrong
    with reading() as office:
        # Nobody signs in here: an office is opened to follow a calendar published elsewhere.
        told = answer(asked, office.city.calendar)
    if "error" in told:
        name = str(told["field"]).partition("[")[0].replace("pauses", "pause")
        raise invalid_parameter(name, f"无法计算：{told['error']}。", f"{told['error']}.")
    return told
