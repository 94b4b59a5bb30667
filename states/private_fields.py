"""Which fields are personal data, and what of them stays legible behind the mask.

This is the one list. An organ keeps what it is told of a person for its duty alone (Personal
Information Protection Law art. 6: limited to what the purpose needs; art. 34: within the limits
of the statutory duty). The record holds the plain values; only what is shown is masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from states.terms import EntryKind, Facts

Mask = Callable[[str], str]
Path = tuple[str, ...]

SHOWN_HEAD, SHOWN_TAIL = 3, 4
TELEPHONE_MIN, LOCAL_MIN = 11, 7


def masked_name(name: str) -> str:
    """The first character of a name: 张三丰 is 张**."""
    return f"{name[:1]}**" if name else ""


def masked_number(number: str) -> str:
    """Three characters at the head and four at the tail of a telephone number: 138****5678.

    Of a local number the last two stay, of a shorter one nothing.
    """
    if not number:
        return ""
    if len(number) < TELEPHONE_MIN:
        return f"****{number[-2:]}" if len(number) >= LOCAL_MIN else "****"
    return f"{number[:SHOWN_HEAD]}****{number[-SHOWN_TAIL:]}"


APPLICANT: Mapping[str, Mask] = {"contact": masked_name, "phone": masked_number}
"""Of the applicant of a case or project: whom to reach, and under which number."""

FILING: Mapping[Path, Mask] = {("applicant", name): mask for name, mask in APPLICANT.items()}
SERVICE: Mapping[Path, Mask] = {("recipient",): masked_name, ("witnesses",): masked_name}
"""Who signed for a letter and who saw it left in place."""

OF_KIND: Mapping[str, Mapping[Path, Mask]] = {
    EntryKind.DELIVERED: SERVICE,
    EntryKind.LETTER_SERVED: SERVICE,
}
"""What entries of a kind hold besides the filing's own fields."""


def masked_applicant(applicant: Facts) -> dict[str, Any]:
    """The applicant with masked fields; the enterprise's own name and code are public."""
    return {
        name: APPLICANT[name](str(value or "")) if name in APPLICANT else value
        for name, value in applicant.items()
    }


def masked_payload(kind: str, payload: Facts, applicant_name: str) -> dict[str, Any]:
    """A payload of this kind of entry (or a letter's facts) with masked fields.

    A letter that the enterprise itself received names no person: its name stays.
    """
    masked = dict(payload)
    for path, mask, value in private_in(kind, payload, applicant_name):
        if len(path) == 1:
            masked[path[0]] = mask(value)
        else:
            masked[path[0]] = {**masked[path[0]], path[1]: mask(value)}
    return masked


def private_in(kind: str, payload: Facts, applicant_name: str) -> Iterator[tuple[Path, Mask, str]]:
    """The personal data that a payload holds: where, its mask and its plain value."""
    for path, mask in (*FILING.items(), *OF_KIND.get(kind, {}).items()):
        found: Any = payload
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, str) and found and found != applicant_name:
            yield path, mask, found
