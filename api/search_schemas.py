"""What the search answers, in the API's words."""

from __future__ import annotations

from typing import Literal

from api.schemas import CaseLine, View


class PieceView(View):
    """A part of an excerpt; `is_hit` where it was looked for."""

    text: str
    is_hit: bool


class HitView(View):
    """A place where the words stand: a line of the case, or a letter."""

    place: Literal[
        "case_id",
        "project_name",
        "project_code",
        "applicant_name",
        "applicant_code",
        "matter",
        "letter",
    ]
    excerpt: list[PieceView]
    letter_id: str | None
    letter_number: str | None
    href: str | None


class FoundView(View):
    """A case that was found; `further_hits` are places beyond those told."""

    case: CaseLine
    hits: list[HitView]
    further_hits: int
