"""What the law does not let a matter of the power list say, beyond deadlock and names.

The checks are of Chinese law; a catalogue from elsewhere says so and is not asked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.entries import Sourced, Strict, Text
from catalog.faults import Fault
from catalog.reading import Reading
from catalog.schema import BasisEntry, Content, MaterialEntry, Matter
from states.terms import Certainty, Regime

Finding = tuple[str, str]

LICENSING = frozenset({"law", "regulation", "state_council_decision", "local_regulation"})
"""What may create a permit (Administrative Licensing Law arts. 14, 15, 17)."""

PROCEDURES = Path(__file__).parent / "data" / "reference" / "special_procedures.toml"

# The title says the level: 法 a law, 条例 a regulation, 办法, 规定, 目录, 标准 something below;
# 实施…办法 of a provincial congress is a local regulation.
TITLES = (
    (r"实施〈[^〉]+法〉办法", "local_regulation"),
    (r"《国务院.*决定》", "state_council_decision"),
    (r"(?<!办)法》", "law"),
    (r"条例》", "regulation"),
)
ARTICLE = re.compile(r"《|第.+条|令|〔\d{4}〕")


class ProcedureEntry(Sourced):
    """Kinds of special procedure that a text takes out of the counted time."""

    kinds: tuple[Text, ...]
    regimes: tuple[Regime, ...]
    longest_needed: bool


class ProceduresFile(Strict):
    """reference/special_procedures.toml"""

    procedures: tuple[ProcedureEntry, ...]


@cache
def closed_list() -> tuple[ProcedureEntry, ...]:
    """The special procedures that some text knows."""
    with PROCEDURES.open("rb") as file:
        return ProceduresFile.model_validate(tomllib.load(file), strict=False).procedures


@dataclass(frozen=True, slots=True)
class Known:
    """What the whole catalogue says of materials: which are held or issued by an organ."""

    provided: dict[str, str]

    @classmethod
    def of(cls, content: Content) -> Known:
        """From every matter's list."""
        provided: dict[str, str] = {}
        for matter in content.matters:
            for material in matter.materials:
                if material.provided_by in ("shared", "previous_step"):
                    provided.setdefault(material.id, matter.code)
        return cls(provided)


def faults(reading: Reading, content: Content) -> Iterator[Fault]:
    """Everything that the law does not allow, by file and key."""
    if content.city.law != "china":
        return
    known = Known.of(content)
    for file, matter in zip(reading.matter_files, content.matters, strict=True):
        for key, message in _matter(matter, content, known):
            yield Fault(file, f"matters[{matter.code}].{key}", message)
    yield from _procedure_faults(content)


def _matter(matter: Matter, content: Content, known: Known) -> Iterator[Finding]:
    yield from _basis_faults(matter)
    yield from _material_faults(matter, known)
    yield from _pause_faults(matter, content)
    yield from _deemed_faults(matter)


def level_of(basis: BasisEntry) -> str:
    """The level of the text: as the entry says, or as its title has it."""
    if basis.level is not None:
        return basis.level
    return next((level for form, level in TITLES if re.search(form, basis.text)), "document")


def _basis_faults(matter: Matter) -> Iterator[Finding]:
    if matter.power == "opinion" or matter.regime is Regime.RECORD_FILING:
        return
    levels = {level_of(basis) for basis in matter.basis}
    if not levels & LICENSING:
        yield (
            "basis",
            "a permit needs a law, a regulation or a State Council decision as its basis; "
            f"here stands: {', '.join(sorted(levels))} (Administrative Licensing Law art. 17)",
        )


def _material_faults(matter: Matter, known: Known) -> Iterator[Finding]:
    for material in matter.materials:
        held_at = known.provided.get(material.id)
        if _is_demanded(material) and held_at is not None:
            yield (
                f"materials[{material.id}].provided_by",
                f'is asked of the applicant, but "{held_at}" has it from data sharing or an '
                "earlier step (State Council Decree 716 art. 10)",
            )


def _is_demanded(material: MaterialEntry) -> bool:
    return material.provided_by == "applicant"


def _pause_faults(matter: Matter, content: Content) -> Iterator[Finding]:
    for name in matter.limits.suspensions:
        for entry in content.suspensions.get(name, ()):
            allowed = [p for p in closed_list() if entry.kind in p.kinds]
            if allowed and not any(matter.regime in p.regimes for p in allowed):
                yield (
                    "limits.suspensions",
                    f'"{entry.kind}" stops no clock of a {matter.regime} '
                    f"({'; '.join(p.source_en for p in allowed)})",
                )


def _procedure_faults(content: Content) -> Iterator[Fault]:
    for name, entries in content.suspensions.items():
        for entry in entries:
            here = f"suspensions.{name}[{entry.kind}]"
            found = [p for p in closed_list() if entry.kind in p.kinds]
            if not found:
                yield Fault(
                    "limits.toml",
                    f"{here}.kind",
                    f'"{entry.kind}" is not on the closed list of special procedures: its time '
                    "counts (Administrative Licensing Law art. 45)",
                )
            elif all(p.longest_needed for p in found) and entry.max_days is None:
                yield Fault(
                    "limits.toml",
                    f"{here}.max_days",
                    "its text sets a longest time, the catalogue must state it "
                    f"({found[0].source_en})",
                )


def _deemed_faults(matter: Matter) -> Iterator[Finding]:
    review = matter.review
    if review is None or review.deemed_source is None:
        return
    if review.deemed_certainty is Certainty.SAMPLE:
        yield "review.deemed_certainty", "silence has no effect by a sample: name a text"
    if not ARTICLE.search(review.deemed_source):
        yield "review.deemed_source", "names no text and no article that makes silence agreement"
