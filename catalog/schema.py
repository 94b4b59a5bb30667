"""The shape of a catalogue: what each file may say, strictly, and nothing else.

Every number carries its source and how sure it is (:class:`states.terms.Certainty`). Entries
of channels stand in `catalog.channel_schema`.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from catalog.after_schema import (
    AfterEntry,
    BarEntry,
    FilingRefusalEntry,
    StatementEntry,
    ValidityEntry,
)
from catalog.assessment_schema import AssessmentFile
from catalog.channel_schema import ChannelEntry, FactEntry
from catalog.commitment_schema import CommitmentEntry, EstimateEntry, Stake, ToleranceEntry
from catalog.entries import Code, Count, LimitEntry, Sourced, StageName, Strict, Text
from catalog.indicator_schema import IndicatorEntry
from catalog.letter_schema import LetterLaw, LettersBook
from catalog.procedure_schema import Procedures
from catalog.register_schema import RegisterEntry
from catalog.review_entries import ReviewEntry, RungEntry
from catalog.schema_policies import AreaKind, PoliciesFile
from states.terms import Certainty, Rank, Regime, Role
from states.worktime import OffHours


class OrganisationKind(StrEnum):
    """An organ may hold power; a company has tasks and due dates but never a seat."""

    ORGAN = "organ"
    COMPANY = "company"


class SessionEntry(Strict):
    """From when to when offices are open, Asia/Shanghai, “09:00”."""

    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class HoursEntry(Strict):
    """The office hours of a working day; only the platform's second convention needs them."""

    sessions: Annotated[tuple[SessionEntry, ...], Field(min_length=1)]
    source: Text
    source_en: Text
    certainty: Certainty


class BoardEntry(Strict):
    """How far the board looks: working days ahead, weeks back, and how many nearest breaches."""

    soon_working_days: Annotated[int, Field(ge=1, le=30)] = 5
    trend_weeks: Annotated[int, Field(ge=2, le=52)] = 12
    nearest: Annotated[int, Field(ge=1, le=50)] = 10
    source: Text = "样例：督查看板"
    source_en: Text = "sample: the supervisors' board"
    certainty: Certainty = Certainty.SAMPLE


class UrgingEntry(Strict):
    """How often a case may be urged on one day (催办), whoever holds it."""

    per_case_and_day: Annotated[int, Field(ge=1, le=20)]
    source: Text
    source_en: Text
    certainty: Certainty


class CityEntry(Strict):
    """Whose catalogue this is, and which edition."""

    version: Text
    city: Text
    city_en: Text
    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    note: Text
    note_en: Text
    office_hours: HoursEntry | None = None
    board: BoardEntry = BoardEntry()
    urging: UrgingEntry | None = None
    law: Literal["china", "elsewhere"] = "china"
    """Whose law the checks hold it to; the logs replayed from elsewhere are not held to ours."""


class DepartmentEntry(Strict):
    """One organ or company; `certainty` speaks of the present name.

    Letter code, seals and telephone are samples unless `certainty` of the city says more.
    """

    id: Code
    name: Text
    short: Text
    name_en: Text
    former_names: tuple[Text, ...] = ()
    kind: OrganisationKind
    letter_code: str = ""
    seal: str = ""
    licensing_seal: str = ""
    phone: str = ""
    certainty: Certainty
    added: bool = False
    """Not among the units of the 2010 notice; added because a matter needs it."""
    note: str = ""

    @property
    def former_name(self) -> str:
        """The name in the 2010 notice, or an empty string."""
        return self.former_names[0] if self.former_names else ""


class ExtensionEntry(Sourced):
    """One extension in the decision limit's unit, by a rank."""

    max_days: Count
    approved_by: Rank


class SuspensionEntry(Sourced):
    """A special procedure whose time is not counted."""

    kind: Code
    name: Text
    name_en: Text
    max_days: Count | None = None
    prolong_max_days: Count | None = None
    prolong_by: Rank | None = None


class FieldEntry(Strict):
    """One field of an online form; the groups are those of a record filing."""

    id: Code
    group: Literal["enterprise", "project", "investment", "declaration"]
    name: Text
    name_en: Text
    kind: Literal["text", "long_text", "code", "choice", "money_10k_cny", "yes"]
    required: bool = True


