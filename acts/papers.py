"""What is already with us: documents of earlier cases, to be used again without an upload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from acts.office import Office
from ledger import papers
from ledger.papers import HandedIn
from states.terms import Actor, Role


@dataclass(frozen=True, slots=True)
class Version:
    """One content of a document: `number` counts the contents of one material from 1."""

    material: str
    number: int
    sha256: str
    filename: str
    case_id: str
    supplied_on: date
    media_type: str
    size: int

    @property
    def as_text(self) -> str:
        """How a field of a form names it."""
        return f"{self.sha256}|{self.filename}"


def already_with_us(office: Office, credit_code: str) -> Mapping[str, tuple[Version, ...]]:
    """The versions of each document by material id, the newest first.

    The same content handed in twice is one version, dated by the last time. The house keeps a
    document by its content, so using it again sends nothing.
    """
    found = papers.handed_in(office.session, credit_code)
    stored = papers.kinds_and_sizes(office.session, (paper.sha256 for paper in found))
    by_material: dict[str, dict[str, HandedIn]] = {}
    for paper in found:
        if paper.sha256 in stored:
            by_material.setdefault(paper.material, {})[paper.sha256] = paper
    return {
        material: tuple(
            Version(
                material,
                number,
                paper.sha256,
                paper.filename,
                paper.case_id,
                paper.supplied_on,
                *stored[paper.sha256],
            )
            for number, paper in enumerate(contents.values(), start=1)
        )[::-1]
        for material, contents in by_material.items()
    }


def may_use_again(office: Office, sha256: str, actor: Actor, credit_code: str) -> bool:
    """Whether a case of the same enterprise names this document already.

    A stranger who knows the hash gains nothing: an enterprise is asked for its own cases only.
    """
    if actor.role is Role.ENTERPRISE and actor.organisation != credit_code:
        return False
    found = papers.handed_in(office.session, credit_code)
    return any(paper.sha256 == sha256 for paper in found)
