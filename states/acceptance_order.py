"""Who comes first where a permit is limited in number: the order of acceptance (art. 57).

The order is total. It goes by the instant from which the filing was complete, which acceptance
has effect from, and not by who was looked at first; the case number, taken one after the other
at receipt, decides between equal instants.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from states.terms import CaseSnapshot


def acceptance_key(case: CaseSnapshot) -> tuple[date, datetime, int, int]:
    """Sorts accepted cases; no two cases have the same key.

    Raises:
        ValueError: the case was never accepted, or its number is none of this office.
    """
    if case.accepted_on is None or case.complete_at is None:
        raise ValueError(f"case {case.case_id} was never accepted")
    year, _, serial = case.case_id.partition("-")
    return (case.accepted_on, case.complete_at, int(year), int(serial))


def in_order_of_acceptance(cases: Iterable[CaseSnapshot]) -> tuple[CaseSnapshot, ...]:
    """The accepted cases, first accepted first (Administrative Licensing Law art. 57)."""
    return tuple(sorted(cases, key=acceptance_key))
