"""Check signed tree heads, proofs and case packets offline, with the standard library alone.

    python verify_evidence.py packet.zip --key KEY      a case packet
    python verify_evidence.py heads.json --key KEY      published tree heads, each after the other

KEY is the installation's public key, 64 hex digits, as its operator publishes it; give it once for
each key that signed. Every fault is printed with the file and line that it is about; the exit
status is 0 where there is none, 1 where there are faults, 2 where the input cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import pathlib
import sys
import zipfile
from typing import Any

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


Fault = str
HEAD_FORMAT, PACKET_FORMAT = "greenlane-tree-head/1", "greenlane-case-packet/1"
GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: what hashes and signatures are over."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def sha256(content: bytes) -> str:
    """The SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from a leaf hash to the root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for node in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = _node(node, reached)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            reached = _node(reached, node)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def consistent(earlier: int, later: int, proof: list[bytes], before: bytes, after: bytes) -> bool:
    """Whether the later log continues the earlier one (RFC 9162 section 2.1.4.2)."""
    if not 0 <= earlier <= later:
        return False
    if earlier == later:
        return not proof and before == after
    if earlier == 0:
        return not proof and before == hashlib.sha256(b"").digest()
    path = [before, *proof] if earlier & (earlier - 1) == 0 else proof
    place, last = earlier - 1, later - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path:
        return False
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = _node(node, old), _node(node, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, node)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == (before, after)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def head_faults(head: dict[str, Any], keys: dict[str, bytes]) -> list[Fault]:
    """What is wrong with one signed tree head; `keys` are the public keys by their id."""
    day = head.get("sealed_on")
    key = keys.get(str(head.get("key_id")))
    if head.get("format") != HEAD_FORMAT:
        return [f"tree head of {day}: not of the format {HEAD_FORMAT}"]
    if key is None:
        return [f"tree head of {day}: signed by the key {head.get('key_id')}, which is not given"]
    parts = [head["format"], head["installation"], day, head["size"], head["root"]]
    if not signed_by(key, canonical(parts), bytes.fromhex(head["signature"])):
        return [f"tree head of {day}: the signature is not the key's"]
    return []


def heads_faults(published: dict[str, Any], keys: dict[str, bytes]) -> list[Fault]:
    """What is wrong with published heads: each signature, and that each log continues the last."""
    heads, proofs = published["tree_heads"], published["proofs"]
    faults = [fault for head in heads for fault in head_faults(head, keys)]
    if len(proofs) != max(0, len(heads) - 1):
        faults.append(f"{len(heads)} tree heads need {len(heads) - 1} proofs, not {len(proofs)}")
    for before, after, proof in zip(heads, heads[1:], proofs, strict=False):
        nodes = [bytes.fromhex(node) for node in proof]
        roots = bytes.fromhex(before["root"]), bytes.fromhex(after["root"])
        if not consistent(before["size"], after["size"], nodes, *roots):
            days = f"{before['sealed_on']} and {after['sealed_on']}"
            faults.append(f"the log of {days} was rewritten: the later does not continue it")
    return faults


def packet_faults(packet: zipfile.ZipFile, keys: dict[str, bytes]) -> list[Fault]:
    """What is wrong with a case packet; each fault names the file that it is about."""
    names = packet.namelist()
    if len(set(names)) != len(names):
        return ["a name stands twice in the packet"]
    manifest = json.loads(packet.read("manifest.json"))
    if manifest.get("format") != PACKET_FORMAT:
        return [f"manifest.json: not of the format {PACKET_FORMAT}"]
    faults = _file_faults(packet, manifest["files"], set(names) - {"manifest.json"})
    case = json.loads(packet.read("case.json"))
    proof = json.loads(packet.read("proof.json"))
    faults += chain_faults(case["case_id"], case["entries"])
    faults += _document_faults(packet, case["entries"])
    if manifest["case_id"] != case["case_id"]:
        faults.append("manifest.json: names another case than case.json")
    return faults + proof_faults(case, proof, keys) + _manifest_faults(packet, keys)


def _file_faults(packet: zipfile.ZipFile, told: dict[str, str], there: set[str]) -> list[Fault]:
    faults = [f"{name}: is missing" for name in sorted(set(told) - there)]
    faults += [f"{name}: is not in the manifest" for name in sorted(there - set(told))]
    for name in sorted(set(told) & there):
        if sha256(packet.read(name)) != told[name]:
            faults.append(f"{name}: was altered")
    return faults


