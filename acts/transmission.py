"""转报 as an act: the opinion and every material of the file go to the higher organ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acts.deed import Deed, recorded
from acts.forms import Form, Prose
from states.terms import Actor, CaseSnapshot, Draft, EntryKind
from states.transmission import to_be_transmitted, transmitted_in_order


class TransmitForm(Form):
    """The opinion of the lower organ."""

    opinion: Prose


def _transmit(case: CaseSnapshot, form: TransmitForm, actor: Actor, today: date) -> Iterable[Draft]:
    """转报: opinion and all materials directly to the organ that decides (arts. 35, 43)."""
    transmitted_in_order(case, today)
    materials = [{"id": m.id, "filename": m.filename, "sha256": m.sha256} for m in case.materials]
    payload = {
        "organ": case.rules.procedures.higher_organ,
        "opinion": form.opinion,
        "materials": materials,
    }
    return [Draft(EntryKind.TRANSMITTED, today, payload)]


DEEDS = (
    Deed(
        name="transmit",
        form=TransmitForm,
        do=recorded("transmit", _transmit),
        when=to_be_transmitted,
        is_foremost=True,
    ),
)
