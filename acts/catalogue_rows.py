"""Editions, drafts and rehearsals as JSON facts, the changes said in one language."""

from __future__ import annotations

from typing import Any

from acts.catalog_editions import CatalogEdition
from acts.catalogue import Draft
from acts.edition_moves import Rehearsed
from catalog.differences import Difference
from states.rederived import ClockMove
from templates.i18n import translator


def edition_row(edition: CatalogEdition) -> dict[str, Any]:
    """A published edition: from which day it binds, and who drafted and published it."""
    return {
        "number": edition.number,
        "version": edition.catalog.version,
        "effective_on": edition.effective_on.isoformat(),
        "sha256": edition.catalog.sha256,
        "drafted_by": edition.drafted_by,
        "published_by": edition.published_by,
        "published_at": edition.published_at.isoformat(),
    }


def draft_row(draft: Draft, lang: str) -> dict[str, Any]:
    """A draft with every fault, and every change against the edition in force."""
    catalog = draft.checked.catalog
    return {
        "draft": draft.sha256,
        "version": catalog.version if catalog else None,
        "note": draft.note,
        "drafted_by": draft.drafted_by,
        "drafted_at": draft.drafted_at.isoformat(),
        "faults": [
            {"file": fault.file, "key": fault.key, "message": fault.message}
            for fault in draft.checked.faults
        ],
        "differences": [
            {"where": found.where, "kind": found.kind, "said": said(found, lang)}
            for found in draft.differences
        ],
    }


def said(found: Difference, lang: str) -> str:
    """One change as a sentence."""
    t = translator(lang)
    facts = dict(found.facts)
    if "clock" in facts:
        facts["clock"] = t(f"difference.clock.{facts['clock']}")
    name = found.name if lang == "zh" else found.name_en
    return t(f"difference.{found.kind}", name=name, **facts)


def rehearsed_row(found: Rehearsed, lang: str) -> dict[str, Any]:
    """A case in a rehearsal: the dates that change, and why it may not move."""
    return {
        "case_id": found.case_id,
        "project_name": found.project_name,
        "version_before": found.version_before,
        "may_move": not found.why_not,
        "why_not": [reason.zh if lang == "zh" else reason.en for reason in found.why_not],
        "dates": [_date_row(move) for move in found.move.moved],
    }


def _date_row(move: ClockMove) -> dict[str, Any]:
    return {
        "clock": move.clock.value,
        "department": move.department,
        "before": move.before.due_on.isoformat(),
        "after": move.after.due_on.isoformat(),
    }
