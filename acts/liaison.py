"""联系: bind and release service officers and leaders, log their visits, settle what they found.

A subject is a project (`project/P2026-0001`) or an item of the register of parks
(`park/2026-0001`). Officials of the project's lead or of the register's keepers write, and so
does whoever is bound with an account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from acts.authority import allows, authorise
from acts.forms import Form, Line, Prose, Remark
from acts.office import Office
from acts.problems import FieldProblem, Invalid
from acts.records import fresh, record_lines, write_line
from acts.registers import UnknownItem, item
from acts.tasks import OpenTaskForm, ReportForm, opened, report
from ledger import keyed, task_items
from ledger.item_registers import RegisterLine, lines_of
from states.liaison import (
    BoundAs,
    Liaison,
    LiaisonLine,
    liaison_of,
    may_bind,
    may_release,
    may_settle,
    may_visit,
)
from states.refusals import NotYours
from states.terms import Actor
from states.worktime import legal_day

BOOK = "liaison"
PARKS = "parks"
SERIES = "走访问题"
TITLE_SHOWN = 150
KINDS = ("project", "park")


class BindForm(Form):
    """Who is bound as what, from when to when; `username` where the person has an account."""

    bound_as: BoundAs
    person: Line
    post: Remark = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    username: Annotated[str, Field(max_length=80)] = ""
    from_on: date | None = None
    until_on: date | None = None


class ReleaseForm(Form):
    """Which binding ends today, and why."""

    binding: Annotated[int, Field(ge=1)]
    reason: Line


class TicketForm(Form):
    """A problem, the unit that is to solve it, and until when."""

    text: Line
    unit: Annotated[str, Field(max_length=80)]
    due_on: date | None = None


class VisitForm(Form):
    """A visit that was made: by whom, when, what was found, and which problems."""

    binding: Annotated[int, Field(ge=1)]
    visited_on: date | None = None
    found: Prose
    tickets: Annotated[tuple[TicketForm, ...], Field(max_length=20)] = ()


class SettleForm(Form):
    """How a problem was solved, and what proves it (document numbers, places; one a line)."""

    ticket: Annotated[int, Field(ge=1)]
    result: Line
    evidence: Annotated[tuple[Line, ...], Field(max_length=50)] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """The liaison of a subject, what the subject is called, and who keeps it."""

    kind: str
    id: str
    title: str
    keepers: tuple[str, ...]
    liaison: Liaison
    lines: tuple[RegisterLine, ...]

    @property
    def record(self) -> str:
        """The name of its record."""
        return f"{self.kind}/{self.id}"


def liaison(office: Office, kind: str, subject: str, *, actor: Actor) -> Bound:
    """The liaison of a project or park. Whether the actor may see the project is asked before.

    Raises:
        UnknownProject, UnknownItem, NotYours: as they say.
    """
    if kind not in KINDS:
        raise UnknownItem(f"{kind}/{subject}")
    if kind == "project":
        project, _ = office.projects.read(subject)
        keepers: tuple[str, ...] = (project.rules.criteria.admitted_in,)
        title = str(project.project.get("name", subject))
    else:
        park = item(office, PARKS, subject, actor=actor)
        keepers, title = park.entry.keepers, park.now.title
    lines = lines_of(office.session, BOOK, f"{kind}/{subject}")
    return Bound(kind, subject, title, keepers, _as_it_stands(office, lines), lines)


def bound_to(office: Office, kind: str, subject: str) -> Liaison:
    """Who is bound to a subject that was seen already."""
    return _as_it_stands(office, lines_of(office.session, BOOK, f"{kind}/{subject}"))


def _as_it_stands(office: Office, lines: Iterable[RegisterLine]) -> Liaison:
    """The record with its problems as their tasks have them; at most two readings."""
    found = liaison_of(record_lines(lines))
    ids = [ticket.task for ticket in found.tickets if ticket.task]
    return found.told_by(task_items.by_ids(office.session, ids)) if ids else found


def may_keep_liaison(bound: Bound, actor: Actor) -> bool:
    """Officials of the lead, or of the register's keepers."""
    return allows(actor, "keep_liaison", bound)


def may_log(bound: Bound, actor: Actor) -> bool:
    """Whoever keeps the liaison, and whoever is bound with this account."""
    return may_keep_liaison(bound, actor) or any(
        each.username == actor.id for each in bound.liaison.bindings
    )


def bind(
    office: Office,
    kind: str,
    subject: str,
    form: BindForm,
    *,
    actor: Actor,
    now: datetime,
    **m: Any,
) -> Bound:
    """Bind a person from a day on.

    Raises:
        NotYours, Invalid, BindingBackwards, AlreadyBound: as they say.
    """
    bound = _kept(office, kind, subject, actor, m.get("if_version"))
    if form.username and keyed.account(office.session, form.username) is None:
        zh, en = "没有这个账号。", "There is no such account."
        raise Invalid(FieldProblem("/username", zh, en))
    from_on = form.from_on or legal_day(now)
    may_bind(bound.liaison, form.person, from_on, form.until_on)
    payload = form.model_dump(mode="json", exclude={"from_on"})
    return _written(office, bound, LiaisonLine.BOUND, payload, from_on, actor, now)


