"""The forms of green channels: nomination, admission, facts, steps, phases, exit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from acts.forms import ApplicantForm, Form, Line, MaterialForm, ProjectForm, Prose
from states.terms.project import ExitGround

Name = Annotated[str, Field(max_length=80)]
Fact = (
    StrictBool
    | Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
    | Annotated[str, Field(max_length=80)]
    | Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(max_length=40)]
)
FactsTold = dict[Annotated[str, Field(max_length=80)], Fact]


class NominateForm(Form):
    """推荐: a project for a channel; `facts` are what the channel's conditions ask."""

    channel: Name
    project: ProjectForm
    applicant: ApplicantForm
    facts: FactsTold = Field(default_factory=dict, max_length=100)
    reasons: Prose
    declaration: bool


class AdmitForm(Form):
    """纳入: the basis, such as the minutes that decided it, and the service officer."""

    basis: Prose
    service_officer: Line | None = None


class OfficerForm(Form):
    """The service officer bound to the project."""

    service_officer: Line


class ReasonedForm(Form):
    """An act that only needs its reasons."""

    reasons: Prose


class ProjectChangesForm(Form):
    """Changed particulars of the project; absent ones stay."""

    name: Line | None = None
    code: Annotated[str, Field(max_length=64)] | None = None
    region: Annotated[str, Field(max_length=12)] | None = None
    industry: Annotated[str, Field(max_length=12)] | None = None
    location: Line | None = None
    scale: Prose | None = None
    content: Prose | None = None
    total_investment_wan: Annotated[
        Decimal | None, Field(gt=0, le=Decimal("99999999"), max_digits=14, decimal_places=4)
    ] = None


class ChangeFactsForm(Form):
    """Facts that changed or were not known before; the plan is made anew from them."""

    changes: ProjectChangesForm = ProjectChangesForm()
    facts: FactsTold = Field(default_factory=dict, max_length=100)
    reasons: Prose


class OpenStepForm(Form):
    """Open a step: only the documents that the project has not handed in before."""

    matter: Name
    materials: Annotated[tuple[MaterialForm, ...], Field(max_length=100)] = ()
    declaration: bool


class RectifyForm(Form):
    """What must be put right, and by which day (ISO date, Asia/Shanghai)."""

    reasons: Prose
    by: date


class RemoveForm(Form):
    """调出: the ground, a fact of the record, and the reasons."""

    ground: Literal[ExitGround.CRITERIA_NOT_MET, ExitGround.RECTIFICATION_FAILED]
    reasons: Prose


class PhaseForm(Form):
    """分期: a phase with a name, investment and content of its own."""

    name: Line
    scale: Prose
    content: Prose
    total_investment_wan: Annotated[
        Decimal, Field(gt=0, le=Decimal("99999999"), max_digits=14, decimal_places=4)
    ]
    facts: FactsTold = Field(default_factory=dict, max_length=100)


class StartWorkForm(Form):
    """开工: the day on which work starts; today if absent."""

    started_on: date | None = None
