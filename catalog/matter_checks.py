"""What one matter may not say: rules that can deadlock, or that no law allows."""

from __future__ import annotations

from collections.abc import Iterator

from catalog import commitment_checks, review_checks
from catalog.after_checks import after_faults
from catalog.entries import LimitEntry
from catalog.known import Finding, Known
from catalog.references import missing, prefixed, repeated
from catalog.schema import (
    Content,
    Matter,
)
from states.terms import Regime, StartEvent
from states.worktime import DayUnit


def faults(matter: Matter, content: Content, known: Known) -> Iterator[Finding]:
    """Everything wrong with one matter."""
    yield from _lead_faults(matter, known)
    yield from _name_faults(matter, known)
    yield from _regime_faults(matter)
    yield from _clock_faults(matter, content)
    yield from _promise_faults(matter, content)
    yield from _material_faults(matter, content, known)
    yield from _impact_faults(matter, content, known)
    yield from commitment_checks.faults(matter, content)
    yield from after_faults(matter, content, known.after)
    if matter.review:
        yield from review_checks.faults(matter, matter.review, content, known)


def _lead_faults(matter: Matter, known: Known) -> Iterator[Finding]:
    yield from prefixed(
        "department", missing("department", (matter.department,), known.departments)
    )
    if matter.department in known.companies:
        yield "department", f'"{matter.department}" is a company and may not decide a matter'
    if matter.delegation is not None:
        yield from _delegation_faults(matter.department, matter.delegation.organ, known)


def _delegation_faults(delegate: str, organ: str, known: Known) -> Iterator[Finding]:
    """One organ delegates to another organ, and to no company (art. 24)."""
    key = "delegation.organ"
    yield from prefixed(key, missing("department", (organ,), known.departments))
    if organ in known.companies:
        yield key, f'"{organ}" is a company: it has no power that it could delegate'
    if organ == delegate:
        yield key, f'"{organ}" cannot delegate to itself'


def _name_faults(matter: Matter, known: Known) -> Iterator[Finding]:
    limits = matter.limits
    for key in ("notice", "decision", "delivery", "inspection", "commission", "transmission"):
        name = getattr(limits, key)
        if name is not None:
            yield from prefixed(f"limits.{key}", missing("time limit", (name,), known.time_limits))
    if limits.extension is not None:
        unknown_ones = missing("extension", (limits.extension,), known.extensions)
        yield from prefixed("limits.extension", unknown_ones)
    unknown_ones = missing("set of special procedures", limits.suspensions, known.suspensions)
    yield from prefixed("limits.suspensions", unknown_ones)
    yield from prefixed("form", missing("form", (matter.form,), known.forms))


def _regime_faults(matter: Matter) -> Iterator[Finding]:
    limits = matter.limits
    if matter.regime is Regime.RECORD_FILING:
        for key in ("notice", "decision", "delivery", "extension", "promise"):
            if getattr(limits, key) is not None:
                yield (
                    f"limits.{key}",
                    "a record filing is complete on receipt of all information: it has no limit "
                    "(Decree 673 art. 13)",
                )
        if matter.review or matter.decided_by or limits.suspensions:
            yield "regime", "a record filing has no review, no decision and no special procedure"
        return
    if limits.decision is None:
        yield "limits.decision", "a matter that is decided needs a decision limit"
    if matter.decided_by is None:
        yield "decided_by", "a matter that is decided needs the rank of the one who decides"


def _clock_faults(matter: Matter, content: Content) -> Iterator[Finding]:
    """Each clock starts with its own event."""
    limits = matter.limits
    starts = {
        "notice": (StartEvent.RECEIVED,),
        "decision": (StartEvent.RECEIVED, StartEvent.ACCEPTED),
        "delivery": (StartEvent.DECIDED,),
        "inspection": (StartEvent.ACCEPTED,),
        "commission": (StartEvent.ACCEPTED,),
        "transmission": (StartEvent.RECEIVED, StartEvent.ACCEPTED),
    }
    for key, allowed in starts.items():
        limit = content.time_limits.get(getattr(limits, key) or "")
        if limit and limit.start not in allowed:
            yield f"limits.{key}", f'a {key} limit cannot start with "{limit.start}"'
        if limit and limit.unit.by_the_civil_calendar:
            yield f"limits.{key}", f"a {key} limit counts days, not {limit.unit}"
    if (limits.transmission is None) != (not matter.higher_organ):
        yield "higher_organ", "a file is passed on within a limit and to a named organ, or not"
    if limits.extension and limits.decision is None:
        yield "limits.extension", "there is no decision limit to extend"


def _promise_faults(matter: Matter, content: Content) -> Iterator[Finding]:
    promise = matter.limits.promise
    statute = content.time_limits.get(matter.limits.decision or "")
    if promise is None or statute is None:
        return
    if promise.start is not statute.start:
        yield (
            "limits.promise.start",
            f'the promise starts with "{promise.start}", the statutory limit with '
            f'"{statute.start}"',
        )
    if _certainly_longer(promise, statute):
        yield (
            "limits.promise.days",
            f"the promise of {promise.days} {promise.unit} days is longer than the statutory "
            f"{statute.days} {statute.unit} days",
        )


def _certainly_longer(promise: LimitEntry, statute: LimitEntry) -> bool:
    """Whether the promise is longer whatever the calendar says.

    Working days never run faster than natural days; the other way round it depends on the
    weeks met, and only five working days in seven natural ones are sure to be too few.
    """
    if promise.unit is DayUnit.NATURAL and statute.unit is DayUnit.WORKING:
        return promise.days > 2 * statute.days + 14
    return promise.days > statute.days


def _material_faults(matter: Matter, content: Content, known: Known) -> Iterator[Finding]:
    fields = {field.id for field in content.forms.get(matter.form, ())}
    for name in repeated(material.id for material in matter.materials):
        yield f"materials[{name}]", f'duplicate material "{name}"'
    for material in matter.materials:
        here = f"materials[{material.id}]"
        unknown_ones = missing("department", material.concerns, known.departments)
        yield from prefixed(f"{here}.concerns", unknown_ones)
        if material.id in fields:
            # Correction lists name materials and fields alike, so the two may not meet.
            yield f"{here}.id", f'"{material.id}" is also a field of the form'
        if material.tolerant and material.level == "main":
            yield f"{here}.tolerant", "only a secondary material may follow later"


def _impact_faults(matter: Matter, content: Content, known: Known) -> Iterator[Finding]:
    form = content.forms.get(matter.form)
    fields = [field.id for field in form or ()]
    for field, departments in matter.impact.items():
        here = f"impact.{field}"
        if form is not None:
            yield from prefixed(here, missing("field", (field,), fields))
        yield from prefixed(here, missing("department", departments, known.departments))