def release(
    office: Office,
    kind: str,
    subject: str,
    form: ReleaseForm,
    *,
    actor: Actor,
    now: datetime,
    **m: Any,
) -> Bound:
    """A binding ends today.

    Raises:
        NotYours, NoSuchBinding, BindingOver, BindingBackwards: as they say.
    """
    bound = _kept(office, kind, subject, actor, m.get("if_version"))
    today = legal_day(now)
    may_release(bound.liaison, form.binding, today)
    return _written(office, bound, LiaisonLine.RELEASED, form.model_dump(), today, actor, now)


def log_visit(
    office: Office,
    kind: str,
    subject: str,
    form: VisitForm,
    *,
    actor: Actor,
    now: datetime,
    **m: Any,
) -> Bound:
    """A visit that was made; each problem that it found becomes a task of its unit.

    Raises:
        NotYours, Invalid, NoSuchBinding, VisitAhead, NotBoundThatDay: as they say.
    """
    bound = _logged(office, kind, subject, actor, m.get("if_version"))
    today = legal_day(now)
    visited_on = form.visited_on or today
    binding = may_visit(bound.liaison, form.binding, visited_on, today)
    problems = [
        FieldProblem(
            f"/tickets/{place}/unit", "目录中没有这个单位。", "The catalogue has no such unit."
        )
        for place, ticket in enumerate(form.tickets)
        if ticket.unit not in office.city.catalog.departments
    ]
    if problems:
        raise Invalid(*problems)
    payload = form.model_dump(mode="json") | {
        "visited_on": visited_on.isoformat(),
        "person": binding.person,
    }
    first = 1 + len(bound.liaison.tickets)
    for number, ticket in enumerate(form.tickets):
        wanted = _task(bound, ticket, first + number, visited_on)
        told = opened(office, wanted, actor=actor, now=now)
        payload["tickets"][number]["task"] = told.task_id
    return _written(office, bound, LiaisonLine.VISITED, payload, today, actor, now)


def _task(bound: Bound, ticket: TicketForm, number: int, visited_on: date) -> OpenTaskForm:
    """The task of a problem, named after the subject and the problem's number."""
    return OpenTaskForm(
        series=SERIES,
        item=f"{bound.record}-{number}",
        text=ticket.text,
        units=(ticket.unit,),
        source=f"{bound.title[:TITLE_SHOWN]} {visited_on.isoformat()}",
        due_on=ticket.due_on,
    )


def settle(
    office: Office,
    kind: str,
    subject: str,
    form: SettleForm,
    *,
    actor: Actor,
    now: datetime,
    **m: Any,
) -> Bound:
    """A problem is solved: its unit says how.

    Where the problem became a task this is the report on the task, with what proves it; the
    assigning office accepts it, and only then is the problem settled. Of the others whoever logs
    visits may say it as well, and it is settled at once.

    Raises:
        NotYours, NoSuchTicket, TaskNotThere, Invalid: as they say.
    """
    bound = liaison(office, kind, subject, actor=actor)
    fresh(bound.record, m.get("if_version"), bound.liaison.version)
    ticket = may_settle(bound.liaison, form.ticket)
    own = allows(actor, "settle_liaison", ticket)
    if not own and (ticket.task or not may_log(bound, actor)):
        raise NotYours(needed=ticket.unit, actual=f"{actor.role.value} ({actor.organisation})")
    if ticket.task:
        report(office, ticket.task, _report(form), actor=actor, now=now)
        return replace(bound, liaison=_as_it_stands(office, bound.lines))
    today = legal_day(now)
    payload = form.model_dump(mode="json")
    return _written(office, bound, LiaisonLine.SETTLED, payload, today, actor, now)


def _report(form: SettleForm) -> ReportForm:
    if not form.evidence:
        zh, en = "请填写佐证材料（文号、地点等）。", "Say what proves it."
        raise Invalid(FieldProblem("/evidence", zh, en))
    return ReportForm(report=form.result, evidence=form.evidence)


def _kept(office: Office, kind: str, subject: str, actor: Actor, if_version: int | None) -> Bound:
    bound = liaison(office, kind, subject, actor=actor)
    authorise(actor, "keep_liaison", bound)
    fresh(bound.record, if_version, bound.liaison.version)
    return bound


def _logged(office: Office, kind: str, subject: str, actor: Actor, if_version: int | None) -> Bound:
    bound = liaison(office, kind, subject, actor=actor)
    fresh(bound.record, if_version, bound.liaison.version)
    if not may_log(bound, actor):
        raise NotYours(needed=" / ".join(bound.keepers), actual=actor.organisation)
    return bound


def _written(
    office: Office,
    bound: Bound,
    kind: LiaisonLine,
    payload: Any,
    on: date,
    actor: Actor,
    now: datetime,
) -> Bound:
    lines = write_line(
        office, BOOK, bound.record, bound.lines, kind.value, payload, on=on, actor=actor, now=now
    )
    return replace(bound, liaison=_as_it_stands(office, lines), lines=lines)
