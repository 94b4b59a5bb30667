"""What after.toml may not say, and what a matter may not refer to in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.after_schema import DelayEntry, RenewalEntry, ValidityEntry
from catalog.entries import LimitEntry
from catalog.faults import Fault
from catalog.references import missing, prefixed
from catalog.schema import Content, Matter
from states.periods import in_months
from states.terms import EndsBy, OnExpiry, Regime, StartEvent

AFTER = ("validities", "statements", "filing_refusals", "bars")
NAMED_IN = {
    "validity": "validities",
    "statement": "statements",
    "filing_refusal": "filing_refusals",
    "change": "time_limits",
    "bar_false_materials": "bars",
    "bar_fraud": "bars",
}
OF_A_FILING = ("statement", "filing_refusal")
Finding = tuple[str, str]
Names = Mapping[str, frozenset[str]]


def after_faults(matter: Matter, content: Content, names: Names) -> Iterator[Finding]:
    """What a matter names for the time after, and what its regime has no room for."""
    filing = matter.regime is Regime.RECORD_FILING
    for key, section in NAMED_IN.items():
        name = getattr(matter.after, key)
        if name is None:
            continue
        where = f"after.{key}"
        yield from prefixed(where, missing(section.replace("_", " "), (name,), names[section]))
        if filing and key not in OF_A_FILING:
            yield where, "a record filing grants nothing that could end, change or be barred"
        if not filing and key in OF_A_FILING:
            yield where, "only a record filing is stated on or declined"
    change = content.time_limits.get(matter.after.change or "")
    if change and change.start is not StartEvent.ASKED:
        yield "after.change", f'the limit of a request cannot start with "{change.start}"'


def section_faults(content: Content, names: Names) -> Iterator[Fault]:
    """Every entry of after.toml by itself: names that are missing, periods that contradict."""
    limits = content.time_limits
    for name, entry in content.validities.items():
        for key, message in _validity_faults(entry, limits, names["time_limits"]):
            yield Fault("after.toml", f"validities[{name}]{key}", message)
    for name, refusal in content.filing_refusals.items():
        here = f"filing_refusals[{name}]"
        for message in missing("time limit", (refusal.limit,), names["time_limits"]):
            yield Fault("after.toml", f"{here}.limit", message)
        if refusal.valid_to is not None and refusal.valid_to < refusal.valid_from:
            yield Fault("after.toml", f"{here}.valid_to", "ends before it begins")


def _validity_faults(
    entry: ValidityEntry, limits: Mapping[str, LimitEntry], known: frozenset[str]
) -> Iterator[Finding]:
    if (entry.on_expiry is OnExpiry.RECHECK) != (entry.recheck is not None):
        yield ".recheck", 'a time limit for the re-check belongs to on_expiry "recheck" alone'
    if entry.ends_by is not EndsBy.NOTHING and entry.renewal is not None:
        yield ".renewal", "a grant that is used up by works or use is delayed, not renewed"
    yield from _limit_faults(".recheck", entry.recheck, StartEvent.ASKED, limits, known)
    if entry.delay is not None:
        yield from _delay_faults(entry, entry.delay, limits, known)
    if entry.renewal is not None:
        yield from _renewal_faults(entry.renewal, limits, known)


def _delay_faults(
    entry: ValidityEntry,
    delay: DelayEntry,
    limits: Mapping[str, LimitEntry],
    known: frozenset[str],
) -> Iterator[Finding]:
    if in_months(delay.most, delay.unit) > in_months(entry.value, entry.unit):
        yield ".delay.most", "one delay is longer than the validity itself"
    yield from _limit_faults(".delay.before", delay.before, StartEvent.EXPIRY, limits, known)
    yield from _limit_faults(".delay.decision", delay.decision, StartEvent.ASKED, limits, known)


def _renewal_faults(
    renewal: RenewalEntry, limits: Mapping[str, LimitEntry], known: frozenset[str]
) -> Iterator[Finding]:
    for key in ("before", "warn"):
        name = getattr(renewal, key)
        yield from _limit_faults(f".renewal.{key}", name, StartEvent.EXPIRY, limits, known)


def _limit_faults(
    key: str,
    name: str | None,
    start: StartEvent,
    limits: Mapping[str, LimitEntry],
    known: frozenset[str],
) -> Iterator[Finding]:
    if name is None:
        return
    yield from prefixed(key, missing("time limit", (name,), known))
    limit = limits.get(name)
    if limit is not None and limit.start is not start:
        yield key, f'this limit starts with "{start}", not with "{limit.start}"'
    if limit is not None and limit.unit.by_the_civil_calendar:
        yield key, f"this limit counts days, not {limit.unit}"
