"""Who reads personal data plainly; everybody else reads it masked (`states.private_fields`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from acts.authority import allows
from ledger.chain import canonical
from ledger.tables import LetterRow
from states.private_fields import APPLICANT, masked_applicant, masked_payload, private_in
from states.terms import Actor, CaseSnapshot
from states.terms.project import ProjectSnapshot

Thing = CaseSnapshot | ProjectSnapshot


def reads_plainly(actor: Actor, thing: Thing) -> bool:
    """Whether the personal data of the case or project are the reader's own."""
    return allows(actor, "see_private_fields", thing)


def case_for(actor: Actor, case: CaseSnapshot) -> CaseSnapshot:
    """The case as this reader sees it."""
    if reads_plainly(actor, case):
        return case
    return case.but(applicant=masked_applicant(case.applicant))


def project_for(actor: Actor, project: ProjectSnapshot) -> ProjectSnapshot:
    """The project as this reader sees it."""
    if reads_plainly(actor, project):
        return project
    return project.but(applicant=masked_applicant(project.applicant))


def rows_for(actor: Actor, thing: Thing, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sealed entries as this reader sees them; `masked` points at what is not as it was sealed.

    The hashes are those of the plain entries.
    """
    if reads_plainly(actor, thing):
        return [dict(row) | {"masked": []} for row in rows]
    return [_row(thing, row) for row in rows]


def _row(thing: Thing, row: Mapping[str, Any]) -> dict[str, Any]:
    name, payload = str(thing.applicant["name"]), json.loads(row["payload"])
    masked = ["/" + "/".join(path) for path, _, _ in private_in(row["kind"], payload, name)]
    if not masked:
        return dict(row) | {"masked": []}
    shown = masked_payload(row["kind"], payload, name)
    return dict(row) | {"payload": canonical(shown), "masked": masked}


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter as somebody reads it: its facts, its page, and which facts are masked."""

    facts: Mapping[str, Any]
    html: str
    masked: tuple[str, ...] = ()


def letter_for(actor: Actor, thing: Thing, row: LetterRow) -> LetterText:
    """The letter as this reader sees it; what was sealed is kept as it is."""
    facts = json.loads(row.facts)
    if reads_plainly(actor, thing):
        return LetterText(facts, row.html)
    found = tuple(private_in(row.kind, facts, str(thing.applicant["name"])))
    html = row.html
    for _, mask, value in found:
        html = html.replace(f">{escape(value)}<", f">{escape(mask(value))}<")
    shown = masked_payload(row.kind, facts, str(thing.applicant["name"]))
    return LetterText(shown, html, tuple("/" + "/".join(path) for path, _, _ in found))


def without_masked(actor: Actor, thing: Thing) -> dict[str, Any]:
    """The applicant's fields to begin a form with: a mask is nothing to file anew."""
    if reads_plainly(actor, thing):
        return dict(thing.applicant)
    return {name: value for name, value in thing.applicant.items() if name not in APPLICANT}