BasisLevel = Literal[
    "law", "regulation", "state_council_decision", "local_regulation", "rule", "document"
]


class BasisEntry(Strict):
    """The text a matter stands on."""

    text: Text
    text_en: Text
    certainty: Certainty
    level: BasisLevel | None = None
    """Of what rank the text is; without it the title says so."""


class MaterialEntry(Strict):
    """One document of the published list; a tolerant one may follow later (容缺)."""

    id: Code
    name: Text
    name_en: Text
    level: Literal["main", "secondary"]
    required: bool = True
    tolerant: bool = False
    commitment: bool = False
    provided_by: Literal["applicant", "shared", "previous_step", "department"] = "applicant"
    area_kind: AreaKind | None = None
    form: Literal["electronic", "paper", "either"] = "electronic"
    copies: Count = 1
    concerns: tuple[Code, ...] = ()
    source: Text
    certainty: Certainty


class MatterLimits(Strict):
    """The clocks of a matter: names from `limits.toml`, and the city's own promise."""

    notice: Code | None = None
    decision: Code | None = None
    delivery: Code | None = None
    extension: Code | None = None
    suspensions: tuple[Code, ...] = ()
    promise: LimitEntry | None = None
    inspection: Code | None = None
    commission: Code | None = None
    transmission: Code | None = None


class DelegationEntry(Sourced):
    """The organ in whose name the department handles the matter (art. 24)."""

    organ: Code


class Matter(Strict):
    """One item of the power list: who decides what, on which basis, in which time.

    `impact` names the departments that a corrected field of the form reaches; an empty
    list, or a field that is not named, reaches every department.
    """

    code: Code
    name: Text
    name_en: Text
    regime: Regime
    department: Code
    delegation: DelegationEntry | None = None
    stage: StageName | None = None
    decided_by: Rank | None = None
    power: Literal["licence", "opinion"] = "licence"
    """An opinion grants and forbids nothing by itself; only a licence needs a law (art. 17)."""
    form: Code
    basis: Annotated[tuple[BasisEntry, ...], Field(min_length=1)]
    limits: MatterLimits = MatterLimits()
    after: AfterEntry = AfterEntry()
    review: ReviewEntry | None = None
    materials: tuple[MaterialEntry, ...] = ()
    tolerance: ToleranceEntry | None = None
    estimate: EstimateEntry | None = None
    commitment: CommitmentEntry | None = None
    at_stake: tuple[Stake, ...] = ()
    """What the matter protects; where anything is named, no commitment and no default rule."""
    impact: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)
    project_code: Literal["required", "optional"] = "optional"
    off_hours: OffHours = OffHours.AS_RECEIVED
    cutoff: time | None = None
    warning_days: Annotated[int, Field(ge=0, le=60)] = 1
    higher_organ: str = ""
    """Who decides where this organ only examines first and passes the file on."""
    note: str = ""
    note_en: str = ""


class UnitEntry(Strict):
    """One part of the document: a unit as it was called there, or a section somebody drafts."""

    no: Text
    name: Text
    department: Code | None = None


class TaskEntry(Strict):
    """One task of a public document, literally; `item` is missing where it had no number.

    `responsible` keeps the order of the source; no text says that the first one leads.
    """

    unit: Text
    item: Count | None = None
    text: Text
    due: str = ""
    responsible: tuple[Code, ...]
    others: tuple[Text, ...] = ()
    """Named by the source, but no department of this catalogue."""

    @property
    def key(self) -> str:
        """The key of the task inside its document, e.g. `一/(5)`."""
        return self.unit + (f"/({self.item})" if self.item else "")


class SupervisionEntry(Strict):
    """Working days of a 督办件 from its opening: to the receipt, and to the report."""

    receipt_working_days: Annotated[int, Field(ge=0, le=60)]
    handling_working_days: Annotated[int, Field(ge=1, le=250)]
    source: Text
    source_en: Text
    certainty: Certainty


