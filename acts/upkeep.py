"""Upkeep: projections derived again from entries, the ledger written out, days sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from acts.case_file import clock_rows
from acts.office import Office, projection
from ledger import book, views
from ledger.chain import canonical
from ledger.evidence import seal_day
from states.duties import duties_of


def rebuild(office: Office) -> int:
    """Derive every projection again from the entries; how many cases stood differently.

    Entries, letters and the outbox are never touched: they are the record, not a reading.
    """
    return sum(
        book.rewrite(office.session, case_id, projection(case), duties_of(case))
        for case_id in list(views.case_ids(office.session))
        if (case := office.case(case_id))
    )


def export(office: Office) -> Iterator[str]:
    """The ledger as canonical JSON, one line a case in order of case id.

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
                "letters": [
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
                ],
                "duties": [
                    _plain(row.model_dump())
                    for row in views.duties_of_case(office.session, case_id)
                ],
            }
        )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in values.items()
    }


def seal(office: Office, day: date, now: datetime) -> str:
    """Seal all chain heads of `day` under one Merkle root; the root."""
    return seal_day(office.session, day, now)
