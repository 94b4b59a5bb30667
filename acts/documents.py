"""Uploads: kept once by content, typed by content, never trusted by name."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import cast

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from acts.active import active_in_office, active_in_pdf
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import keyed
from states.terms import Actor

UPLOAD_BYTES_MAX = 20 * 1024 * 1024
UNPACKED_BYTES_MAX = 100 * 1024 * 1024
UNPACKED_RATIO_MAX = 200
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}

SHOWN_INLINE = frozenset({PDF, PNG, JPEG})
"""What a browser shows by itself and cannot be made to run; all else is saved."""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A stored upload: what a filing names it by."""

    sha256: str
    filename: str
    media_type: str
    size: int


def store(
    office: Office, filename: str, content: bytes, *, actor: Actor, now: datetime
) -> DocumentRef:
    """Keep an upload and say what it is.

    Raises:
        Invalid: empty or over 20 MB, not one of PDF, PNG, JPEG, DOCX, XLSX by content, a
            name whose ending says otherwise, an archive that unpacks without end, or a script,
            macro or attachment in it.
    """
    name = clean_filename(filename)
    if not content or len(content) > UPLOAD_BYTES_MAX:
        raise _invalid(
            "文件为空或超过 20 MB，请压缩或拆分后上传。",
            "The file is empty or over 20 MB; compress or split it.",
        )
    media_type = _type_of(content)
    if media_type is None or not name.lower().endswith(SUFFIXES[media_type]):
        raise _invalid(
            "只接受内容与扩展名一致的 PDF、PNG、JPG、DOCX、XLSX 文件。",
            "Only PDF, PNG, JPG, DOCX or XLSX files whose content matches their ending.",
        )
    active = _active_in(content, media_type)
    if active is not None:
        raise _invalid(
            f"文件含有打开时会自动运行的内容（{active}），请另存为不含脚本、宏和附件的文件后上传。",
            f"The file holds something that runs when it is opened ({active}); save it without "
            "scripts, macros and attachments and upload that.",
        )
    row = keyed.save_document(office.session, content, media_type, actor.id, now)
    return DocumentRef(row.sha256, name, media_type, row.size)


def fetch(office: Office, sha256: str) -> tuple[bytes, str] | None:
    """The content and media type of a stored upload, or None."""
    row = keyed.document(office.session, sha256)
    return (row.content, row.media_type) if row else None


def pages_in(content: bytes, media_type: str) -> int | None:
    """How many pages a PDF says it has; None for another type, or one that cannot be read.

    Only the root of the page tree is read, never the pages: what strangers made stays closed.
    """
    if media_type != PDF:
        return None
    try:
        root = PdfReader(io.BytesIO(content), strict=False).root_object
        count = cast(DictionaryObject, root["/Pages"])["/Count"]
    except (PyPdfError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    return int(count) if isinstance(count, int) and count > 0 else None


def clean_filename(filename: str) -> str:
    """The last part of the name, without control characters or leading dots.

    Raises:
        Invalid: nothing is left of it.
    """
    last = PurePosixPath(filename.replace("\\", "/")).name
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    name = kept.strip().lstrip(".")[-200:]
    if not name or name == "~":
        raise _invalid("文件名无效，请重命名后上传。", "Rename the file and upload it again.")
    return name


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return _office_type(content) if content.startswith(b"PK") else None


def _active_in(content: bytes, media_type: str) -> str | None:
    if media_type == PDF:
        return active_in_pdf(content)
    if media_type in (DOCX, XLSX):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return active_in_office(frozenset(archive.namelist()))
    return None


def _office_type(content: bytes) -> str | None:
    """DOCX or XLSX by the parts they must hold; archives that unpack without end are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES_MAX or unpacked > UNPACKED_RATIO_MAX * max(len(content), 1):
        return None
    if any(".." in part.filename or part.filename.startswith("/") for part in parts):
        return None
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _invalid(zh: str, en: str) -> Invalid:
    return Invalid(FieldProblem("/file", zh, en))