class UserEntry(Strict):
    """A demonstration account; the password is public and of no use elsewhere."""

    username: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._]{1,39}$")]
    name: Text
    name_en: Text
    role: Role
    organisation: Text
    rank: Rank | None = None
    password: Annotated[str, Field(min_length=8)]


class DeputyEntry(Strict):
    """Who acts for a colleague who is away: by user name, both of one organisation."""

    deputy: Text
    stands_for: Text


class PlayedBy(Strict):
    """Who plays what in the demonstration: user names of users.toml."""

    enterprise: Text
    neighbour: Text
    clerk: Text
    handler: Text
    head: Text
    principal: Text
    supervisor: Text
    reviewers: dict[Code, Text]


class PlayedDepartments(Strict):
    """What each department of the review does in the story; the others agree."""

    agrees_first: Code
    returns: Code
    sets_condition: Code
    stays_silent: Code


class PlayedProjects(Strict):
    """The fictional projects and places of the demonstration; the code has no owner."""

    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    location: Text
    phone: Text
    park: Text
    park_code: Text
    plant: Text
    port: Text
    storage: Text


class DemonstrationFile(Strict):
    """demonstration.toml: the people, departments and projects of the city's story."""

    people: PlayedBy
    enterprises: dict[str, Text]
    departments: PlayedDepartments
    projects: PlayedProjects


class DepartmentsFile(Strict):
    """departments.toml"""

    departments: tuple[DepartmentEntry, ...]


class LimitsFile(Strict):
    """limits.toml: the time limits, extensions and special procedures matters refer to."""

    time_limits: dict[Code, LimitEntry]
    extensions: dict[Code, ExtensionEntry] = Field(default_factory=dict)
    suspensions: dict[Code, tuple[SuspensionEntry, ...]] = Field(default_factory=dict)
    procedures: Procedures = Procedures()


class FormsFile(Strict):
    """forms.toml"""

    forms: dict[Code, tuple[FieldEntry, ...]]


class MattersFile(Strict):
    """matters/*.toml"""

    matters: tuple[Matter, ...]


class TasksFile(Strict):
    """tasks.toml; `task_series` names the document, for keys that stay unique in the city."""

    task_series: str = ""
    task_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    task_source: str = ""
    supervision: SupervisionEntry | None = None
    units: tuple[UnitEntry, ...] = ()
    tasks: tuple[TaskEntry, ...] = ()


class UsersFile(Strict):
    """users.toml"""

    users: tuple[UserEntry, ...] = ()
    deputies: tuple[DeputyEntry, ...] = ()


class Content(Strict):
    """A whole edition: what the hash covers and the ledger keeps. Accounts are not in it."""

    layout: Literal[1] = 1
    city: CityEntry
    departments: tuple[DepartmentEntry, ...]
    time_limits: dict[Code, LimitEntry]
    extensions: dict[Code, ExtensionEntry]
    suspensions: dict[Code, tuple[SuspensionEntry, ...]]
    validities: dict[Code, ValidityEntry] = Field(default_factory=dict)
    statements: dict[Code, StatementEntry] = Field(default_factory=dict)
    filing_refusals: dict[Code, FilingRefusalEntry] = Field(default_factory=dict)
    bars: dict[Code, BarEntry] = Field(default_factory=dict)
    ladders: dict[Code, tuple[RungEntry, ...]] = Field(default_factory=dict)
    procedures: Procedures = Procedures()
    letter_law: LetterLaw | None = None
    letters: LettersBook = LettersBook()
    forms: dict[Code, tuple[FieldEntry, ...]]
    matters: tuple[Matter, ...]
    channels: tuple[ChannelEntry, ...]
    facts: tuple[FactEntry, ...]
    task_series: str = ""
    task_year: int | None = None
    task_source: str = ""
    supervision: SupervisionEntry | None = None
    units: tuple[UnitEntry, ...]
    tasks: tuple[TaskEntry, ...]
    policies: PoliciesFile = PoliciesFile()
    assessment: AssessmentFile = AssessmentFile()
    registers: tuple[RegisterEntry, ...] = ()
    indicators: tuple[IndicatorEntry, ...] = ()
