"""The forms people fill: checked once at the counter, field by field, before any act.

Pydantic says what is wrong with the shape; what needs the lists (codes, materials) is checked
by the act that takes the form and comes back as :class:`acts.problems.Invalid`.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from states.terms import AcceptanceMode, Answer, Outcome


def _printable(value: str) -> str:
    """Text in any script; control characters, which no form can mean, are refused."""
    for sign in value:
        if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t":
            raise PydanticCustomError(
                "control_character", "remove the invisible control characters from this text"
            )
    return value.strip()


def _filled(value: str) -> str:
    if not value:
        raise PydanticCustomError("blank", "fill in this field")
    return value


Line = Annotated[str, Field(max_length=200), AfterValidator(_printable), AfterValidator(_filled)]
Prose = Annotated[str, Field(max_length=4000), AfterValidator(_printable), AfterValidator(_filled)]
Remark = Annotated[str, Field(max_length=4000), AfterValidator(_printable)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Nature = Literal["new", "expansion", "reconstruction", "technical_renovation", "relocation"]


class Form(BaseModel):
    """Unknown fields are refused: a misspelt one would otherwise be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class ProjectForm(Form):
    """The investment: the four groups of information of Order 673 art. 13, and its codes.

    `code` is the national project code where one was issued; never minted here. What is
    `is_secret` is not taken online (Order 673 art. 4).
    `total_investment_wan` is in ten thousand yuan (万元).
    """

    name: Line
    code: Annotated[str, Field(max_length=64)] | None = None
    region: Annotated[str, Field(max_length=12)]
    industry: Annotated[str, Field(max_length=12)]
    location: Line
    scale: Prose
    content: Prose
    nature: Nature
    total_investment_wan: Annotated[
        Decimal, Field(gt=0, le=Decimal("99999999"), max_digits=14, decimal_places=4)
    ]
    is_secret: bool = False


class ApplicantForm(Form):
    """Who files: name, unified social credit code and whom to reach."""

    name: Line
    credit_code: Annotated[str, Field(max_length=64)]
    contact: Line
    phone: Annotated[str, Field(max_length=40), AfterValidator(_printable), AfterValidator(_filled)]


class MaterialForm(Form):
    """A document of the published list: its id there, the file's name and content hash."""

    id: Annotated[str, Field(max_length=80)]
    filename: Line
    sha256: Sha256


class FilingForm(Form):
    """One filing of one matter, as the enterprise sends it.

    `declaration` states that the project conforms to the industrial policy (备案, item 4) and
    that the materials are true (Administrative Licensing Law art. 31).
    """

    matter: Annotated[str, Field(max_length=80)]
    project: ProjectForm
    applicant: ApplicantForm
    materials: Annotated[tuple[MaterialForm, ...], Field(max_length=100)] = ()
    declaration: bool
    channel: Literal["online", "window"] = "online"


class ItemForm(Form):
    """One line of a correction list; `about` is a material id or a field like “/scale”."""

    about: Annotated[str, Field(min_length=1, max_length=80)]
    problem: Prose
    remedy: Prose


class CorrectionForm(Form):
    """All items at once; `new_defects` with its reason for a lawful second notice."""

    items: Annotated[tuple[ItemForm, ...], Field(min_length=1, max_length=100)]
    new_defects: bool = False


class ChangesForm(Form):
    """What a supplement or correction changes in the form; absent fields stay as they are."""

    name: Line | None = None
    code: Annotated[str, Field(max_length=64)] | None = None
    location: Line | None = None
    scale: Prose | None = None
    content: Prose | None = None
    total_investment_wan: Annotated[
        Decimal | None, Field(gt=0, le=Decimal("99999999"), max_digits=14, decimal_places=4)
    ] = None


class SupplementForm(Form):
    """Corrected or missing documents and changed fields."""

    materials: Annotated[tuple[MaterialForm, ...], Field(max_length=100)] = ()
    changes: ChangesForm = ChangesForm()


class AcceptForm(Form):
    """Acceptance; `owed` names the materials that may follow in tolerant mode (容缺)."""

    mode: Literal[AcceptanceMode.NORMAL, AcceptanceMode.TOLERANT, AcceptanceMode.COMMITMENT] = (
        AcceptanceMode.NORMAL
    )
    owed: tuple[Annotated[str, Field(max_length=80)], ...] = ()


class TurnAwayForm(Form):
    """Refusal of acceptance, or “no permit needed”."""

    reasons: Prose
    competent_organ: Line | None = None


class ReasonsForm(Form):
    """An act that only needs its reasons."""

    reasons: Prose


class ChangeNoticeForm(Form):
    """备案: what was later found wrong and what the enterprise should do (673 art. 15)."""

    problem: Prose
    remedy: Prose


class OpinionForm(Form):
    """What a department says.

    Conditions go with “agree with conditions”, items with “return for correction”, a comment
    with reasons is needed to object, the `authority` above with “agree, needs transmission”.
    `second_return_reason` is a superior's reason for telling anew what could be seen before.
    """

    answer: Answer
    comment: Remark = ""
    conditions: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()
    items: Annotated[tuple[ItemForm, ...], Field(max_length=100)] = ()
    authority: Annotated[str, Field(max_length=200), AfterValidator(_printable)] = ""
    second_return_reason: Remark = ""


class SeatForm(Form):
    """A seat to add (加签)."""

    department: Annotated[str, Field(max_length=80)]
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    veto: bool = False


class ReassignForm(Form):
    """Hand over or delegate a seat to another officer of the same department."""

    officer: Annotated[str, Field(max_length=80)]


class OpenReviewForm(Form):
    """Open the joint review; None asks the departments that the catalogue names."""

    departments: tuple[Annotated[str, Field(max_length=80)], ...] | None = None


class SuspendForm(Form):
    """A special procedure: its kind, announced working days, and the legal basis told."""

    kind: Annotated[str, Field(max_length=80)]
    announced_days: Annotated[int, Field(ge=1, le=400)]
    basis: Prose


class ResumeForm(Form):
    """The last day of the special procedure (ISO date, Asia/Shanghai); today if absent."""

    ended_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class ExtendForm(Form):
    """The one extension, in the unit of the decision limit."""

    days: Annotated[int, Field(ge=1, le=400)]
    reasons: Prose


class DecideForm(Form):
    """The written decision."""

    outcome: Outcome
    content: Remark = ""
    reasons: Remark = ""
    facts_found: Remark = ""
    conditions: Annotated[tuple[Prose, ...], Field(max_length=50)] = ()
    validity: Remark = ""


class ServiceForm(Form):
    """Service: how, to whom, on which day (today if absent), and what proves it.

    `served_on` is the day of signing, of arrival in the addressee's system, on the return
    card, of leaving the letter, or of the public notice.
    """

    method: Literal["electronic", "in_person", "post", "left_in_place", "public_notice"]
    recipient: Line
    served_on: date | None = None
    consented_on: date | None = None
    system: Remark = ""
    return_card: Remark = ""
    witnesses: Remark = ""
    recording_sha256: Sha256 | None = None
    refused: bool = False
    why_public: Remark = ""


class DeliverForm(ServiceForm):
    """Service of the decision."""
