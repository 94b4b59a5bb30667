"""Who may do what: one place, denied by default (LAW B10: separate duties)."""

from __future__ import annotations

from collections.abc import Iterable

from states.refusals import NotYours
from states.terms import Actor, CaseSnapshot, Rank, Role

SYSTEM = Actor("greenlane", "Greenlane", Role.SYSTEM, "")


def _refuse(actor: Actor, needed: str) -> None:
    raise NotYours(needed=needed, actual=f"{actor.role.value} ({actor.organisation or '-'})")


def require_role(actor: Actor, roles: Iterable[Role]) -> None:
    """The actor has one of these roles.

    Raises:
        NotYours: it has another one.
    """
    allowed = tuple(roles)
    if actor.role not in allowed:
        _refuse(actor, " / ".join(role.value for role in allowed))


def require_applicant(actor: Actor, case: CaseSnapshot) -> None:
    """The enterprise whose case it is, or the window clerk on its behalf.

    Raises:
        NotYours: somebody else's case.
    """
    require_role(actor, (Role.ENTERPRISE, Role.CLERK))
    if actor.role is Role.ENTERPRISE and actor.organisation != case.applicant["credit_code"]:
        _refuse(actor, "the applicant enterprise")


def require_window(actor: Actor) -> None:
    """The clerk at the comprehensive window."""
    require_role(actor, (Role.CLERK,))


def require_lead(actor: Actor, case: CaseSnapshot, *roles: Role) -> None:
    """An official of the lead department in one of `roles` (handler or approver if none)."""
    require_member(actor, case.rules.lead, *roles)


def require_member(actor: Actor, department: str, *roles: Role) -> None:
    """An official of `department` in one of `roles` (handler or approver if none)."""
    require_role(actor, roles or (Role.HANDLER, Role.APPROVER))
    if actor.organisation != department:
        _refuse(actor, department)


def sees_all(actor: Actor) -> bool:
    """Whether every case is the actor's to see: the window, supervision, administration, the
    head of the people's government."""
    if actor.role in (Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM):
        return True
    return actor.role is not Role.ENTERPRISE and actor.rank is Rank.GOVERNMENT_HEAD


def readers_of(case: CaseSnapshot) -> frozenset[str]:
    """The organisations whose case it is: the applicant, the lead, who sits in its review."""
    applicant = str(case.applicant.get("credit_code") or "")
    seated = (seat.department for seat in case.seats)
    return frozenset(filter(None, (applicant, case.rules.lead, *seated)))


def may_see(actor: Actor, case: CaseSnapshot) -> bool:
    """Whether the case is the actor's to see.

    Enterprises see their own; officials those their department leads or sits in.
    """
    if sees_all(actor):
        return True
    if actor.role is Role.ENTERPRISE:
        return bool(actor.organisation == case.applicant.get("credit_code"))
    return actor.organisation in readers_of(case)
