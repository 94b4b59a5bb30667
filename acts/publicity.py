"""双公示: the grant was put where the public can read it (LAW B6.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from acts.deed import Deed, recorded
from acts.forms import Form, Line, Remark
from states.publicity import published_in_order, to_be_published
from states.terms import Actor, CaseSnapshot, Draft, EntryKind


class PublishForm(Form):
    """Where the grant was published and on which day; today if none is given.

    `withheld` says what was left out and why: state and trade secrets and private matters are
    not published (Administrative Licensing Law art. 5).
    """

    channel: Literal["credit_china", "government_site", "licensing_platform"]
    address: Line
    published_on: date | None = None
    withheld: Remark = ""


def _publish(case: CaseSnapshot, form: PublishForm, actor: Actor, today: date) -> Iterable[Draft]:
    """公示: the grant is public (Administrative Licensing Law art. 40)."""
    day = form.published_on or today
    published_in_order(case, today, day)
    payload = {"channel": form.channel, "address": form.address, "withheld": form.withheld}
    return [Draft(EntryKind.PUBLISHED, day, payload)]


DEEDS = (
    Deed(
        name="publish",
        form=PublishForm,
        do=recorded("publish", _publish),
        when=to_be_published,
        is_foremost=True,
    ),
)
