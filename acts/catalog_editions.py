"""The editions of the catalogue that a ledger keeps, and which of them binds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from catalog import Catalog
from ledger.tables import CatalogEditionRow


@dataclass(frozen=True, slots=True)
class CatalogEdition:
    """An edition from the legal day on which it binds what is filed (Asia/Shanghai)."""

    number: int
    catalog: Catalog
    effective_on: date
    drafted_by: str
    published_by: str
    published_at: datetime


def edition_of(row: CatalogEditionRow, shipped: Catalog) -> CatalogEdition:
    """The edition that a row holds; accounts stand in no edition and stay those of the city."""
    catalog = shipped
    if row.sha256 != shipped.sha256:
        catalog = replace(
            Catalog.from_content(row.content),
            users=shipped.users,
            demonstration=shipped.demonstration,
        )
    return CatalogEdition(
        row.number, catalog, row.effective_on, row.drafted_by, row.published_by, row.published_at
    )


def binding_on(editions: Iterable[CatalogEdition], day: date) -> CatalogEdition | None:
    """The edition that binds what is filed on `day`; None before the first one.

    Of two that begin on one day the later published one binds.
    """
    begun = [edition for edition in editions if edition.effective_on <= day]
    return max(begun, key=lambda e: (e.effective_on, e.number), default=None)
