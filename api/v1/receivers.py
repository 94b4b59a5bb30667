"""Receivers of events, for administrators: opened, changed, switched, replayed."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from acts import receivers
from acts.forms import Form
from acts.office import Office
from acts.receivers import (
    KeptReceiver,
    OpenReceiverForm,
    ReceiverForm,
    ReplayForm,
    RotateForm,
    SwitchForm,
)
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, HouseHere, Readings
from api.desk import Desk, DeskHere
from api.idempotency import Answer
from api.outward_views import (
    ReceiverView,
    ReceiverWithHistory,
    receiver_view,
    receiver_with_history,
)
from greenlane.outgoing import rules_of

router = APIRouter(prefix="/outward/receivers", tags=["receivers"], route_class=CounterRoute)


@router.get("", response_model=list[ReceiverView])
def list_receivers(actor: CurrentActor, reading: Readings, house: HouseHere) -> list[ReceiverView]:
    """Every receiver, with its last delivery and its backlog."""
    with reading() as office:
        found = receivers.listed(office, actor=actor)
    return [receiver_view(kept, house.settings) for kept in found]


@router.get("/{receiver_id}", response_model=ReceiverWithHistory)
def read_receiver(
    receiver_id: str, actor: CurrentActor, reading: Readings, house: HouseHere
) -> ReceiverWithHistory:
    """A receiver with every line of its record."""
    with reading() as office:
        kept = receivers.one(office, receiver_id, actor=actor)
    return receiver_with_history(kept, house.settings)


def _told(kept: KeptReceiver, desk: Desk, status: int = 200) -> Answer:
    return Answer(status, receiver_view(kept, desk.house.settings).model_dump_json())


@router.post("", status_code=201, response_model=ReceiverView)
def open_receiver(form: OpenReceiverForm, desk: DeskHere) -> Response:
    """Send events to a new address, signed with the secret of this name."""

    def do(office: Office) -> Answer:
        rules = rules_of(desk.house.settings)
        kept = receivers.open_receiver(office, form, rules, actor=desk.actor, now=desk.now)
        return _told(kept, desk, 201)

    return desk.once(form, do)


@router.post("/{receiver_id}/change", response_model=ReceiverView)
def change_receiver(receiver_id: str, form: ReceiverForm, desk: DeskHere) -> Response:
    """Another address, or other events."""

    def do(office: Office) -> Answer:
        rules = rules_of(desk.house.settings)
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        return _told(receivers.change(office, receiver_id, form, rules, **more), desk)

    return desk.once(form, do)


def _acted(desk: Desk, act: Callable[..., KeptReceiver], receiver_id: str, form: Form) -> Response:
    def do(office: Office) -> Answer:
        more = {"actor": desk.actor, "now": desk.now, "if_version": desk.if_version}
        return _told(act(office, receiver_id, form, **more), desk)

    return desk.once(form, do)


@router.post("/{receiver_id}/rotate", response_model=ReceiverView)
def rotate_secret(receiver_id: str, form: RotateForm, desk: DeskHere) -> Response:
    """Sign with another secret; for a while with the present one as well."""
    return _acted(desk, receivers.rotate, receiver_id, form)


@router.post("/{receiver_id}/switch-on", response_model=ReceiverView)
def switch_receiver_on(receiver_id: str, form: SwitchForm, desk: DeskHere) -> Response:
    """Send again, from where it was left."""
    return _acted(desk, receivers.switch_on, receiver_id, form)


@router.post("/{receiver_id}/switch-off", response_model=ReceiverView)
def switch_receiver_off(receiver_id: str, form: SwitchForm, desk: DeskHere) -> Response:
    """Send nothing more for now; nothing is lost."""
    return _acted(desk, receivers.switch_off, receiver_id, form)


@router.post("/{receiver_id}/replay", response_model=ReceiverView)
def replay_events(receiver_id: str, form: ReplayForm, desk: DeskHere) -> Response:
    """Send everything again from an event on, under the same ids."""
    return _acted(desk, receivers.replay, receiver_id, form)
