"""A date explained on paper: its rule, and the lines that add up to it, as PDF/A."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from templates.pdf import typeset

LAYOUT = "explanation.typ"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the paper says, in the words of one language.

    `lines` are rows of day, reason, days and running count; `counted` is their sum; `range`
    is empty unless the date is provisional. The paper is dated by the day of the event,
    `started_on` as year, month, day, and by no clock.
    """

    lang: str
    about: str
    title: str
    last_day_label: str
    last_day: str
    range: str
    pairs: tuple[tuple[str, str], ...]
    headers: tuple[str, str, str, str]
    lines: tuple[tuple[str, str, str, str], ...]
    started_on: tuple[int, int, int]
    sum: str
    counted: str
    note: str


def explanation_pdf(explanation: Explanation) -> bytes:
    """The explanation as A4 PDF; the same explanation gives the same bytes."""
    return typeset(LAYOUT, asdict(explanation))
