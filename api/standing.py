"""Where a case stands, in one word for every face."""

from __future__ import annotations


def standing(filing_state: str, review_state: str, approval_state: str) -> str:
    """One word for the three machines: where the case stands, as people would say it."""
    if filing_state != "accepted":
        return filing_state
    if approval_state not in ("running", "extended"):
        return approval_state
    if review_state in ("collecting", "returned", "agreed", "objected"):
        return f"review_{review_state}"
    return approval_state
