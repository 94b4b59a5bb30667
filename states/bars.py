"""Bars of art. 78 and 79: who may not apply again, for which permit, until when.

They are recorded on the case that gave rise to them and reach other cases of the same
applicant and matter only where the text says so: public safety, personal health, life and
property (申请事项属于直接关系公共安全、人身健康、生命财产安全事项的).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from states.folding import Fold
from states.part import Part
from states.periods import in_months
from states.terms import Bar, BarGround, CaseSnapshot, Entry, EntryKind, Limit
from states.workdays import add_months


def last_day_of(from_on: date, limit: Limit) -> date:
    """The last day of a bar that begins on `from_on` (Civil Code art. 202)."""
    return add_months(from_on, in_months(limit.days, limit.unit))


def _barred(case: CaseSnapshot, entry: Entry) -> CaseSnapshot:
    payload = entry.payload
    bar = Bar(
        credit_code=payload["credit_code"],
        matter=payload["matter"],
        ground=BarGround(payload["ground"]),
        from_on=entry.effective_on,
        until_on=date.fromisoformat(payload["until_on"]),
        case_id=case.case_id,
    )
    return case.but(bars=(*case.bars, bar))


FOLDS: Mapping[EntryKind, Fold] = {EntryKind.APPLICANT_BARRED: _barred}


def view(case: CaseSnapshot) -> Mapping[str, Any] | None:
    """The bars recorded on this case, as JSON facts."""
    if not case.bars:
        return None
    rows = [
        {
            "ground": bar.ground.value,
            "from_on": bar.from_on.isoformat(),
            "until_on": bar.until_on.isoformat(),
        }
        for bar in case.bars
    ]
    return {"bars": rows}


BARS = Part(name="bars", folds=FOLDS, view=view)
