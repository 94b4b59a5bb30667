"""The log over sealed heads: every head that a day sealed, in one order that only grows.

A leaf is the canonical JSON `[sealed_on, case_id, number, hash]`; leaves are ordered by day and
then by the id of the case or project, so that each day's leaves follow those of the days before.
A tree head is the log's size and root (RFC 6962 section 2.1) after a day, signed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.chain import canonical
from ledger.tables import TreeHeadRow
from states import merkle

_DAYS = text("SELECT sealed_on FROM seal ORDER BY sealed_on")
_FIRST_OF = text("SELECT min(sealed_on) AS day FROM sealed_head WHERE case_id = :case_id")
_NEWEST = text("SELECT max(sealed_on) AS day FROM tree_head")
_LEAVES = text(
    "SELECT sealed_on, case_id, number, hash FROM sealed_head WHERE sealed_on <= :day "
    "ORDER BY sealed_on, case_id"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sealed head as the log holds it."""

    sealed_on: str
    case_id: str
    number: int
    hash: str

    def content(self) -> list[Any]:
        """What is hashed, as canonical JSON."""
        return [self.sealed_on, self.case_id, self.number, self.hash]

    def leaf_hash(self) -> bytes:
        """The leaf's hash in the tree."""
        return merkle.leaf_hash(canonical(self.content()).encode("utf-8"))


def leaves_until(session: Session, day: date) -> tuple[Leaf, ...]:
    """The log as it stood after `day` was sealed."""
    rows = session.execute(_LEAVES, {"day": day.isoformat()})
    return tuple(Leaf(str(r.sealed_on), r.case_id, r.number, r.hash) for r in rows)


def head_faults(session: Session) -> Iterator[str]:
    """What the signed heads say otherwise than the sealed heads that are kept."""
    roots = _roots_by_day(session)
    for row in session.execute(select(TreeHeadRow)).scalars():
        if roots.get(row.sealed_on) != (row.size, row.root):
            yield f"the tree head signed for {row.sealed_on} is not that of the sealed heads"


def _roots_by_day(session: Session) -> dict[date, tuple[int, str]]:
    """The log's size and root after every sealed day."""
    leaves = deque(leaves_until(session, date.max))
    log, found = merkle.Growing(), {}
    for row in session.execute(_DAYS):
        day = str(row.sealed_on)
        while leaves and leaves[0].sealed_on <= day:
            log.add(leaves.popleft().leaf_hash())
        found[date.fromisoformat(day)] = (log.size, log.root().hex())
    return found


def hashes_of(leaves: Sequence[Leaf]) -> list[bytes]:
    """The leaf hashes, in order."""
    return [leaf.leaf_hash() for leaf in leaves]


def tree_head(session: Session, day: date) -> TreeHeadRow | None:
    """The signed head of this day, or None."""
    return session.get(TreeHeadRow, day)


def tree_heads(session: Session, from_on: date, to_on: date) -> Sequence[TreeHeadRow]:
    """The signed heads of these days, both included, oldest first."""
    within = TreeHeadRow.sealed_on.between(from_on, to_on)  # type: ignore[attr-defined]
    wanted = select(TreeHeadRow).where(within).order_by(TreeHeadRow.sealed_on)  # type: ignore[arg-type]
    return session.execute(wanted).scalars().all()


def newest_day(session: Session) -> date | None:
    """The newest signed day, or None."""
    row = session.execute(_NEWEST).one()
    return date.fromisoformat(str(row.day)) if row.day is not None else None


def first_day_of(session: Session, case_id: str) -> date | None:
    """The first day that sealed a head of the case, or None."""
    row = session.execute(_FIRST_OF, {"case_id": case_id}).one()
    return date.fromisoformat(str(row.day)) if row.day is not None else None


def unsigned_days(session: Session) -> Sequence[date]:
    """Sealed days that have no signed head yet, oldest first."""
    rows = session.execute(
        text(
            "SELECT sealed_on FROM seal WHERE sealed_on NOT IN (SELECT sealed_on FROM tree_head) "
            "ORDER BY sealed_on"
        )
    )
    return [date.fromisoformat(str(row.sealed_on)) for row in rows]


def keep_tree_head(
    session: Session, day: date, size: int, root: str, signed: tuple[str, str], now: datetime
) -> TreeHeadRow:
    """Keep a day's signed head; `signed` is the key's id and the signature, both hex."""
    key_id, signature = signed
    row = TreeHeadRow(
        sealed_on=day, size=size, root=root, key_id=key_id, signature=signature, signed_at=now
    )
    session.add(row)
    session.flush()
    return row
