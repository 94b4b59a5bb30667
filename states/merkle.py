"""An append-only log as a Merkle tree: its root, and the proofs that a reader checks alone.

Shapes of RFC 6962 section 2.1 (SHA-256, a leaf is hashed behind the byte 00, a node behind 01);
the checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2, which need no tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a log without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf's content."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over the leaf hashes in their order.

    Source: RFC 6962 section 2.1.
    """
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return _node(root(leaves[:split]), root(leaves[split:]))


class Growing:
    """A log that grows leaf by leaf; its root costs the logarithm of its size at any time.

    Source: RFC 6962 section 2.1 (a tree's left part is the largest whole one).
    """

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """One more leaf hash at the end."""
        self.size += 1
        height, node = 0, leaf
        while self._whole and self._whole[-1][0] == height:
            height, node = height + 1, _node(self._whole.pop()[1], node)
        self._whole.append((height, node))

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._whole:
            return EMPTY
        node = self._whole[-1][1]
        for _height, left in reversed(self._whole[:-1]):
            node = _node(left, node)
        return node


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The nodes that lead from the leaf at `index` (from 0) to the root, lowest first.

    Raises:
        IndexError: the log has no such leaf.

    Source: RFC 6962 section 2.1.1.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a log of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The nodes that show the first `earlier` leaves to be the beginning of all of them.

    Empty when `earlier` is the whole log: the two roots are then compared.

    Raises:
        IndexError: `earlier` is not from 1 to the number of leaves.

    Source: RFC 6962 section 2.1.2.
    """
    if not 1 <= earlier <= len(leaves):
        raise IndexError(f"no log of {earlier} within one of {len(leaves)}")
    return _subproof(leaves, earlier, whole=True)


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether the proof leads from the leaf hash at `index` to the root of a log of `size`.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for node in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = _node(node, reached)
            place, last = _out_of_left_edges(place, last)
        else:
            reached = _node(reached, node)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == head


def consistent(
    earlier: int, later: int, proof: Sequence[bytes], before: bytes, after: bytes
) -> bool:
    """Whether a log of `later` leaves with root `after` continues one of `earlier` with `before`.

    Every log continues the empty one, whose root is known and whose proof is empty.

    Source: RFC 9162 section 2.1.4.2.
    """
    if not 0 <= earlier <= later:
        return False
    if earlier == later:
        return not proof and before == after
    if earlier == 0:
        return not proof and before == EMPTY
    path = [before, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    return bool(path) and _both_reached(earlier - 1, later - 1, path) == (before, after)


def _both_reached(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = _node(node, old), _node(node, new)
            place, last = _out_of_left_edges(place, last)
        else:
            new = _node(new, node)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _out_of_left_edges(place: int, last: int) -> tuple[int, int]:
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if earlier <= split:
        return [*_subproof(leaves[:split], earlier, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], earlier - split, whole=False), root(leaves[:split])]


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
