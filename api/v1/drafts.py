"""Drafts of filings, and the checks before one is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel

from acts import drafts
from acts.authority import authorise
from acts.drafts import DraftForm, FilingDraft, StaleDraft, version_of
from acts.forms import FilingForm
from acts.papers import already_with_us
from acts.precheck import precheck
from api.bodies import CounterRoute
from api.dependencies import Acts, CurrentActor, Lang, Now, Readings
from api.problems import NotFound, Problem, Unreadable
from api.words import Said
from states.worktime import legal_day

router = APIRouter(tags=["drafts"], route_class=CounterRoute)


STALE = Problem(
    412,
    "StaleDraft",
    Said("草稿已有变化", "The draft has changed"),
    Said(
        "这份草稿已在别处保存、提交或放弃；本次没有保存，请先查看最新草稿。",
        "The draft was saved, sent or given up elsewhere; nothing was saved, see the newest.",
    ),
)


class DraftView(BaseModel):
    """A draft as it stands; `saved_by` is the account that saved it last."""

    matter: str
    version: str
    fields: Mapping[str, str]
    saved_by: str
    saved_at: datetime


class FindingView(BaseModel):
    """One point of the checks: where, what, by which text, and whether it blocks sending."""

    pointer: str
    detail: str
    legal_basis: str
    blocks: bool


class PaperView(BaseModel):
    """One version of a document that is with us already."""

    material: str
    version: int
    sha256: str
    filename: str
    media_type: str
    size: int
    case_id: str
    supplied_on: str


def _told(draft: FilingDraft) -> DraftView:
    return DraftView(
        matter=draft.matter,
        version=version_of(draft),
        fields=draft.fields,
        saved_by=draft.saved_by,
        saved_at=draft.saved_at,
    )


@router.get("/drafts", response_model=list[DraftView])
def list_drafts(actor: CurrentActor, reading: Readings) -> list[DraftView]:
    """What you, or others of your enterprise, have begun to fill."""
    with reading() as office:
        return [_told(draft) for draft in drafts.every(office, actor=actor)]


@router.get("/drafts/{matter}", response_model=DraftView)
def show_filing_draft(matter: str, actor: CurrentActor, reading: Readings) -> DraftView:
    """The draft of one matter."""
    with reading() as office:
        draft = drafts.find(office, matter, actor=actor)
    if draft is None:
        raise NotFound
    return _told(draft)


@router.put("/drafts/{matter}", response_model=DraftView)
def save_draft(
    matter: str,
    form: DraftForm,
    actor: CurrentActor,
    acts: Acts,
    now: Now,
    if_match: Annotated[
        str | None, Header(description='The version that you saw, such as "none"; else 412.')
    ] = None,
) -> DraftView:
    """Save what is typed so far in the place of what was saved before."""
    based_on = None if if_match in (None, "*") else str(if_match).strip('"')
    try:
        with acts() as office:
            saved = drafts.save(office, matter, form, actor=actor, now=now, based_on=based_on)
    except StaleDraft as error:
        raise Unreadable(STALE) from error
    return _told(saved)


@router.delete("/drafts/{matter}", status_code=204, response_class=Response)
def drop_draft(matter: str, actor: CurrentActor, acts: Acts) -> Response:
    """Give the draft up."""
    with acts() as office:
        drafts.drop(office, matter, actor=actor)
    return Response(status_code=204)


@router.post("/filings/check", response_model=list[FindingView])
def check_filing(
    form: FilingForm, actor: CurrentActor, reading: Readings, now: Now, lang: Lang
) -> list[FindingView]:
    """Everything that would be told of this filing, with the text behind it; nothing is sent."""
    with reading() as office:
        findings = precheck(office, form, actor=actor, today=legal_day(now))
    zh = lang == "zh"
    return [
        FindingView(
            pointer=found.problem.pointer,
            detail=found.problem.zh if zh else found.problem.en,
            legal_basis=found.article[0 if zh else 1],
            blocks=found.blocks,
        )
        for found in findings
    ]


@router.get("/papers", response_model=list[PaperView])
def list_papers(actor: CurrentActor, reading: Readings) -> list[PaperView]:
    """The documents of your enterprise that are with us already, each version once."""
    authorise(actor, "read_papers")
    with reading() as office:
        found = already_with_us(office, actor.organisation)
    return [
        PaperView(
            material=paper.material,
            version=paper.number,
            sha256=paper.sha256,
            filename=paper.filename,
            media_type=paper.media_type,
            size=paper.size,
            case_id=paper.case_id,
            supplied_on=paper.supplied_on.isoformat(),
        )
        for versions in found.values()
        for paper in versions
    ]
