"""Receivers of events: opened, changed, given new secrets, switched and replayed; by
administrators, each act a line of an append-only record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from acts.authority import authorise
from acts.forms import Form, Line
from acts.office import Office
from acts.problems import FieldProblem, Invalid, UnknownCase
from acts.records import fresh, write_line
from ledger import outward, receivers
from ledger.book import next_serial
from ledger.item_registers import RegisterLine, lines_of
from ledger.outward_tables import ReceiverStandingRow
from ledger.receivers import BOOK
from states.addresses import URL_MAX, AddressRefused, AddressRules, target_of
from states.outward import ExchangeCode, Receiver, ReceiverAct
from states.terms import Actor
from states.worktime import legal_day

OVERLAP_HOURS_MAX = 24 * 30
SECRET_NAME = r"^[a-z0-9][a-z0-9_-]{0,39}$"
SecretName = Annotated[str, Field(pattern=SECRET_NAME)]


class UnknownReceiver(UnknownCase):
    """There is no such receiver."""


class ReceiverForm(Form):
    """A receiver: its address, and which events it is sent; empty means all of them.

    `region` is a region code or the beginning of one.
    """

    title: Line
    address: Annotated[str, Field(min_length=1, max_length=URL_MAX)]
    codes: tuple[ExchangeCode, ...] = ()
    region: Annotated[str, Field(pattern=r"^[0-9]{0,12}$")] = ""
    organisation: Annotated[str, Field(max_length=64)] = ""


class OpenReceiverForm(ReceiverForm):
    """A new receiver, and the name of the secret that signs; `from_start` sends the whole log."""

    secret: SecretName
    from_start: bool = False


class RotateForm(Form):
    """The name of the new secret, and how long the present one signs beside it."""

    secret: SecretName
    overlap_hours: Annotated[int, Field(ge=0, le=OVERLAP_HOURS_MAX)] = 24


class SwitchForm(Form):
    """Nothing but the act."""


class ReplayForm(Form):
    """The event from which on everything is sent again."""

    event_id: Annotated[str, Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class KeptReceiver:
    """A receiver with its record, how far it has come, and how much it has not had."""

    receiver_id: str
    now: Receiver
    lines: tuple[RegisterLine, ...]
    standing: ReceiverStandingRow
    backlog: int


def listed(office: Office, *, actor: Actor) -> tuple[KeptReceiver, ...]:
    """Every receiver, by number.

    Raises:
        NotYours: the actor is no administrator.
    """
    authorise(actor, "see_receivers")
    return tuple(_kept(office, row.receiver_id) for row in receivers.every(office.session))


def one(office: Office, receiver_id: str, *, actor: Actor) -> KeptReceiver:
    """One receiver with its record.

    Raises:
        NotYours: the actor is no administrator.
        UnknownReceiver: there is none.
    """
    authorise(actor, "keep_receivers")
    return _kept(office, receiver_id)


def _kept(office: Office, receiver_id: str) -> KeptReceiver:
    session = office.session
    lines, row = lines_of(session, BOOK, receiver_id), receivers.row_of(session, receiver_id)
    found = receivers.item_of(lines)
    if found is None or row is None:
        raise UnknownReceiver(receiver_id)
    standing = receivers.standing_of(session, receiver_id)
    backlog = receivers.backlog(session, row, standing.handed_to)
    return KeptReceiver(receiver_id, found, lines, standing, backlog)


def open_receiver(
    office: Office, form: OpenReceiverForm, rules: AddressRules, *, actor: Actor, now: datetime
) -> KeptReceiver:
    """Send events to a new address, from now on or from the beginning of the log.

    Raises:
        NotYours: the actor is no administrator.
        Invalid: the address is none that the house calls, or the department is unknown.
    """
    authorise(actor, "keep_receivers")
    _checked(office, form, rules)
    year = legal_day(now).year
    receiver_id = f"JS-{year}-{next_serial(office.session, BOOK, year):04d}"
    begins = 0 if form.from_start else outward.end(office.session)
    receivers.begin(office.session, receiver_id, begins)
    payload = form.model_dump(mode="json") | {"after_position": begins}
    return _written(office, receiver_id, (), ReceiverAct.OPEN, payload, actor, now)


def change(
    office: Office, receiver_id: str, form: ReceiverForm, rules: AddressRules, **more: Any
) -> KeptReceiver:
    """Another address, or other events; what is owed already stays owed.

    Raises:
        Invalid: the address is none that the house calls, or the department is unknown.
    """
    authorise(more["actor"], "keep_receivers")
    _checked(office, form, rules)
    return _act(office, receiver_id, ReceiverAct.CHANGE, form.model_dump(mode="json"), **more)


def _checked(office: Office, form: ReceiverForm, rules: AddressRules) -> None:
    try:
        target_of(form.address, rules)
    except AddressRefused as refused:
        raise Invalid(FieldProblem("/address", refused.zh, refused.en)) from None
    if form.organisation and form.organisation not in office.city.catalog.departments:
        zh, en = "目录中没有这个部门。", "The catalogue has no such department."
        raise Invalid(FieldProblem("/organisation", zh, en))


def rotate(office: Office, receiver_id: str, form: RotateForm, **more: Any) -> KeptReceiver:
    """Sign with another secret; for a while with the present one as well.

    Raises:
        Invalid: it signs with that one already.
    """
    authorise(more["actor"], "keep_receivers")
    if _kept(office, receiver_id).now.secret == form.secret:
        zh, en = "已在使用这个密钥。", "It signs with this secret already."
        raise Invalid(FieldProblem("/secret", zh, en))
    until = more["now"] + timedelta(hours=form.overlap_hours)
    payload = {"secret": form.secret, "previous_until": until.isoformat()}
    return _act(office, receiver_id, ReceiverAct.ROTATE, payload, **more)


def switch_on(office: Office, receiver_id: str, _form: SwitchForm, **more: Any) -> KeptReceiver:
    """Send again, from where it was left."""
    authorise(more["actor"], "keep_receivers")
    if _kept(office, receiver_id).now.is_active:
        return _kept(office, receiver_id)
    return _act(office, receiver_id, ReceiverAct.SWITCH_ON, {}, **more)


def switch_off(office: Office, receiver_id: str, _form: SwitchForm, **more: Any) -> KeptReceiver:
    """Send nothing more for now; what is owed goes back into the log until it is switched on."""
    authorise(more["actor"], "keep_receivers")
    if not _kept(office, receiver_id).now.is_active:
        return _kept(office, receiver_id)
    first = receivers.first_unsent(office.session, receiver_id)
    if first is not None:
        receivers.take_back(office.session, receiver_id, first - 1)
    return _act(office, receiver_id, ReceiverAct.SWITCH_OFF, {}, **more)


def replay(office: Office, receiver_id: str, form: ReplayForm, **more: Any) -> KeptReceiver:
    """Send everything again from an event on, with the same ids.

    Raises:
        Invalid: the log has no event of this id.
    """
    authorise(more["actor"], "replay_events")
    found = outward.event(office.session, form.event_id)
    if found is None:
        zh, en = "事件日志中没有这个编号。", "The log has no event of this id."
        raise Invalid(FieldProblem("/event_id", zh, en))
    _kept(office, receiver_id)
    receivers.take_back(office.session, receiver_id, found.position - 1)
    payload = {"event_id": form.event_id, "after_position": found.position - 1}
    return _act(office, receiver_id, ReceiverAct.REPLAY, payload, **more)


def _act(
    office: Office,
    receiver_id: str,
    act: ReceiverAct,
    payload: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    if_version: int | None = None,
) -> KeptReceiver:
    """One line more.

    Raises:
        UnknownReceiver, StaleVersion, Conflict: as they say.
    """
    kept = _kept(office, receiver_id)
    fresh(receiver_id, if_version, kept.now.version)
    return _written(office, receiver_id, kept.lines, act, payload, actor, now)


def _written(
    office: Office,
    receiver_id: str,
    earlier: Sequence[RegisterLine],
    act: ReceiverAct,
    payload: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> KeptReceiver:
    lines = write_line(
        office,
        BOOK,
        receiver_id,
        earlier,
        act.value,
        payload,
        on=legal_day(now),
        actor=actor,
        now=now,
    )
    found = receivers.item_of(lines)
    assert found is not None, "a record that was just written has a line"
    receivers.project(office.session, receiver_id, found, lines[-1].hash)
    return _kept(office, receiver_id)
