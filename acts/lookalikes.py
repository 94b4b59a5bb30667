"""Names of enterprises that read as others: signs that cannot be seen, letters of other scripts.

Nothing is refused for it: rare signs stand in honest names too. Whoever checks the filing is told
and compares the credit code.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from disarm import canonicalize

from acts.office import Office
from ledger.grams import BLANK_SIGNS, INVISIBLE, VARIANTS
from ledger.names import applicants_named
from states.terms import CaseSnapshot

USUAL = ("CJK UNIFIED IDEOGRAPH", "LATIN ", "FULLWIDTH LATIN ")
ALSO_USUAL = frozenset("〇")
LETTERS = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Nl", "So"})
SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class StrangeSign:
    """A sign that a name seldom has: its code point and Unicode name, and what it reads as."""

    code_point: str
    called: str
    reads_as: str


@dataclass(frozen=True, slots=True)
class NameDoubts:
    """What to look at in an applicant's name; both empty: nothing."""

    strange: tuple[StrangeSign, ...] = ()
    like: tuple[tuple[str, str], ...] = ()
    """(name, credit code) of others on record whose names read the same."""


def read_as(name: str) -> str:
    """The name as a hurried reader takes it: visible signs, look-alikes folded, no blanks.

    Latin letters in one case; by the tables of Unicode TR39 and NFKC. Han characters that look
    alike (己 and 已) are different characters of one script and stay different.
    """
    seen = "".join(sign for sign in name if not _is_hidden(sign))
    return "".join(canonicalize(seen).casefold().split())


def doubts_about(office: Office, case: CaseSnapshot) -> NameDoubts:
    """What the one who checks this filing should know of its applicant's name."""
    name, code = str(case.applicant["name"]), str(case.applicant["credit_code"])
    reads = read_as(name)
    near = applicants_named(office.session, (name, canonicalize(name)), besides=code)
    like = sorted(pair for pair in near if read_as(pair[0]) == reads)
    return NameDoubts(strange_in(name), tuple(like[:SHOWN_MAX]))


def strange_in(name: str) -> tuple[StrangeSign, ...]:
    """The strange signs of a name, each once, in their order."""
    found = dict.fromkeys(sign for sign in name if _is_strange(sign))
    return tuple(
        StrangeSign(
            f"U+{ord(sign):04X}",
            unicodedata.name(sign, ""),
            "" if _is_hidden(sign) else read_as(sign),
        )
        for sign in list(found)[:SHOWN_MAX]
    )


def _is_hidden(sign: str) -> bool:
    return sign in BLANK_SIGNS or sign in VARIANTS or unicodedata.category(sign) in INVISIBLE


def _is_strange(sign: str) -> bool:
    if _is_hidden(sign):
        return True
    if unicodedata.category(sign) not in LETTERS or sign in ALSO_USUAL:
        return False
    return not unicodedata.name(sign, "").startswith(USUAL)
