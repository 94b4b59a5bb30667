"""Tasks (任务台账) as the API tells them, and as cells of a table in one language."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO, cast

from acts.tasks import KeptTask
from catalog import Catalog
from ledger.chain import canonical
from templates.i18n import translator
from templates.spreadsheets import Sheet, Value, csv_lines, write_workbook

IN_MEMORY_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024
COLUMNS = (
    "task_id",
    "series",
    "item",
    "kind",
    "text",
    "units",
    "due_on",
    "due_said",
    "state",
    "late",
    "done_on",
    "indicator",
    "evidence",
    "source",
)
WIDTHS = (16, 18, 12, 12, 60, 36, 12, 16, 12, 8, 12, 24, 36, 30)


def task_row(kept: KeptTask, today: date) -> dict[str, Any]:
    """A task as it stands today; days are Asia/Shanghai dates."""
    now = kept.now
    return {
        "task_id": kept.task_id,
        "kind": now.kind.value,
        "series": now.series,
        "item": now.item,
        "text": now.text,
        "units": list(now.units),
        "first_leads": now.first_leads,
        "source": now.source,
        "due_said": now.due_said,
        "due_on": _iso(now.due_on),
        "receipt_due_on": _iso(now.receipt_due_on),
        "indicator": now.indicator,
        "state": now.state.value,
        "late": now.is_late(today),
        "receipt_late": now.receipt_is_late(today),
        "opened_on": now.opened_on.isoformat(),
        "received_on": _iso(now.received_on),
        "reported_on": _iso(now.reported_on),
        "done_on": _iso(now.done_on),
        "evidence": list(now.evidence),
        "urged": now.urged,
        "extended": now.extended,
        "version": now.version,
    }


def history_rows(kept: KeptTask) -> list[dict[str, Any]]:
    """Every line of a task with the hash that seals it."""
    return [
        {
            "number": line.number,
            "kind": line.kind,
            "effective_on": line.effective_on.isoformat(),
            "recorded_at": line.recorded_at.isoformat(),
            "by": line.actor,
            "organisation": line.on_authority_of,
            "payload": dict(line.payload),
            "hash": line.hash,
        }
        for line in kept.lines
    ]


def exported(
    tasks: Iterable[KeptTask], form: str, catalog: Catalog, lang: str, today: date
) -> Iterator[bytes]:
    """The ledger of tasks as xlsx, csv or json; beyond a megabyte it lies on disk."""
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - read later
    target = cast(BinaryIO, kept)
    t = translator(lang)
    headers = tuple(t(f"tasks.{name}") for name in COLUMNS)
    rows = (_cells(task, catalog, lang, today) for task in tasks)
    if form == "json":
        target.write(b"[")
        for at, task in enumerate(tasks):
            target.write(b",\n" if at else b"\n")
            target.write(canonical(task_row(task, today)).encode())
        target.write(b"\n]\n")
    elif form == "csv":
        target.writelines(csv_lines(headers, rows))
    else:
        title = t("tasks.title")
        write_workbook(target, [Sheet(title, headers, rows, WIDTHS)], title)
    return _read(target)


def _cells(kept: KeptTask, catalog: Catalog, lang: str, today: date) -> tuple[Value, ...]:
    t, row = translator(lang), task_row(kept, today)
    told: dict[str, Value] = {
        "kind": t(f"task_kind.{row['kind']}"),
        "state": t(f"task_state.{row['state']}"),
        "units": t("list.and").join(unit_name(catalog, unit, lang) for unit in kept.now.units),
        "late": t("tasks.yes") if row["late"] else "",
        "evidence": "\n".join(kept.now.evidence),
    }
    return tuple(told.get(name, row[name] or "") for name in COLUMNS)


def unit_name(catalog: Catalog, unit: str, lang: str) -> str:
    """A unit by the name of its department; its code where the catalogue no longer has it."""
    if unit not in catalog.departments:
        return unit
    department = catalog.departments[unit]
    return department.name if lang == "zh" else department.name_en


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    with source:
        while piece := source.read(CHUNK_BYTES):
            yield piece
