"""The register of area assessments: what covers which parcels, from when to when."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Response

from acts.area import AreaResultForm, WithdrawResultForm, results_of
from acts.area import register_result as entered
from acts.area import withdraw_result as withdrawn
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.desk import DeskHere
from api.idempotency import Answer
from states.area_assessment import AreaResult

router = APIRouter(prefix="/area-assessments", tags=["registers"], route_class=CounterRoute)


def told(result: AreaResult) -> dict[str, Any]:
    """One result as the API tells it."""
    until = result.validity.until
    return {
        "id": result.id,
        "kind": result.kind,
        "report_no": result.report_no,
        "approval": result.approval,
        "valid_from": result.validity.since.isoformat(),
        "valid_to": until.isoformat() if until else None,
        "parcels": sorted(result.parcels),
        "polygon": [list(corner) for corner in result.polygon],
        "conditions": result.conditions_text,
        "withdrawn_on": result.withdrawn_on.isoformat() if result.withdrawn_on else None,
    }


@router.get("", response_model=list[dict[str, Any]])
def list_results(actor: CurrentActor, reading: Readings) -> list[dict[str, Any]]:
    """Every area assessment, in force or not."""
    with reading() as office:
        return [told(result) for result in results_of(office)]


@router.post("", status_code=201, response_model=dict[str, Any])
def register_result(form: AreaResultForm, desk: DeskHere) -> Response:
    """Enter a result (Henan Regulation on the Business Environment art. 43)."""

    def do(office: Office) -> Answer:
        result = entered(office, form, actor=desk.actor, now=desk.now)
        return Answer(201, json.dumps(told(result), ensure_ascii=False))

    return desk.once(form, do)


@router.post("/{item_id}/withdrawal", response_model=dict[str, Any])
def withdraw_result(item_id: str, form: WithdrawResultForm, desk: DeskHere) -> Response:
    """The result no longer serves from today on; who used it before keeps it."""

    def do(office: Office) -> Answer:
        result = withdrawn(office, item_id, form, actor=desk.actor, now=desk.now)
        return Answer(200, json.dumps(told(result), ensure_ascii=False))

    return desk.once(form, do)
