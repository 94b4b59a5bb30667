"""Forms as a browser sends them, and as the page shows them again with what is wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from acts.documents import UPLOAD_BYTES_MAX
from api.bodies import malformed
from api.problems import FieldError, Problem
from api.security import FORM_FIELDS_MAX, FORM_FILES_MAX
from api.words import GLOSSARY
from templates.i18n import Translate

ROWS_MIN, ROWS_MAX = 2, 20
LISTED_FROM, LISTED_MAX = 100, 200
"""Places of a correction list from here on stand for documents of the list, ticked or not."""
PLACE = re.compile(r"items\.(\d{1,3})\.(?:about|problem|remedy)")
HASH = re.compile(r"[0-9a-f]{64}")
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload that was stored although the form was not taken."""

    sha256: str
    filename: str

    @property
    def as_text(self) -> str:
        """How a hidden field carries it."""
        return f"{self.sha256}|{self.filename}"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser sent: texts by name, line ends as ``\\n``, and files."""

    texts: Mapping[str, tuple[str, ...]]
    files: Mapping[str, Upload] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    """Every file in the order it came in, also where one field sent several."""

    def text(self, name: str) -> str:
        """The first text of this name; empty where none was sent."""
        return next(iter(self.texts.get(name, ())), "")

    def given(self, *names: str) -> dict[str, str]:
        """Those of these fields in which something stands; blank choices count as not made."""
        return {name: self.text(name) for name in names if self.text(name).strip()}

    def lines(self, name: str) -> list[str]:
        """One text per line."""
        return [line.strip() for line in self.text(name).split("\n") if line.strip()]

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """The lines of a correction list with their places on the page, ticked documents first.

        A free row counts once it holds anything, a document of the list once it is ticked.
        """
        found = []
        for place in self._places():
            names = ("about", "problem", "remedy")
            row = {name: self.text(f"items.{place}.{name}") for name in names}
            wanted = row["about"] if place >= LISTED_FROM else "".join(row.values()).strip()
            if wanted:
                found.append((place, {n: v for n, v in row.items() if n != "about" or v}))
        return found

    def _places(self) -> list[int]:
        matches = (PLACE.fullmatch(name) for name in self.texts)
        places = {int(match[1]) for match in matches if match}
        within = (p for p in places if p < ROWS_MAX or LISTED_FROM <= p < LISTED_MAX)
        return sorted(within, key=lambda place: (place < LISTED_FROM, place))

    def kept(self) -> dict[str, Kept]:
        """Uploads that an earlier attempt stored, by material id."""
        return dict(self._kept())

    def _kept(self) -> Iterator[tuple[str, Kept]]:
        for name in self.texts:
            # A version chosen from earlier cases goes before what was kept so far.
            material = name.removeprefix("kept.")
            found = kept_from(self.text(f"reuse.{material}")) or kept_from(self.text(name))
            if name.startswith("kept.") and found and not self.text(f"drop.{material}"):
                yield material, found
        for name in self.texts:
            material, found = name.removeprefix("reuse."), kept_from(self.text(name))
            if name.startswith("reuse.") and found and f"kept.{material}" not in self.texts:
                yield material, found

    @property
    def version(self) -> int | None:
        """The version of the case that the person saw."""
        version = self.text("version")
        return int(version) if version.isascii() and version.isdecimal() else None

    @property
    def once(self) -> str:
        """The token against a second effect of the same form."""
        once = self.text("once")
        return once if ONCE.fullmatch(once) else new_once()

    @property
    def wants_rows(self) -> int | None:
        """How many rows the person asked for; None where the form is meant to be taken."""
        more = self.text("more")
        return min(int(more), ROWS_MAX) if more.isascii() and more.isdecimal() else None


def kept_from(text: str) -> Kept | None:
    """The stored upload that “hash|name” names, or None."""
    sha256, _, filename = text.partition("|")
    return Kept(sha256, filename) if HASH.fullmatch(sha256) and filename else None


def new_once() -> str:
    """A fresh token for one form."""
    return secrets.token_urlsafe(18)


async def sent_form(request: Request) -> Sent:
    """The form of this request, its files read.

    Raises:
        Unreadable: it is broken, or larger than the counter takes.
    """
    try:
        form = await request.form(max_files=FORM_FILES_MAX, max_fields=FORM_FIELDS_MAX)
    except MultiPartException as error:
        raise malformed("表单无法读取。", "The form cannot be read.") from error
    found = [
        (name, Upload(value.filename, await value.read(UPLOAD_BYTES_MAX + 1)))
        for name, value in form.multi_items()
        if isinstance(value, UploadFile) and value.filename
    ]
    texts = _texts(form)
    await form.close()
    return Sent(texts, dict(found), tuple(upload for _, upload in found))


def _texts(form: FormData) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            plain = value.replace("\r\n", "\n").replace("\r", "\n")
            texts[name] = (*texts.get(name, ()), plain)
    return texts


SentForm = Annotated[Sent, Depends(sent_form)]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One thing to mend, at its field."""

    field: str
    label: str
    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The law's words: what it says, by which text, and what is possible instead."""

    message: str
    basis: str
    allowed: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as the page shows it: empty, prefilled, or as it was sent."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    once: str = field(default_factory=new_once)
    version: int | None = None
    problems: tuple[ShownProblem, ...] = ()
    refused: Refused | None = None
    files: Mapping[str, Kept] = field(default_factory=dict)
    rows: int = ROWS_MIN
    was_sent: bool = False

    def value(self, name: str, default: str = "") -> str:
        """The text to show in a field."""
        return next(iter(self.values.get(name, ())), "" if self.was_sent else default)

    def all(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """The ticked values of a group."""
        return self.values.get(name, () if self.was_sent else default)

    def wrong(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field."""
        return tuple(problem.text for problem in self.problems if problem.field == name)

    def kept(self, material: str) -> Kept | None:
        """The stored upload of a material."""
        return self.files.get(material)


def prefilled(values: Mapping[str, object], version: int | None = None) -> FilledForm:
    """A form to begin with."""
    return FilledForm({name: (str(value),) for name, value in values.items()}, version=version)


def sent_again(sent: Sent, files: Mapping[str, Kept]) -> FilledForm:
    """The form as it was sent: nothing that was typed is lost."""
    used = max((place + 1 for place, _ in sent.rows() if place < LISTED_FROM), default=0)
    shown = sent.wants_rows or max(used, ROWS_MIN)
    return FilledForm(
        values=sent.texts,
        once=sent.once,
        version=sent.version,
        files=files,
        rows=max(shown, used, ROWS_MIN),
        was_sent=True,
    )


def with_problem(
    form: FilledForm, problem: Problem, lang: str, labels: Labels, places: Places
) -> FilledForm:
    """The form with what is wrong: at its fields, or as the law's refusal."""
    chinese = lang == "zh"
    told = [_shown(error, chinese, labels, places) for error in problem.errors]
    if problem.status == 422:
        return replace(form, problems=tuple(told))
    basis = problem.legal_basis
    return replace(
        form,
        refused=Refused(
            message=problem.detail.zh if chinese else problem.detail.en,
            basis=(basis.zh if chinese else basis.en) if basis else "",
            allowed=("、" if chinese else ", ").join(
                GLOSSARY[name].to("zh" if chinese else "en")
                for name in problem.allowed or ()
                if name in GLOSSARY
            ),
        ),
        problems=tuple(told),
    )


def _shown(error: FieldError, chinese: bool, labels: Labels, places: Places) -> ShownProblem:
    name = field_of(error.pointer or "", places)
    return ShownProblem(name, labels.of(name), error.detail.zh if chinese else error.detail.en)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the lines of a form stand on its page: rows of items, materials by their order."""

    rows: Sequence[int] = ()
    materials: Sequence[str] = ()


WHOLE = ("conditions", "departments", "owed")
"""Lists that the page shows as one field."""


def field_of(pointer: str, places: Places) -> str:
    """The field on the page that a JSON pointer means."""
    parts = pointer.strip("/").split("/")
    if parts[0] == "materials" and len(parts) > 1 and parts[1].isdecimal():
        place = int(parts[1])
        return f"material.{places.materials[place]}" if place < len(places.materials) else ""
    if parts[0] == "items" and len(parts) > 1 and parts[1].isdecimal():
        place = int(parts[1])
        row = places.rows[place] if place < len(places.rows) else place
        return ".".join(["items", str(row), *parts[2:]])
    return parts[0] if parts[0] in WHOLE else ".".join(parts)


@dataclass(frozen=True, slots=True)
class Labels:
    """What fields and events are called."""

    t: Translate
    known: frozenset[str]
    materials: Mapping[str, str]

    def of(self, name: str) -> str:
        """The label of a field; empty where it has none of its own."""
        if name.startswith("material."):
            return self.materials.get(name.removeprefix("material."), "")
        last = name.rpartition(".")[2]
        tried: Iterable[str] = (f"field.{name}", f"field.project.{last}", f"form.{last}")
        return next((self.t(key) for key in tried if key in self.known), "")


def raw_items(sent: Sent) -> list[dict[str, Any]]:
    """The items of a correction list for the form model."""
    return [row for _, row in sent.rows()]