def chain_faults(case_id: str, entries: list[dict[str, Any]]) -> list[Fault]:
    """What is wrong with the record: each line is sealed onto the one before it."""
    faults, previous = [], GENESIS
    for number, entry in enumerate(entries, start=1):
        content = [
            case_id,
            entry["number"],
            entry["kind"],
            entry["actor"],
            entry["on_authority_of"],
            entry["effective_on"],
            entry["recorded_at"],
            entry["payload"],
            entry["prev_hash"],
        ]
        if entry["number"] != number:
            faults.append(f"case.json: entry {number} is missing")
        if entry["prev_hash"] != previous:
            faults.append(f"case.json: entry {number} does not continue the one before it")
        if sha256(canonical(content)) != entry["hash"]:
            faults.append(f"case.json: entry {number} was altered")
        previous = entry["hash"]
    return faults


def proof_faults(
    case: dict[str, Any], proof: dict[str, Any], keys: dict[str, bytes]
) -> list[Fault]:
    """What is wrong with the proof that the case's record stood in a signed log."""
    head, leaf = proof["tree_head"], proof["leaf"]
    faults = [f"proof.json: {fault}" for fault in head_faults(head, keys)]
    nodes = [bytes.fromhex(node) for node in proof["proof"]]
    hashed = hashlib.sha256(b"\x00" + canonical(leaf)).digest()
    if not included(hashed, proof["index"], head["size"], nodes, bytes.fromhex(head["root"])):
        faults.append("proof.json: the proof does not lead to the root of the tree head")
    _, case_id, number, sealed = leaf
    lines = {entry["number"]: entry["hash"] for entry in case["entries"]}
    if case_id != case["case_id"] or lines.get(number) != sealed:
        faults.append(f"case.json: entry {number} is not the one that was sealed")
    return faults


def _document_faults(packet: zipfile.ZipFile, entries: list[dict[str, Any]]) -> list[Fault]:
    """Every document and letter in the packet is one that the record names by its hash."""
    named = "".join(entry["payload"] for entry in entries)
    faults = []
    for name in packet.namelist():
        folder, _, file = name.partition("/")
        if folder not in ("documents", "letters"):
            continue
        digest = file.partition(".")[0]
        if sha256(packet.read(name)) != digest:
            faults.append(f"{name}: is not what its name says")
        elif digest not in named:
            faults.append(f"{name}: no entry of the record names it")
    return faults


def _manifest_faults(packet: zipfile.ZipFile, keys: dict[str, bytes]) -> list[Fault]:
    signed = json.loads(packet.comment or b"{}")
    key = keys.get(str(signed.get("key_id")))
    if key is None:
        return [f"the packet is signed by the key {signed.get('key_id')}, which is not given"]
    text = canonical([PACKET_FORMAT, sha256(packet.read("manifest.json"))])
    if not signed_by(key, text, bytes.fromhex(signed["signature"])):
        return ["manifest.json: the signature is not the key's"]
    return []


def rebuilt(packet: zipfile.ZipFile) -> bytes:
    """The archive as the house writes it: names in order, one date, nothing compressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(packet.namelist()):
            archive.writestr(zipfile.ZipInfo(name), packet.read(name))
        archive.comment = packet.comment
    return written.getvalue()


def main(arguments: list[str]) -> int:
    """Check one file; prints every fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--key", action="append", required=True, help="a public key, 64 hex digits")
    asked = parser.parse_args(arguments)
    try:
        given = [bytes.fromhex(key) for key in asked.key]
        keys = {sha256(key)[:16]: key for key in given}
        content = asked.file.read_bytes()
        faults = _faults(content, keys)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        print(f"{asked.file} cannot be read: {error!r}")
        return 2
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "nothing was altered")
    return 1 if faults else 0


def _faults(content: bytes, keys: dict[str, bytes]) -> list[Fault]:
    if not content.startswith(b"PK"):
        return heads_faults(json.loads(content), keys)
    with zipfile.ZipFile(io.BytesIO(content)) as packet:
        faults = packet_faults(packet, keys)
        if not faults and rebuilt(packet) != content:
            faults.append("the archive itself was altered, though none of its files was")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
