"""The append-only log: published roots, every proof of every small log, and every forgery."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import merkle

SIZES = 64
PUBLISHED_LEAVES = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
PUBLISHED_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The tree of the Certificate Transparency reference, by its number of leaves."""

LOG = [merkle.leaf_hash(number.to_bytes(2)) for number in range(SIZES)]
ROOTS = [merkle.root(LOG[:size]) for size in range(SIZES + 1)]
OTHER = hashlib.sha256(b"another").digest()


def naive_root(hashes: list[bytes]) -> bytes:
    """Level by level, an odd last node carried up as it is: another way to the same root."""
    level = hashes
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return level[0] if level else hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in PUBLISHED_LEAVES[:size]]
    assert merkle.root(leaves).hex() == PUBLISHED_ROOTS[size]


@given(st.lists(st.binary(max_size=8), max_size=200))
def test_the_root_is_that_of_a_naive_tree(leaves: list[bytes]) -> None:
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    assert merkle.root(hashes) == naive_root(hashes)


def test_every_leaf_of_every_small_log_is_shown_at_its_place_and_no_other() -> None:
    for size in range(1, SIZES + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(LOG[:size], index)
            assert len(proof) <= (size - 1).bit_length()
            places = [
                place
                for place in range(size)
                if merkle.included(LOG[index], place, size, proof, ROOTS[size])
            ]
            assert places == [index], (size, index)


def test_every_small_log_continues_each_of_its_beginnings() -> None:
    for later in range(1, SIZES + 1):
        for earlier in range(1, later + 1):
            proof = merkle.consistency_proof(LOG[:later], earlier)
            assert merkle.consistent(earlier, later, proof, ROOTS[earlier], ROOTS[later])


def test_a_log_that_changed_one_old_leaf_continues_nothing_that_held_it() -> None:
    for later in range(2, 17):
        for earlier in range(1, later):
            for changed in range(earlier):
                forged = [*LOG[:changed], OTHER, *LOG[changed + 1 : later]]
                proof = merkle.consistency_proof(forged, earlier)
                head = merkle.root(forged)
                assert not merkle.consistent(earlier, later, proof, ROOTS[earlier], head)


@given(st.data())
def test_a_proof_with_a_node_altered_dropped_or_added_shows_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, SIZES))
    index = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size - 1))
    shown = merkle.inclusion_proof(LOG[:size], index)
    continued = merkle.consistency_proof(LOG[:size], earlier)
    assert merkle.included(LOG[index], index, size, shown, ROOTS[size])
    assert merkle.consistent(earlier, size, continued, ROOTS[earlier], ROOTS[size])
    for forged in forgeries(shown, data.draw(st.integers(0, len(shown) - 1))):
        assert not merkle.included(LOG[index], index, size, forged, ROOTS[size])
    for forged in forgeries(continued, data.draw(st.integers(0, len(continued) - 1))):
        assert not merkle.consistent(earlier, size, forged, ROOTS[earlier], ROOTS[size])


def forgeries(proof: list[bytes], at: int) -> list[list[bytes]]:
    """The proof with its node `at` altered, left out, doubled by another; and with one more."""
    return [
        [*proof[:at], OTHER, *proof[at + 1 :]],
        [*proof[:at], *proof[at + 1 :]],
        [*proof[:at], OTHER, *proof[at:]],
        [*proof, OTHER],
    ]


def test_wrong_heads_and_wrong_leaves_are_refused() -> None:
    inclusion = merkle.inclusion_proof(LOG[:7], 3)
    assert not merkle.included(OTHER, 3, 7, inclusion, ROOTS[7])
    assert not merkle.included(LOG[3], 3, 7, inclusion, OTHER)
    assert not merkle.included(LOG[3], 7, 7, inclusion, ROOTS[7])
    assert not merkle.included(LOG[3], -1, 7, inclusion, ROOTS[7])
    assert not merkle.included(LOG[0], 1, 1, [], ROOTS[1])
    consistency = merkle.consistency_proof(LOG[:7], 4)
    assert not merkle.consistent(4, 7, consistency, OTHER, ROOTS[7])
    assert not merkle.consistent(4, 7, consistency, ROOTS[4], OTHER)
    assert not merkle.consistent(7, 4, consistency, ROOTS[7], ROOTS[4])
    assert not merkle.consistent(2, 1, [], OTHER, OTHER)


def test_a_log_said_to_be_longer_than_its_proof_reaches_is_refused() -> None:
    proof = merkle.consistency_proof(LOG[:2], 1)
    assert merkle.consistent(1, 2, proof, ROOTS[1], ROOTS[2])
    assert not merkle.consistent(1, 4, proof, ROOTS[1], ROOTS[2])


def test_the_empty_log_and_the_same_log_need_no_proof() -> None:
    assert merkle.consistent(0, 5, [], merkle.EMPTY, ROOTS[5])
    assert not merkle.consistent(0, 5, [], OTHER, ROOTS[5])
    assert not merkle.consistent(0, 5, [OTHER], merkle.EMPTY, ROOTS[5])
    assert merkle.consistent(5, 5, [], ROOTS[5], ROOTS[5])
    assert not merkle.consistent(5, 5, [], ROOTS[5], OTHER)
    assert not merkle.consistent(5, 5, [OTHER], ROOTS[5], ROOTS[5])


@pytest.mark.parametrize("index", [-1, 5])
def test_a_leaf_outside_the_log_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LOG[:5], index)


@pytest.mark.parametrize("earlier", [0, 6])
def test_a_log_that_was_never_has_no_proof(earlier: int) -> None:
    with pytest.raises(IndexError):
        merkle.consistency_proof(LOG[:5], earlier)


def test_a_log_that_grows_has_the_root_of_all_its_leaves_at_every_size() -> None:
    growing = merkle.Growing()
    roots = [growing.root()]
    for leaf in LOG:
        growing.add(leaf)
        roots.append(growing.root())

    assert roots == ROOTS
    assert growing.size == SIZES
