"""Signed tree heads, proofs and packets, as the house makes them and as a stranger checks them."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from acts import evidence
from acts.case_packet import case_packet
from greenlane.signing import SigningKey
from ledger.evidence import seal_day
from tests.playing import Play, play_on
from tools import verify_evidence

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
KEYS = {KEY.key_id: bytes.fromhex(KEY.public_hex)}
DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def sealed(play: Play, *days: date) -> list[str]:
    """One case a day, each day sealed and signed on the morning after; the case ids."""
    cases = []
    for day in days:
        cases.append(play.in_review(f"{day} 10:00").case_id)
        play.act(_seal, day, when=f"{day} 23:00")
    play.act(_sign)
    return cases


def _seal(office, day, *, now):
    return seal_day(office.session, day, now)


def _sign(office, *, now):
    return evidence.sign_sealed_days(office, KEY, now)


def test_every_sealed_day_is_signed_once(play: Play) -> None:
    sealed(play, *DAYS)
    heads = play.read(lambda o: evidence.heads_between(o, DAYS[0], DAYS[-1]))

    assert [head.sealed_on for head in heads] == list(DAYS)
    assert [head.size for head in heads] == [1, 2, 3]
    assert play.act(_sign) == ()
    assert [
        fault for head in heads for fault in verify_evidence.head_faults(head.told(), KEYS)
    ] == []


def test_each_log_continues_the_one_before(play: Play) -> None:
    sealed(play, *DAYS)
    heads = play.read(lambda o: evidence.heads_between(o, DAYS[0], DAYS[-1]))
    proofs = [
        play.read(lambda o, a=a, b=b: evidence.consistency(o, a, b))["proof"]
        for a, b in itertools.pairwise(DAYS)
    ]
    told = {"tree_heads": [head.told() for head in heads], "proofs": proofs}

    assert verify_evidence.heads_faults(told, KEYS) == []

    told["tree_heads"][1]["root"] = "0" * 64
    faults = verify_evidence.heads_faults(told, KEYS)

    assert any("signature" in fault for fault in faults)
    assert any("rewritten" in fault for fault in faults)


def test_a_case_that_no_day_sealed_has_no_proof(play: Play) -> None:
    sealed(play, DAYS[0])
    late = play.in_review("2026-03-03 10:00").case_id

    with pytest.raises(evidence.NotSealed):
        play.read(lambda o: evidence.inclusion(o, late, DAYS[0]))
    with pytest.raises(evidence.NotSealed):
        play.read(lambda o: evidence.inclusion(o, late, DAYS[1]))


def faults_of(content: bytes) -> list[str]:
    return verify_evidence._faults(content, KEYS)


def test_a_packet_is_the_same_bytes_and_without_fault(play: Play) -> None:
    case_id = sealed(play, *DAYS)[1]
    first = play.read(lambda o: case_packet(o, case_id, DAYS[2], KEY))
    again = play.read(lambda o: case_packet(o, case_id, DAYS[2], KEY))
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()

    assert first == again
    assert faults_of(first) == []
    assert {name.partition("/")[0] for name in names} == {
        "case.json",
        "proof.json",
        "manifest.json",
        "documents",
        "letters",
    }


def test_no_byte_of_a_packet_can_be_changed_unseen(play: Play) -> None:
    case_id = sealed(play, DAYS[0])[0]
    packet = play.read(lambda o: case_packet(o, case_id, DAYS[0], KEY))
    unseen = []
    for at in range(0, len(packet), max(1, len(packet) // 400)):
        forged = bytearray(packet)
        forged[at] ^= 1
        try:
            found = faults_of(bytes(forged))
        except (ValueError, KeyError, TypeError, NotImplementedError, OSError, zipfile.BadZipFile):
            continue
        unseen += [] if found else [at]

    assert unseen == []


def test_a_forged_line_is_named_though_all_hashes_of_files_were_made_anew(play: Play) -> None:
    case_id = sealed(play, DAYS[0])[0]
    packet = play.read(lambda o: case_packet(o, case_id, DAYS[0], KEY))
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    case = json.loads(files["case.json"])
    case["entries"][0]["payload"] = case["entries"][0]["payload"].replace("52000", "5200")

    found = verify_evidence.chain_faults(case["case_id"], case["entries"])

    assert found == ["case.json: entry 1 was altered"]


def test_the_command_tells_and_ends_as_it_says(
    play: Play, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = sealed(play, DAYS[0])[0]
    file = tmp_path / "packet.zip"
    file.write_bytes(play.read(lambda o: case_packet(o, case_id, DAYS[0], KEY)))
    other = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x06" * 32))

    assert verify_evidence.main([str(file), "--key", KEY.public_hex]) == 0
    assert verify_evidence.main([str(file), "--key", other.public_hex]) == 1
    assert verify_evidence.main([str(tmp_path / "none.zip"), "--key", KEY.public_hex]) == 2
    assert "nothing was altered" in capsys.readouterr().out
