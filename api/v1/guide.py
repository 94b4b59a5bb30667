"""The guide: which regime a project goes through, who decides, and what is not known yet."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from acts.guide import GuideForm, guide
from acts.guide_path import guide_path
from api.bodies import CounterRoute
from api.dependencies import HouseHere, Now, Readings
from states.worktime import legal_day

router = APIRouter(tags=["guide"], route_class=CounterRoute)


@router.post("/guide", response_model=dict[str, Any])
def ask_guide(form: GuideForm, house: HouseHere, now: Now, reading: Readings) -> dict[str, Any]:
    """Regime, authorities, thresholds, lists and the chemical-park gate for what is told.

    Nothing is recorded. Every line names its source and certainty; `unverified` is true where
    anything in the answer is marked verify or sample; `ask` names the facts still missing.
    `path` is the way: matters, departments, documents, days, the critical path from `on`, the
    range of past cases (five at least), and what would save days; null where no regime is known.
    """
    today = legal_day(now)
    answer = guide(house.city.catalog, form, today)
    with reading() as office:
        return answer | {"path": guide_path(office, form, today)}
