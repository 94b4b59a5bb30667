"""Verification finds what was altered and names the place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from acts.evidence import sign_sealed_days
from greenlane.signing import SigningKey
from ledger.chain import canonical, merkle_root
from ledger.evidence import seal_day, verify
from tests.playing import Play, play_on

SEALED = ("entry", "letter", "seal", "sealed_head", "tree_head")
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url)
    yield play
    play.house.ledger.close()


def tamper(play: Play, change: Callable[[Session], None]) -> None:
    """What somebody with the database's own rights could do: triggers off, change, on."""
    with play.house.ledger.writing() as session:
        if play.house.ledger.is_sqlite:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in names.all():
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in SEALED:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        change(session)


def places(play: Play) -> list[tuple[str, int]]:
    with play.house.ledger.reading() as session:
        return [(fault.case_id, fault.entry) for fault in verify(session)]


def run(statement: str) -> Callable[[Session], None]:
    return lambda session: session.execute(text(statement))


def test_an_untouched_ledger_is_intact(play: Play) -> None:
    play.in_review()
    play.act(upkeep_seal)

    assert places(play) == []


def upkeep_seal(office, now) -> str:
    return seal_day(office.session, date(2026, 3, 2), now)


@pytest.mark.parametrize("change", ["root = 'a' || substr(root, 2)", "size = size + 1"])
def test_a_signed_head_that_is_not_the_logs_is_found(play: Play, change: str) -> None:
    play.in_review()
    play.act(upkeep_seal)
    play.act(lambda office, *, now: sign_sealed_days(office, KEY, now))
    assert places(play) == []

    tamper(play, run(f"UPDATE tree_head SET {change}"))

    assert places(play) == [("", 0)]


def test_a_flipped_byte_is_found_at_its_entry(play: Play) -> None:
    case = play.in_review()

    tamper(
        play,
        run(
            "UPDATE entry SET payload = REPLACE(payload, '52000', '52001') "
            f"WHERE case_id = '{case.case_id}' AND number = 1"
        ),
    )

    assert places(play) == [(case.case_id, 1)]


@pytest.mark.parametrize("column", ["actor", "on_authority_of", "kind"])
def test_an_altered_column_is_found(play: Play, column: str) -> None:
    case = play.in_review()

    tamper(
        play,
        run(f"UPDATE entry SET {column} = 'accepted' WHERE number = 3"),
    )

    assert (case.case_id, 3) in places(play)


def test_a_moved_legal_date_is_found(play: Play) -> None:
    case = play.in_review()

    tamper(play, run("UPDATE entry SET effective_on = '2026-03-01' WHERE number = 2"))

    assert places(play) == [(case.case_id, 2)]


def test_a_deleted_last_entry_is_found(play: Play) -> None:
    case = play.in_review()

    tamper(play, run(f"DELETE FROM entry WHERE number = {case.version}"))

    assert (case.case_id, case.version) in places(play)


def test_a_chain_cut_back_with_its_head_is_found_by_the_seal(play: Play) -> None:
    case = play.in_review()
    play.act(upkeep_seal)

    def cut(session: Session) -> None:
        session.execute(text(f"DELETE FROM letter WHERE entry_number = {case.version}"))
        session.execute(text(f"DELETE FROM entry WHERE number = {case.version}"))
        session.execute(
            text(
                f"UPDATE cases SET version = {case.version - 1}, head_hash = "
                f"(SELECT hash FROM entry WHERE number = {case.version - 1})"
            )
        )

    tamper(play, cut)

    # The index of words also misses the letter that was cut away.
    assert places(play) == [(case.case_id, 0), (case.case_id, case.version)]


def test_two_swapped_entries_are_found(play: Play) -> None:
    case = play.in_review()

    def swap(session: Session) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(text(f"UPDATE entry SET number = {new} WHERE number = {old}"))

    tamper(play, swap)

    assert {(case.case_id, 2), (case.case_id, 3)} <= set(places(play))


def test_a_missing_middle_entry_is_named(play: Play) -> None:
    case = play.in_review()

    tamper(play, run("DELETE FROM entry WHERE number = 2"))

    assert (case.case_id, 2) in places(play)


def test_a_deleted_case_is_found_by_the_seal(play: Play) -> None:
    case = play.in_review()
    play.act(upkeep_seal)

    def erase(session: Session) -> None:
        for table in ("letter", "entry", "duty", "cases"):
            session.execute(text(f"DELETE FROM {table}"))

    tamper(play, erase)

    assert (case.case_id, case.version) in places(play)


def test_an_altered_letter_is_found(play: Play) -> None:
    case = play.in_review()

    tamper(play, run("UPDATE letter SET html = 'granted' WHERE entry_number = 1"))

    assert (case.case_id, 1) in places(play)


def test_a_letter_swapped_with_its_own_hash_is_found_by_the_entry(play: Play) -> None:
    case = play.in_review()
    forged = hashlib.sha256(b"{}\nforged").hexdigest()

    tamper(
        play,
        run(
            f"UPDATE letter SET facts = '{{}}', html = 'forged', sha256 = '{forged}' "
            "WHERE entry_number = 1"
        ),
    )

    assert (case.case_id, 1) in places(play)


def test_sealing_a_day_twice_keeps_its_root(play: Play) -> None:
    play.in_review()
    first = play.act(upkeep_seal)
    play.in_review()

    assert play.act(upkeep_seal) == first
    assert places(play) == []


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.booleans()))
def test_canonical_json_does_not_depend_on_order(value: dict) -> None:
    backwards = dict(reversed(value.items()))

    assert canonical(value) == canonical(backwards)


def test_nan_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_the_merkle_root_of_rfc_6962_shape() -> None:
    def leaf(data: bytes) -> bytes:
        return hashlib.sha256(b"\x00" + data).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    three = [bytes([n]) * 32 for n in (1, 2, 3)]
    expected = node(node(leaf(three[0]), leaf(three[1])), leaf(three[2])).hex()

    assert merkle_root([value.hex() for value in three]) == expected
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()
