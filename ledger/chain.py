"""Evidence that nothing was altered: canonical JSON, a hash chain per case, daily roots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from states import merkle
from states.terms import Entry
from states.terms.project import ProjectEntry

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, text as it is; the same value gives the same bytes.

    Raises:
        ValueError: NaN or an infinity, which JSON has no word for.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256(text: str) -> str:
    """Hex SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def entry_hash(case_id: str, entry: Entry | ProjectEntry, payload: str, prev_hash: str) -> str:
    """The hash that seals one entry of a case or a project onto the one before it."""
    return sha256(
        canonical(
            [
                case_id,
                entry.number,
                entry.kind,
                entry.actor,
                entry.on_authority_of,
                entry.effective_on.isoformat(),
                entry.recorded_at.isoformat(),
                payload,
                prev_hash,
            ]
        )
    )


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over hex leaf hashes in RFC 6962 shape (leaf prefix 00, node prefix 01).

    Source: RFC 6962 section 2.1.
    """
    return merkle.root([merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]).hex()


def head_leaf(case_id: str, number: int, head_hash: str) -> str:
    """The leaf that stands for a case's chain head in a daily root."""
    return sha256(canonical([case_id, number, head_hash]))


def root_of_heads(heads: Iterable[tuple[str, int, str]]) -> str:
    """The daily root over (case id, number, head hash), ordered by case id."""
    return merkle_root([head_leaf(*head) for head in sorted(heads)])
