"""Saved views of the worklist: each person names filters and may have one to begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from acts.forms import Form, Line
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import saved_views
from ledger.saved_views import SavedViewRow
from states.terms import Actor, ClockName

VIEWS_MAX = 30
NAME_MAX = 40


class UnknownView(LookupError):
    """There is no such view, or it is another person's."""


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()


Words = Annotated[str, AfterValidator(_plain)]


class Asked(Form):
    """What a view asks of the worklist; empty means any."""

    window: Literal["", "late", "today", "soon", "calm"] = ""
    task: Annotated[Words, Field(max_length=80)] = ""
    clock: ClockName | Literal[""] = ""
    matter: Annotated[Words, Field(max_length=80)] = ""
    light: Literal["", "green", "warning", "yellow", "red"] = ""
    text: Annotated[Words, Field(max_length=100)] = ""


class SaveForm(Form):
    """A filter under a name."""

    name: Annotated[Line, Field(max_length=NAME_MAX), AfterValidator(_plain)]
    asked: Asked = Asked()
    is_default: bool = False


class ChangeForm(Form):
    """Another name, or whether the worklist opens with it; what is left out stays."""

    name: Annotated[Line, Field(max_length=NAME_MAX), AfterValidator(_plain)] | None = None
    is_default: bool | None = None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A person's view as it stands."""

    view_id: int
    name: str
    asked: Asked
    is_default: bool


def views(office: Office, *, actor: Actor) -> Sequence[SavedView]:
    """The actor's views, the default first."""
    return [_told(row) for row in saved_views.views_of(office.session, actor.id)]


def save(office: Office, form: SaveForm, *, actor: Actor) -> SavedView:
    """Keep the filter under its name; a view of that name is put in its place.

    Raises:
        Invalid: there are as many as a person may keep.
    """
    rows = saved_views.views_of(office.session, actor.id)
    row = next((one for one in rows if one.name == form.name), None)
    if row is None and len(rows) >= VIEWS_MAX:
        raise _too_many()
    row = row or SavedViewRow(username=actor.id, name=form.name, asked="")
    row.asked = json.dumps(form.asked.model_dump(mode="json"), ensure_ascii=False)
    row.is_default = form.is_default or row.is_default
    return _told(saved_views.put(office.session, row))


def change(office: Office, view_id: int, form: ChangeForm, *, actor: Actor) -> SavedView:
    """Give the view another name, or begin with it.

    Raises:
        UnknownView: as it says.
        Invalid: another view has the name.
    """
    row = _own(office, view_id, actor)
    if form.name is not None:
        rows = saved_views.views_of(office.session, actor.id)
        if any(one.name == form.name and one.view_id != view_id for one in rows):
            raise _taken()
        row.name = form.name
    if form.is_default is not None:
        row.is_default = form.is_default
    return _told(saved_views.put(office.session, row))


def forget(office: Office, view_id: int, *, actor: Actor) -> None:
    """The view is no more.

    Raises:
        UnknownView: as it says.
    """
    saved_views.remove(office.session, _own(office, view_id, actor))


def _own(office: Office, view_id: int, actor: Actor) -> SavedViewRow:
    row = saved_views.view_of(office.session, actor.id, view_id)
    if row is None:
        raise UnknownView(view_id)
    return row


def _told(row: SavedViewRow) -> SavedView:
    asked = Asked.model_validate_json(row.asked)
    return SavedView(row.view_id or 0, row.name, asked, row.is_default)


def _too_many() -> Invalid:
    zh = f"最多保存{VIEWS_MAX}个视图，请先删除不用的视图。"
    en = f"At most {VIEWS_MAX} views are kept; delete one that you no longer need."
    return Invalid(FieldProblem("/name", zh, en))


def _taken() -> Invalid:
    return Invalid(FieldProblem("/name", "已有同名视图。", "Another view has this name."))
