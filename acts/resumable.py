"""Uploads that come in pieces and may be taken up again where they broke off."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from acts import documents
from acts.documents import DocumentRef
from acts.forms import Form
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import chunks
from ledger.enterprise_tables import UploadSessionRow
from states.terms import Actor

PIECE_BYTES_MAX = 512 * 1024
UNDER_WAY_MAX = 20
KEPT_FOR = timedelta(hours=24)
RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")


class UnknownUpload(LookupError):
    """There is no such upload, or it is not yours."""


class OutOfPlace(Exception):
    """The piece does not begin where the last one ended; `expected` is the byte to go on from."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"the next byte is {expected}")
        self.expected = expected


class BeginUploadForm(Form):
    """The file to come: its name and how long it is, in bytes."""

    filename: Annotated[str, Field(max_length=300)]
    size: Annotated[int, Field(ge=1, le=documents.UPLOAD_BYTES_MAX)]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An upload and the byte to go on from; `stored` once it is whole and of a known type."""

    upload_id: str
    filename: str
    size: int
    offset: int
    stored: DocumentRef | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of an upload from `start` on, of `size` in all."""

    start: int
    size: int
    content: bytes


def piece_of(content_range: str, content: bytes) -> Piece:
    """The piece that a `Content-Range: bytes FIRST-LAST/SIZE` header describes.

    Raises:
        Invalid: no such header, other bytes than it says, or more than a piece may have.
    """
    found = RANGE.fullmatch(content_range.strip())
    if found is None:
        raise _range("应为 bytes 起-止/总长。", "Expected is bytes FIRST-LAST/SIZE.")
    first, last, size = map(int, found.groups())
    if last + 1 - first != len(content) or last >= size:
        raise _range("与收到的内容长度不符。", "It does not fit the bytes that came.")
    if not 0 < len(content) <= PIECE_BYTES_MAX:
        raise _range("每段不超过 512 KB。", "A piece has at most 512 KB.")
    return Piece(first, size, content)


def _range(zh: str, en: str) -> Invalid:
    return Invalid(FieldProblem("/Content-Range", zh, en))


def begin(office: Office, form: BeginUploadForm, *, actor: Actor, now: datetime) -> UnderWay:
    """Begin an upload; what was begun a day ago and never ended is forgotten.

    Raises:
        Invalid: a name that no document has, or too many uploads under way.
    """
    name = documents.clean_filename(form.filename)
    endings = tuple(ending for known in documents.SUFFIXES.values() for ending in known)
    if not name.lower().endswith(endings):
        raise Invalid(
            FieldProblem(
                "/filename",
                "只接受 PDF、PNG、JPG、DOCX、XLSX 文件。",
                "Only PDF, PNG, JPG, DOCX or XLSX files.",
            )
        )
    chunks.drop_begun_before(office.session, actor.id, now - KEPT_FOR)
    if chunks.count_of(office.session, actor.id) >= UNDER_WAY_MAX:
        raise Invalid(
            FieldProblem(
                "/filename",
                "同时上传的文件过多，请先完成已开始的上传。",
                "Too many uploads are under way; end those first.",
            )
        )
    row = UploadSessionRow(
        upload_id=secrets.token_hex(16),
        owner=actor.id,
        filename=name,
        size=form.size,
        received=0,
        begun_at=now,
    )
    chunks.begin(office.session, row)
    return _under_way(row)


def under_way(office: Office, upload_id: str, *, actor: Actor) -> UnderWay:
    """Where to go on.

    Raises:
        UnknownUpload: there is none, or it is somebody else's.
    """
    return _under_way(_own(office, upload_id, actor))


def append(office: Office, upload_id: str, piece: Piece, *, actor: Actor) -> UnderWay:
    """Put a piece behind what is here.

    Raises:
        UnknownUpload: there is none, or it is somebody else's.
        OutOfPlace: it begins elsewhere; nothing was kept of it.
        Invalid: the file is said to be of another length than at first.
    """
    row = _own(office, upload_id, actor)
    if piece.size != row.size:
        raise _range("总长与开始时不符。", "The length differs from the one at first.")
    if not chunks.append(office.session, upload_id, piece.start, piece.content):
        raise OutOfPlace(row.received)
    return UnderWay(upload_id, row.filename, row.size, piece.start + len(piece.content))


def whole(office: Office, upload_id: str, *, actor: Actor) -> bytes:
    """What has come of it so far.

    Raises:
        UnknownUpload: there is none, or it is somebody else's.
    """
    _own(office, upload_id, actor)
    return chunks.whole(office.session, upload_id)


def complete(
    office: Office, upload_id: str, *, actor: Actor, now: datetime
) -> DocumentRef | Invalid:
    """Keep the whole file by its content; what is wrong with it is answered, not raised.

    Either way the pieces are gone: an answer lets the caller commit that.
    """
    row = _own(office, upload_id, actor)
    content = chunks.whole(office.session, upload_id)
    filename = row.filename
    chunks.drop(office.session, upload_id)
    try:
        return documents.store(office, filename, content, actor=actor, now=now)
    except Invalid as wrong:
        return wrong


def abandon(office: Office, upload_id: str, *, actor: Actor) -> None:
    """Give the upload up.

    Raises:
        UnknownUpload: there is none, or it is somebody else's.
    """
    _own(office, upload_id, actor)
    chunks.drop(office.session, upload_id)


def _own(office: Office, upload_id: str, actor: Actor) -> UploadSessionRow:
    row = chunks.begun(office.session, upload_id)
    if row is None or row.owner != actor.id:
        raise UnknownUpload(upload_id)
    return row


def _under_way(row: UploadSessionRow) -> UnderWay:
    return UnderWay(row.upload_id, row.filename, row.size, row.received)
