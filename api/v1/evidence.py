"""Evidence that others can check: signed tree heads, proofs, and the packet of a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from acts import evidence
from acts.authority import authorise
from acts.case_packet import case_packet, require_contact_read
from acts.evidence import NoSigner
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, HouseHere, Now, Readings
from api.desk import seen
from api.problems import invalid_parameter
from states.worktime import legal_day

router = APIRouter(tags=["evidence"], route_class=CounterRoute)

ZIP = "application/zip"
DAYS_MAX = 366
Day = Annotated[date | None, Query(description="A signed day; the newest one if left out.")]


@router.get("/evidence/tree-heads", response_model=dict[str, Any])
def list_tree_heads(
    actor: CurrentActor,
    reading: Readings,
    now: Now,
    from_on: Annotated[
        date | None, Query(alias="from", description="Default: 31 days ago.")
    ] = None,
    to_on: Annotated[date | None, Query(alias="to", description="Default: yesterday.")] = None,
) -> dict[str, Any]:
    """The signed heads of these legal days, each with the proof that it continues the one before.

    Keep a copy: whoever has one sees whether anything older was changed later.
    `tools/verify_evidence.py` checks the answer with the standard library alone.
    """
    authorise(actor, "see_tree_heads")
    to_on = to_on or legal_day(now)
    from_on = from_on or to_on - timedelta(days=min(31, to_on.toordinal() - 1))
    if not from_on <= to_on <= from_on + timedelta(days=min(DAYS_MAX, (date.max - from_on).days)):
        zh = f"起始日不得晚于截止日，跨度不超过{DAYS_MAX}天。"
        en = f"The first day comes before the last, and at most {DAYS_MAX} days lie between them."
        raise invalid_parameter("from", zh, en)
    with reading() as office:
        return evidence.published(office, from_on, to_on)


@router.get("/cases/{case_id}/inclusion", response_model=dict[str, Any])
def show_inclusion(
    case_id: str, actor: CurrentActor, reading: Readings, day: Day = None
) -> dict[str, Any]:
    """The proof that a head of this case stands in a signed tree head (RFC 6962, 2.1.1)."""
    with reading() as office:
        seen(office, case_id, actor)
        return evidence.inclusion(office, case_id, day or evidence.newest_day(office))


@router.get(
    "/cases/{case_id}/packet",
    response_class=Response,
    responses={200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
def take_packet(
    case_id: str, actor: CurrentActor, house: HouseHere, reading: Readings, day: Day = None
) -> Response:
    """The case with its documents, letters, date derivations and proof, for reconsideration.

    `tools/verify_evidence.py` checks it offline with the installation's public key. Nothing in it
    is masked: an official reads the contact first (`read-contact`), which says what for.
    """
    with reading() as office:
        case = seen(office, case_id, actor)
        authorise(actor, "take_packet", case)
        require_contact_read(office, case, actor)
        if house.signer is None:
            raise NoSigner
        day = day or evidence.newest_day(office)
        packet = case_packet(office, case_id, day, house.signer)
    headers = {"Content-Disposition": f'attachment; filename="{case_id}-{day}.zip"'}
    return Response(packet, media_type=ZIP, headers=headers)
