"""after.toml as the machines read it: the rules for the time after a decision or filing."""

from __future__ import annotations

from catalog.after_schema import (
    AfterEntry,
    BarEntry,
    DelayEntry,
    RenewalEntry,
    StatementEntry,
    ValidityEntry,
)
from catalog.channel_rules import limit_of
from catalog.entries import Sourced
from catalog.schema import Content
from states.periods import in_months
from states.terms import (
    AfterRules,
    DelayRule,
    FilingRefusalRule,
    Limit,
    RenewalRule,
    StartEvent,
    StatementRule,
    ValidityRule,
)


def after_rules(entry: AfterEntry, book: Content) -> AfterRules:
    """What the machines must know of a matter after its decision or filing."""
    return AfterRules(
        validity=_validity(entry.validity, book) if entry.validity else None,
        change=_named_limit(entry.change, book),
        statement=_statement(entry.statement, book) if entry.statement else None,
        filing_refusal=_filing_refusal(entry.filing_refusal, book)
        if entry.filing_refusal
        else None,
        bar_false_materials=_bar(entry.bar_false_materials, book),
        bar_fraud=_bar(entry.bar_fraud, book),
    )


def _civil(
    entry: ValidityEntry | StatementEntry | BarEntry, rule_id: str, start: StartEvent
) -> Limit:
    return Limit(
        days=entry.value,
        unit=entry.unit,
        start=start,
        source=entry.source,
        certainty=entry.certainty,
        rule_id=rule_id,
    )


def _validity(name: str, book: Content) -> ValidityRule:
    entry = book.validities[name]
    return ValidityRule(
        limit=_civil(entry, f"validity.{name}", entry.start),
        ends_by=entry.ends_by,
        on_expiry=entry.on_expiry,
        effect=entry.effect,
        effect_en=entry.effect_en,
        remind_days=entry.remind_days,
        rolls=entry.rolls,
        anew_on_change=entry.anew_on_change,
        delay=_delay(entry.delay, book) if entry.delay else None,
        renewal=_renewal(entry.renewal, book) if entry.renewal else None,
        recheck=_named_limit(entry.recheck, book),
    )


def _delay(entry: DelayEntry, book: Content) -> DelayRule:
    return DelayRule(
        max_months=in_months(entry.most, entry.unit),
        times=entry.times,
        before=_named_limit(entry.before, book),
        decision=_named_limit(entry.decision, book),
        source=entry.source,
        certainty=entry.certainty,
    )


def _renewal(entry: RenewalEntry, book: Content) -> RenewalRule:
    before, warn = _named_limit(entry.before, book), _named_limit(entry.warn, book)
    assert before is not None and warn is not None, "the checker saw both names"
    return RenewalRule(before=before, warn=warn, deemed_source=entry.source)


def _statement(name: str, book: Content) -> StatementRule:
    return StatementRule(_civil(book.statements[name], f"statement.{name}", StartEvent.FILED))


def _filing_refusal(name: str, book: Content) -> FilingRefusalRule:
    entry = book.filing_refusals[name]
    limit = _named_limit(entry.limit, book)
    assert limit is not None, "the checker saw the name"
    return FilingRefusalRule(limit, entry.valid_from, entry.valid_to)


def _bar(name: str | None, book: Content) -> Limit | None:
    return _civil(book.bars[name], f"bar.{name}", StartEvent.DECIDED) if name else None


def after_english(book: Content) -> dict[str, str]:
    """The sources and effects of after.toml with their English wording."""
    sourced: list[Sourced] = [*book.validities.values(), *book.statements.values()]
    sourced.extend(book.bars.values())
    english = {}
    for entry in book.validities.values():
        sourced.extend(part for part in (entry.delay, entry.renewal) if part)
        english[entry.effect] = entry.effect_en
    return english | {entry.source: entry.source_en for entry in sourced}


def _named_limit(name: str | None, book: Content) -> Limit | None:
    return limit_of(book.time_limits[name], name) if name else None
