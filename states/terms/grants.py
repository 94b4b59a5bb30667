"""What lives on after a grant or a record filing: its rules, and what the record says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from states.terms.kinds import Certainty
from states.terms.limit import Limit


class OnExpiry(StrEnum):
    """What the text says of a grant whose time is over: it lapses, or needs a new look."""

    LAPSE = "lapse"
    RECHECK = "recheck"


class EndsBy(StrEnum):
    """What ends the count of a validity before it runs out, by the text: works, use, nothing."""

    WORKS = "works"
    USE = "use"
    NOTHING = "nothing"


class RequestKind(StrEnum):
    """What a holder may ask for after the grant (LAW B1.1 art. 49, 50; B2.3)."""

    DELAY = "delay"
    CHANGE = "change"
    RENEWAL = "renewal"
    RECHECK = "recheck"


@dataclass(frozen=True, slots=True)
class DelayRule:
    """How long, how often and until when a delay may be asked for; `before` counts back."""

    max_months: int
    times: int
    before: Limit | None
    decision: Limit | None
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """Until when a renewal may be asked for; `before` refuses, `warn` reminds (case C26).

    `deemed_source` is the text by which an undecided renewal counts as granted.
    """

    before: Limit
    warn: Limit
    deemed_source: str


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """How long a grant may be used: `limit` in months or years, from decision or service.

    `ends_by` says what ends the clock: the start of works, or use of the grant for its purpose.
    `effect` is the word of the text for what time alone brings (自动失效, 自行废止). `rolls`
    moves a last day that is no working day; after an agreed change the time runs `anew_on_change`
    where the text says so. `remind_days` are natural days before a last day.
    """

    limit: Limit
    ends_by: EndsBy
    on_expiry: OnExpiry
    effect: str
    effect_en: str
    remind_days: int
    rolls: bool = False
    anew_on_change: bool = False
    delay: DelayRule | None = None
    renewal: RenewalRule | None = None
    recheck: Limit | None = None


@dataclass(frozen=True, slots=True)
class StatementRule:
    """备案 without a start for so long: state that it goes on, or withdraw (14号令 art. 15)."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class FilingRefusalRule:
    """不予备案 in writing within `limit` of receipt; for filings received in these years only."""

    limit: Limit
    valid_from: date
    valid_to: date | None = None

    def applies_on(self, day: date) -> bool:
        """Whether the text was in force on the day of receipt."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AfterRules:
    """All rules of a matter for the time after its decision or filing.

    The bars of art. 78 and 79 stand only on matters of public or personal safety.
    """

    validity: ValidityRule | None = None
    change: Limit | None = None
    statement: StatementRule | None = None
    filing_refusal: FilingRefusalRule | None = None
    bar_false_materials: Limit | None = None
    bar_fraud: Limit | None = None


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """One request of the holder: `months` for a delay, `content` says what shall change."""

    kind: RequestKind
    asked_on: date
    state: str = "asked"
    months: int = 0
    content: str = ""
    ended_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == "asked"

    @property
    def has_effect(self) -> bool:
        """Whether it was agreed to, by a decision or by time."""
        return self.state in ("agreed", "deemed")


@dataclass(frozen=True, slots=True)
class Works:
    """The works of the project as the holder reported them; `state` of the machine Works."""

    state: str = "not_begun"
    begun_on: date | None = None
    used_on: date | None = None
    completed_on: date | None = None
    reported_on: date | None = None
    progress: str = ""


@dataclass(frozen=True, slots=True)
class Statements:
    """The two-year statement of a record filing: from when its clock runs, what was said."""

    counted_from: date | None = None
    asked_on: date | None = None
    reminded_on: date | None = None
    ended_on: date | None = None


class BarGround(StrEnum):
    """Art. 78: false materials or hidden facts; art. 79: obtained by fraud or bribery."""

    FALSE_MATERIALS = "false_materials"
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: of whom, from which permit, on which ground, and its last day."""

    credit_code: str
    matter: str
    ground: BarGround
    from_on: date
    until_on: date
    case_id: str

    def holds_on(self, day: date) -> bool:
        """Whether the applicant is barred on this day."""
        return self.from_on <= day <= self.until_on
