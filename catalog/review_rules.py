"""The cut of a joint review that machines read."""

from __future__ import annotations

from catalog.channel_rules import limit_of
from catalog.review_entries import Abstention, ReviewEntry
from catalog.schema import Content
from states.terms import ReviewRules, RungRule, SeatRule


def review_rules(entry: ReviewEntry, book: Content) -> ReviewRules:
    """What the machines must know of a matter's joint review."""
    limits = book.time_limits
    return ReviewRules(
        rule=entry.rule,
        seats=tuple(
            SeatRule(
                department=seat.department,
                weight=seat.weight,
                veto=seat.veto,
                own_permit=seat.own_permit or "",
                own_permit_en=seat.own_permit_en or "",
            )
            for seat in entry.seats
        ),
        limit=limit_of(limits[entry.limit], entry.limit),
        deemed_source=entry.deemed_source,
        threshold=entry.threshold,
        quorum=entry.quorum,
        abstention_counts=entry.abstention is Abstention.COUNTS,
        consultation=limit_of(limits[entry.consultation], entry.consultation)
        if entry.consultation
        else None,
        mute_objection_source=entry.mute_objection_source,
        handover_restarts=entry.handover_restarts,
        ladder=_ladder(entry.coordination, book) if entry.coordination else (),
    )


def _ladder(name: str, book: Content) -> tuple[RungRule, ...]:
    return tuple(
        RungRule(
            level=rung.level,
            limit=limit_of(rung, f"{name}.{rung.level.value}"),
            silence=rung.silence,
            recorded_by=rung.recorded_by,
        )
        for rung in book.ladders[name]
    )


def english_of(review: ReviewEntry) -> dict[str, str]:
    """The English wording of the texts that a review names."""
    pairs = (
        (review.deemed_source, review.deemed_source_en),
        (review.mute_objection_source, review.mute_objection_source_en),
        *((seat.own_permit, seat.own_permit_en) for seat in review.seats),
    )
    return {source: english for source, english in pairs if source and english}
