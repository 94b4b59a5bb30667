"""查看联系方式: who handles the case reads whom to reach, once, for a purpose, on the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acts.deed import Deed, recorded
from acts.forms import Form, Line
from states.private_fields import APPLICANT
from states.terms import Actor, CaseSnapshot, Draft, EntryKind


class ReadContactForm(Form):
    """What the contact is needed for; the applicant and whoever oversees the case read it."""

    read_for: Line


def _read(case: CaseSnapshot, form: ReadContactForm, actor: Actor, today: date) -> Iterable[Draft]:
    """The answer alone shows the plain fields, this once; the record says who read which and why.

    What was read is not written down again.
    """
    fields = [f"/applicant/{name}" for name in APPLICANT]
    payload = {"fields": fields, "read_for": form.read_for, "person": actor.name}
    return [Draft(EntryKind.CONTACT_READ, today, payload)]


def _any(case: CaseSnapshot) -> bool:
    return True


DEEDS = (
    Deed(
        name="read-contact",
        form=ReadContactForm,
        do=recorded("read_contact", _read),
        when=_any,
        shows_contact=True,
    ),
)
