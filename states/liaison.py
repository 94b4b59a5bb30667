"""联系: service officers and leaders bound to a project or a park, and what their visits found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from states.liaison_refusals import (
    AlreadyBound,
    BindingBackwards,
    BindingOver,
    NoSuchBinding,
    NoSuchTicket,
    NotBoundThatDay,
    VisitAhead,
)
from states.task_item import TaskItem
from states.terms.records import RecordLine
from states.terms.tasks import TaskState


class BoundAs(StrEnum):
    """首席服务员 (MISSION rows 45, 60), 联系领导 (74, 84), 专班 (85)."""

    OFFICER = "officer"
    LEADER = "leader"
    TASK_FORCE = "task_force"


class LiaisonLine(StrEnum):
    """What a line of a liaison record does."""

    BOUND = "bound"
    RELEASED = "released"
    VISITED = "visited"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Binding:
    """A person bound from a day on; the last day is included, None where none is known."""

    number: int
    bound_as: BoundAs
    person: str
    post: str
    phone: str
    username: str
    from_on: date
    until_on: date | None = None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether the person is bound on the day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A problem that a visit found, and the unit that is to solve it.

    Where it became a `task` of the ledger, the task says how it stands (`told_by`): unit, last
    day, `task_state`, and how and when it was solved. `settled` lines speak of the others alone.
    """

    number: int
    text: str
    unit: str
    due_on: date | None
    task: str = ""
    task_state: str = ""
    settled_on: date | None = None
    result: str = ""

    def told_by(self, task: TaskItem) -> Ticket:
        """The problem as its task has it; solved on the day of the accepted report."""
        return replace(
            self,
            unit=task.units[0],
            due_on=task.due_on,
            task_state=task.state.value,
            settled_on=task.done_on,
            result=task.report,
        )

    @property
    def units(self) -> tuple[str, ...]:
        """Who is to solve it, as tasks name theirs."""
        return (self.unit,)

    @property
    def is_open(self) -> bool:
        """Neither solved nor, by its task, no longer asked for."""
        return self.settled_on is None and self.task_state != TaskState.WITHDRAWN

    @property
    def awaits_report(self) -> bool:
        """Whether its unit has yet to say how it was solved."""
        return self.is_open and self.task_state != TaskState.REPORTED


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """A visit: when, by whom, what was found."""

    number: int
    visited_on: date
    person: str
    found: str
    tickets: tuple[Ticket, ...] = ()


@dataclass(frozen=True, slots=True)
class Liaison:
    """Who is bound to one project or park, and their visits."""

    version: int = 0
    bindings: tuple[Binding, ...] = ()
    visits: tuple[SiteVisit, ...] = ()

    def bound_on(self, day: date) -> tuple[Binding, ...]:
        """Who is bound on a day."""
        return tuple(binding for binding in self.bindings if binding.covers(day))

    def binding(self, number: int) -> Binding:
        """The binding of this line.

        Raises:
            NoSuchBinding: there is none.
        """
        found = next((each for each in self.bindings if each.number == number), None)
        if found is None:
            raise NoSuchBinding()
        return found

    @property
    def open_tickets(self) -> tuple[Ticket, ...]:
        """The problems that nobody settled yet."""
        return tuple(ticket for ticket in self.tickets if ticket.is_open)

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """Every problem of every visit, by number."""
        return tuple(ticket for visit in self.visits for ticket in visit.tickets)

    def told_by(self, tasks: Mapping[str, TaskItem]) -> Liaison:
        """The liaison with its problems as their tasks, by number, have them."""
        visits = tuple(
            replace(
                visit,
                tickets=tuple(
                    each.told_by(tasks[each.task]) if each.task in tasks else each
                    for each in visit.tickets
                ),
            )
            for visit in self.visits
        )
        return replace(self, visits=visits)


def liaison_of(lines: Iterable[RecordLine]) -> Liaison:
    """The liaison that these lines make."""
    found = Liaison()
    for line in lines:
        found = replace(_next(found, line), version=line.number)
    return found


