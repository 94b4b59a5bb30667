"""The register of document numbers (文号): every number that was taken, voided ones too."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from acts.authority import allows
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.problems import NotFound
from api.schemas import View
from ledger import register
from states.letter_life import letter_of
from states.terms import Actor

router = APIRouter(prefix="/register", tags=["letters"], route_class=CounterRoute)
PAGE_MAX = 200


class SeriesLine(View):
    """One series of one organ in one year; `gapless` as long as each serial stands once."""

    organ: str
    series: str
    year: int
    taken: int
    last: int
    gapless: bool


class NumberLine(View):
    """One number; a voided one says who voided it, when, why, and what took its place."""

    serial: int
    number: str
    letter_id: str
    case_id: str
    kind: str
    sealed_on: date
    served_on: date | None
    voided_on: date | None
    voided_by: str | None
    void_reason: str | None
    replaced_by: str | None


@router.get("", response_model=list[SeriesLine])
def list_series(
    actor: CurrentActor,
    reading: Readings,
    organ: Annotated[str | None, Query(max_length=64)] = None,
) -> list[SeriesLine]:
    """Every series in which a number was taken, by organ, newest year first."""
    _official(actor)
    with reading() as office:
        found = register.all_series(office.session, organ)
    return [
        SeriesLine(
            organ=one.organ,
            series=one.series,
            year=one.year,
            taken=one.taken,
            last=one.last,
            gapless=one.is_gapless,
        )
        for one in found
    ]


@router.get("/{organ}/{series}/{year}", response_model=list[NumberLine])
def list_numbers(
    organ: str,
    series: str,
    year: int,
    actor: CurrentActor,
    reading: Readings,
    after: Annotated[int, Query(ge=0)] = 0,
) -> list[NumberLine]:
    """The numbers of one series in one year, at most 200 from the one after `after`."""
    _official(actor)
    with reading() as office:
        rows = register.registered(office.session, organ, series, year, limit=PAGE_MAX, after=after)
        return [_line(office, row) for row in rows]


def _official(actor: Actor) -> None:
    """The register is the organs' own; enterprises see the letters addressed to them."""
    if not allows(actor, "see_document_register"):
        raise NotFound


def _line(office: Office, row: register.Registered) -> NumberLine:
    of_case = office.entries(row.case_id)
    letter = letter_of(office.case(row.case_id), row.letter_id) if of_case else None
    service, void = (letter.service, letter.void) if letter else (None, None)
    return NumberLine(
        serial=row.serial,
        number=row.number,
        letter_id=row.letter_id,
        case_id=row.case_id,
        kind=row.kind,
        sealed_on=row.sealed_on,
        served_on=service.served_on if service else None,
        voided_on=void.voided_on if void else None,
        voided_by=void.voided_by if void else None,
        void_reason=void.reason if void else None,
        replaced_by=void.replaced_by if void else None,
    )
