"""A QR code as a picture within the page: no file, no script."""

from __future__ import annotations

import segno
from markupsafe import Markup

POINTS_A_MODULE = 5


def qr_code(text: str) -> Markup:
    """The text as SVG, black on white whatever the reader's colours are."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=POINTS_A_MODULE, dark="#000", light="#fff", border=4
    )
    return Markup(drawn)
