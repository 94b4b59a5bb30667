"""Which stage an activity of a log belongs to; the longest prefix of its code decides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import catalog
from greenlane.replay.logs import LogFault

SHIPPED = Path(catalog.__file__).parent / "data" / "replay" / "mapping.json"
NO_STAGE = "other"
CODE = re.compile(r"\d\d_[A-Z]+(?:_[A-Z]+)*(?:_\d+)*|T\d\d(?:-\d)?|Confirmation of receipt")
RANGE = re.compile(r"(\d\d_[A-Z]+_|T\d\d-)(\d+)\.\.(\d+)")
KEYS = {"receipt": "stages", "bpic15": "stages_by_action_code"}


class StageMapping:
    """Stages by the code that an activity begins with."""

    def __init__(self, stages: Mapping[str, Any]) -> None:
        self._stage_of = {code: stage for stage, texts in stages.items() for code in _codes(texts)}
        self._longest_first = sorted(self._stage_of, key=len, reverse=True)

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


def load_mapping(shape: str, file: Path | None) -> StageMapping:
    """The mapping for a log of this shape, ours or from a file of the same form.

    Raises:
        LogFault: the file is no JSON object with stages for this shape.
    """
    path = file or SHIPPED
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        stages = told[shape]
        stages = stages.get(KEYS[shape], stages)
        return StageMapping({str(name): texts for name, texts in stages.items()})
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise LogFault(f"{path}: no stages for a log like {shape}: {error}") from error
