"""Upkeep: projections derived again from entries, the ledger written out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from acts import meetings, searched
from acts.authority import readers_of
from acts.case_file import clock_rows
from acts.office import Office
from acts.project_reading import project_clock_rows, projection_of
from acts.projection import projection
from ledger import (
    book,
    project_book,
    projections,
    receivers,
    register_items,
    search_index,
    tally,
    task_items,
    views,
)
from ledger.book import lock
from ledger.chain import canonical
from states.duties import duties_of
from states.marks import marks_of


def rebuild(office: Office) -> int:
    """Derive every projection again from the entries, and the index of words from the texts.

    Says how many cases, projects and items of registers and meetings stood differently.

    Entries, letters and the outbox are never touched: they are the record, not a reading.
    """
    search_index.empty_index(office.session)
    cases = sum(_rebuilt(office, case_id) for case_id in list(views.case_ids(office.session)))
    tally.recount(office.session)
    projects = list(project_book.project_ids(office.session))
    derived = sum(office.projects.derive_again(project_id) for project_id in projects)
    derived += register_items.derive_again(office.session)
    derived += task_items.derive_again(office.session)
    derived += receivers.derive_again(office.session)
    return cases + derived + meetings.derive_again(office)


def fold_tally(office: Office) -> None:
    """Add what has changed since to the tally of duties; a reading stays short by it."""
    tally.fold(office.session)


def _rebuilt(office: Office, case_id: str) -> bool:
    session, case = office.session, office.case(case_id)
    texts, readers = searched.texts_of(session, case), readers_of(case)
    differed = projections.rewrite(
        session, case_id, projection(case), duties_of(case), marks_of(case)
    )
    differed |= search_index.rewrite(session, case_id, texts, readers)
    search_index.index_again(session, case_id)
    return differed


def any_unmet(office: Office) -> bool:
    """Whether a case stands that the index of words has not met."""
    return bool(search_index.unindexed(office.session))


def index_unmet(office: Office) -> int:
    """Index some of the cases that the index has not met yet; how many are done now.

    A ledger of an earlier release has them; elsewhere there is none.
    """
    found = search_index.unindexed(office.session)
    for case_id in found:
        lock(office.session, case_id)
        case = office.case(case_id)
        texts = searched.texts_of(office.session, case)
        search_index.keep(office.session, case_id, texts, readers_of(case))
    return len(found)


def export(office: Office) -> Iterator[str]:
    """The ledger as canonical JSON, one line a case in order of case id, then the projects.

    Each line holds the sealed entries, the derived dates, the open duties and the letters;
    the same history gives the same bytes on either engine.
    """
    for case_id in views.case_ids(office.session):
        case = office.case(case_id)
        yield canonical(
            {
                "case_id": case_id,
                "entries": book.sealed_entries(office.session, case_id),
                "clocks": clock_rows(case),
                "projection": _plain(projection(case)),
                "letters": _letters(office, case_id),
                "duties": [
                    _plain(row.model_dump())
                    for row in views.duties_of_case(office.session, case_id)
                ],
            }
        )
    for project_id in project_book.project_ids(office.session):
        project, _ = office.projects.read(project_id)
        yield canonical(
            {
                "project_id": project_id,
                "entries": project_book.sealed_project_entries(office.session, project_id),
                "clocks": project_clock_rows(project),
                "projection": _plain(projection_of(project)),
                "letters": _letters(office, project_id),
            }
        )


def _letters(office: Office, case_id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": row.letter_id,
            "kind": row.kind,
            "number": row.number,
            "recipient": row.recipient,
            "sealed_on": row.sealed_on.isoformat(),
            "facts": row.facts,
            "html": row.html,
            "sha256": row.sha256,
        }
        for row in views.letters_of(office.session, case_id)
    ]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }
