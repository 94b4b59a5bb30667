"""One visit of a person to a page: who, when, in which language, and how a page is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

import templates
from acts import notices
from acts.office import Office
from acts.problems import UnknownCase
from api.dependencies import CurrentActor, HouseHere, Lang, Now, OptionalActor, session_token
from api.desk import seen
from api.pages.navigation import Navigation, navigation
from api.pages.shortcuts import places_by_keys
from api.pages.words import Words
from api.security import csrf_token
from greenlane.wiring import House
from states.terms import Actor, CaseSnapshot
from states.worktime import legal_day
from templates.i18n import Translate

STATIC = Path(templates.__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    city: str
    edition: str
    nav: Navigation
    person: str
    role: str
    csrf: str
    switch: str
    unread: int
    keys: Mapping[str, str]
    here: str
    today: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page by somebody who is signed in, or by nobody yet."""

    request: Request
    house: House
    lang: str
    now: datetime
    actor: Actor | None

    @property
    def words(self) -> Words:
        """Names and days in the reader's language."""
        return Words(self.lang, self.house.city.catalog)

    @property
    def today(self) -> date:
        """The legal day of this visit."""
        return legal_day(self.now)

    @property
    def t(self) -> Translate:
        """The messages in the reader's language."""
        return templates.translator(self.lang)

    def page(self, name: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """The page, framed for this reader."""
        html = templates.page(name, self.lang, frame=self.frame(), **facts)
        return HTMLResponse(html, status, {"Content-Language": self.lang})

    def frame(self) -> Frame:
        """Head and foot of the page."""
        catalog, token = self.house.city.catalog, session_token(self.request)
        return Frame(
            styles=assets("css"),
            scripts=assets("js"),
            city=catalog.city if self.lang == "zh" else catalog.city_en,
            edition=catalog.version,
            nav=self._navigation(),
            person=self._person(),
            role=self.actor.role.value if self.actor else "",
            csrf=csrf_token(token) if token else "",
            switch=self._switch(),
            unread=self._unread(),
            keys=places_by_keys(self.actor.role) if self.actor else {},
            here=self.request.url.path,
            today=self.words.exact(self.today),
        )

    def _navigation(self) -> Navigation:
        if self.actor is None:
            return Navigation()
        return navigation(self.actor.role, self.request.url.path)

    def _unread(self) -> int:
        """How many notices wait for this person, counted up to a hundred."""
        if self.actor is None:
            return 0
        with self.house.ledger.reading() as session:
            return notices.unread(self.house.office(session), actor=self.actor)

    def _person(self) -> str:
        if self.actor is None:
            return ""
        user = self.house.city.catalog.users.get(self.actor.id)
        return user.name_en if user and self.lang == "en" else self.actor.name

    def _switch(self) -> str:
        """The address of the language switch, which leads back here."""
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        back = quote(f"{self.request.url.path}{query}", safe="")
        other = "en" if self.lang == "zh" else "zh"
        return f"/language?to={other}&back={back}"


@dataclass(frozen=True, slots=True)
class SignedVisit(Visit):
    """A visit by somebody who is signed in."""

    actor: Actor

    def case(self, office: Office, case_id: str) -> CaseSnapshot:
        """The case, if it is the visitor's to see.

        Raises:
            UnknownCase: there is none, or it is not.
        """
        return seen(office, case_id, self.actor)


def visit_here(
    request: Request, house: HouseHere, lang: Lang, now: Now, actor: CurrentActor
) -> SignedVisit:
    """A visit that needs a signed-in person; others are led to the sign-in page."""
    return SignedVisit(request, house, lang, now, actor)


def open_visit(
    request: Request, house: HouseHere, lang: Lang, now: Now, actor: OptionalActor
) -> Visit:
    """A visit by anybody."""
    return Visit(request, house, lang, now, actor)


Visited = Annotated[SignedVisit, Depends(visit_here)]
OpenVisited = Annotated[Visit, Depends(open_visit)]


@cache
def assets(kind: str) -> tuple[str, ...]:
    """Addresses of our stylesheets (`css`) or scripts (`js`): the common one, then each part's.

    An address changes with the content, so that browsers may keep what they have.
    """
    found = (*STATIC.glob(f"greenlane.{kind}"), *sorted((STATIC / kind).glob(f"*.{kind}")))
    return tuple(
        f"/static/{path.relative_to(STATIC).as_posix()}"
        f"?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in found
    )


def onward(address: str) -> RedirectResponse:
    """See other: after a command the browser asks for the next page."""
    return RedirectResponse(address, status_code=303)


def safe_back(address: str) -> str:
    """An address of ours to go back to; the desk where it is none."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() and "\\" not in address else "/"


__all__ = [
    "OpenVisited",
    "SignedVisit",
    "UnknownCase",
    "Visit",
    "Visited",
    "onward",
    "safe_back",
]