def _next(liaison: Liaison, line: RecordLine) -> Liaison:
    if line.kind == LiaisonLine.BOUND:
        return replace(liaison, bindings=(*liaison.bindings, _bound(line)))
    if line.kind == LiaisonLine.RELEASED:
        return _released(liaison, line)
    if line.kind == LiaisonLine.VISITED:
        return replace(liaison, visits=(*liaison.visits, _visited(liaison, line)))
    return _settled(liaison, line)


def _bound(line: RecordLine) -> Binding:
    told = line.payload
    until = told["until_on"]
    return Binding(
        number=line.number,
        bound_as=BoundAs(told["bound_as"]),
        person=told["person"],
        post=told["post"],
        phone=told["phone"],
        username=told["username"],
        from_on=line.effective_on,
        until_on=date.fromisoformat(until) if until else None,
    )


def _released(liaison: Liaison, line: RecordLine) -> Liaison:
    told = line.payload
    bindings = tuple(
        replace(each, until_on=line.effective_on, reason=told["reason"])
        if each.number == told["binding"]
        else each
        for each in liaison.bindings
    )
    return replace(liaison, bindings=bindings)


def _visited(liaison: Liaison, line: RecordLine) -> SiteVisit:
    told = line.payload
    first = 1 + len(liaison.tickets)
    return SiteVisit(
        number=line.number,
        visited_on=date.fromisoformat(told["visited_on"]),
        person=told["person"],
        found=told["found"],
        tickets=tuple(
            Ticket(
                number=number,
                text=each["text"],
                unit=each["unit"],
                due_on=date.fromisoformat(each["due_on"]) if each["due_on"] else None,
                task=each.get("task", ""),
            )
            for number, each in enumerate(told["tickets"], start=first)
        ),
    )


def _settled(liaison: Liaison, line: RecordLine) -> Liaison:
    told = line.payload

    def after(ticket: Ticket) -> Ticket:
        if ticket.number != told["ticket"]:
            return ticket
        return replace(ticket, settled_on=line.effective_on, result=told["result"])

    visits = tuple(
        replace(visit, tickets=tuple(map(after, visit.tickets))) for visit in liaison.visits
    )
    return replace(liaison, visits=visits)


def may_bind(liaison: Liaison, person: str, from_on: date, until_on: date | None) -> None:
    """A person is bound once at a time.

    Raises:
        BindingBackwards, AlreadyBound: as they say.
    """
    if until_on is not None and until_on < from_on:
        raise BindingBackwards(from_on=from_on, until_on=until_on)
    for each in liaison.bindings:
        ends_before = each.until_on is not None and each.until_on < from_on
        begins_after = until_on is not None and each.from_on > until_on
        if each.person == person and not ends_before and not begins_after:
            raise AlreadyBound(person=person, from_on=each.from_on)


def may_release(liaison: Liaison, number: int, on: date) -> None:
    """A binding that lasts beyond the day may end on it.

    Raises:
        NoSuchBinding, BindingOver, BindingBackwards: as they say.
    """
    binding = liaison.binding(number)
    if binding.until_on is not None and binding.until_on <= on:
        raise BindingOver(until_on=binding.until_on)
    if on < binding.from_on:
        raise BindingBackwards(from_on=binding.from_on, until_on=on)


def may_visit(liaison: Liaison, number: int, visited_on: date, today: date) -> Binding:
    """Whoever visits was bound on that day, and the day is not ahead.

    Raises:
        NoSuchBinding, VisitAhead, NotBoundThatDay: as they say.
    """
    binding = liaison.binding(number)
    if visited_on > today:
        raise VisitAhead(visited_on=visited_on)
    if not binding.covers(visited_on):
        raise NotBoundThatDay(person=binding.person, visited_on=visited_on)
    return binding


def may_settle(liaison: Liaison, number: int) -> Ticket:
    """A problem is settled once.

    Raises:
        NoSuchTicket: there is no open one of this number.
    """
    found = next((each for each in liaison.open_tickets if each.number == number), None)
    if found is None:
        raise NoSuchTicket()
    return found
