"""What an activity of a log is here: its stage, and the act of ours that it comes nearest to.

The longest code that the activity begins with decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import catalog
from greenlane.replay.logs import LogEvent, LogFault

SHIPPED = Path(catalog.__file__).parent / "data" / "replay" / "mapping.json"
NO_STAGE = "other"
CODE = re.compile(r"\d\d_[A-Z]+(?:_[A-Z]+)*(?:_\d+)*|T\d\d(?:-\d)?|Confirmation of receipt")
RANGE = re.compile(r"(\d\d_[A-Z]+_|T\d\d-)(\d+)\.\.(\d+)")
KEYS = {"receipt": "stages", "bpic15": "stages_by_action_code"}
DECIDED = "decided"
REVIEW_ACTS = ("review_opened", "advice_given", "review_closed")
CLOCK_ACTS = ("suspended", "resumed", "extended")
ACTS = (DECIDED, "accepted", "delivered", "withdrawn", *REVIEW_ACTS, *CLOCK_ACTS)


class Mapped:
    """Stages and acts by the code that an activity begins with.

    An act's codes are whole: “T07” is in “T07-1 Draft”, “01_HOOFD_49” is not in “01_HOOFD_491”.
    """

    def __init__(self, stages: Mapping[str, Any], acts: Mapping[str, list[str]]) -> None:
        self._stage_of = {code: stage for stage, texts in stages.items() for code in _codes(texts)}
        self._longest_first = sorted(self._stage_of, key=len, reverse=True)
        self._act_of = {code: act for act, codes in acts.items() for code in codes}
        self._whole = re.compile(
            "|".join(rf"{re.escape(c)}(?!\w)" for c in sorted(self._act_of, reverse=True)) or "(?!)"
        )

    def act_of(self, event: LogEvent) -> str | None:
        """The act of ours that the event is; None where it is none."""
        found = self._whole.match(event.activity)
        return self._act_of[found[0]] if found else None

    def stage_of(self, activity: str) -> str:
        """The stage of an activity, “other” where none is mapped."""
        for code in self._longest_first:
            if activity.startswith(code):
                return self._stage_of[code]
        return NO_STAGE


def _codes(texts: Any) -> Iterator[str]:
    """The codes that a mapping names, also in sentences and as ranges like 010..065."""
    for text in [texts] if isinstance(texts, str) else texts:
        for prefix, first, last in RANGE.findall(text):
            width = len(first) if len(first) == len(last) else 0
            yield from (f"{prefix}{n:0{width}d}" for n in range(int(first), int(last) + 1))
        yield from CODE.findall(RANGE.sub("", text))


def load_mapping(shape: str, file: Path | None) -> Mapped:
    """The mapping for a log of this shape, ours or from a file of the same form.

    A file that names no acts leaves ours.

    Raises:
        LogFault: the file is no JSON object with stages for this shape, or names an act that
            does not exist.
    """
    path = file or SHIPPED
    told = _told(path, shape)
    acts = told["acts"] if "acts" in told else _told(SHIPPED, shape)["acts"]
    unknown = set(acts) - set(ACTS)
    if unknown:
        raise LogFault(f"{path}: {shape}: no such acts: {', '.join(sorted(unknown))}")
    try:
        stages = told.get(KEYS[shape], told)
        return Mapped({n: texts for n, texts in stages.items() if n != "acts"}, acts)
    except (AttributeError, TypeError) as error:
        raise LogFault(f"{path}: {shape}: stages and acts are lists of codes: {error}") from error


def _told(path: Path, shape: str) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))[shape]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise LogFault(f"{path}: nothing for a log like {shape}: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("acts", {}), dict):
        raise LogFault(f"{path}: {shape}: stages and acts are objects")
    return told
