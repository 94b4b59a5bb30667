"""The administrator's pages of outgoing events: receivers, their state, and the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from acts import outward, receivers
from acts.authority import authorise
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
from api.dependencies import Acts, Readings
from api.pages.declining import DECLINED, declined
from api.pages.filled import FilledForm, Sent, SentForm
from api.pages.visit import SignedVisit, Visited, onward
from api.problems import NotFound
from greenlane.outgoing import has_secret, kept_names, rules_of
from states.outward import ExchangeCode

router = APIRouter()
LATEST = 10
LABELS = ("address", "codes", "region", "organisation", "secret", "overlap_hours", "event_id")


@router.get("/outward", response_class=HTMLResponse)
def show_outward(visit: Visited, reading: Readings) -> Response:
    """The receivers, the latest events, who fetches them, and the form of a new receiver."""
    return _list(visit, reading, FilledForm())


@router.post("/outward", response_class=HTMLResponse)
def take_receiver(visit: Visited, reading: Readings, acts: Acts, sent: SentForm) -> Response:
    """Add a receiver."""
    authorise(visit.actor, "keep_receivers")
    told = _about(sent) | {
        "secret": sent.text("secret").strip(),
        "from_start": bool(sent.text("from_start")),
    }
    try:
        form, rules = OpenReceiverForm.model_validate(told), rules_of(visit.house.settings)
        with acts() as office:
            kept = receivers.open_receiver(office, form, rules, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _list(visit, reading, filled, status)
    return onward(f"/outward/{kept.receiver_id}")


def _about(sent: Sent) -> dict[str, Any]:
    return {
        "title": sent.text("title"),
        "address": sent.text("address").strip(),
        "codes": sent.texts.get("codes", ()),
        "region": sent.text("region").strip(),
        "organisation": sent.text("organisation"),
    }


def _labels(visit: SignedVisit) -> dict[str, str]:
    return {name: visit.t(f"outward.{name}") for name in LABELS} | {
        "title": visit.t("outward.receiver_title")
    }


def _choices(visit: SignedVisit) -> dict[str, Any]:
    codes = [(c.value, f"{visit.t(f'exchange_code.{c.value}')} {c.value}") for c in ExchangeCode]
    return {
        "codes": codes,
        "departments": visit.words.departments(),
        "secret_names": kept_names(visit.house.settings),
    }


def _list(
    visit: SignedVisit, reading: Readings, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        found = receivers.listed(office, actor=visit.actor)
        events = outward.latest(office, actor=visit.actor, limit=LATEST)
        readers = outward.readers(office, actor=visit.actor)
    return visit.page(
        "outward",
        status,
        form=form,
        receivers=[_shown(visit, kept) for kept in found],
        events=[
            {
                "id": row.event_id,
                "code": row.code,
                "case_id": row.case_id,
                "day": visit.words.exact(row.day),
            }
            for row in events
        ],
        readers=[
            {"name": one.name, "event_id": one.event_id, "at": visit.words.instant(one.at)}
            for one in readers
        ],
        **_choices(visit),
    )


@router.get("/outward/{receiver_id}", response_class=HTMLResponse)
def show_receiver(receiver_id: str, visit: Visited, reading: Readings) -> Response:
    """A receiver with its record, and what may be done with it."""
    return _one(visit, reading, receiver_id, FilledForm())


@router.post("/outward/{receiver_id}/{wanted}", response_class=HTMLResponse)
def take_receiver_act(
    receiver_id: str, wanted: str, visit: Visited, reading: Readings, acts: Acts, sent: SentForm
) -> Response:
    """Change a receiver, its secret, whether it is sent to; or send events again."""
    authorise(visit.actor, "keep_receivers")
    if wanted not in ACTS:
        raise NotFound
    try:
        form, act = ACTS[wanted](visit, sent)
        with acts() as office:
            act(office, receiver_id, form, actor=visit.actor, now=visit.now)
    except DECLINED as error:
        filled, status = declined(visit, sent, error, _labels(visit))
        return _one(visit, reading, receiver_id, filled, status)
    return onward(f"/outward/{receiver_id}")


Asked = tuple[Form, Callable[..., KeptReceiver]]


def _change(visit: SignedVisit, sent: Sent) -> Asked:
    rules = rules_of(visit.house.settings)

    def change(office: Office, receiver_id: str, form: ReceiverForm, **more: Any) -> KeptReceiver:
        return receivers.change(office, receiver_id, form, rules, **more)

    return ReceiverForm.model_validate(_about(sent)), change


def _rotate(visit: SignedVisit, sent: Sent) -> Asked:
    told = {name: sent.text(name).strip() for name in ("secret", "overlap_hours")}
    return RotateForm.model_validate(told), receivers.rotate


def _replay(visit: SignedVisit, sent: Sent) -> Asked:
    form = ReplayForm.model_validate({"event_id": sent.text("event_id").strip()})
    return form, receivers.replay


ACTS: dict[str, Callable[[SignedVisit, Sent], Asked]] = {
    "change": _change,
    "rotate": _rotate,
    "replay": _replay,
    "switch-on": lambda visit, sent: (SwitchForm(), receivers.switch_on),
    "switch-off": lambda visit, sent: (SwitchForm(), receivers.switch_off),
}


def _one(
    visit: SignedVisit, reading: Readings, receiver_id: str, form: FilledForm, status: int = 200
) -> HTMLResponse:
    with reading() as office:
        kept = receivers.one(office, receiver_id, actor=visit.actor)
    history = [
        {
            "number": line.number,
            "kind": line.kind,
            "said": _said(line.payload),
            "at": visit.words.instant(line.recorded_at),
            "by": line.actor,
            "hash": line.hash,
        }
        for line in reversed(kept.lines)
    ]
    return visit.page(
        "receiver",
        status,
        form=form,
        receiver=_shown(visit, kept),
        history=history,
        **_choices(visit),
    )


def _said(payload: Any) -> str:
    names = ("address", "secret", "event_id")
    return " · ".join(str(payload[name]) for name in names if payload.get(name))


def _shown(visit: SignedVisit, kept: KeptReceiver) -> dict[str, Any]:
    now, standing, words = kept.now, kept.standing, visit.words
    state = "failing" if standing.failures else "active"
    state = state if now.is_active else "inactive"
    until = now.previous_until
    return {
        "id": kept.receiver_id,
        "title": now.title,
        "address": now.address,
        "codes": now.codes,
        "region": now.region,
        "organisation": now.organisation,
        "organisation_name": words.department(now.organisation) if now.organisation else "",
        "secret": now.secret,
        "secret_kept": has_secret(visit.house.settings, now.secret),
        "previous": now.previous,
        "previous_until": words.instant(until) if until and visit.now < until else "",
        "is_active": now.is_active,
        "state": state,
        "tone": {"active": "done", "failing": "soon", "inactive": "paused"}[state],
        "backlog": kept.backlog,
        "delivered": standing.delivered,
        "delivered_at": words.instant(standing.delivered_at) if standing.delivered_at else "",
        "failures": standing.failures,
        "rests_until": words.instant(standing.rests_until) if standing.rests_until else "",
        "last_error": standing.last_error,
    }
