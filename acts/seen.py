"""What an official has seen of a case, and what is new since the visit before.

A convenience like a bookmark, not a record: no entry is written, nothing in law follows from it,
and it may be lost. So the pages keep it while they are served. RFC 9110 (9.2.1) leaves that to
safe methods: the reader asks for a page, not for the mark, and asking twice changes nothing more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from acts.office import Office
from ledger import seen as marks
from states.seen import Difference, Look, Seen, after_look, compared
from states.terms import Actor, CaseSnapshot


def looked(
    office: Office, case: CaseSnapshot, *, actor: Actor, now: datetime, visit: timedelta
) -> tuple[Seen | None, Seen]:
    """What stood of the actor's looks at the case, and what stands after this one."""
    known = marks.seen(office.session, actor.id, case.case_id)
    return known, after_look(known, case.version, now, visit)


def remember(office: Office, case_id: str, seen: Seen, *, actor: Actor) -> None:
    """Keep what the actor has seen of the case."""
    marks.save(office.session, actor.id, case_id, seen)


def news(office: Office, case: CaseSnapshot, before: Look | None) -> Difference | None:
    """What is new in the case since that look; None where nothing is, or it is the first look."""
    if before is None or before.number >= case.version:
        return None
    return since(office, case, before.number)


def since(office: Office, case: CaseSnapshot, number: int) -> Difference:
    """How the case differs from what it was at its entry of this number (at least 1)."""
    was = office.case(case.case_id, number)
    return compared(was, case, office.entries(case.case_id))
