"""Whether a person may do an act: the policy applied, denied by default (LAW B10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from acts.policy import POLICY, Line, Tie
from states.coordination import open_rung
from states.refusals import NotYours
from states.seat_record import standing_in
from states.terms import Actor, CaseSnapshot, Rank, Role
from states.terms.project import ProjectSnapshot

SYSTEM = Actor("greenlane", "Greenlane", Role.SYSTEM, "")


def applicant_code(thing: Any) -> str:
    """The unified credit code of the enterprise that applies: of a case, project or form."""
    applicant = thing.applicant
    code = applicant.get("credit_code") if isinstance(applicant, Mapping) else applicant.credit_code
    return str(code or "")


def _lead_of(thing: CaseSnapshot | ProjectSnapshot) -> str:
    if isinstance(thing, ProjectSnapshot):
        return thing.rules.criteria.admitted_in
    return thing.rules.lead


def _governs(case: CaseSnapshot) -> bool:
    rung = open_rung(case)
    rule = case.rules.review.rung(rung.level) if rung and case.rules.review else None
    return rule is not None and rule.recorded_by is Rank.GOVERNMENT_HEAD


TIES: Mapping[Tie, Callable[[Actor, Any], bool]] = {
    Tie.ANY: lambda actor, thing: True,
    Tie.OWN: lambda actor, thing: actor.organisation == applicant_code(thing),
    Tie.LEAD: lambda actor, thing: actor.organisation == _lead_of(thing),
    Tie.SEAT: lambda actor, case: case.seat(actor.organisation) is not None,
    Tie.NOMINATOR: lambda actor, project: actor.organisation == project.nominated_by,
    Tie.PARTY: lambda actor, seen: actor.organisation in seen.parties,
    Tie.JOINT: lambda actor, case: case.joint is not None,
    Tie.RUNG_OF_LEAD: lambda actor, case: (
        actor.organisation == case.rules.lead and not _governs(case)
    ),
    Tie.RUNG_OF_GOVERNMENT: lambda actor, case: _governs(case),
    Tie.KEEPER: lambda actor, kept: actor.organisation in kept.keepers,
    Tie.ORGANISER: lambda actor, meeting: actor.organisation == meeting.organiser,
    Tie.UNIT: lambda actor, asked: actor.organisation in asked.units,
}
"""How each tie is seen; the thing is what the act is about."""

TOLD: Mapping[Tie, str] = {
    Tie.OWN: "the applicant enterprise",
    Tie.SEAT: "a reviewing department",
    Tie.NOMINATOR: "the nominating department",
    Tie.PARTY: "a department of the project",
    Tie.KEEPER: "the keeper",
    Tie.ORGANISER: "the organ that called the meeting",
    Tie.UNIT: "the responsible unit",
}
"""How a refusal names the tie; readers are told it in their language."""


def _opens(line: Line, actor: Actor, thing: Any) -> bool:
    if actor.role is not line.role or not TIES[line.tie](actor, thing):
        return False
    return line.rank is None or (actor.rank is not None and actor.rank.satisfies(line.rank))


def allows(actor: Actor, act: str, thing: Any = None) -> bool:
    """Whether a line of the policy opens this act, on this thing, to the person.

    Raises:
        KeyError: the policy does not know the act.
    """
    return any(_opens(line, actor, thing) for line in POLICY[act])


def opens_to_role(actor: Actor, act: str) -> bool:
    """Whether some line of the policy names the person's role, whatever it is about."""
    return any(actor.role is line.role for line in POLICY[act])


def authorise_role(actor: Actor, act: str) -> None:
    """Some line of the policy names the person's role; each thing is judged for itself later.

    Raises:
        NotYours: none does.
    """
    if not opens_to_role(actor, act):
        raise _not_yours(actor, dict.fromkeys(str(line.role) for line in POLICY[act]))


def _not_yours(actor: Actor, needed: Iterable[str]) -> NotYours:
    return NotYours(
        needed=" / ".join(needed), actual=f"{actor.role.value} ({actor.organisation or '-'})"
    )


def authorise(actor: Actor, act: str, thing: Any = None) -> None:
    """The person may do this act on this thing.

    Raises:
        NotYours: no line of the policy opens it.
        KeyError: the policy does not know the act.
    """
    if not allows(actor, act, thing):
        raise _not_yours(actor, dict.fromkeys(_told(line, thing) for line in POLICY[act]))


def _told(line: Line, thing: Any) -> str:
    if line.tie is Tie.OWN:
        return TOLD[line.tie]
    if line.tie in (Tie.LEAD, Tie.RUNG_OF_LEAD):
        return f"{line.role} ({_lead_of(thing)})"
    within = TOLD.get(line.tie) or (line.rank.value if line.rank else "")
    return f"{line.role} ({within})" if within else str(line.role)


def authorise_on_case(actor: Actor, act: str, case: CaseSnapshot, today: date) -> None:
    """The person may do this act on the case, in the own office or one deputised for today.

    Raises:
        NotYours: in none of them.
    """
    if not any(allows(office, act, case) for office in standing_in(case, actor, today)):
        authorise(actor, act, case)


def may_offer(actor: Actor, act: str, case: CaseSnapshot) -> bool:
    """Whether the act is the person's, in the own office or one deputised for on some day."""
    deputised = (
        replace(actor, role=deputy.role, rank=deputy.rank)
        for deputy in case.deputies
        if deputy.officer == actor.id
    )
    return any(allows(office, act, case) for office in (actor, *deputised))


def require_department(actor: Actor, department: str) -> None:
    """The seat that is named is that of the actor's own department.

    Raises:
        NotYours: it is another one's.
    """
    if actor.organisation != department:
        raise _not_yours(actor, (department,))


def readers_of(case: CaseSnapshot) -> frozenset[str]:
    """The organisations whose case it is: the applicant, the lead, who sits in its review."""
    seated = (seat.department for seat in case.seats)
    return frozenset(filter(None, (applicant_code(case), case.rules.lead, *seated)))


def sees_all(actor: Actor) -> bool:
    """Whether every case is the actor's to see, whatever ties there are."""
    lines = (line for line in POLICY["see_case"] if line.tie is Tie.ANY)
    return any(_opens(line, actor, None) for line in lines)


def may_see(actor: Actor, case: CaseSnapshot) -> bool:
    """Whether the case is the actor's to see."""
    return allows(actor, "see_case", case)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A project to be read, with the departments that take part in its cases."""

    applicant: Mapping[str, Any]
    parties: frozenset[str]


def may_see_project(actor: Actor, project: ProjectSnapshot, parties: frozenset[str]) -> bool:
    """Whether the project is the actor's to see; `parties` lead it or sit in its cases."""
    return allows(actor, "see_project", _Seen(project.applicant, parties))
