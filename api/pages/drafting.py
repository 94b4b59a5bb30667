"""The form of a filing while it is being filled: draft, earlier filings, documents with us."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from acts import drafts
from acts.drafts import KEPT, NO_DRAFT, TYPED, DraftForm, FilingDraft, version_of
from acts.forms import FilingForm
from acts.masking import without_masked
from acts.office import Office
from acts.papers import Version, already_with_us
from acts.precheck import Finding, article_behind, precheck
from api.dependencies import Acts, OpenOffice
from api.pages.filled import (
    FilledForm,
    Kept,
    Labels,
    Sent,
    ShownProblem,
    kept_from,
    prefilled,
)
from api.pages.visit import SignedVisit
from api.v1.cases import own_cases
from ledger import papers, views
from ledger.tables import CaseRow
from states.refusals import NotYours
from states.terms import Actor, CaseSnapshot, Regime, Role
from templates.formats import file_size

EARLIER_MAX = 6
TYPES = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case whose project may be filled in again."""

    case_id: str
    project: str
    matter: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document: its type by content, its size, and its hash."""

    kind: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is with us for one line of the list of documents."""

    kept: Stored | None
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form begins with: its fields, and what else could be filled in."""

    form: FilledForm
    draft: FilingDraft | None
    earlier: tuple[Earlier, ...]
    taken_from: str = ""

    @property
    def version(self) -> str:
        """The draft on which the form builds; an earlier case's project builds on none."""
        return NO_DRAFT if self.taken_from else version_of(self.draft)


def beginning(visit: SignedVisit, office: Office, matter: str, copied: str) -> Beginning:
    """The draft; or an earlier case's project where one was chosen; or what is known.

    `copied` is the id of the case that was chosen.
    """
    draft = drafts.find(office, matter, actor=visit.actor)
    rows = _own(visit, office)
    earlier = tuple(
        Earlier(row.case_id, row.project_name, visit.words.matter(row.matter)) for row in rows
    )
    if copied:
        case = visit.case(office, copied)
        return Beginning(prefilled(_facts(visit.actor, case)), draft, earlier, case.case_id)
    if draft is not None:
        return Beginning(_from_draft(draft), draft, earlier)
    known: dict[str, object] = {}
    if visit.actor.role is Role.ENTERPRISE:
        known["applicant.credit_code"] = visit.actor.organisation
        if rows:
            known |= _applicant(visit.actor, office.case(rows[0].case_id))
    return Beginning(prefilled(known), None, earlier)


def _own(visit: SignedVisit, office: Office) -> Sequence[CaseRow]:
    if visit.actor.role is not Role.ENTERPRISE:
        return ()
    return views.cases(office.session, own_cases(visit.actor), limit=EARLIER_MAX)


def _facts(actor: Actor, case: CaseSnapshot) -> dict[str, object]:
    project = {
        name: case.project.get(name.removeprefix("project.")) or ""
        for name in TYPED
        if name.startswith("project.")
    }
    return project | _applicant(actor, case)


def _applicant(actor: Actor, case: CaseSnapshot) -> dict[str, object]:
    known = without_masked(actor, case)
    return {f"applicant.{name}": known.get(name) or "" for name in drafts.APPLICANT}


def _from_draft(draft: FilingDraft) -> FilledForm:
    form = prefilled(draft.fields)
    files = {
        name.removeprefix(KEPT): kept
        for name, text in draft.fields.items()
        if name.startswith(KEPT) and (kept := kept_from(text))
    }
    return replace(form, files=files)


def saved(
    visit: SignedVisit, acts: Acts, matter: str, sent: Sent, files: Mapping[str, Kept]
) -> str:
    """Keep what was typed and uploaded as the draft of this matter; the version of the draft.

    Raises:
        StaleDraft: another version stands there than the form was begun with.
    """
    fields = {name: sent.text(name)[: drafts.TEXT_MAX] for name in TYPED if name in sent.texts}
    fields |= {f"{KEPT}{name}": kept.as_text for name, kept in files.items()}
    form, based_on = DraftForm(fields=fields), sent.text("draft_version") or None
    with acts() as office:
        return version_of(
            drafts.save(office, matter, form, actor=visit.actor, now=visit.now, based_on=based_on)
        )


def shelves(
    visit: SignedVisit, office: Office, form: FilledForm, materials: Iterable[str]
) -> dict[str, Shelf]:
    """What is with us already, for each document of the list."""
    owner = form.value("applicant.credit_code")
    if visit.actor.role is Role.ENTERPRISE:
        owner = visit.actor.organisation
    with_us = already_with_us(office, owner) if owner else {}
    kept = {name: form.kept(name) for name in materials}
    stored = papers.kinds_and_sizes(
        office.session, (file.sha256 for file in kept.values() if file is not None)
    )
    return {
        name: Shelf(_stored(file, stored), _offered(visit, with_us.get(name, ())))
        for name, file in kept.items()
    }


def _stored(file: Kept | None, stored: Mapping[str, tuple[str, int]]) -> Stored | None:
    if file is None or file.sha256 not in stored:
        return None
    kind, size = stored[file.sha256]
    return Stored(TYPES.get(kind, kind), file_size(size), file.sha256)


def _offered(visit: SignedVisit, versions: Sequence[Version]) -> tuple[tuple[str, str], ...]:
    words = visit.words
    return tuple(
        (
            paper.as_text,
            visit.t(
                "filing.version",
                filename=paper.filename,
                number=paper.number,
                day=words.brief(paper.supplied_on),
                year=paper.supplied_on.year,
                case=paper.case_id,
                kind=TYPES.get(paper.media_type, paper.media_type),
                size=file_size(paper.size),
                hash=paper.sha256[:8],
            ),
        )
        for paper in versions
    )


def checked(
    visit: SignedVisit, reading: OpenOffice, filing: FilingForm, labels: Labels
) -> tuple[ShownProblem, ...]:
    """The points of the checks as the page shows them, each at its field with its article."""
    with reading() as office:
        try:
            found = precheck(office, filing, actor=visit.actor, today=visit.today)
        except NotYours:
            return ()
    ids = [material.id for material in filing.materials]
    return tuple(_point(visit, one, labels, ids) for one in found)


def _point(visit: SignedVisit, found: Finding, labels: Labels, ids: Sequence[str]) -> ShownProblem:
    zh = visit.lang == "zh"
    parts = found.problem.pointer.strip("/").split("/")
    name = ".".join(parts)
    if parts[0] == "materials":
        place = int(parts[1]) if parts[1].isdecimal() else None
        name = f"material.{parts[1] if place is None else ids[place]}"
    text = found.problem.zh if zh else found.problem.en
    return ShownProblem(name, labels.of(name), text, found.article[0 if zh else 1])


def with_articles(form: FilledForm, regime: Regime, lang: str) -> FilledForm:
    """The form whose problems each name the text by which their field is asked for."""
    place = 0 if lang == "zh" else 1
    problems = tuple(
        replace(found, basis=article_behind(f"/{found.field.replace('.', '/')}", regime)[place])
        for found in form.problems
    )
    return replace(form, problems=problems)
