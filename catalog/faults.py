"""What can be wrong with a catalogue, said with file and key, and with a suggestion."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]

NAMING_KEYS = ("code", "id", "username", "matter", "department", "kind", "no", "unit")
"""Keys by which an entry of a list is called in messages, the first one present."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing a catalogue may not say, and where it says it."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}"


class FaultyCatalog(ValueError):
    """The catalogue cannot be used; `faults` says why, each with file and key."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class UnknownName(KeyError):
    """The catalogue has no such entry; `suggestion` is the nearest name it has, if any."""

    noun = "entry"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.suggestion = nearest(name, known)
        super().__init__(name)

    def __str__(self) -> str:
        return unknown(self.noun, self.name, self.suggestion)


class UnknownMatter(UnknownName):
    """The catalogue has no such matter."""

    noun = "matter"


class UnknownDepartment(UnknownName):
    """The catalogue has no such department."""

    noun = "department"


class UnknownCity(UnknownName):
    """There is no folder with such a catalogue."""

    noun = "city"


class UnknownRegister(UnknownName):
    """The catalogue has no such register."""

    noun = "register"


class UnknownChannel(UnknownName):
    """The catalogue has no such channel."""

    noun = "channel"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like `name`, or None where none is near."""
    found = get_close_matches(name[:200], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(noun: str, name: str, suggestion: str | None) -> str:
    """The sentence for a name that nobody knows."""
    hint = f', did you mean "{suggestion}"?' if suggestion else ""
    return f'unknown {noun} "{name}"{hint}'


def schema_faults(
    error: ValidationError, file: str, raw: Mapping[str, Any], model: type[BaseModel]
) -> list[Fault]:
    """What pydantic refused, in our words: one fault per refused key."""
    return [
        Fault(file, key_of(details["loc"], raw), _message(details, model))
        for details in error.errors(include_url=False)
    ]


def key_of(location: Location, raw: Any) -> str:
    """The path of a key as a person would write it: `matters[permit.construction].limits`."""
    parts: list[str] = []
    here = raw
    for step in location:
        here = _inside(here, step)
        if isinstance(step, int):
            parts.append(f"[{_name_of(here, step)}]")
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts) or "(file)"


def _inside(here: Any, step: int | str) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _name_of(entry: Any, index: int) -> str:
    if isinstance(entry, Mapping):
        for key in NAMING_KEYS:
            if isinstance(entry.get(key), str | int):
                return str(entry[key])[:80]
    return str(index)


def _message(details: ErrorDetails, model: type[BaseModel]) -> str:
    kind, location = details["type"], details["loc"]
    key = str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        return unknown("key", key, nearest(key, _keys_at(model, location[:-1])))
    if kind == "missing":
        return f'missing key "{key}"'
    if kind in ("enum", "literal_error"):
        return _not_one_of(details)
    return f"{details['msg'][:1].lower()}{details['msg'][1:]}"


def _not_one_of(details: ErrorDetails) -> str:
    expected = str(details.get("ctx", {}).get("expected", ""))
    choices = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
    value = str(details["input"])[:80]
    suggestion = nearest(value, choices)
    hint = f'did you mean "{suggestion}"?' if suggestion else f"expected {expected}"
    return f'unknown value "{value}", {hint}'


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys allowed where `location` points, found by walking the annotations."""
    here: Any = model
    for step in location:
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(step))
            here = field.annotation if field else None
        else:
            arguments = get_args(here)
            here = arguments[1] if get_origin(here) is dict else next(iter(arguments), None)
    here = _bare(here)
    known = isinstance(here, type) and issubclass(here, BaseModel)
    return list(here.model_fields) if known else []


def _bare(annotation: Any) -> Any:
    """The annotation without its `| None`."""
    if isinstance(annotation, types.UnionType):
        return next(part for part in get_args(annotation) if part is not types.NoneType)
    return annotation
