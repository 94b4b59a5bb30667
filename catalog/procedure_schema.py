"""What the law puts around a decision, as catalogue entries."""

from __future__ import annotations

from catalog.entries import Code, Strict


class Procedures(Strict):
    """What the law puts around every licence of the city: names from `limits.toml`.

    A licence is a matter whose grant has a delivery limit (Administrative Licensing Law
    art. 44); filings, and approvals of government investment, are none.
    """

    publicity: Code | None = None
