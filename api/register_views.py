"""Registers (名录) as the API tells them, and as cells of a table in one language."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, cast

from acts.registers import Kept
from catalog import Catalog
from catalog.register_schema import RegisterEntry, RegisterField
from ledger.chain import canonical
from templates.i18n import translator
from templates.spreadsheets import Sheet, Value, csv_lines, write_workbook

FORMS = ("xlsx", "csv", "json")
IN_MEMORY_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024
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


def history_rows(kept: Kept) -> list[dict[str, Any]]:
    """Every line of an item with the hash that seals it."""
    return [
        {
            "number": line.number,
            "kind": line.kind,
            "effective_on": line.effective_on.isoformat(),
            "recorded_at": line.recorded_at.isoformat(),
            "by": line.actor,
            "organisation": line.on_authority_of,
            "reason": line.payload.get("reason", ""),
            "basis": line.payload.get("basis", ""),
            "status": line.payload.get("status"),
            "until_on": line.payload.get("until_on"),
            "values": dict(line.payload.get("values", {})),
            "hash": line.hash,
        }
        for line in kept.lines
    ]


def said(catalog: Catalog, lang: str, field: RegisterField, value: str) -> str:
    """A value as a person reads it: organs and choices by their names."""
    if field.kind == "organ" and value in catalog.departments:
        organ = catalog.departments[value]
        return organ.name if lang == "zh" else organ.name_en
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


def exported(
    entry: RegisterEntry,
    items: Iterable[Kept],
    form: str,
    catalog: Catalog,
    lang: str,
    today: date,
) -> Iterator[bytes]:
    """The register as a file in one of `FORMS`; beyond a megabyte it lies on disk."""
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - read later
    target = cast(BinaryIO, kept)
    rows = (cells(catalog, lang, item) for item in items)
    if form == "json":
        _write_json(target, items, today)
    elif form == "csv":
        target.writelines(csv_lines(headers(entry, lang), rows))
    else:
        name = entry.name if lang == "zh" else entry.name_en
        widths = (12, *(WIDTHS.get(field.kind, 16) for field in entry.fields), 12, 12, 12)
        plain = "".join(sign for sign in name if sign not in "[]:*?/\\'")
        write_workbook(target, [Sheet(plain, headers(entry, lang), rows, widths)], name)
    return _read(target)


def _write_json(target: BinaryIO, items: Iterable[Kept], today: date) -> None:
    target.write(b"[")
    for at, item in enumerate(items):
        target.write(b",\n" if at else b"\n")
        target.write(canonical(item_row(item, today)).encode())
    target.write(b"\n]\n")


def _read(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    with source:
        while piece := source.read(CHUNK_BYTES):
            yield piece
