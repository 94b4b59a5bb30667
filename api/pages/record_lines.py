"""Lines of a case's record with the names of people and authorities, as a visitor reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acts.office import Office
from api.pages.views_record import EntryLine, entry_lines
from api.pages.visit import SignedVisit
from ledger import keyed
from states.terms import CaseSnapshot


def record_lines(
    visit: SignedVisit, office: Office, case: CaseSnapshot, rows: Sequence[Mapping[str, Any]]
) -> tuple[EntryLine, ...]:
    """These sealed entries as lines, in their order."""
    names = {actor: name_of(visit, office, actor) for actor in {row["actor"] for row in rows}}
    authority_of = authority_names(visit, case)
    return entry_lines(visit.words, visit.t, case.rules, rows, names.__getitem__, authority_of)


def authority_names(visit: SignedVisit, case: CaseSnapshot) -> Callable[[str], str]:
    """Names an authority: the applicant, a department, or the text that speaks."""
    known = {
        str(case.applicant["credit_code"]): str(case.applicant["name"]),
        "time limit of the catalogue": visit.t("record.catalogue"),
    }
    words = visit.words
    return lambda code: known.get(code) or words.source(words.department(code))


def name_of(visit: SignedVisit, office: Office, username: str) -> str:
    """The name of an account in the reader's language; the user name where there is none."""
    user = visit.house.city.catalog.users.get(username)
    if user and visit.lang == "en":
        return user.name_en
    account = keyed.account(office.session, username)
    return account.name if account else username
