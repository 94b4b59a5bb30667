"""The page of notices: what your organisation was told, and where it goes by e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import notices
from acts.notices import MailForm, UnknownNotice
from acts.office import Office
from api.dependencies import Acts, Readings
from api.pages.filled import SentForm
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound
from ledger.notices import Told, letters_named
from states.terms import EntryKind

router = APIRouter()
SHOWN = 30
ENTRIES = frozenset(kind.value for kind in EntryKind)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as a line: what it says, which case, when, and whether it was read."""

    id: int
    said: str
    detail: str
    href: str
    case_id: str
    instant: str
    iso: str
    read: bool


@router.get("/notices", response_class=HTMLResponse)
def show_notices(
    visit: Visited,
    reading: Readings,
    before: Annotated[int | None, Query(ge=1)] = None,
    done: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """What the visitor's organisation was told, the newest first."""
    return _page(visit, reading, before, done if done in ("email", "read") else "")


def _page(
    visit: SignedVisit,
    reading: Readings,
    before: int | None = None,
    done: str = "",
    wrong: str = "",
    status: int = 200,
) -> HTMLResponse:
    with reading() as office:
        found = notices.told(office, actor=visit.actor, limit=SHOWN + 1, before=before)
        lines = _lines(visit, office, found[:SHOWN])
        email = notices.email_of(office, actor=visit.actor)
    more = f"/notices?before={lines[-1].id}" if len(found) > SHOWN else ""
    return visit.page(
        "notices", status, lines=lines, email=email, more=more, done=done, wrong=wrong
    )


def _lines(visit: SignedVisit, office: Office, found: Sequence[Told]) -> list[NoticeLine]:
    ids = [str(one.payload["letter_id"]) for one in found if one.kind == "letter"]
    letters = letters_named(office.session, ids)
    return [_line(visit, one, letters) for one in found]


def _line(visit: SignedVisit, one: Told, letters: Mapping[str, tuple[str, str]]) -> NoticeLine:
    if not one.case_id:
        return _of_account(visit, one)
    said, detail, href = visit.t("notices.about_case"), "", f"/cases/{one.case_id}"
    if one.case_id.startswith("P"):
        href = f"/projects/{one.case_id}"
    if one.kind == "letter":
        letter_id = str(one.payload["letter_id"])
        kind, number = letters.get(letter_id, ("", ""))
        said = visit.t(f"{kind}.title") if kind else visit.t("notices.letter")
        detail, href = number, f"/api/v1/letters/{letter_id}.html"
    elif one.payload.get("about") in ENTRIES:
        said = visit.t(f"entry.{one.payload['about']}")
        told = (one.payload.get(name) for name in ("answer", "question", "reasons"))
        detail = str(next(filter(None, told), ""))[:120]
    return NoticeLine(
        id=one.notice_id,
        said=said,
        detail=detail,
        href=href,
        case_id=one.case_id,
        instant=visit.words.instant(one.told_at),
        iso=one.told_at.isoformat(),
        read=one.read,
    )


def _of_account(visit: SignedVisit, one: Told) -> NoticeLine:
    """What happened to the reader's own account."""
    return NoticeLine(
        id=one.notice_id,
        said=visit.t(f"security_event.{one.payload['about']}"),
        detail=str(one.payload["address"]),
        href="/account",
        case_id="",
        instant=visit.words.instant(one.told_at),
        iso=one.told_at.isoformat(),
        read=one.read,
    )


@router.post("/notices/read", response_class=HTMLResponse)
def read_all(visit: Visited, acts: Acts) -> Response:
    """Everything up to now is read."""
    with acts() as office:
        notices.mark_all_read(office, actor=visit.actor)
    return onward("/notices?done=read")


@router.post("/notices/email", response_class=HTMLResponse)
def set_email(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Notices also go to this address."""
    try:
        form = MailForm(email=sent.text("email"))
    except ValidationError:
        return _page(visit, reading, wrong=sent.text("email"), status=422)
    with acts() as office:
        notices.send_mail_to(office, form, actor=visit.actor)
    return onward("/notices?done=email")


@router.post("/notices/{notice_id}/read", response_class=HTMLResponse)
def read_one(notice_id: int, visit: Visited, acts: Acts) -> Response:
    """This one is read."""
    try:
        with acts() as office:
            notices.mark_read(office, notice_id, actor=visit.actor)
    except UnknownNotice as error:
        raise NotFound from error
    return onward("/notices")
