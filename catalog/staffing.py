"""Whether the people who are there can finish what the catalogue asks, each duty apart.

LAW B10: clerk, handler and approver are different persons; extensions ask for a rank.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.faults import Fault
from catalog.reading import Reading
from catalog.references import repeated
from catalog.schema import Content, Matter
from states.terms import Rank, Regime, Role

OFFICIALS = (Role.CLERK, Role.HANDLER, Role.APPROVER)


def faults(reading: Reading, content: Content) -> Iterator[Fault]:
    """Matters that the present staff cannot finish without doubling a duty."""
    officials = [user for user in reading.users if user.role in OFFICIALS]
    for name in repeated(f"{user.name} ({user.organisation})" for user in officials):
        yield Fault(
            "users.toml", f"users[{name}].name", "one person holds two duties that must be apart"
        )
    if not any(user.role is Role.CLERK for user in officials):
        yield Fault("users.toml", "users", "nobody accepts filings: there is no clerk")
    for file, matter in zip(reading.matter_files, content.matters, strict=True):
        for key, message in _matter(matter, reading, content):
            yield Fault(file, f"matters[{matter.code}].{key}", message)


def _matter(matter: Matter, reading: Reading, content: Content) -> Iterator[tuple[str, str]]:
    if matter.regime is Regime.RECORD_FILING:
        return
    lead = matter.department
    handlers = [
        user for user in reading.users if user.role is Role.HANDLER and user.organisation == lead
    ]
    if not handlers:
        yield "department", f'nobody in "{lead}" handles the case: the approver may not do both'
    extension = content.extensions.get(matter.limits.extension or "")
    needed = {
        "decided_by": matter.decided_by,
        "limits.extension": extension.approved_by if extension else None,
    }
    for key, rank in needed.items():
        if rank is not None and not _may_sign(rank, lead, reading):
            where = "the government" if rank is Rank.GOVERNMENT_HEAD else f'"{lead}"'
            yield key, f"nobody in {where} may sign as {rank}"
    for seat in matter.review.seats if matter.review else ():
        known = seat.department in reading.names.get("departments", ())
        if known and not _may_answer(seat.department, reading):
            key = f"review.seats[{seat.department}]"
            yield key, f'nobody in "{seat.department}" may give its opinion'


def _may_sign(rank: Rank, department: str, reading: Reading) -> bool:
    """The head of the government stands in no department; others sign for their own."""
    return any(
        user.role is Role.APPROVER
        and user.rank is not None
        and user.rank.satisfies(rank)
        and (rank is Rank.GOVERNMENT_HEAD or user.organisation == department)
        for user in reading.users
    )


def _may_answer(department: str, reading: Reading) -> bool:
    answering = (Role.HANDLER, Role.APPROVER)
    return any(u.role in answering and u.organisation == department for u in reading.users)
