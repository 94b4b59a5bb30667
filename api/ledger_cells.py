"""The ledger as a table (台账) in the words of one language: columns, cells, files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from acts.ledger_table import LedgerLine
from api.record_rows import department_name
from api.standing import standing
from api.table_files import Table
from catalog import Catalog
from templates.i18n import Translate, translator
from templates.spreadsheets import Value

COLUMNS: Mapping[str, int] = {
    "serial": 6,
    "case_id": 14,
    "project_code": 26,
    "project_name": 34,
    "applicant": 28,
    "applicant_code": 20,
    "matter": 30,
    "lead": 22,
    "received_on": 12,
    "accepted_on": 12,
    "promise_due_on": 12,
    "statute_due_on": 12,
    "decided_on": 12,
    "used_days": 8,
    "paused_days": 8,
    "extension_days": 8,
    "light": 8,
    "standing": 16,
    "holders": 34,
}
"""The columns that the field expects, with their widths in signs."""


def headers(lang: str) -> tuple[str, ...]:
    """The columns' names."""
    t = translator(lang)
    return tuple(t(f"ledger_column.{name}") for name in COLUMNS)


def cells(catalog: Catalog, lang: str, line: LedgerLine, serial: int) -> tuple[Value, ...]:
    """One line as cells: words as people read them, days as dates, counts as numbers."""
    t = translator(lang)
    return (
        serial,
        line.case_id,
        line.project_code,
        line.project_name,
        line.applicant,
        line.applicant_code,
        _matter(catalog, lang, line.matter),
        department_name(catalog, line.lead, lang),
        *map(_day, (line.received_on, line.accepted_on, line.promise_due_on, line.statute_due_on)),
        _day(line.decided_on),
        line.used_days,
        line.paused_days,
        line.extension_days,
        t(f"light.{line.light}"),
        t(f"standing.{standing(*line.standing)}"),
        holders(catalog, lang, line, t),
    )


def holders(catalog: Catalog, lang: str, line: LedgerLine, t: Translate) -> str:
    """Who holds the case now, and what they owe."""
    parties = {line.applicant_code: line.applicant}
    return "; ".join(
        f"{parties.get(party) or department_name(catalog, party, lang)}: {t(f'task.{task}')}"
        for party, task in line.holders
    )


def record(line: LedgerLine, serial: int) -> dict[str, object]:
    """One line as JSON: codes as the ledger has them."""
    return {
        "serial": serial,
        "case_id": line.case_id,
        "project_code": line.project_code,
        "project_name": line.project_name,
        "applicant": line.applicant,
        "applicant_code": line.applicant_code,
        "matter": line.matter,
        "lead": line.lead,
        "received_on": _day(line.received_on),
        "accepted_on": _day(line.accepted_on) or None,
        "promise_due_on": _day(line.promise_due_on) or None,
        "statute_due_on": _day(line.statute_due_on) or None,
        "provisional": line.provisional,
        "decided_on": _day(line.decided_on) or None,
        "used_days": line.used_days,
        "paused_days": line.paused_days,
        "extension_days": line.extension_days,
        "light": line.light,
        "standing": standing(*line.standing),
        "holders": [{"party": party, "task": task} for party, task in line.holders],
        "version": line.version,
    }


def table(lines: Iterable[LedgerLine], catalog: Catalog, lang: str) -> Table:
    """The ledger as a table that leaves as a file."""
    numbered = enumerate(lines, start=1)
    return Table(
        translator(lang)("ledger_table.title"),
        headers(lang),
        tuple(COLUMNS.values()),
        rows=(cells(catalog, lang, line, at) for at, line in numbered),
        records=(record(line, at) for at, line in numbered),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _matter(catalog: Catalog, lang: str, code: str) -> str:
    entry = catalog.matters.get(code)
    if entry is None:
        return code
    return entry.name if lang == "zh" else entry.name_en
