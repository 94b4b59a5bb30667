"""The files that an edition was made of, to be taken, changed and handed in as a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from acts.authority import authorise
from acts.catalog_editions import binding_on
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from catalog import load
from catalog.drafts import NoDraft, as_text, as_zip, files_at, files_in_zip, placed
from catalog.loader import DEMONSTRATION_CITY
from ledger import editions
from states.terms import Actor

ACCOUNTS = "users.toml"
"""Passwords of a demonstration are no part of an edition and are not handed on."""
ARCHIVE = b"PK"


def files_in_force(
    office: Office, today: date, shipped: Path | None, *, actor: Actor
) -> dict[str, str]:
    """The files of the edition that binds on `today`; the first edition's lie in `shipped`.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: the folder is no longer what the ledger began with.
    """
    authorise(actor, "hand_in_catalogue")
    edition = binding_on(office.city.catalogs, today)
    rows = editions.published(office.session, after=edition.number - 1 if edition else 0)
    row = editions.draft(office.session, rows[0].draft_sha256 or "") if rows else None
    if row is not None:
        files: dict[str, str] = json.loads(row.files)
    else:
        folder = shipped or DEMONSTRATION_CITY
        if load(folder).sha256 != office.city.catalog.sha256:
            raise _invalid("没有保存现行目录的文件。", "The files in force were not kept.")
        files = files_at(folder)
    return {name: text for name, text in files.items() if name != ACCOUNTS}


def archive_in_force(office: Office, today: date, shipped: Path | None, *, actor: Actor) -> bytes:
    """The files of the edition in force as one zip archive; errors as `files_in_force`."""
    return as_zip(files_in_force(office, today, shipped, actor=actor))


def whole_draft(
    office: Office,
    uploads: Mapping[str, bytes],
    today: date,
    shipped: Path | None,
    *,
    actor: Actor,
) -> dict[str, str]:
    """A draft out of what was sent: one archive is the whole; files replace those in force.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: nothing was sent, or these are no files of a catalogue.
    """
    authorise(actor, "hand_in_catalogue")
    if not uploads:
        raise _invalid("请选择文件。", "Choose a file.")
    try:
        if len(uploads) == 1:
            (content,) = uploads.values()
            if content.startswith(ARCHIVE):
                return files_in_zip(content)
        sent = as_text({placed(name): content for name, content in uploads.items()})
    except NoDraft as wrong:
        raise _invalid(f"不是目录文件：{wrong}", f"not a catalogue: {wrong}") from None
    return files_in_force(office, today, shipped, actor=actor) | sent


def _invalid(zh: str, en: str) -> Invalid:
    return Invalid(FieldProblem("/files", zh, en))
