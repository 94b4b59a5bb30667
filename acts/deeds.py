"""All deeds of the parts of the procedure, in the order in which a page lists them."""

from __future__ import annotations

from collections.abc import Mapping

from acts import (
    access,
    area,
    cards,
    commitment,
    conditions,
    contact_reads,
    coordination,
    endings,
    estimate,
    exchange,
    extension_requests,
    grants,
    hearing,
    joint_handling,
    lateness,
    material_requests,
    publicity,
    seats,
    serving,
    site_checks,
    special,
    statements,
    transmission,
    urging,
)
from acts.deed import Deed

_OF_EACH_PART: tuple[tuple[Deed, ...], ...] = (
    coordination.DEEDS,
    conditions.DEEDS,
    seats.DEEDS,
    commitment.DEEDS,
    publicity.DEEDS,
    endings.DEEDS,
    grants.DEEDS,
    statements.DEEDS,
    joint_handling.DEEDS,
    material_requests.DEEDS,
    site_checks.DEEDS,
    transmission.DEEDS,
    special.DEEDS,
    extension_requests.DEEDS,
    lateness.DEEDS,
    cards.DEEDS,
    urging.DEEDS,
    hearing.DEEDS,
    estimate.DEEDS,
    access.DEEDS,
    area.DEEDS,
    serving.DEEDS,
    exchange.DEEDS,
    contact_reads.DEEDS,
)


DEEDS: Mapping[str, Deed] = {deed.name: deed for deeds in _OF_EACH_PART for deed in deeds}
