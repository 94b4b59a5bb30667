"""Which passwords are taken: length first, nothing about their composition (NIST SP 800-63B)."""

from __future__ import annotations

import unicodedata

from acts.problems import FieldProblem, Invalid

CHARACTERS_MIN, CHARACTERS_MAX = 12, 128
TYPED_MAX = 200
"""What the sign-in form takes: a password that is longer as it is typed could not be used.

Accents may be typed as characters of their own, which make one with the letter when hashed.
"""
SERVICE_NAMES = ("greenlane", "绿色通道")
COMMON = frozenset(
    [
        "password",
        "passw0rd",
        "p@ssw0rd",
        "password1",
        "letmein",
        "welcome",
        "iloveyou",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "1qaz2wsx",
        "1q2w3e4r",
        "1q2w3e4r5t",
        "admin",
        "administrator",
        "guest",
        "root",
        "changeme",
        "default",
        "secret",
        "test",
        "woaini",
        "woaini1314",
        "5201314",
        "1314520",
        "abc123",
        "abcd1234",
        "a123456",
        "123456",
        "123123",
        "111111",
        "000000",
        "123456789",
        "1234567890",
        "0123456789",
        "9876543210",
        "987654321",
        "88888888",
        "66666666",
        "11223344",
        "112233",
        "qazwsx",
        "monkey",
        "dragon",
        "football",
        "baseball",
        "sunshine",
        "princess",
        "trustno1",
        "superman",
        "master",
        "login",
        "我爱你",
        "密码",
    ]
)
"""Words that stand on every list of guessed passwords; also repeated or followed by them."""


def normalised(password: str) -> str:
    """The password as it is hashed: one way of writing for every keyboard (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_new(username: str, password: str, pointer: str = "/password") -> None:
    """Whether this password may be chosen.

    Twelve to 128 characters of any script, spaces too. Not the user name or the service's name
    with little around it, not one character or a row of them again and again, not made of words
    from the lists.

    Raises:
        Invalid: it may not; the first reason is told.
    """
    found = _fault(username.casefold(), normalised(password).casefold())
    if len(password) > TYPED_MAX:
        found = found or _too_long()
    if found is not None:
        raise Invalid(FieldProblem(pointer, *found))


def _fault(username: str, password: str) -> tuple[str, str] | None:
    if len(password) < CHARACTERS_MIN:
        zh = f"密码至少需要{CHARACTERS_MIN}个字符；几个不相干的词连成的一句话最好记。"
        en = f"A password needs at least {CHARACTERS_MIN} characters; a few unrelated words do."
        return zh, en
    if len(password) > CHARACTERS_MAX:
        return _too_long()
    if _little_besides((username, *SERVICE_NAMES), password):
        return "密码不能由用户名或者本系统名称组成。", (
            "A password is not made of the user name or the name of this service."
        )
    if _repeats(password) or _little_besides(COMMON, password):
        return "此密码太常见，容易被猜到，请换一个。", (
            "This password is too common and easily guessed; choose another."
        )
    return None


def _too_long() -> tuple[str, str]:
    zh = f"密码最多{CHARACTERS_MAX}个字符。"
    return zh, f"A password has at most {CHARACTERS_MAX} characters."


def _little_besides(words: tuple[str, ...] | frozenset[str], password: str) -> bool:
    """Whether fewer than six characters of another kind remain without these words."""
    rest = password
    for word in sorted(filter(None, words), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != password and len(set(rest)) < 6


def _repeats(password: str) -> bool:
    return len(set(password)) < 4
