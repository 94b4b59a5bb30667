"""The offline verifier: signatures against RFC 8032 and against a kept library."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tools.verify_evidence import ORDER, signed_by

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""RFC 8032 section 7.1, tests 1 to 3: public key, message, signature."""


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_signatures_of_the_standard_are_found_good(
    key: str, message: str, signature: str
) -> None:
    parts = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)

    assert signed_by(*parts)
    assert not signed_by(parts[0], parts[1] + b"\x00", parts[2])


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), at=st.data())
def test_what_the_library_signs_is_good_until_a_bit_is_changed(
    seed: bytes, message: bytes, at: st.DataObject
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    place = at.draw(st.integers(0, len(signature) * 8 - 1))
    forged = bytearray(signature)
    forged[place // 8] ^= 1 << place % 8

    assert signed_by(public, message, signature)
    assert not signed_by(public, message, bytes(forged))


def test_a_scalar_beyond_the_order_is_no_second_signature() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"case")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    doubled = signature[:32] + scalar.to_bytes(32, "little")

    assert signed_by(public, b"case", signature)
    assert not signed_by(public, b"case", doubled)


@pytest.mark.parametrize("length", [0, 31, 63, 65])
def test_what_is_no_signature_is_refused(length: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32).public_key().public_bytes_raw()

    assert not signed_by(key, b"case", b"\x00" * length)
    assert not signed_by(b"\xff" * 32, b"case", b"\x00" * 64)
