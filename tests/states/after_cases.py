"""Rules and records of the tests for what lives on after a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from states.terms import (
    AfterRules,
    CaseSnapshot,
    Certainty,
    Decision,
    DelayRule,
    Draft,
    EndsBy,
    EntryKind,
    MatterRules,
    OnExpiry,
    Outcome,
    RenewalRule,
    StartEvent,
    ValidityRule,
)
from states.worktime import Calendar, DayUnit
from tests.states.cases import APPLICANT, CALENDAR, ORGAN_HEAD, RULES, case_of, limit, noon
from tests.states.counter import Record

DELAY = DelayRule(
    max_months=12,
    times=1,
    before=limit(30, StartEvent.EXPIRY),
    decision=limit(20, StartEvent.ASKED),
    source="a text on delay",
    certainty=Certainty.SAMPLE,
)
VALID_TWO_YEARS = ValidityRule(
    limit=limit(2, StartEvent.DECIDED, DayUnit.YEARS),
    ends_by=EndsBy.WORKS,
    on_expiry=OnExpiry.LAPSE,
    effect="自动失效",
    effect_en="lapses by itself",
    remind_days=60,
    anew_on_change=True,
    delay=DELAY,
)
PERMIT_OF_THREE_MONTHS = replace(
    VALID_TWO_YEARS,
    limit=limit(3, StartEvent.SERVED, DayUnit.MONTHS),
    effect="自行废止",
    anew_on_change=False,
    delay=replace(DELAY, max_months=3, times=2, before=None, decision=None),
)
RENEWABLE = replace(
    VALID_TWO_YEARS,
    limit=limit(1, StartEvent.DECIDED, DayUnit.YEARS),
    ends_by=EndsBy.NOTHING,
    delay=None,
    renewal=RenewalRule(
        before=limit(30, StartEvent.EXPIRY, DayUnit.NATURAL),
        warn=limit(30, StartEvent.EXPIRY),
        deemed_source="a text on renewal",
    ),
)
CHECKED_AGAIN = replace(
    VALID_TWO_YEARS,
    limit=limit(5, StartEvent.DECIDED, DayUnit.YEARS),
    on_expiry=OnExpiry.RECHECK,
    delay=None,
    recheck=limit(10, StartEvent.ASKED, DayUnit.NATURAL, "a text on the new look"),
)


def rules_with(validity: ValidityRule | None, **after: Any) -> MatterRules:
    """The small matter with these rules for the time after its decision."""
    return replace(RULES, after=AfterRules(validity=validity, **after))


def granted(
    rules: MatterRules, decided_on: date, *, calendar: Calendar = CALENDAR, **facts: Any
) -> CaseSnapshot:
    """A case that was granted on this day and has gone on to no more."""
    return case_of(
        rules,
        calendar,
        **{
            "filing_state": "accepted",
            "approval_state": "granted",
            "accepted_on": decided_on,
            "received_on": decided_on,
            "applicant": {"credit_code": APPLICANT.organisation},
            "decision": Decision(Outcome.GRANT, decided_on, ORGAN_HEAD.id, ""),
        }
        | facts,
    )


class Afterwards(Record):
    """A record that begins with a grant; the acts before it are left out."""

    def write_on(self, entry: EntryKind, day: date, /, **payload: Any) -> Afterwards:
        """One entry on its day, with everything that is due before and after it."""
        self.settle(noon(day))
        self.write(Draft(entry, day, payload), noon(day))
        self.settle(noon(day))
        return self


def after_grant(
    rules: MatterRules, decided_on: date, calendar: Calendar = CALENDAR, **facts: Any
) -> Afterwards:
    """A record whose case was granted on this day."""
    record = Afterwards(rules, calendar)
    record.case = granted(rules, decided_on, calendar=calendar, **facts)
    return record
