"""Notices: what an organisation was told, what each of its people has read, where mail goes."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from acts.forms import Form
from acts.office import Office
from ledger import notices
from ledger.enterprise_tables import NoticeMarkRow
from ledger.notices import Told
from states.terms import Actor


class UnknownNotice(LookupError):
    """There is no such notice, or it went to somebody else."""


def _address(value: str) -> str:
    text = value.strip()
    if text and (parseaddr(text)[1] != text or text.count("@") != 1 or not text.isascii()):
        raise PydanticCustomError("string_pattern_mismatch", "this is no e-mail address")
    return text


class MailForm(Form):
    """Where notices go by e-mail; empty: nowhere."""

    email: Annotated[str, Field(max_length=200), AfterValidator(_address)] = ""


def told(office: Office, *, actor: Actor, limit: int, before: int | None = None) -> Sequence[Told]:
    """What the actor and the organisation were told, the newest first."""
    return notices.told_to(office.session, actor.id, actor.organisation, limit=limit, before=before)


def unread(office: Office, *, actor: Actor) -> int:
    """How many of them the actor has not read, counted up to a hundred."""
    return notices.unread(office.session, actor.id, actor.organisation)


def email_of(office: Office, *, actor: Actor) -> str:
    """Where the actor's notices go by e-mail; empty: nowhere."""
    row = notices.mark_of(office.session, actor.id)
    return row.email if row else ""


def mark_read(office: Office, notice_id: int, *, actor: Actor) -> None:
    """The actor has read this one.

    Raises:
        UnknownNotice: it is not the actor's.
    """
    if not notices.is_to(office.session, notice_id, actor.id, actor.organisation):
        raise UnknownNotice(notice_id)
    notices.mark_read(office.session, actor.id, notice_id)


def mark_all_read(office: Office, *, actor: Actor) -> None:
    """The actor has read everything up to now."""
    up_to = notices.newest(office.session, actor.id, actor.organisation)
    _save(office, actor, read_up_to=up_to)
    notices.forget_read_ones(office.session, actor.id, up_to)


def send_mail_to(office: Office, form: MailForm, *, actor: Actor) -> None:
    """From now on notices also go to this address; an empty one ends it."""
    _save(office, actor, email=form.email)


def _save(
    office: Office, actor: Actor, *, read_up_to: int | None = None, email: str | None = None
) -> None:
    was = notices.mark_of(office.session, actor.id)
    row = NoticeMarkRow(
        username=actor.id,
        organisation=actor.organisation,
        read_up_to=read_up_to if read_up_to is not None else (was.read_up_to if was else 0),
        email=email if email is not None else (was.email if was else ""),
    )
    notices.save_mark(office.session, row)
