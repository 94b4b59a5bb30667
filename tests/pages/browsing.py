"""A reader without scripts: opens pages, fills their forms as they stand, and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from api.words import LANGUAGE_COOKIE
from greenlane.story import pdf_of
from tests.api.calling import TestClient
from tests.apps import app_of
from tests.identity_play import cookies_of
from tests.playing import Play

VOID = frozenset({"input", "meta", "link", "br", "img", "hr"})


@dataclass
class ParsedForm:
    """One form of a page: where it goes and what stands in its fields."""

    action: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """The forms, attributes and readable text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[ParsedForm] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self._select = self._area = ""
        self._area_text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("src", "").startswith("/static/"):
            return
        self.tags.add(tag)
        self.attributes.update(given)
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append(ParsedForm(given.get("action", "")))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or not self._holds(self._select)):
            if self.forms:
                self.forms[-1].values[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._area, self._area_text = given["name"], ""
        elif tag == "input":
            self._input(given)

    def _holds(self, name: str) -> bool:
        return bool(self.forms) and name in self.forms[-1].values

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if not self.forms or not name or kind == "file":
            return
        if kind in ("radio", "checkbox") and "checked" not in given:
            return
        self.forms[-1].values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.forms[-1].values[self._area] = [self._area_text]
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area_text += data
        else:
            self.text += data

    def form(self, action: str) -> ParsedForm:
        """The form that goes to `action`."""
        return next(form for form in self.forms if form.action == action)


class Reader:
    """One person with a browser at the house of a play."""

    def __init__(self, play: Play, username: str | None, lang: str = "zh") -> None:
        self.play = play
        self.client = TestClient(app_of(play.house), follow_redirects=False)
        self.client.headers["accept"] = "text/html"
        self.client.cookies.set(LANGUAGE_COOKIE, lang)
        if username is not None:
            self.client.cookies.update(cookies_of(play, username))

    def get(self, path: str, expect: int = 200) -> Page:
        """The page at `path`."""
        answer = self.client.get(path)

        assert answer.status_code == expect, f"{path}: {answer.status_code} {answer.text[:3000]}"

        return Page(answer.text)

    def send(
        self, path: str, files: dict[str, Any] | None = None, **changes: Any
    ) -> httpx.Response:
        """Open the page of a form, change some fields, and send it."""
        return self.submit(self.get(path).form(path), files, **changes)

    def submit(
        self, form: ParsedForm, files: dict[str, Any] | None = None, **changes: Any
    ) -> httpx.Response:
        """Send a form with changed fields; a dot in a name is written as two underscores."""
        values: dict[str, Any] = dict(form.values)
        for name, value in changes.items():
            values[name.replace("__", ".")] = value
        kept = {name: value for name, value in values.items() if value is not None}
        sent = {name: (f"{name}.pdf", content) for name, content in (files or {}).items()}
        return self.client.post(form.action, data=kept, files=sent or None)


PROJECT = {
    "applicant__name": "鹤壁示例镁业有限公司",
    "applicant__contact": "王工",
    "applicant__phone": "0392-1234567",
    "project__name": "示例热电联产项目",
    "project__region": "410611",
    "project__industry": "4412",
    "project__location": "鹤壁市淇滨区",
    "project__nature": "new",
    "project__scale": "占地120亩",
    "project__content": "两台机组\n及配套设施",
    "project__total_investment_wan": "52000",
    "declaration": "yes",
}
"""A filing as an enterprise types it."""


def papers(*materials: str) -> dict[str, bytes]:
    """A PDF for each of these materials."""
    return {f"material.{name}": pdf_of(name) for name in materials}
