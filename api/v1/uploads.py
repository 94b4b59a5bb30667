"""Uploads in pieces: begin, send piece after piece, ask where to go on after a break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel

from acts import resumable
from acts.problems import Invalid
from acts.resumable import BeginUploadForm, OutOfPlace, UnderWay, UnknownUpload
from api import schemas
from api.bodies import CounterRoute, wrong_media_type
from api.dependencies import Acts, CurrentActor, HouseHere, Now, Readings
from api.problems import NotFound, Unreadable, problem
from greenlane.wiring import House
from states.terms import Actor

router = APIRouter(tags=["documents"], route_class=CounterRoute)

OCTETS = "application/octet-stream"


class UploadView(BaseModel):
    """An upload under way: go on from byte `offset`; `stored` once the last byte came."""

    upload_id: str
    filename: str
    size: int
    offset: int
    piece_bytes_max: int = resumable.PIECE_BYTES_MAX
    stored: schemas.DocumentView | None = None


Found = TypeVar("Found")


def _found(look: Callable[[], Found]) -> Found:
    """What `look` finds; 404 where it is not there or not the actor's."""
    try:
        return look()
    except UnknownUpload as error:
        raise NotFound from error


def _out_of_place(error: OutOfPlace) -> Unreadable:
    zh, en = (
        f"此段不衔接，请从第 {error.expected} 字节继续。",
        f"This piece is out of place; go on from byte {error.expected}.",
    )
    headers = {"Upload-Offset": str(error.expected)}
    return Unreadable(problem(409, "OutOfPlace", zh, en, headers=headers))


def _told(found: UnderWay) -> UploadView:
    stored = schemas.DocumentView(**asdict(found.stored)) if found.stored else None
    return UploadView(**asdict(found) | {"stored": stored})


@router.post("/uploads", status_code=201, response_model=UploadView)
def begin_upload(form: BeginUploadForm, actor: CurrentActor, acts: Acts, now: Now) -> UploadView:
    """Begin to upload a document of at most 20 MB in pieces; kept for a day."""
    with acts() as office:
        begun = resumable.begin(office, form, actor=actor, now=now)
    return _told(begun)


@router.get("/uploads/{upload_id}", response_model=UploadView)
def show_upload(upload_id: str, actor: CurrentActor, reading: Readings) -> UploadView:
    """How much of it is here."""
    with reading() as office:
        return _told(_found(lambda: resumable.under_way(office, upload_id, actor=actor)))


async def sent_piece(
    request: Request,
    actor: CurrentActor,
    content_range: Annotated[str, Header(description="bytes FIRST-LAST/SIZE")] = "",
) -> resumable.Piece:
    """The bytes of the body and their place; read after the sender is known."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != OCTETS:
        raise wrong_media_type(OCTETS)
    return resumable.piece_of(content_range, await request.body())


def _require_clean(house: House, acts: Acts, upload_id: str, actor: Actor) -> None:
    """The whole file may be kept; else its pieces are dropped.

    Raises:
        Invalid: the scanner says no.
    """
    with house.ledger.reading() as session:
        content = resumable.whole(house.office(session), upload_id, actor=actor)
    try:
        house.require_clean(content)
    except Invalid:
        with acts() as office:
            resumable.abandon(office, upload_id, actor=actor)
        raise


@router.put(
    "/uploads/{upload_id}",
    response_model=UploadView,
    openapi_extra={"requestBody": {"required": True, "content": {OCTETS: {}}}},
)
def send_piece(
    upload_id: str,
    actor: CurrentActor,
    house: HouseHere,
    acts: Acts,
    now: Now,
    piece: Annotated[resumable.Piece, Depends(sent_piece)],
) -> UploadView:
    """Send the next piece, of at most 512 KB; 409 with the right `offset` where it is not next.

    With the last byte the document is checked by its content and kept like any other.
    """
    try:
        with acts() as office:
            found = _found(lambda: resumable.append(office, upload_id, piece, actor=actor))
    except OutOfPlace as error:
        raise _out_of_place(error) from error
    if found.offset < found.size:
        return _told(found)
    _require_clean(house, acts, upload_id, actor)
    with acts() as office:
        stored = resumable.complete(office, upload_id, actor=actor, now=now)
    if isinstance(stored, Invalid):
        raise stored
    return _told(UnderWay(upload_id, stored.filename, found.size, found.size, stored))


@router.delete("/uploads/{upload_id}", status_code=204, response_class=Response)
def abandon_upload(upload_id: str, actor: CurrentActor, acts: Acts) -> Response:
    """Give the upload up."""
    with acts() as office:
        _found(lambda: resumable.abandon(office, upload_id, actor=actor))
    return Response(status_code=204)
