"""What the law puts around a decision, as catalogue entries."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.entries import Code, Count, Sourced, Strict
from states.terms import StartEvent

PROCEDURE_STARTS: Mapping[str, StartEvent] = {
    "publicity": StartEvent.DECIDED,
    "hearing_request": StartEvent.TOLD,
    "hearing_request_strict": StartEvent.TOLD,
    "hearing_organise": StartEvent.CALLED,
    "hearing_notice": StartEvent.HEARD,
    "joint": StartEvent.ACCEPTED,
    "reconsideration": StartEvent.EXPIRED,
    "question": StartEvent.QUESTIONED,
    "rating_contact": StartEvent.RATED,
    "rating_mending": StartEvent.RATED,
}
"""The event with which each limit starts; the notice of a hearing counts back from it."""


class SuitEntry(Sourced):
    """The months in which inaction may be sued over."""

    months: Count


class Procedures(Strict):
    """What the law puts around every licence of the city: names from `limits.toml`.

    `question`, `rating_contact` and `rating_mending` hold for every matter, filings too.

    A licence is a matter whose grant has a delivery limit (Administrative Licensing Law
    art. 44); filings, and approvals of government investment, are none.
    """

    publicity: Code | None = None
    hearing_request: Code | None = None
    hearing_request_strict: Code | None = None
    hearing_organise: Code | None = None
    hearing_notice: Code | None = None
    joint: Code | None = None
    joint_extension: Code | None = None
    reconsideration: Code | None = None
    suit: SuitEntry | None = None
    question: Code | None = None
    rating_contact: Code | None = None
    rating_mending: Code | None = None
