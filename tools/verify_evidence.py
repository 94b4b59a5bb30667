"""Check signed tree heads, proofs and case packets offline, with the standard library alone.

    python verify_evidence.py packet.zip --key KEY      a case packet
    python verify_evidence.py heads.json --key KEY      published tree heads, each after the other

KEY is the installation's public key, 64 hex digits, as its operator publishes it; give it once for
each key that signed. Every fault is printed with the file and line that it is about; the exit
status is 0 where there is none, 1 where there are faults, 2 where the input cannot be read.
"""

from __future__ import annotations

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z."""


def signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature of the message is this key's.

    Source: RFC 8032 section 5.1.7; without the cofactor, so that nothing is taken that a
    stricter reader refuses.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _point_of(public_key), _point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return _same(_times(scalar, BASE), _sum(commitment, _times(challenge, key)))


def _point_of(encoded: bytes) -> Point | None:
    """RFC 8032 section 5.1.3: the point, or None where no point is written like this."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _sum(found, point)
        point, scalar = _sum(point, point), scalar >> 1
    return found


def _same(one: Point, other: Point) -> bool:
    x = (one[0] * other[2] - other[0] * one[2]) % P
    y = (one[1] * other[2] - other[1] * one[2]) % P
    return x == 0 and y == 0


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _x_of(_BASE_Y, 0)
assert _BASE_X is not None, "the base point lies on the curve"
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)
