"""The lines of a record beside the cases, as the API tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog import Catalog
from ledger.item_registers import RegisterLine


def history_rows(
    lines: Iterable[RegisterLine],
    more: Callable[[RegisterLine], Mapping[str, Any]] = lambda line: {},
) -> list[dict[str, Any]]:
    """Who wrote what when, with the hash that seals it; `more` tells of the content."""
    return [
        {
            "number": line.number,
            "kind": line.kind,
            "effective_on": line.effective_on.isoformat(),
            "recorded_at": line.recorded_at.isoformat(),
            "by": line.actor,
            "organisation": line.on_authority_of,
            **more(line),
            "hash": line.hash,
        }
        for line in lines
    ]


def department_name(catalog: Catalog, department: str, lang: str) -> str:
    """The full name of a department; its code where the catalogue does not have it."""
    entry = catalog.departments.get(department)
    if entry is None:
        return department
    return entry.name if lang == "zh" else entry.name_en
