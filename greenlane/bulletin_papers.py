"""An edition of a 通报 as JSON, PDF and workbook, for every face."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from acts.bulletins import Edition
from ledger.chain import canonical
from templates.bulletin import bulletin_pdf
from templates.bulletin_words import Paper, paper
from templates.i18n import translator
from templates.spreadsheets import Sheet, Value, write_workbook

FORMATS = ("pdf", "xlsx", "json")
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def edition_row(edition: Edition) -> dict[str, Any]:
    """The edition as JSON, with its content and the hash of that content."""
    return {
        "period": edition.period.name,
        "number": edition.number,
        "sha256": edition.sha256,
        "published": edition.is_published,
        "drafted_by": edition.drafted_by,
        "drafted_at": edition.drafted_at.isoformat(),
        "published_by": edition.published_by or None,
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "reason": edition.reason,
        "replaces": edition.replaces or None,
        "changes": list(edition.changes),
        "content": edition.content,
    }


def paper_of(edition: Edition, lang: str) -> Paper:
    """The edition in the words of one language."""
    return paper(
        {
            "content": edition.content,
            "sha256": edition.sha256,
            "number": edition.number,
            "reason": edition.reason,
            "replaces": edition.replaces,
            "changes": edition.changes,
            "drafted": (edition.drafted_by, edition.drafted_at),
            "published": (
                (edition.published_by, edition.published_at) if edition.published_at else None
            ),
        },
        lang,
    )


def written(edition: Edition, form: str, lang: str) -> bytes:
    """The edition in one of `FORMATS`; the same edition gives the same bytes."""
    if form == "json":
        return canonical(edition_row(edition)).encode()
    told = paper_of(edition, lang)
    return bulletin_pdf(told) if form == "pdf" else _workbook(edition, told)


def _workbook(edition: Edition, told: Paper) -> bytes:
    t = translator(told.lang)
    target = io.BytesIO()
    heads = [t(f"bulletin.{name}") for name in ("indicator", "value", "ratio")]
    city = Sheet(
        t("bulletin.city_figures"),
        (*heads, told.before, told.year_before),
        (
            (row.name, row.now.value, row.now.ratio, row.before.value, row.year_before.value)
            for _, rows in told.groups
            for row in rows
        ),
        (34, 12, 14, 18, 20),
    )
    departments = Sheet(
        t("bulletin.by_department"),
        (heads[0], t("bulletin.department"), *heads[1:], t("bulletin.place")),
        _department_rows(told),
        (34, 24, 12, 14, 8),
    )
    behind = Sheet(
        t("bulletin.behind"),
        (heads[0], t("bulletin.department"), t("list.case"), t("bulletin.ratio")),
        _case_rows(edition, told),
        (34, 24, 20, 12),
    )
    about = Sheet(t("bulletin.edition"), (told.title, told.mark), told.pairs, (28, 90))
    sheets = [about, city, departments, behind]
    if told.scores:
        sheets.append(Sheet(t("bulletin.scores"), told.score_headers, told.scores))
    write_workbook(target, sheets, told.title)
    return target.getvalue()


def _department_rows(told: Paper) -> Iterator[tuple[Value, ...]]:
    for place, name in enumerate(told.names):
        for department in told.departments:
            cell = department.cells[place]
            yield name, department.name, cell.value, cell.ratio, cell.place


def _case_rows(edition: Edition, told: Paper) -> Iterator[tuple[Value, ...]]:
    names = {row.id: row.name for row in told.departments}
    for key, name in zip(told.keys, told.names, strict=True):
        for department, figure in edition.content["figures"][key]["departments"].items():
            for sign, which in (("1", "cases"), ("0", "others")):
                for case_id in figure[which]:
                    yield name, names[department], case_id, sign
