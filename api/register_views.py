"""Registers (名录) as the API tells them, and as cells of a table in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from acts.registers import Kept
from api.record_rows import department_name
from api.table_files import Table
from catalog import Catalog
from catalog.register_schema import RegisterEntry, RegisterField
from ledger.item_registers import RegisterLine
from templates.i18n import translator
from templates.spreadsheets import Value

WIDTHS = {"long_text": 40, "text": 26, "enterprise": 22, "number": 12, "day": 12}


def definition_row(entry: RegisterEntry, in_it: int) -> dict[str, Any]:
    """A register with what an item says and which statuses it may have."""
    told = entry.model_dump(mode="json")
    return told | {"in_register": in_it}


def item_row(kept: Kept, today: date) -> dict[str, Any]:
    """An item as it stands, with its days under each status."""
    found = kept.now
    last = found.last_spell
    return {
        "register": kept.entry.code,
        "item": kept.item,
        "title": found.title,
        "values": {field.id: found.values.get(field.id, "") for field in kept.entry.fields},
        "status": found.status,
        "standing": found.standing(today),
        "from_on": last.from_on.isoformat() if last else None,
        "until_on": last.until_on.isoformat() if last and last.until_on else None,
        "spells": [
            {
                "from_on": spell.from_on.isoformat(),
                "until_on": spell.until_on.isoformat() if spell.until_on else None,
                "status": spell.status,
            }
            for spell in found.spells
        ],
        "version": found.version,
    }


def said_by(line: RegisterLine) -> dict[str, Any]:
    """What a line of an item says."""
    told = line.payload
    return {
        "reason": told.get("reason", ""),
        "basis": told.get("basis", ""),
        "status": told.get("status"),
        "until_on": told.get("until_on"),
        "values": dict(told.get("values", {})),
    }


def said(catalog: Catalog, lang: str, field: RegisterField, value: str) -> str:
    """A value as a person reads it: organs and choices by their names."""
    if field.kind == "organ":
        return department_name(catalog, value, lang)
    for choice in field.choices:
        if choice.id == value:
            return choice.name if lang == "zh" else choice.name_en
    return value


def field_name(field: RegisterField, lang: str) -> str:
    """The name of a column, with its unit."""
    name = field.name if lang == "zh" else field.name_en
    unit = field.unit if lang == "zh" else field.unit_en
    if not unit:
        return name
    return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"


def status_name(entry: RegisterEntry, status: str, lang: str) -> str:
    """The name of a status; its code where the definition no longer knows it."""
    found = entry.status(status)
    if found is None:
        return status
    return found.name if lang == "zh" else found.name_en


def headers(entry: RegisterEntry, lang: str) -> tuple[str, ...]:
    """The columns of an export: the fields by their names, so that a file can come back."""
    t = translator(lang)
    names = (field.name if lang == "zh" else field.name_en for field in entry.fields)
    own = ("item", "status", "from_on", "until_on")
    return (t("registers.item"), *names, *(t(f"registers.{name}") for name in own[1:]))


def cells(catalog: Catalog, lang: str, kept: Kept) -> tuple[Value, ...]:
    """One item as cells."""
    found, last = kept.now, kept.now.last_spell
    return (
        kept.item,
        *(_cell(catalog, lang, field, found.values) for field in kept.entry.fields),
        status_name(kept.entry, found.status, lang),
        last.from_on.isoformat() if last else "",
        last.until_on.isoformat() if last and last.until_on else "",
    )


def _cell(catalog: Catalog, lang: str, field: RegisterField, values: Mapping[str, str]) -> Value:
    value = values.get(field.id, "")
    if field.kind == "number" and value:
        return float(value) if "." in value else int(value)
    return said(catalog, lang, field, value)


def table(
    entry: RegisterEntry, items: Iterable[Kept], catalog: Catalog, lang: str, today: date
) -> Table:
    """The register as a table that leaves as a file."""
    return Table(
        entry.name if lang == "zh" else entry.name_en,
        headers(entry, lang),
        (12, *(WIDTHS.get(field.kind, 16) for field in entry.fields), 12, 12, 12),
        rows=(cells(catalog, lang, item) for item in items),
        records=(item_row(item, today) for item in items),
    )
