"""公开说明超期理由: what a unit owes that did not keep its promise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acts.deed import Deed, recorded
from acts.forms import Form, Prose
from states.lateness import explained_in_order, owes_an_explanation
from states.terms import Actor, CaseSnapshot, Draft, EntryKind


class ExplainDelayForm(Form):
    """Why it is late, and what will be done; both are public."""

    reasons: Prose
    measures: Prose


def _explain(
    case: CaseSnapshot, form: ExplainDelayForm, actor: Actor, today: date
) -> Iterable[Draft]:
    """公开说明理由: in public (Regulation on the Business Environment art. 36)."""
    explained_in_order(case)
    return [Draft(EntryKind.DELAY_EXPLAINED, today, form.model_dump())]


DEEDS = (
    Deed(
        name="explain-delay",
        form=ExplainDelayForm,
        do=recorded("explain_delay", _explain),
        when=owes_an_explanation,
        is_foremost=True,
    ),
)
