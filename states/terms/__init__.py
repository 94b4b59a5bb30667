"""The words of the field as frozen values: what machines read and acts write.

Legal days are Asia/Shanghai dates and end in ``_on``; instants are aware and end in ``_at``.
Durations never stand here: they arrive as :class:`Limit` values from the catalogue.
"""

from __future__ import annotations

from states.terms.coming import Duty, RunningClock, Step, StepKind, Task
from states.terms.commitment import Commitment
from states.terms.kinds import (
    AcceptanceMode,
    Answer,
    Certainty,
    ClockName,
    Colour,
    Ending,
    EntryKind,
    Outcome,
    Rank,
    Regime,
    ReviewRule,
    Role,
    StartEvent,
    ToleranceConsequence,
    Verdict,
)
from states.terms.record import (
    Actor,
    Card,
    Correction,
    CorrectionItem,
    Decision,
    Draft,
    Entry,
    Extension,
    Facts,
    LetterRef,
    Material,
    Seat,
)
from states.terms.rules import (
    CommitmentRules,
    ExtensionRule,
    Limit,
    MaterialRule,
    MatterRules,
    ProcedureRules,
    ReviewRules,
    SeatRule,
    SuspensionRule,
    ToleranceRules,
)
from states.terms.snapshot import (
    CaseSnapshot,
)

__all__ = [
    "AcceptanceMode",
    "Actor",
    "Answer",
    "Card",
    "CaseSnapshot",
    "Certainty",
    "ClockName",
    "Colour",
    "Commitment",
    "CommitmentRules",
    "Correction",
    "CorrectionItem",
    "Decision",
    "Draft",
    "Duty",
    "Ending",
    "Entry",
    "EntryKind",
    "Extension",
    "ExtensionRule",
    "Facts",
    "LetterRef",
    "Limit",
    "Material",
    "MaterialRule",
    "MatterRules",
    "Outcome",
    "ProcedureRules",
    "Rank",
    "Regime",
    "ReviewRule",
    "ReviewRules",
    "Role",
    "RunningClock",
    "Seat",
    "SeatRule",
    "StartEvent",
    "Step",
    "StepKind",
    "SuspensionRule",
    "Task",
    "ToleranceConsequence",
    "ToleranceRules",
    "Verdict",
]
