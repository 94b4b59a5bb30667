"""The case beside a form: what an official must have before the eyes to fill it in."""

from __future__ import annotations

from dataclasses import dataclass

from acts.masking import rows_for
from acts.office import Office
from api.pages.news import look_back
from api.pages.paper_views import PaperLine, paper_lines
from api.pages.record_lines import record_lines
from api.pages.views_record import EntryLine
from api.pages.visit import SignedVisit
from ledger import book
from states.terms import CaseSnapshot, Role

ENTRIES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """Documents with their versions, and the last lines of the record, the newest first."""

    papers: tuple[PaperLine, ...]
    entries: tuple[EntryLine, ...]
    seen_up_to: int | None


def beside(visit: SignedVisit, office: Office, case: CaseSnapshot) -> Beside | None:
    """The case for the side of its forms; an enterprise has its own papers and needs none."""
    if visit.actor.role is Role.ENTERPRISE:
        return None
    rows = rows_for(visit.actor, case, book.sealed_entries(office.session, case.case_id))
    last = record_lines(visit, office, case, rows[-ENTRIES_SHOWN:])
    papers = paper_lines(visit.words, office, case, office.entries(case.case_id))
    look = look_back(visit, office, case)
    return Beside(papers, tuple(reversed(last)), look.seen_up_to)
