"""What one matter may not say: rules that can deadlock, or that no law allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog import commitment_checks
from catalog.after_checks import AFTER, after_faults
from catalog.entries import LimitEntry
from catalog.reading import Reading
from catalog.references import missing, prefixed, repeated
from catalog.schema import (
    Content,
    Matter,
    OrganisationKind,
    ReviewEntry,
    Silence,
)
from states.terms import Regime, ReviewRule, StartEvent
from states.worktime import DayUnit

Finding = tuple[str, str]
"""A key below the matter, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Known:
    """All names of the catalogue, also those of entries that could not be read."""

    departments: frozenset[str]
    companies: frozenset[str]
    time_limits: frozenset[str]
    extensions: frozenset[str]
    suspensions: frozenset[str]
    forms: frozenset[str]
    after: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, reading: Reading, content: Content) -> Known:
        """The names of a reading."""
        companies = (
            entry.id for entry in content.departments if entry.kind is OrganisationKind.COMPANY
        )
        names = {
            section: frozenset(reading.names.get(section, ()))
            for section in ("departments", "time_limits", "extensions", "suspensions", "forms")
        }
        after = {name: frozenset(reading.names.get(name, ())) for name in (*AFTER, "time_limits")}
        return cls(companies=frozenset(companies), after=after, **names)


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
        yield from _seat_faults(matter.review, known)
        yield from _rule_faults(matter.review)
        yield from _silence_faults(matter.review)
        yield from _opinion_faults(matter.review, content, known)


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
    for key in ("notice", "decision", "delivery"):
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
    }
    for key, allowed in starts.items():
        limit = content.time_limits.get(getattr(limits, key) or "")
        if limit and limit.start not in allowed:
            yield f"limits.{key}", f'a {key} limit cannot start with "{limit.start}"'
        if limit and limit.unit.by_the_civil_calendar:
            yield f"limits.{key}", f"a {key} limit counts days, not {limit.unit}"
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
