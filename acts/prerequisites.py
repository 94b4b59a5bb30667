"""What a channel binds to a point of a matter: before acceptance, decision, or start of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from acts.office import Office
from states.channel import IN_CHANNEL
from states.channel_refusals import PrerequisiteMissing, listed
from states.channel_run import missing_before
from states.terms import CaseSnapshot
from states.terms.channel import BindingPoint, Prerequisite


def with_article(missing: Iterable[Prerequisite]) -> str:
    """Matters, each with the article that asks for it."""
    return listed(*(f"{rule.needs} ({rule.source})" for rule in missing))


def require_prerequisites(office: Office, case: CaseSnapshot, point: BindingPoint) -> None:
    """Before acceptance or decision: what the channel binds to this point is done (LAW B2.5).

    A case outside any channel, or whose project left its channel, is bound by its matter alone.

    Raises:
        PrerequisiteMissing: names what is missing, with the articles.
    """
    within: Mapping[str, Any] = case.within
    if not within:
        return
    project, _ = office.projects.read(within["project_id"])
    if project.state not in IN_CHANNEL:
        return
    missing = missing_before(project, point, case.rules.matter)
    if missing:
        raise PrerequisiteMissing(missing=with_article(missing), source=missing[0].source)
