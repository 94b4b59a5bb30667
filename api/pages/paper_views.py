"""The documents of a case as pages show them: every version with its size and content hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acts.documents import PDF, SHOWN_INLINE
from acts.office import Office
from api.pages.views_case import Paper, papers
from api.pages.words import Day, Words
from ledger import keyed
from ledger.keyed import DocumentFacts
from states.paper_versions import PaperVersion, Versions, versions_of
from states.terms import CaseSnapshot, Entry
from templates.formats import file_size


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version: `shown` is how a browser may show it (pdf, image), or empty."""

    number: int
    filename: str
    sha256: str
    size: str
    supplied: Day
    shown: str
    save: str
    read: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document of the list with its versions, the newest first."""

    paper: Paper
    versions: tuple[VersionLine, ...]


def paper_lines(
    words: Words, office: Office, case: CaseSnapshot, entries: Iterable[Entry]
) -> tuple[PaperLine, ...]:
    """The published list with every version that was handed in; one query for all of them."""
    versions = versions_of(entries)
    hashes = (version.sha256 for each in versions.values() for version in each)
    facts = keyed.document_facts(office.session, hashes)
    return tuple(
        PaperLine(paper, _lines(words, case.case_id, versions, paper.id, facts))
        for paper in papers(words, case)
    )


def _lines(
    words: Words,
    case_id: str,
    versions: Versions,
    material: str,
    facts: Mapping[str, DocumentFacts],
) -> tuple[VersionLine, ...]:
    newest_first = reversed(versions.get(material, ()))
    return tuple(_line(words, case_id, each, facts.get(each.sha256)) for each in newest_first)


def _line(
    words: Words, case_id: str, version: PaperVersion, facts: DocumentFacts | None
) -> VersionLine:
    address = f"/api/v1/documents/{version.sha256}?case_id={case_id}"
    shown = ""
    if facts is not None and facts.media_type in SHOWN_INLINE:
        shown = "pdf" if facts.media_type == PDF else "image"
    return VersionLine(
        number=version.number,
        filename=version.filename,
        sha256=version.sha256,
        size=file_size(facts.size) if facts else "",
        supplied=words.day(version.supplied_on),
        shown=shown,
        save=address,
        read=f"{address}&inline=true" if shown else "",
    )
