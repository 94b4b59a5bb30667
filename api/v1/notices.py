"""Notices of your organisation: read, mark as read, and where they go by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from acts import notices
from acts.notices import MailForm, UnknownNotice
from api.bodies import CounterRoute
from api.dependencies import Acts, CurrentActor, Readings
from api.problems import NotFound

router = APIRouter(prefix="/notices", tags=["notices"], route_class=CounterRoute)


class NoticeView(BaseModel):
    """A letter that was sealed for you, or an event of a case that concerns you."""

    notice_id: int
    kind: str
    case_id: str
    facts: Mapping[str, Any]
    told_at: datetime
    read: bool


class NoticesView(BaseModel):
    """A page of notices; `unread` is counted up to a hundred."""

    unread: int
    email: str
    items: list[NoticeView]


@router.get("", response_model=NoticesView)
def list_notices(
    actor: CurrentActor,
    reading: Readings,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> NoticesView:
    """The newest notices first; `before` is the id of the last one seen."""
    with reading() as office:
        found = notices.told(office, actor=actor, limit=limit, before=before)
        unread, email = (
            notices.unread(office, actor=actor),
            notices.email_of(office, actor=actor),
        )
    items = [
        NoticeView(
            notice_id=one.notice_id,
            kind=one.kind,
            case_id=one.case_id,
            facts=one.payload,
            told_at=one.told_at,
            read=one.read,
        )
        for one in found
    ]
    return NoticesView(unread=unread, email=email, items=items)


@router.post("/{notice_id}/read", status_code=204, response_class=Response)
def mark_notice_read(notice_id: int, actor: CurrentActor, acts: Acts) -> Response:
    """You have read this one."""
    try:
        with acts() as office:
            notices.mark_read(office, notice_id, actor=actor)
    except UnknownNotice as error:
        raise NotFound from error
    return Response(status_code=204)


@router.post("/read", status_code=204, response_class=Response)
def mark_all_notices_read(actor: CurrentActor, acts: Acts) -> Response:
    """You have read everything up to now."""
    with acts() as office:
        notices.mark_all_read(office, actor=actor)
    return Response(status_code=204)


@router.put("/email", status_code=204, response_class=Response)
def set_notice_email(form: MailForm, actor: CurrentActor, acts: Acts) -> Response:
    """Notices also go to this address; an empty one ends it."""
    with acts() as office:
        notices.send_mail_to(office, form, actor=actor)
    return Response(status_code=204)
