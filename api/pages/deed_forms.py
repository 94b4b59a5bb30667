"""A deed's form as page fields, read off its model, and what was sent in them."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from acts.forms import Form, ItemForm
from api.pages.filled import Sent, raw_items
from templates.i18n import Translate, messages

LINE_CHARACTERS_MAX = 200
WIDGETS = {bool: "yes", int: "number", Decimal: "number", date: "day"}
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DeedField:
    """One field of a deed's page: `kind` names its macro, `options` what one may choose."""

    name: str
    kind: str
    label: str
    hint: str
    required: bool
    options: Sequence[Option] = ()


def deed_fields(form: type[Form], t: Translate, choices: Mapping[str, Any]) -> list[DeedField]:
    """The fields of a deed's form, in order.

    A field with `json_schema_extra={"choices": NAME}` offers the options `choices[NAME]`; one
    of a closed list offers its values, called `choice.FIELD.VALUE`.
    """
    return [_field(name, info, t, choices) for name, info in form.model_fields.items()]


def _field(name: str, info: FieldInfo, t: Translate, choices: Mapping[str, Any]) -> DeedField:
    kind, offered = _kind(info), _offered(info)
    options = choices[offered] if offered else [(v, t(f"choice.{name}.{v}")) for v in _closed(info)]
    hint = t(f"hint.{name}") if f"hint.{name}" in messages("zh") else ""
    pairs = [(str(option[0]), str(option[1])) for option in options]
    return DeedField(name, kind, t(f"form.{name}"), hint, info.is_required(), pairs)


def deed_raw(form: type[Form], sent: Sent) -> dict[str, Any]:
    """What was sent, for the form's model; what was left empty and has a default is left out."""
    raw: dict[str, Any] = {}
    for name, info in form.model_fields.items():
        kind = _kind(info)
        if kind == "items":
            raw[name] = raw_items(sent)
        elif kind == "checks":
            raw[name] = list(sent.texts.get(name, ()))
        elif kind == "lines":
            raw[name] = sent.lines(name)
        elif kind == "yes":
            raw[name] = sent.text(name) == "yes"
        elif kind in ("text", "area") and info.is_required():
            raw[name] = sent.text(name)
        else:
            raw |= sent.given(name)
    return raw


def _bare(annotation: Any) -> Any:
    """The type itself, without `Annotated` and `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(a for a in get_args(annotation) if a is not type(None))
        else:
            return annotation


def _offered(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("choices", "")) if isinstance(extra, dict) else ""


def _closed(info: FieldInfo) -> Sequence[str]:
    """The values of a closed list, one or many of which may be chosen."""
    bare = _bare(info.annotation)
    if get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    if get_origin(bare) is Literal:
        return [str(value) for value in get_args(bare)]
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return [value.value for value in bare]
    return ()


def _kind(info: FieldInfo) -> str:
    bare = _bare(info.annotation)
    choosable = bool(_offered(info) or _closed(info))
    if get_origin(bare) is tuple:
        if _bare(get_args(bare)[0]) is ItemForm:
            return "items"
        return "checks" if choosable else "lines"
    if choosable:
        return "select" if _offered(info) else "radios"
    if bare in WIDGETS:
        return WIDGETS[bare]
    longest = max((getattr(m, "max_length", None) or 0 for m in info.metadata), default=0)
    return "area" if longest > LINE_CHARACTERS_MAX else "text"
