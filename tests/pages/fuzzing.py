"""Bad input through the forms of the pages: what is sent, and what must not come of it."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import httpx
from sqlalchemy import text

from tests.pages.browsing import Reader
from tests.playing import Play

FUZZ = Path(__file__).parents[1] / "data" / "fuzz"
TYPED = frozenset({"", "text", "search", "tel", "email", "url", "number", "date", "month", "time"})
RECORD = ("cases", "entry", "register_entry", "letter", "duty", "outbox", "document")
PICKED = ("a", "area", "form", "img", "iframe", "script", "object", "embed", "svg", "style")


def strings() -> list[str]:
    """Every string of the lists, each once."""
    read = {path.stem: path.read_text("utf-8") for path in FUZZ.iterdir() if path.is_file()}
    found = [
        *json.loads(read["blns"]),
        *read["xss_sample"].splitlines(),
        *json.loads(read["csv_formula"]),
        *(one["value"] for one in json.loads(read["cn_fields_sample"])),
    ]
    return list(dict.fromkeys(found))


@dataclass
class Sheet:
    """One form as it stands: where and how it goes, what is filled, and what one types in."""

    action: str
    method: str
    filled: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The form, whatever case or item it is about."""
        about = re.sub(r"[A-Z]?\d{4}-\d+|[0-9a-f]{16,}|\d+", "N", self.action)
        return f"{self.method} {about} {sorted(set(self.typed))}"


class Sheets(HTMLParser):
    """The forms of a page with what one types in, and the elements that could do something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Sheet] = []
        self.handlers: list[str] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            if given.get(name, "").strip().lower().startswith(("javascript:", "vbscript:")):
                self.handlers.append(f"{name}={given[name]}")
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.handlers.append("script")
        if tag == "form":
            method = given.get("method", "get").lower()
            self.found.append(Sheet(given.get("action", ""), method))
        elif self.found and given.get("name"):
            self._field(self.found[-1], tag, given)
        elif self.found and tag == "option" and self._select:
            self._option(self.found[-1], given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _option(self, sheet: Sheet, given: dict[str, str]) -> None:
        if "selected" in given or not sheet.filled.get(self._select, [""])[0]:
            sheet.filled[self._select] = [given.get("value", "")]

    def _field(self, sheet: Sheet, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea" or (tag == "input" and kind in TYPED):
            sheet.typed.append(name)
        elif tag == "input" and kind == "hidden":
            sheet.filled.setdefault(name, []).append(given.get("value", ""))
        elif tag == "input" and kind in ("radio", "checkbox") and name not in sheet.filled:
            sheet.filled[name] = [given.get("value", "on")]
        elif tag == "button" and name not in sheet.filled:
            sheet.filled[name] = [given.get("value", "")]


def record(play: Play) -> dict[str, int]:
    """How many rows the record and what follows from it have."""
    with play.house.ledger.reading() as session:
        count = "SELECT count(*) FROM {}"
        return {name: int(session.scalar(text(count.format(name))) or 0) for name in RECORD}


def rounds(sheet: Sheet, chosen: Sequence[str]) -> Iterator[dict[str, str]]:
    """Fillings of the typed fields in which every chosen string stands once, each elsewhere."""
    names = list(dict.fromkeys(sheet.typed))
    each = iter(chosen)
    while batch := list(itertools.islice(each, len(names))):
        padded = batch + chosen[: len(names) - len(batch)]
        yield dict(zip(names, padded, strict=False))


def sent(reader: Reader, sheet: Sheet, typed: dict[str, str], page: str) -> httpx.Response:
    """The form with these fields, sent as a browser would."""
    values = {**sheet.filled, **{name: [value] for name, value in typed.items()}}
    action = sheet.action or page
    if sheet.method == "get":
        return reader.client.get(action, params=values)
    return reader.client.post(action, data=values)


def faults_of(answer: httpx.Response, typed: dict[str, str]) -> list[str]:
    """What is wrong with an answer: a server's fault, or something of the input that lives."""
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    if "text/html" not in answer.headers.get("content-type", ""):
        return found
    found += [f"live: {handler}" for handler in Sheets(answer.text).handlers]
    found += [
        f"not escaped: {value!r}"
        for value in typed.values()
        if re.search(r"<[a-zA-Z/!?]", value) and value in answer.text
    ]
    return found
