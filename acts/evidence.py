"""Evidence that can be shown to others: signed tree heads, and proofs of what they cover.

After a day was sealed the log over sealed heads has a size and a root; the installation signs
them. Whoever kept an earlier head can check that the log only grew (RFC 6962 section 2.1.2), and
whoever holds a case that its head was in the log (section 2.1.1), without trusting the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

from acts.office import Office
from ledger import evidence_log
from ledger.chain import canonical
from ledger.evidence import is_sealed, seal_day
from ledger.evidence_log import Leaf
from ledger.tables import TreeHeadRow
from states import merkle
from states.worktime import legal_day

FORMAT = "greenlane-tree-head/1"
FORMAT_OF_HEADS = "greenlane-tree-heads/1"


class NotSealed(LookupError):
    """No signed head covers this: the day has none, or the case is in none yet."""


class NoSigner(Exception):
    """The installation has no signing key."""


class Signer(Protocol):
    """Who signs for the installation: a key's id and its signatures, in hex."""

    @property
    def key_id(self) -> str:
        """The SHA-256 of the public key, the first 16 hex digits."""

    def sign(self, message: bytes) -> str:
        """The Ed25519 signature (RFC 8032) in hex."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A signed head as it is published."""

    installation: str
    sealed_on: date
    size: int
    root: str
    key_id: str
    signature: str
    signed_at: datetime

    def told(self) -> dict[str, Any]:
        """The head as JSON; the verifier needs nothing else of it but the public key."""
        return {
            "format": FORMAT,
            "installation": self.installation,
            "sealed_on": self.sealed_on.isoformat(),
            "size": self.size,
            "root": self.root,
            "key_id": self.key_id,
            "signature": self.signature,
            "signed_at": self.signed_at.isoformat(),
        }


def signed_text(installation: str, day: date, size: int, root: str) -> bytes:
    """What a head's signature is over: canonical JSON of format, installation, day, size, root."""
    return canonical([FORMAT, installation, day.isoformat(), size, root]).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing did: the day and its root, whether this was the first time, what was signed."""

    day: date
    root: str
    is_new: bool
    signed: tuple[TreeHead, ...]


def seal_yesterday(office: Office, signer: Signer | None, now: datetime) -> Sealed:
    """Seal the legal day before (Asia/Shanghai), and sign every sealed day that is unsigned.

    Twice does nothing. Without a signer days are sealed and wait for one.

    Raises:
        LaterDaySealed: a later day is sealed already; the machine's clock was set back.
    """
    day = legal_day(now) - timedelta(days=1)
    is_new = not is_sealed(office.session, day)
    root = seal_day(office.session, day, now)
    signed = sign_sealed_days(office, signer, now) if signer else ()
    return Sealed(day, root, is_new, signed)


def sign_sealed_days(office: Office, signer: Signer, now: datetime) -> tuple[TreeHead, ...]:
    """Sign the head of every sealed day that has none yet, oldest first; twice signs nothing."""
    return tuple(
        _sign(office, signer, day, now) for day in evidence_log.unsigned_days(office.session)
    )


def _sign(office: Office, signer: Signer, day: date, now: datetime) -> TreeHead:
    leaves = evidence_log.leaves_until(office.session, day)
    root = merkle.root(evidence_log.hashes_of(leaves)).hex()
    text = signed_text(office.city.installation_id, day, len(leaves), root)
    signed = signer.key_id, signer.sign(text)
    row = evidence_log.keep_tree_head(office.session, day, len(leaves), root, signed, now)
    return _head(office, row)


def _head(office: Office, row: TreeHeadRow) -> TreeHead:
    return TreeHead(
        installation=office.city.installation_id,
        sealed_on=row.sealed_on,
        size=row.size,
        root=row.root,
        key_id=row.key_id,
        signature=row.signature,
        signed_at=row.signed_at,
    )


def head_of(office: Office, day: date) -> TreeHead:
    """The signed head of a day.

    Raises:
        NotSealed: the day has none.
    """
    row = evidence_log.tree_head(office.session, day)
    if row is None:
        raise NotSealed(day.isoformat())
    return _head(office, row)


def newest_day(office: Office) -> date:
    """The newest signed day: its log holds whatever any day before it held.

    Raises:
        NotSealed: no day is signed yet.
    """
    day = evidence_log.newest_day(office.session)
    if day is None:
        raise NotSealed("no day is signed yet")
    return day


def newest_head_with(office: Office, case_id: str) -> TreeHead | None:
    """The newest signed head whose log holds a head of the case, or None."""
    day = evidence_log.newest_day(office.session)
    first = evidence_log.first_day_of(office.session, case_id)
    return head_of(office, day) if day and first and first <= day else None


def heads_between(office: Office, from_on: date, to_on: date) -> tuple[TreeHead, ...]:
    """The signed heads of these legal days (both included), for publication."""
    rows = evidence_log.tree_heads(office.session, from_on, to_on)
    return tuple(_head(office, row) for row in rows)


def inclusion(office: Office, case_id: str, day: date) -> dict[str, Any]:
    """The case's newest head that the log of this day holds, and the proof that it does.

    Raises:
        NotSealed: the day has no signed head, or its log holds no head of the case.
    """
    head = head_of(office, day)
    leaves = evidence_log.leaves_until(office.session, day)[: head.size]
    at = _newest(leaves, case_id)
    proof = merkle.inclusion_proof(evidence_log.hashes_of(leaves), at)
    return {
        "leaf": leaves[at].content(),
        "index": at,
        "proof": [node.hex() for node in proof],
        "tree_head": head.told(),
    }


def _newest(leaves: tuple[Leaf, ...], case_id: str) -> int:
    for at in range(len(leaves) - 1, -1, -1):
        if leaves[at].case_id == case_id:
            return at
    raise NotSealed(case_id)


def published(office: Office, from_on: date, to_on: date) -> dict[str, Any]:
    """The signed heads of these legal days with the proofs that each log continues the last."""
    heads = heads_between(office, from_on, to_on)
    hashes = _hashes_until(office, to_on)
    return {
        "format": FORMAT_OF_HEADS,
        "tree_heads": [head.told() for head in heads],
        "proofs": [_continued(hashes, one.size, other.size) for one, other in pairwise(heads)],
    }


def _hashes_until(office: Office, day: date) -> list[bytes]:
    return evidence_log.hashes_of(evidence_log.leaves_until(office.session, day))


def _continued(hashes: list[bytes], earlier: int, later: int) -> list[str]:
    if earlier == 0:
        return []
    return [node.hex() for node in merkle.consistency_proof(hashes[:later], earlier)]


def consistency(office: Office, earlier: date, later: date) -> dict[str, Any]:
    """The proof that the log of the later day continues that of the earlier one.

    Raises:
        NotSealed: one of the days has no signed head.
    """
    before, after = head_of(office, earlier), head_of(office, later)
    hashes = _hashes_until(office, later)
    return {
        "earlier": before.told(),
        "later": after.told(),
        "proof": _continued(hashes, before.size, after.size),
    }
