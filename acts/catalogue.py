"""The life of a catalogue: drafted, checked, published by another person, followed by all.

A published edition binds what is filed from its effective day on. Cases keep the edition that
they were filed under until somebody moves them (see `acts.edition_moves`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from acts.authority import SYSTEM, authorise
from acts.catalog_editions import CatalogEdition, binding_on, edition_of
from acts.office import City, Office
from acts.problems import Conflict, FieldProblem, Invalid
from catalog import Catalog
from catalog.differences import Difference, differences
from catalog.drafts import CheckedDraft, NoDraft, check_draft, checked_names
from catalog.schema import UserEntry
from ledger import editions, keyed
from ledger.chain import canonical, sha256
from ledger.tables import CatalogDraftRow, CatalogEditionRow
from states.catalogue_refusals import FaultsRemain, NotBeforePublication, PublishedByItsAuthor
from states.terms import Actor, Rank, Role
from states.worktime import legal_day

FROM_THE_BEGINNING = date.min
"""The edition that a ledger begins with binds whatever is filed before the next one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands now: who brought it, what is wrong, what it would change."""

    sha256: str
    note: str
    drafted_by: str
    drafted_at: datetime
    checked: CheckedDraft
    differences: tuple[Difference, ...]


def followed_catalog(session: Session, city: City, today: date) -> City:
    """The city with the edition that binds on `today`; one small query where nothing is new."""
    known = city.catalogs[-1].number if city.catalogs else 0
    if editions.newest(session) > known:
        rows = editions.published(session, after=known)
        fresh = (edition_of(row, city.catalog) for row in rows)
        city = replace(city, catalogs=(*city.catalogs, *fresh))
    binding = binding_on(city.catalogs, today)
    if binding is None or binding.catalog is city.catalog:
        return city
    return replace(city, catalog=binding.catalog)


def adopt_first(session: Session, city: City, now: datetime) -> City:
    """Make the city's catalogue the first edition of a ledger that has none."""
    if editions.newest(session) == 0:
        _put(session, city.catalog, 1, FROM_THE_BEGINNING, None, SYSTEM.id, SYSTEM.id, now)
    return followed_catalog(session, city, legal_day(now))


def hand_in(
    office: Office, files: Mapping[str, str], *, actor: Actor, now: datetime, note: str = ""
) -> Draft:
    """Keep a draft, faulty or not; handing in the same files again changes nothing.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: these are no files of a catalogue.
    """
    authorise(actor, "hand_in_catalogue")
    try:
        text = canonical(checked_names(files))
    except NoDraft as wrong:
        problem = FieldProblem("/files", f"不是目录文件：{wrong}", f"not a catalogue: {wrong}")
        raise Invalid(problem) from None
    row = CatalogDraftRow(
        sha256=sha256(text), files=text, note=note, drafted_by=actor.id, drafted_at=now
    )
    return _looked_at(office, editions.save_draft(office.session, row))


def look(office: Office, draft_sha256: str, *, actor: Actor) -> Draft:
    """A draft with its faults and its differences to the edition in force.

    Raises:
        NotYours: the actor is neither administrator nor supervisor.
        Invalid: there is no such draft.
    """
    authorise(actor, "see_catalogue_drafts")
    return _looked_at(office, _row(office, draft_sha256))


def drafts(office: Office, *, actor: Actor) -> tuple[CatalogDraftRow, ...]:
    """All drafts, the newest first, unchecked."""
    authorise(actor, "see_catalogue_drafts")
    return tuple(editions.drafts(office.session))


def _row(office: Office, draft_sha256: str) -> CatalogDraftRow:
    row = editions.draft(office.session, draft_sha256)
    if row is None:
        raise Invalid(FieldProblem("/draft", "没有这一草案。", "There is no such draft."))
    return row


def _looked_at(office: Office, row: CatalogDraftRow) -> Draft:
    files: Mapping[str, str] = json.loads(row.files)
    checked = check_draft(files, _staff(office))
    found = differences(office.city.catalog, checked.catalog) if checked.catalog else ()
    return Draft(row.sha256, row.note, row.drafted_by, row.drafted_at, checked, found)


def _staff(office: Office) -> tuple[UserEntry, ...]:
    """The people who may sign in: a draft without accounts is checked against them."""
    return tuple(
        UserEntry.model_construct(
            username=row.username,
            name=row.name,
            name_en=row.name,
            role=Role(row.role),
            organisation=row.organisation,
            rank=Rank(row.rank) if row.rank else None,
            password="-" * 8,
        )
        for row in editions.accounts(office.session)
    )


def publish(
    office: Office, draft_sha256: str, effective_on: date, *, actor: Actor, now: datetime
) -> CatalogEdition:
    """Put a draft without faults in force from a legal day on.

    Raises:
        NotYours: the actor is no administrator.
        PublishedByItsAuthor, FaultsRemain, NotBeforePublication: as they say.
        Invalid: no such draft, or its version was published before.
        Conflict: somebody else published at the same instant; nothing was written.
    """
    authorise(actor, "publish_catalogue")
    row = _row(office, draft_sha256)
    if actor.id == row.drafted_by:
        raise PublishedByItsAuthor()
    draft = _looked_at(office, row)
    catalog = draft.checked.catalog
    if catalog is None:
        faults = draft.checked.faults
        raise FaultsRemain(count=len(faults), first=str(faults[0]))
    known = office.city.catalogs
    earliest_on = max([legal_day(now), *(edition.effective_on for edition in known)])
    if effective_on < earliest_on:
        raise NotBeforePublication(earliest_on=earliest_on)
    if catalog.version in {edition.catalog.version for edition in known}:
        raise Invalid(
            FieldProblem(
                "/version",
                f"版本号“{catalog.version}”已经公布过。",
                f"version {catalog.version} was published before.",
            )
        )
    author = row.drafted_by
    number = known[-1].number + 1 if known else 1
    _put(office.session, catalog, number, effective_on, row.sha256, author, actor.id, now)
    return followed_catalog(office.session, office.city, legal_day(now)).catalogs[-1]


def _put(
    session: Session,
    catalog: Catalog,
    number: int,
    effective_on: date,
    draft_sha256: str | None,
    drafted_by: str,
    published_by: str,
    now: datetime,
) -> None:
    keyed.save_edition(session, "catalog", catalog.version, catalog.sha256, catalog.content, now)
    row = CatalogEditionRow(
        number=number,
        version=catalog.version,
        effective_on=effective_on,
        sha256=catalog.sha256,
        content=catalog.content,
        draft_sha256=draft_sha256,
        drafted_by=drafted_by,
        published_by=published_by,
        published_at=now,
    )
    if not editions.put_in_force(session, row):
        raise Conflict("catalogue")
