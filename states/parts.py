"""The parts of the procedure, in the order in which a case may come to them."""

from __future__ import annotations

from states.part import Part

PARTS: tuple[Part, ...] = ()
