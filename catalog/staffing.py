"""Whether the people who are there can finish what the catalogue asks, each duty apart.

LAW B10: clerk, handler and approver are different persons; extensions ask for a rank. Who is
stood for is away; the deputy has that office beside the own one, and carries its separations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.faults import Fault
from catalog.reading import Reading
from catalog.references import repeated
from catalog.schema import Content, Matter, UserEntry
from states.terms import Rank, Regime, Role

OFFICIALS = (Role.CLERK, Role.HANDLER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Post:
    """An office and the person who fills it, in person or as a deputy."""

    person: str
    role: Role
    organisation: str
    rank: Rank | None


def faults(reading: Reading, content: Content) -> Iterator[Fault]:
    """Matters that the present staff cannot finish without doubling a duty."""
    officials = [user for user in reading.users if user.role in OFFICIALS]
    for name in repeated(f"{user.name} ({user.organisation})" for user in officials):
        yield Fault(
            "users.toml", f"users[{name}].name", "one person holds two duties that must be apart"
        )
    yield from _deputies(reading)
    posts = _filled(reading)
    if not any(post.role is Role.CLERK for post in posts):
        yield Fault("users.toml", "users", "nobody accepts filings: there is no clerk")
    for file, matter in zip(reading.matter_files, content.matters, strict=True):
        for key, message in _matter(matter, reading, posts, content):
            yield Fault(file, f"matters[{matter.code}].{key}", message)


def _filled(reading: Reading) -> tuple[Post, ...]:
    """Who acts in which office today; a deputy of a deputy has none (Licensing Law art. 24)."""
    users = {user.username: user for user in reading.users}
    away = {entry.stands_for for entry in reading.deputies}
    own = [_post(user, user.username) for user in users.values() if user.username not in away]
    stood_for = [
        _post(users[entry.stands_for], entry.deputy)
        for entry in reading.deputies
        if entry.deputy in users and entry.stands_for in users and entry.deputy not in away
    ]
    return (*own, *stood_for)


def _post(user: UserEntry, person: str) -> Post:
    return Post(person, user.role, user.organisation, user.rank)


def _deputies(reading: Reading) -> Iterator[Fault]:
    users = {user.username: user for user in reading.users}
    for entry in reading.deputies:
        where = f"deputies[{entry.deputy}]"
        unknown = [name for name in (entry.deputy, entry.stands_for) if name not in users]
        for name in unknown:
            yield Fault("users.toml", where, f'there is no user "{name}"')
        if unknown:
            continue
        deputy, absent = users[entry.deputy], users[entry.stands_for]
        if deputy.username == absent.username:
            yield Fault("users.toml", where, "nobody is a deputy for oneself")
        elif deputy.organisation != absent.organisation or absent.role not in OFFICIALS:
            yield Fault("users.toml", where, "a deputy acts for an official of the same department")
        elif entry.deputy in {other.stands_for for other in reading.deputies}:
            yield Fault("users.toml", where, "who is away is nobody's deputy")


def _matter(
    matter: Matter, reading: Reading, posts: tuple[Post, ...], content: Content
) -> Iterator[tuple[str, str]]:
    if matter.regime is Regime.RECORD_FILING:
        return
    lead = matter.department
    handlers = {
        post.person for post in posts if post.role is Role.HANDLER and post.organisation == lead
    }
    if not handlers:
        yield "department", f'nobody in "{lead}" handles the case: the approver may not do both'
    extension = content.extensions.get(matter.limits.extension or "")
    needed = {
        "decided_by": matter.decided_by,
        "limits.extension": extension.approved_by if extension else None,
    }
    for key, rank in needed.items():
        if rank is None:
            continue
        signing = _signing(rank, lead, posts)
        if not signing:
            where = "the government" if rank is Rank.GOVERNMENT_HEAD else f'"{lead}"'
            yield key, f"nobody in {where} may sign as {rank}"
        elif handlers and len(signing | handlers) == 1:
            yield key, f'only the deputy "{min(signing)}" is left to handle and to sign as {rank}'
    for seat in matter.review.seats if matter.review else ():
        known = seat.department in reading.names.get("departments", ())
        if known and not _may_answer(seat.department, posts):
            key = f"review.seats[{seat.department}]"
            yield key, f'nobody in "{seat.department}" may give its opinion'


def _signing(rank: Rank, department: str, posts: tuple[Post, ...]) -> set[str]:
    """The head of the government stands in no department; others sign for their own."""
    return {
        post.person
        for post in posts
        if post.role is Role.APPROVER
        and post.rank is not None
        and post.rank.satisfies(rank)
        and (rank is Rank.GOVERNMENT_HEAD or post.organisation == department)
    }


def _may_answer(department: str, posts: tuple[Post, ...]) -> bool:
    answering = (Role.HANDLER, Role.APPROVER)
    return any(p.role in answering and p.organisation == department for p in posts)
