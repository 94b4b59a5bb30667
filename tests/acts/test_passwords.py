"""Passwords: length first, no composition, nothing that is guessed at once."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher

from acts import accounts
from acts.passwords import check_new
from acts.problems import Invalid
from ledger import keyed
from tests.playing import Play


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "aller anfang ist schwer",
        "春眠不觉晓处处闻啼鸟夜来风雨声",
        "四个不相干的词 马 电池 订书钉",
        "qzjxkwvfyprt",
        "ab cd ef gh " * 10,
    ],
)
def test_any_long_enough_password_of_any_script_is_taken(password: str) -> None:
    check_new("wang.wu", password)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("qzjxkwvfypr", "at least 12"),
        ("q7#Zk!pW", "at least 12"),
        ("ab cd ef gh " * 10 + "123456789", "at most 128"),
        ("wang.wu-2026", "user name"),
        ("WANG.WU wang.wu", "user name"),
        ("Greenlane-2026", "user name"),
        ("ｇｒｅｅｎｌａｎｅ-2026", "user name"),
        ("绿色通道绿色通道绿色通道", "user name"),
        ("aaaaaaaaaaaaaaa", "too common"),
        ("121212121212", "too common"),
        ("PassWord2026", "too common"),
        ("qwertyuiop123456", "too common"),
        ("woaini1314520", "too common"),
    ],
)
def test_a_password_that_is_guessed_at_once_is_refused(password: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        check_new("wang.wu", password)


def test_a_password_that_the_sign_in_form_would_cut_cannot_be_chosen() -> None:
    """Typed letter by accent it is 208 characters long, and 104 once it is normalised."""
    decomposed = unicodedata.normalize("NFD", "éèàùéèàùôîûçñ" * 8)

    assert len(decomposed) == 208
    with pytest.raises(Invalid, match="at most 128"):
        check_new("wang.wu", decomposed)
    check_new("wang.wu", unicodedata.normalize("NFC", decomposed))


def test_a_character_typed_in_another_width_is_the_same_password(play: Play) -> None:
    with play.house.ledger.writing() as session:
        office = play.house.office(session)
        accounts.open_account(office, play.actor("chuangkou"), "马 电池 订书钉 ABC 123")
        session.flush()
        wide = accounts.is_right(
            accounts.account_of(office, "chuangkou"), "马　电池　订书钉 ＡＢＣ １２３"
        )

    assert wide


def test_a_hash_of_weaker_settings_is_made_anew_at_the_next_sign_in(play: Play) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with play.house.ledger.writing() as session:
        office = play.house.office(session)
        accounts.open_account(office, play.actor("chuangkou"), "correct horse battery")
        row = keyed.account(session, "chuangkou")
        assert row is not None
        row.password_hash = weak.hash("correct horse battery")
        session.flush()
        kept, anew = row.password_hash, accounts.hashed_anew(row, "correct horse battery")
        accounts.renew_hash(office, "chuangkou", "another hash", anew)
        unmoved = row.password_hash
        accounts.renew_hash(office, "chuangkou", kept, anew)
        renewed = row.password_hash
        again = accounts.hashed_anew(row, "correct horse battery")

    assert "m=8," in kept
    assert (unmoved, again) == (kept, None)
    assert "m=8," not in renewed
    assert PasswordHasher().verify(renewed, "correct horse battery")
