"""The audit of a case: who used which day, and the sealed entries; as JSON and as CSV."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Response

from acts import audit
from acts.masking import rows_for
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Now, Readings
from api.desk import seen
from api.schemas import View

router = APIRouter(prefix="/cases/{case_id}/audit", tags=["cases"], route_class=CounterRoute)

SPREADSHEET = "text/csv; charset=utf-8"


class ChargeView(View):
    """The days that one holder used in one capacity."""

    holder: str
    what: str
    about: str
    working_days: int
    natural_days: int
    counted_days: int


class HeldDayView(View):
    """One natural day: whose it was, and whether the statutory clock counted it."""

    day: date
    holder: str
    what: str
    about: str
    is_workday: bool
    is_counted: bool


class AuditView(View):
    """Charged days add up: to the working days passed, and to those that the clock counted."""

    case_id: str
    version: int
    from_on: date | None
    until_on: date | None
    working_days: int
    natural_days: int
    counted_days: int
    charges: list[ChargeView]
    days: list[HeldDayView]
    entries: list[dict[str, Any]]


@router.get("", response_model=AuditView)
def show_audit(case_id: str, actor: CurrentActor, now: Now, reading: Readings) -> AuditView:
    """Who used which day, and every entry with its hash, who, when and on whose authority."""
    with reading() as office:
        found = audit.audit_of(office, seen(office, case_id, actor), now)
    days = found.days
    return AuditView(
        case_id=case_id,
        version=found.case.version,
        from_on=days.from_on if days else None,
        until_on=days.until_on if days else None,
        working_days=days.working_days if days else 0,
        natural_days=len(days.days) if days else 0,
        counted_days=days.counted_days if days else 0,
        charges=[ChargeView.model_validate(row) for row in audit.charge_rows(found)],
        days=[HeldDayView.model_validate(row) for row in audit.day_rows(found)],
        entries=rows_for(actor, found.case, found.sealed),
    )


@router.get("/{part}.csv", response_class=Response)
def download_audit(
    case_id: str,
    part: Literal["days", "entries"],
    actor: CurrentActor,
    now: Now,
    reading: Readings,
) -> Response:
    """The days or the entries for a spreadsheet."""
    with reading() as office:
        found = audit.audit_of(office, seen(office, case_id, actor), now)
    columns, rows = (
        (audit.DAY_COLUMNS, audit.day_rows(found))
        if part == "days"
        else (audit.ENTRY_COLUMNS, list(found.sealed))
    )
    content = audit.as_csv(columns, rows)
    name = f"{case_id}-{part}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=SPREADSHEET, headers=headers)
