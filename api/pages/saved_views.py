"""A person's views of the worklist: saved from it, opened, renamed, one to begin with, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from acts import saved_views
from acts.authority import allows, authorise
from acts.office import Office
from acts.problems import Invalid
from acts.saved_views import Asked, ChangeForm, SavedView, SaveForm, UnknownView
from api.dependencies import Acts, OpenOffice, Readings
from api.pages.filled import Sent, SentForm
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound, Problem, form_problem, problem_of
from states.terms import Actor

router = APIRouter()
Done = Literal["", "saved", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view as a link: its name, its address, what it asks in words."""

    view_id: int
    name: str
    href: str
    asks: tuple[tuple[str, str], ...]
    is_default: bool
    current: bool = False


def shown_views(
    visit: SignedVisit, kept: Sequence[SavedView], view: str = ""
) -> tuple[ShownView, ...]:
    """The views as links; `view` names the one that is open."""
    return tuple(
        ShownView(
            one.view_id,
            one.name,
            address_of(one),
            _asks(visit, one.asked),
            one.is_default,
            view == str(one.view_id),
        )
        for one in kept
    )


def address_of(view: SavedView) -> str:
    """The worklist as the view asks for it."""
    asked = {name: value for name, value in view.asked.model_dump(mode="json").items() if value}
    return "/?" + urlencode({**asked, "view": view.view_id})


def kept_by(office: Office, actor: Actor) -> Sequence[SavedView]:
    """The views of somebody who has a worklist."""
    return saved_views.views(office, actor=actor) if allows(actor, "see_worklist") else ()


def _asks(visit: SignedVisit, asked: Asked) -> tuple[tuple[str, str], ...]:
    t = visit.t
    told = (
        ("case.until", t(f"work.window.{asked.window}") if asked.window else ""),
        ("list.task", t(f"task.{asked.task}") if asked.task else ""),
        ("work.clock", t(f"clock_name.{asked.clock}") if asked.clock else ""),
        ("work.matter", visit.words.matter(asked.matter) if asked.matter else ""),
        ("ledger.light", t(f"light.{asked.light}") if asked.light else ""),
        ("ledger.text", asked.text),
    )
    return tuple((t(label), said) for label, said in told if said)


@router.get("/views", response_class=HTMLResponse)
def show_views(visit: Visited, reading: Readings, done: Annotated[Done, Query()] = "") -> Response:
    """The person's own views."""
    return _page(visit, reading, done=done)


def _page(
    visit: SignedVisit,
    reading: OpenOffice,
    *,
    done: str = "",
    wrong: str = "",
    about: int = 0,
    typed: str = "",
    status: int = 200,
) -> HTMLResponse:
    authorise(visit.actor, "see_worklist")
    with reading() as office:
        kept = kept_by(office, visit.actor)
    views = shown_views(visit, kept)
    return visit.page(
        "views", status, views=views, done=done, wrong=wrong, about=about, typed=typed
    )


def _named(sent: Sent) -> str:
    return sent.text("name").strip()


@router.post("/views", response_class=HTMLResponse)
def save_view(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Keep the filter that the worklist shows."""
    authorise(visit.actor, "see_worklist")
    asked = {name: sent.text(name) for name in Asked.model_fields}
    raw = {"name": _named(sent), "asked": asked, "is_default": sent.text("is_default") == "yes"}
    try:
        form = SaveForm.model_validate(raw)
        with acts() as office:
            kept = saved_views.save(office, form, actor=visit.actor)
    except (ValidationError, Invalid) as error:
        return _again(visit, reading, error)
    return onward(address_of(kept))


@router.post("/views/{view_id}", response_class=HTMLResponse)
def change_view(
    view_id: int, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Another name, default or no longer, or gone: whichever button was pressed."""
    authorise(visit.actor, "see_worklist")
    what = sent.text("do")
    try:
        with acts() as office:
            if what == "delete":
                saved_views.forget(office, view_id, actor=visit.actor)
            else:
                form = _change(sent, what)
                saved_views.change(office, view_id, form, actor=visit.actor)
    except UnknownView as error:
        raise NotFound from error
    except (ValidationError, Invalid) as error:
        return _again(visit, reading, error, view_id, _named(sent))
    return onward("/views?done=deleted" if what == "delete" else "/views?done=changed")


def _change(sent: Sent, what: str) -> ChangeForm:
    if what == "rename":
        return ChangeForm(name=_named(sent))
    return ChangeForm(is_default=what == "default")


def _again(
    visit: SignedVisit,
    reading: OpenOffice,
    error: ValidationError | Invalid,
    about: int = 0,
    typed: str = "",
) -> HTMLResponse:
    found = (
        form_problem(error)
        if isinstance(error, ValidationError)
        else problem_of(error, visit.house.city.catalog)
    )
    told = _words(visit, found)
    return _page(visit, reading, wrong=told, about=about, typed=typed, status=422)


def _words(visit: SignedVisit, problem: Problem) -> str:
    details = [error.detail for error in problem.errors] or [problem.detail]
    return " ".join(one.zh if visit.lang == "zh" else one.en for one in details)
