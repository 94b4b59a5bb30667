"""What falls due, as a calendar file for whoever is signed in.

There is no address with a secret in it: such an address is kept by calendar makers elsewhere and
passed on unseen. The file is fetched with the session or a bearer token like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fastapi import APIRouter, Request, Response

import templates
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, HouseHere, Lang, Now, Readings
from api.words import Language
from api.worklists import own_work
from greenlane.wiring import House
from ledger.work_views import WorklistItem, worklist
from templates import formats
from templates.ics import DueEvent, calendar_file

router = APIRouter(tags=["worklist"], route_class=CounterRoute)

EVENTS_MAX = 2000
"""More than a calendar shows; what lapses first is in it."""
MEDIA_TYPE = "text/calendar; charset=utf-8"


@router.get("/calendar.ics", response_class=Response)
def export_due_calendar(
    request: Request, actor: CurrentActor, house: HouseHere, reading: Readings, now: Now, lang: Lang
) -> Response:
    """Every dated task of your organisation as an all-day event (RFC 5545), days of Shanghai."""
    with reading() as office:
        rows = worklist(office.session, own_work(actor, house), limit=EVENTS_MAX)
    base = str(request.base_url).rstrip("/")
    content = calendar_file(
        _name(house, actor.organisation, lang), _events(house, rows, lang, base), now
    )
    headers = {"Content-Disposition": 'attachment; filename="due.ics"'}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def _name(house: House, organisation: str, lang: Language) -> str:
    entry = house.city.catalog.departments.get(organisation)
    named = (entry.name if lang == "zh" else entry.name_en) if entry else organisation
    return templates.translator(lang)("due_calendar.name", organisation=named)


def _events(
    house: House, rows: Iterable[WorklistItem], lang: Language, base: str
) -> Iterable[DueEvent]:
    for row in rows:
        if row.duty.breach_on is not None:
            yield _event(house, row, row.duty.breach_on, lang, base)


def _event(house: House, row: WorklistItem, day: date, lang: Language, base: str) -> DueEvent:
    t, duty, case = templates.translator(lang), row.duty, row.case
    matter = house.city.catalog.matters.get(case.matter)
    named = (matter.name if lang == "zh" else matter.name_en) if matter else case.matter
    about = [
        t(
            "due_calendar.event_about",
            matter=named,
            applicant=case.applicant_name,
            case_id=case.case_id,
            day=formats.day(day, lang),
        )
    ]
    if duty.promised_on is not None:
        about.append(t("due_calendar.promised", day=formats.day(duty.promised_on, lang)))
    if duty.provisional:
        about.append(t("due_calendar.provisional"))
    return DueEvent(
        uid=f"{case.case_id}.{duty.task}.{duty.party}@{house.installation_id}.greenlane",
        day=day,
        summary=t("due_calendar.event", task=t(f"task.{duty.task}"), project=case.project_name),
        about=" ".join(about),
        address=f"{base}/cases/{case.case_id}",
    )
