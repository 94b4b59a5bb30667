"""What is new in a case since an entry: for those who read it with their own tools."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from acts import seen as looks
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.desk import seen
from states.seen import ChangedPaper, Difference

router = APIRouter(tags=["cases"], route_class=CounterRoute)


class PaperChange(BaseModel):
    """A document with a newer content; the old one is null where none was."""

    material: str
    version: int
    filename: str
    sha256: str
    sha256_before: str | None


class FieldChange(BaseModel):
    """A field of the filing, old and new as text."""

    name: str
    before: str
    after: str


class DateChange(BaseModel):
    """A clock whose last day moved; the old one is null where it began since."""

    clock: str
    department: str
    due_on_before: date | None
    due_on: date


class OpinionNews(BaseModel):
    """A department that has spoken since."""

    department: str
    state: str
    conditions: list[str]


class SinceView(BaseModel):
    """How the case differs from what it was at an entry."""

    since: int
    version: int
    entries: list[int]
    papers: list[PaperChange]
    fields: list[FieldChange]
    dates: list[DateChange]
    opinions: list[OpinionNews]


@router.get("/cases/{case_id}/since/{number}", response_model=SinceView)
def show_since(
    case_id: str,
    number: Annotated[int, Path(ge=1, le=999_999_999)],
    actor: CurrentActor,
    reading: Readings,
) -> SinceView:
    """What is new since the entry of this number: entries, documents, fields, dates, opinions."""
    with reading() as office:
        case = seen(office, case_id, actor)
        found = looks.since(office, case, min(number, case.version))
    return _view(found, case.version)


def _view(found: Difference, version: int) -> SinceView:
    return SinceView(
        since=found.since,
        version=version,
        entries=[entry.number for entry in found.entries],
        papers=[_paper(change) for change in found.papers],
        fields=[
            FieldChange(name=change.name, before=change.before, after=change.after)
            for change in found.fields
        ],
        dates=[
            DateChange(
                clock=moved.clock.value,
                department=moved.department,
                due_on_before=moved.before,
                due_on=moved.after,
            )
            for moved in found.dates
        ],
        opinions=[
            OpinionNews(
                department=seat.department, state=seat.state, conditions=list(seat.conditions)
            )
            for seat in found.opinions
        ],
    )


def _paper(change: ChangedPaper) -> PaperChange:
    return PaperChange(
        material=change.after.material,
        version=change.after.number,
        filename=change.after.filename,
        sha256=change.after.sha256,
        sha256_before=change.before.sha256 if change.before else None,
    )
