"""What a catalogue may not say of a joint review: seats, rule, silence, transmission, ladders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from catalog.faults import Fault
from catalog.known import Finding, Known
from catalog.references import missing, prefixed, repeated
from catalog.review_entries import ReviewEntry, RungEntry, Silence
from catalog.schema import Content, Matter
from states.terms import Rank, ReviewRule, RungLevel, RungSilence, StartEvent

LEVELS = tuple(RungLevel)


def faults(
    matter: Matter, review: ReviewEntry, content: Content, known: Known
) -> Iterator[Finding]:
    """Everything wrong with the joint review of a matter."""
    yield from _seat_faults(review, known)
    yield from _rule_faults(review)
    yield from _silence_faults(review)
    yield from _opinion_faults(review, content, known)
    yield from _permit_faults(review)
    yield from _mute_faults(review)
    yield from _settling_faults(review, content, known)


def _seat_faults(review: ReviewEntry, known: Known) -> Iterator[Finding]:
    if not review.seats:
        yield "review.seats", "a joint review without seats can never conclude"
    for name in repeated(seat.department for seat in review.seats):
        yield f"review.seats[{name}]", f'"{name}" has two seats'
    for seat in review.seats:
        here = f"review.seats[{seat.department}]"
        yield from prefixed(here, missing("department", (seat.department,), known.departments))
        if seat.department in known.companies:
            yield here, f'"{seat.department}" is a company and may not hold a seat'


def _rule_faults(review: ReviewEntry) -> Iterator[Finding]:
    weights = sum(seat.weight for seat in review.seats)
    if review.rule is ReviewRule.N_OF_M and review.threshold == 0:
        yield "review.threshold", "n_of_m needs a threshold of agreement"
    if review.rule is not ReviewRule.N_OF_M and review.threshold:
        yield "review.threshold", f'the rule "{review.rule}" knows no threshold'
    for key in ("threshold", "quorum"):
        asked = getattr(review, key)
        if review.seats and asked > weights:
            yield f"review.{key}", f"asks for {asked}, but all seats together weigh {weights}"


def _silence_faults(review: ReviewEntry) -> Iterator[Finding]:
    stated = (review.deemed_source, review.deemed_source_en, review.deemed_certainty)
    if review.silence is Silence.DEEMED and not all(stated):
        yield (
            "review.deemed_source",
            "silence counts as agreement only where a text says so: deemed_source, "
            "deemed_source_en and deemed_certainty are needed",
        )
    if review.silence is Silence.NONE and any(stated):
        yield "review.silence", 'a text on deemed agreement is named, but silence is "none"'


def _opinion_faults(review: ReviewEntry, content: Content, known: Known) -> Iterator[Finding]:
    yield from prefixed("review.limit", missing("time limit", (review.limit,), known.time_limits))
    limit = content.time_limits.get(review.limit)
    if limit and limit.start is not StartEvent.ASKED:
        yield "review.limit", f'an opinion limit cannot start with "{limit.start}"'


def _permit_faults(review: ReviewEntry) -> Iterator[Finding]:
    for seat in review.seats:
        if bool(seat.own_permit) != bool(seat.own_permit_en):
            yield (
                f"review.seats[{seat.department}].own_permit",
                "own_permit and own_permit_en name the same permit: both or none",
            )


def _mute_faults(review: ReviewEntry) -> Iterator[Finding]:
    stated = (
        review.mute_objection_source,
        review.mute_objection_source_en,
        review.mute_objection_certainty,
    )
    if any(stated) and not all(stated):
        yield (
            "review.mute_objection_source",
            "an objection without reasons counts as agreement only where a text says so: "
            "mute_objection_source, mute_objection_source_en and mute_objection_certainty",
        )


def _settling_faults(review: ReviewEntry, content: Content, known: Known) -> Iterator[Finding]:
    if review.consultation:
        named = (review.consultation,)
        yield from prefixed("review.consultation", missing("time limit", named, known.time_limits))
        limit = content.time_limits.get(review.consultation)
        if limit and limit.start is not StartEvent.ASKED:
            yield "review.consultation", f'a consultation cannot start with "{limit.start}"'
    if review.coordination:
        named = (review.coordination,)
        yield from prefixed("review.coordination", missing("ladder", named, known.ladders))


def ladder_faults(content: Content) -> Iterator[Fault]:
    """What coordination.toml says of the ladders that objections climb."""
    for name, rungs in content.ladders.items():
        for key, message in _one_ladder(rungs):
            yield Fault("coordination.toml", f"ladders.{name}{key}", message)


def _one_ladder(rungs: tuple[RungEntry, ...]) -> Iterator[Finding]:
    if not rungs:
        yield "", "a ladder needs at least one step"
        return
    places = [LEVELS.index(rung.level) for rung in rungs]
    if any(later <= earlier for earlier, later in pairwise(places)):
        yield "", "steps must follow from below upward, each level once"
    if rungs[-1].silence is RungSilence.ESCALATE:
        yield (
            f"[{rungs[-1].level.value}].silence",
            "there is no step above the last one: its silence can only bring a card",
        )
    for rung in rungs:
        above = rung.level in (RungLevel.SECRETARY_GENERAL, RungLevel.MAYOR)
        if above and rung.recorded_by is not Rank.GOVERNMENT_HEAD:
            yield (
                f"[{rung.level.value}].recorded_by",
                "only the people's government speaks at this step: government_head",
            )
        if rung.start is not StartEvent.ASKED:
            yield f"[{rung.level.value}].start", f'a step cannot start with "{rung.start}"'
