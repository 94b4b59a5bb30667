"""What policies say of a project, as the API and its page tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from acts.office import Office
from acts.project_policies import authority_of, findings_for
from api import project_schemas as schemas
from api.schemas import Named
from states.channel_policies import PolicyFinding
from states.policies import lies_higher
from states.terms.policies import Effect
from states.terms.project import ProjectSnapshot


def policy_views(
    office: Office, project: ProjectSnapshot, today: date
) -> list[schemas.PolicyFindingView]:
    """Every finding of the gate and the lists, with what must be asked first."""
    edition = office.edition(project.catalog_sha256)
    return [_finding(office, project, each) for each in findings_for(edition, project, today)]


def conditions_on(
    office: Office, project: ProjectSnapshot, today: date
) -> list[schemas.PolicyFindingView]:
    """What the policies demand of whoever takes a step of the project."""
    return [
        each for each in policy_views(office, project, today) if each.effect is Effect.CONDITION
    ]


def _finding(
    office: Office, project: ProjectSnapshot, found: PolicyFinding
) -> schemas.PolicyFindingView:
    return schemas.PolicyFindingView(
        about=found.about,
        effect=found.effect,
        reason=found.reason,
        reason_en=found.reason_en,
        source=found.source,
        source_en=office.city.catalog.in_english(found.source),
        certainty=found.certainty,
        ask=_asked(project, found.ask),
    )


def authority_view(
    office: Office, project: ProjectSnapshot, matter: str, today: date
) -> schemas.AuthorityView | None:
    """Who decides the matter for this project today; None where the matrix says nothing."""
    edition = office.edition(project.catalog_sha256)
    choice = authority_of(edition, project.all_facts, matter, today)
    if choice is None:
        return None
    row = choice.row
    return schemas.AuthorityView(
        level=row.level.value if row else "",
        organ=row.organ if row else "",
        organ_en=row.organ_en if row else "",
        higher=lies_higher(choice),
        source=row.rule.basis.source if row else "",
        source_en=row.rule.basis.source_en if row else "",
        certainty=row.rule.basis.certainty if row else None,
        ask=_asked(project, choice.ask),
    )


def _asked(project: ProjectSnapshot, names: Iterable[str]) -> list[Named]:
    known = project.rules.facts
    return [
        Named(id=name, name=known[name].name, name_en=known[name].name_en)
        for name in names
        if name in known
    ]
