"""Bulletins (通报) and yearly assessments: drafted, published, corrected, and read on paper."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from acts import bulletins
from acts.bulletins import DraftForm, Edition, ErratumForm, PublishForm
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Lang, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.problems import NotFound
from greenlane.bulletin_papers import MEDIA_TYPES, edition_row, written
from states.terms import Actor

router = APIRouter(prefix="/bulletins", tags=["bulletins"], route_class=CounterRoute)
EditionNumber = Annotated[
    int | None, Query(ge=1, description="Which edition; by default the newest.")
]


def edition_asked(
    office: Office, period: str, number: int | None, actor: Actor
) -> tuple[Edition, tuple[Edition, ...]]:
    """The edition asked for, by default the one that stands, and all that the actor may read.

    Raises:
        NotFound: there is none.
    """
    found = bulletins.readable(office, period, actor=actor)
    if number is None:
        standing = bulletins.latest_published(found) or (found[-1] if found else None)
    else:
        standing = next((edition for edition in found if edition.number == number), None)
    if standing is None:
        raise NotFound
    return standing, found


@router.get("", response_model=list[dict[str, Any]])
def list_bulletins(actor: CurrentActor, reading: Readings) -> list[dict[str, Any]]:
    """Every period with a bulletin, the newest first."""
    with reading() as office:
        found = bulletins.listed(office, actor=actor)
    return [
        {"period": each.period.name, "published": each.published, "waiting": each.waiting}
        for each in found
    ]


@router.get("/{period}", response_model=dict[str, Any])
def read_bulletin(
    period: str, actor: CurrentActor, reading: Readings, edition: EditionNumber = None
) -> dict[str, Any]:
    """An edition with its content: every figure, and the cases behind it."""
    with reading() as office:
        found, _ = edition_asked(office, period, edition, actor)
    return edition_row(found)


@router.get("/{period}/paper", response_class=Response)
def read_bulletin_paper(
    period: str,
    actor: CurrentActor,
    reading: Readings,
    lang: Lang,
    form: Literal["pdf", "xlsx", "json"] = "pdf",
    edition: EditionNumber = None,
) -> Response:
    """An edition as PDF with charts, as workbook, or as canonical JSON: always the same bytes."""
    with reading() as office:
        found, _ = edition_asked(office, period, edition, actor)
    return download(found, form, lang)


def download(edition: Edition, form: str, lang: str) -> Response:
    """The edition as a file."""
    name = f"bulletin-{edition.period.name}-{edition.number}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(edition, form, lang), 200, headers, MEDIA_TYPES[form])


def _answered(edition: Edition) -> Answer:
    return Answer(200, json.dumps(edition_row(edition), ensure_ascii=False))


@router.post("/{period}/draft", response_model=dict[str, Any])
def draft_bulletin(period: str, form: DraftForm, desk: DeskHere, reading: Readings) -> Response:
    """Draw the bulletin of an ended period up, or up again until it is published."""
    content = _prepared(period, form, desk, reading)

    def do(office: Office) -> Answer:
        named = bulletins.period_named(period)
        return _answered(
            bulletins.draft(office, named, form, actor=desk.actor, now=desk.now, content=content)
        )

    return desk.once(form, do)


@router.post("/{period}/errata", response_model=dict[str, Any])
def draft_bulletin_erratum(
    period: str, form: ErratumForm, desk: DeskHere, reading: Readings
) -> Response:
    """Draft a correction of a published bulletin, with what it changes and why."""
    content = _prepared(period, form, desk, reading)

    def do(office: Office) -> Answer:
        named = bulletins.period_named(period)
        return _answered(
            bulletins.draft_erratum(
                office, named, form, actor=desk.actor, now=desk.now, content=content
            )
        )

    return desk.once(form, do)


def _prepared(period: str, form: DraftForm, desk: Desk, reading: Readings) -> dict[str, Any]:
    """The content, reckoned before the writing session opens: nobody waits for it."""
    named = bulletins.period_named(period)
    with reading() as office:
        return bulletins.prepare(office, named, form, actor=desk.actor, now=desk.now)


@router.post("/{period}/publication", response_model=dict[str, Any])
def publish_bulletin(period: str, form: PublishForm, desk: DeskHere) -> Response:
    """Publish the draft with this hash: by a second person, and for good."""

    def do(office: Office) -> Answer:
        named = bulletins.period_named(period)
        return _answered(bulletins.publish(office, named, form, actor=desk.actor, now=desk.now))

    return desk.once(form, do)
