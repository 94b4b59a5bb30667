"""Drafts of filings: saved as they are typed, found again, dropped when sent.

A draft is nobody's filing: nothing runs from it and nobody but its owner reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from acts.authority import authorise
from acts.forms import Form
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from ledger import drafts
from ledger.enterprise_tables import FilingDraftRow
from states.terms import Actor, Role

PROJECT = (
    "name",
    "code",
    "region",
    "industry",
    "location",
    "scale",
    "content",
    "nature",
    "total_investment_wan",
)
APPLICANT = ("name", "credit_code", "contact", "phone")
TYPED = (
    *(f"project.{name}" for name in PROJECT),
    *(f"applicant.{name}" for name in APPLICANT),
)
"""The fields of a filing that a draft keeps; the declaration is made when it is sent."""
KEPT = "kept."
TEXT_MAX = 4000
NO_DRAFT = "none"
"""The version of a draft that is not there."""


class DraftForm(Form):
    """The fields as typed: names like `project.name`, documents as `kept.ID` = “hash|name”."""

    fields: Annotated[dict[str, Annotated[str, Field(max_length=TEXT_MAX)]], Field(max_length=120)]


@dataclass(frozen=True, slots=True)
class FilingDraft:
    """A draft as it stands."""

    matter: str
    fields: Mapping[str, str]
    saved_by: str
    saved_at: datetime


class StaleDraft(Exception):
    """The draft has changed since it was read: saved, sent or given up elsewhere."""


def version_of(draft: FilingDraft | None) -> str:
    """The version of a draft: the same fields have the same version, whoever saved them when."""
    if draft is None:
        return NO_DRAFT
    content = json.dumps(dict(draft.fields), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def owner_of(actor: Actor) -> str:
    """Whose drafts the actor works on: the enterprise's, or a clerk's own.

    Raises:
        NotYours: an official who files nothing.
    """
    authorise(actor, "draft")
    return actor.organisation if actor.role is Role.ENTERPRISE else f"user:{actor.id}"


def save(
    office: Office,
    matter: str,
    form: DraftForm,
    *,
    actor: Actor,
    now: datetime,
    based_on: str | None = None,
) -> FilingDraft:
    """Keep what was typed in the place of what was kept before.

    `based_on` is the version that the writer saw; None replaces whatever stands there.

    Raises:
        StaleDraft: another version stands there.
        UnknownMatter: the catalogue has none of this code.
        Invalid: a field that no filing has.
    """
    rules = office.city.catalog.rules(matter)
    listed = {f"{KEPT}{material.id}" for material in rules.materials}
    strange = [name for name in form.fields if name not in TYPED and name not in listed]
    if strange:
        raise Invalid(
            *(
                FieldProblem(f"/fields/{name}", "申报表没有这一栏。", "No filing has this field.")
                for name in strange
            )
        )
    fields = {name: text for name, text in form.fields.items() if text.strip()}
    if based_on is not None and version_of(find(office, matter, actor=actor)) != based_on:
        raise StaleDraft
    row = FilingDraftRow(
        owner=owner_of(actor),
        matter=matter,
        content=json.dumps(fields, ensure_ascii=False, sort_keys=True),
        saved_by=actor.id,
        saved_at=now,
    )
    drafts.save(office.session, row)
    return FilingDraft(matter, fields, actor.id, now)


def find(office: Office, matter: str, *, actor: Actor) -> FilingDraft | None:
    """The actor's draft for this matter, or None."""
    row = drafts.draft(office.session, owner_of(actor), matter)
    return _read(row) if row else None


def every(office: Office, *, actor: Actor) -> Sequence[FilingDraft]:
    """All drafts that the actor may go on with."""
    return [_read(row) for row in drafts.drafts_of(office.session, owner_of(actor))]


def drop(office: Office, matter: str, *, actor: Actor) -> None:
    """Give the draft up; without one nothing happens."""
    drafts.drop(office.session, owner_of(actor), matter)


def _read(row: FilingDraftRow) -> FilingDraft:
    return FilingDraft(row.matter, json.loads(row.content), row.saved_by, row.saved_at)
