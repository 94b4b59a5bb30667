"""Values of an item of a register: read from texts by the definition, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from acts.office import Office
from acts.problems import FieldProblem, UnknownCase, UnknownProject
from catalog import Catalog, codes
from catalog.register_schema import RegisterEntry, RegisterField

LINE_SIGNS_MAX = 400
PROSE_SIGNS_MAX = 4000
NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,6})?")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

Values = dict[str, str]
Wrong = tuple[str, str]
"""What is wrong with a value, in Chinese and in English."""


def read_values(
    office: Office,
    entry: RegisterEntry,
    given: Mapping[str, str],
    *,
    partly: bool = False,
    below: str = "/values",
) -> tuple[Values, list[FieldProblem]]:
    """The values in their stored form, and every problem with its pointer `below`.

    `partly` takes what is given and asks for nothing else: a change of some fields.
    """
    values: Values = {}
    problems = [
        FieldProblem(f"{below}/{name}", "本名录没有此栏目。", "This register has no such field.")
        for name in given
        if entry.field(name) is None
    ]
    for field in entry.fields:
        if field.id not in given and partly:
            continue
        text = str(given.get(field.id, "")).strip()
        wrong = None
        if text:
            text, wrong = _read(office, field, text)
        elif field.required:
            wrong = "请填写此字段。", "Fill in this field."
        if wrong is not None:
            problems.append(FieldProblem(f"{below}/{field.id}", *wrong))
        values[field.id] = text
    return values, problems


def _read(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    if INVISIBLE.search(text):
        return text, ("请删除不可见的控制字符。", "Remove the invisible control characters.")
    if len(text) > (PROSE_SIGNS_MAX if field.kind == "long_text" else LINE_SIGNS_MAX):
        return text, ("文字过长。", "This text is too long.")
    reader = READERS.get(field.kind)
    return reader(office, field, text) if reader else (text, None)


def _number(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    plain = text.replace(",", "").replace("，", "")
    try:
        number = Decimal(plain) if NUMBER.fullmatch(plain) else None
    except InvalidOperation:
        number = None
    if number is None:
        return text, ("应为数字，例如 12.5。", "This must be a number such as 12.5.")
    return format(number.normalize(), "f"), None


def _day(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    try:
        return date.fromisoformat(text).isoformat(), None
    except ValueError:
        wrong = "应为日期，例如 2026-03-05。", "This must be a date such as 2026-03-05."
        return text, wrong


def _choice(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    for choice in field.choices:
        if text in (choice.id, choice.name) or text.lower() == choice.name_en.lower():
            return choice.id, None
    zh = "、".join(choice.name for choice in field.choices)
    en = ", ".join(choice.name_en for choice in field.choices)
    return text, (f"只能是以下之一：{zh}。", f"This must be one of: {en}.")


def organ_named(catalog: Catalog, text: str) -> str | None:
    """The department that a text means: its code, or a present or former name."""
    for entry in catalog.departments.values():
        if text in (entry.id, entry.name, entry.short, entry.name_en, *entry.former_names):
            return entry.id
    return None


def _organ(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    found = organ_named(office.city.catalog, text)
    if found is None:
        return text, ("目录中没有这个单位。", "The catalogue has no such unit.")
    return found, None


def _enterprise(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    verdict = codes.check_credit_code(text)
    if verdict.status == "invalid" or verdict.normalized is None:
        return text, (verdict.reason_zh, verdict.reason_en)
    return verdict.normalized, None


def _project(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    try:
        office.projects.read(text)
    except UnknownProject:
        return text, ("没有这个编号的项目。", "There is no project of this number.")
    return text, None


def _case(office: Office, field: RegisterField, text: str) -> tuple[str, Wrong | None]:
    try:
        office.case(text)
    except UnknownCase:
        return text, ("没有这个编号的办件。", "There is no case of this number.")
    return text, None


READERS: Mapping[str, Callable[[Office, RegisterField, str], tuple[str, Wrong | None]]] = {
    "number": _number,
    "day": _day,
    "choice": _choice,
    "organ": _organ,
    "enterprise": _enterprise,
    "project": _project,
    "case": _case,
}


def refs_of(entry: RegisterEntry, values: Mapping[str, str]) -> tuple[str, ...]:
    """What these values point to, and those that may stand only once in the register."""
    return tuple(sorted(set(_refs(entry, values))))


def _refs(entry: RegisterEntry, values: Mapping[str, str]) -> Iterator[str]:
    for field in entry.fields:
        value = values.get(field.id, "")
        if value and field.kind in ("enterprise", "project", "case"):
            yield f"{field.kind}:{value}"
    yield from unique_refs(entry, values)


def unique_refs(entry: RegisterEntry, values: Mapping[str, str]) -> tuple[str, ...]:
    """The references of the values that stand once: register, field, value."""
    return tuple(
        f"only:{entry.code}.{field.id}:{values[field.id]}"
        for field in entry.fields
        if field.unique and values.get(field.id)
    )


def title_of(office: Office, entry: RegisterEntry, values: Mapping[str, str]) -> str:
    """What an item is called: its first field, an organ by its name."""
    field = entry.fields[0]
    value = values.get(field.id, "")
    organ = office.city.catalog.departments.get(value) if field.kind == "organ" else None
    return organ.name if organ else value
