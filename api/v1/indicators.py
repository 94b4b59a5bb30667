"""Indicators (量化目标): targets with the values reported for them."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Response

from acts import indicators
from acts.indicators import Measured, ValueForm
from acts.office import Office
from api.bodies import CounterRoute
from api.dependencies import CurrentActor, Readings
from api.desk import DeskHere
from api.idempotency import Answer

router = APIRouter(prefix="/indicators", tags=["indicators"], route_class=CounterRoute)


def indicator_row(found: Measured) -> dict[str, Any]:
    """A target and its values; numbers are decimal texts, so that none is rounded."""
    return {
        **found.entry.model_dump(mode="json"),
        "verdict": found.verdict.value,
        "values": [
            {
                "period": each.period,
                "of": each.of,
                "value": str(each.value),
                "evidence": list(each.evidence),
                "verdict": each.verdict.value,
            }
            for each in found.values
        ],
    }


@router.get("", response_model=list[dict[str, Any]])
def list_indicators(actor: CurrentActor, reading: Readings) -> list[dict[str, Any]]:
    """Every target of the city with the values that stand."""
    with reading() as office:
        return [indicator_row(found) for found in indicators.every(office, actor=actor)]


@router.get("/{code}", response_model=dict[str, Any])
def read_indicator(code: str, actor: CurrentActor, reading: Readings) -> dict[str, Any]:
    """A target with every line of its record."""
    with reading() as office:
        found = indicators.one(office, code, actor=actor)
    history = [
        {
            "number": line.number,
            "recorded_at": line.recorded_at.isoformat(),
            "by": line.actor,
            "organisation": line.on_authority_of,
            "payload": dict(line.payload),
            "hash": line.hash,
        }
        for line in found.lines
    ]
    return indicator_row(found) | {"history": history}


@router.post("/{code}/values", status_code=201, response_model=dict[str, Any])
def report_value(code: str, form: ValueForm, desk: DeskHere) -> Response:
    """报送: a value of a period with its evidence; reported again, the later one holds."""

    def do(office: Office) -> Answer:
        found = indicators.report_value(office, code, form, actor=desk.actor, now=desk.now)
        return Answer(201, json.dumps(indicator_row(found), ensure_ascii=False))

    return desk.once(form, do)
