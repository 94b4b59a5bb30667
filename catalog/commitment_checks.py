"""What may not be said of commitments and tolerance (LAW B5.1, B5.4, B11.9, B11.18)."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.references import missing, prefixed
from catalog.schema import Content, Matter
from states.terms import Regime, StartEvent, ToleranceConsequence

Finding = tuple[str, str]


def faults(matter: Matter, content: Content) -> Iterator[Finding]:
    """The faults of a matter's commitment, tolerance and estimate, as key and message."""
    yield from _tolerance_faults(matter, content)
    yield from _commitment_faults(matter, content)
    estimate = matter.estimate
    if estimate is not None and estimate.matter not in {known.code for known in content.matters}:
        yield "estimate.matter", f'there is no matter "{estimate.matter}"'


def _tolerance_faults(matter: Matter, content: Content) -> Iterator[Finding]:
    tolerance = matter.tolerance
    tolerant = [material.id for material in matter.materials if material.tolerant]
    if tolerance is None:
        if tolerant:
            yield (
                "tolerance",
                f"{', '.join(tolerant)} may follow later, but nothing says until when",
            )
        return
    yield from _limit_faults("tolerance.limit", tolerance.limit, StartEvent.ACCEPTED, content)
    excludes = tolerance.consequence is ToleranceConsequence.REFUSAL
    if tolerance.exclusion_months and not excludes:
        yield (
            "tolerance.exclusion_months",
            'an exclusion follows a refusal alone, not "' + tolerance.consequence + '"',
        )


def _commitment_faults(matter: Matter, content: Content) -> Iterator[Finding]:
    commitment = matter.commitment
    marked = [material.id for material in matter.materials if material.commitment]
    if commitment is None:
        if marked:
            yield (
                "commitment",
                f"{', '.join(marked)} may be promised, but the matter takes no commitment",
            )
        return
    if matter.at_stake:
        yield (
            "commitment",
            f"no commitment where {', '.join(matter.at_stake)} is at stake "
            "(Henan Regulation on the Business Environment art. 34)",
        )
    if matter.regime is Regime.RECORD_FILING:
        yield "commitment", "a record filing is complete on receipt: there is nothing to commit to"
    for key in ("materials_limit", "verification_limit", "rectification_limit"):
        start = StartEvent.ASKED if key == "rectification_limit" else StartEvent.DECIDED
        yield from _limit_faults(f"commitment.{key}", getattr(commitment, key), start, content)


def _limit_faults(key: str, name: str, start: StartEvent, content: Content) -> Iterator[Finding]:
    yield from prefixed(key, missing("time limit", (name,), content.time_limits))
    limit = content.time_limits.get(name)
    if limit and limit.start is not start:
        yield key, f'starts with "{limit.start}", but should with "{start}"'
