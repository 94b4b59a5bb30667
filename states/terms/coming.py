"""What is to come of a case: clocks that run, steps that silence brings, duties that are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from states.terms.kinds import ClockName, Colour, Verdict
from states.terms.limit import Limit
from states.worktime import Due


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock of a case: its rule, its derived last day, and whose it is."""

    name: ClockName
    limit: Limit
    due: Due
    department: str
    stopped_on: date | None = None


class StepKind(StrEnum):
    """What silence brings about, in the order in which steps of one day are taken."""

    DEEM_ACCEPTED = "deem_accepted"
    DEEM_WITHDRAWN = "deem_withdrawn"
    NOTE_DEFAULT = "note_default"
    DEEM_AGREED = "deem_agreed"
    CONCLUDE = "conclude"
    ESCALATE = "escalate"
    DEEM_REQUEST = "deem_request"
    LAPSE = "lapse"
    ASK_STATEMENT = "ask_statement"
    CARD = "card"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Step:
    """One due step: what, for whom, and from which legal day it has effect.

    `about` tells steps of one kind apart, such as reminders of two different last days.
    """

    kind: StepKind
    effective_on: date
    department: str = ""
    clock: ClockName | None = None
    colour: Colour | None = None
    verdict: Verdict | None = None
    about: str = ""

    @property
    def key(self) -> str:
        """Names the step inside its case; the same step asked twice has the same key."""
        parts = (self.kind, self.department, self.clock, self.colour, self.verdict, self.about)
        return ":".join(str(part) for part in parts if part)


class Task(StrEnum):
    """What is owed."""

    CHECK_FILING = "check_filing"
    SUPPLEMENT = "supplement"
    OPEN_REVIEW = "open_review"
    GIVE_OPINION = "give_opinion"
    CORRECT = "correct"
    COMPARE_ESTIMATE = "compare_estimate"
    REPORT_EXCESS = "report_excess"
    REPORT_CONSULTATION = "report_consultation"
    COORDINATE = "coordinate"
    SETTLE_CONTRADICTION = "settle_contradiction"
    ANSWER_HANDOVER = "answer_handover"
    ANSWER_CHECK_REQUEST = "answer_check_request"
    END_SPECIAL_PROCEDURE = "end_special_procedure"
    SUPPLY_REQUESTED = "supply_requested"
    ASSIGN_INSPECTORS = "assign_inspectors"
    TRANSMIT = "transmit"
    EXPLAIN_DELAY = "explain_delay"
    ANNOUNCE_HEARING = "announce_hearing"
    HOLD_HEARING = "hold_hearing"
    DECIDE_EXTENSION = "decide_extension"
    DECIDE = "decide"
    SERVE = "serve"
    PUBLISH = "publish"
    ANSWER_COMMITMENT = "answer_commitment"
    VERIFY_COMMITMENT = "verify_commitment"
    MEND = "mend"
    DECIDE_REVOCATION = "decide_revocation"
    DECIDE_REQUEST = "decide_request"
    STATE_FILING = "state_filing"
    REMIND_STATEMENT = "remind_statement"
    CONFIRM_URGING = "confirm_urging"
    ANSWER_QUESTION = "answer_question"
    CONTACT_RATER = "contact_rater"
    MEND_SERVICE = "mend_service"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation: `party` is a department id or an enterprise's credit code.

    `breach_on` is the last lawful day; worklists are ordered by it. `promised_on` is the
    earlier, promised one. Both are None where no time limit exists in law.
    """

    party: str
    task: Task
    clock: ClockName | None
    breach_on: date | None
    promised_on: date | None
    provisional: bool
    since_on: date | None = None
    """The day on which the case came to the party, as far as the record tells."""

    @classmethod
    def by(
        cls,
        party: str,
        task: Task,
        clock: ClockName | None,
        due: Due | None,
        promise: Due | None = None,
    ) -> Duty:
        """The duty of `party` whose last lawful day `due` derives; None: no limit in law."""
        return cls(
            party=party,
            task=task,
            clock=clock,
            breach_on=due.due_on if due else None,
            promised_on=promise.due_on if promise else None,
            provisional=bool(due and due.provisional),
        )
