"""Documents: handed in once, kept by content, given back only to those who may see them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from acts import documents
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from api import schemas
from api.bodies import CounterRoute, wrong_media_type
from api.dependencies import CurrentActor, Readings
from api.desk import Desk, DeskHere, seen
from api.idempotency import Answer
from api.problems import NotFound
from ledger import keyed
from states.paper_versions import version_named, versions_of
from states.terms import Actor

router = APIRouter(tags=["documents"], route_class=CounterRoute)

FIELD = "file"
FORM_FIELDS_MAX = 5
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class Upload(BaseModel):
    """An upload by its name and content hash: what makes two uploads the same command."""

    filename: str
    sha256: str


async def uploaded_file(request: Request, desk: DeskHere) -> tuple[str, bytes]:
    """The name and content of the one file of the form; read after the sender is known.

    Raises:
        Unreadable: 413 over the limit while streaming, 415 for another media type, 400 for a
            broken form.
        Invalid: no file under `file`.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise wrong_media_type("multipart/form-data")
    async with request.form(max_files=1, max_fields=FORM_FIELDS_MAX) as form:
        return await _read(form.get(FIELD))


async def _read(file: object) -> tuple[str, bytes]:
    if not isinstance(file, UploadFile):
        raise Invalid(FieldProblem(f"/{FIELD}", "请选择要上传的文件。", "Choose a file to upload."))
    return file.filename or "", await file.read(documents.UPLOAD_BYTES_MAX + 1)


@router.post(
    "/documents", status_code=201, response_model=schemas.DocumentView, openapi_extra=UPLOAD
)
def upload_document(
    desk: DeskHere, file: Annotated[tuple[str, bytes], Depends(uploaded_file)]
) -> Response:
    """Upload a PDF, PNG, JPEG, DOCX or XLSX of at most 20 MB; filings name it by its hash."""
    filename, content = file
    desk.house.require_clean(content)
    sent = Upload(filename=filename, sha256=hashlib.sha256(content).hexdigest())

    def do(office: Office) -> Answer:
        return Answer(201, _stored(desk, office, filename, content).model_dump_json())

    return desk.once(sent, do)


def _stored(desk: Desk, office: Office, filename: str, content: bytes) -> schemas.DocumentView:
    stored = documents.store(office, filename, content, actor=desk.actor, now=desk.now)
    return schemas.DocumentView(**asdict(stored))


@router.get("/documents/{sha256}", response_class=Response)
def fetch_document(
    sha256: str,
    actor: CurrentActor,
    reading: Readings,
    case_id: Annotated[
        str | None, Query(description="The case that the document was handed in for.")
    ] = None,
    inline: Annotated[
        bool, Query(description="Show a PDF or an image in the browser; all else is saved.")
    ] = False,
) -> Response:
    """A document: for whoever uploaded it, or with `case_id` for those who see that case."""
    with reading() as office:
        filename = _filename_for(office, actor, sha256, case_id)
        found = documents.fetch(office, sha256)
    if found is None:
        raise NotFound
    content, media_type = found
    shown = inline and media_type in documents.SHOWN_INLINE
    headers = _in_place(filename) if shown else _as_attachment(filename)
    return Response(content, media_type=media_type, headers=headers)


def _filename_for(office: Office, actor: Actor, sha256: str, case_id: str | None) -> str:
    """The name under which the actor may have the document.

    Raises:
        NotFound: there is none, or it is not the actor's to see.
    """
    if case_id is not None:
        seen(office, case_id, actor)
        version = version_named(versions_of(office.entries(case_id)), sha256)
        if version is None:
            raise NotFound
        return version.filename
    row = keyed.document(office.session, sha256) if sha256.isalnum() else None
    if row is None or not keyed.has_uploaded(office.session, sha256, actor.id):
        raise NotFound
    return sha256[:12] + documents.SUFFIXES[row.media_type][0]


def _as_attachment(filename: str) -> dict[str, str]:
    """What strangers upload is saved, not run."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(filename)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def _in_place(filename: str) -> dict[str, str]:
    """Shown within our own pages only, without scripts, plug-ins or anything fetched."""
    return {
        "Content-Disposition": f"inline; filename*=UTF-8''{_quoted(filename)}",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }


def _quoted(filename: str) -> str:
    return quote(filename.encode("utf-8", "replace"), safe="")
