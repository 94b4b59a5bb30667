"""Tasks (任务台账) as the API tells them, and as cells of a table in one language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from acts.tasks import KeptTask
from api.record_rows import department_name
from api.table_files import Table
from catalog import Catalog
from templates.i18n import translator
from templates.spreadsheets import Value

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


def table(tasks: Iterable[KeptTask], catalog: Catalog, lang: str, today: date) -> Table:
    """The ledger of tasks as a table that leaves as a file."""
    t = translator(lang)
    return Table(
        t("tasks.title"),
        tuple(t(f"tasks.{name}") for name in COLUMNS),
        WIDTHS,
        rows=(_cells(task, catalog, lang, today) for task in tasks),
        records=(task_row(task, today) for task in tasks),
    )


def _cells(kept: KeptTask, catalog: Catalog, lang: str, today: date) -> tuple[Value, ...]:
    t, row = translator(lang), task_row(kept, today)
    told: dict[str, Value] = {
        "kind": t(f"task_kind.{row['kind']}"),
        "state": t(f"task_state.{row['state']}"),
        "units": t("list.and").join(
            department_name(catalog, unit, lang) for unit in kept.now.units
        ),
        "late": t("tasks.yes") if row["late"] else "",
        "evidence": "\n".join(kept.now.evidence),
    }
    return tuple(told.get(name, row[name] or "") for name in COLUMNS)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
