"""Files that come with a form: stored at once, so that a refused form need not send them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acts import documents
from acts.problems import Invalid
from api.dependencies import Acts
from api.pages.filled import Kept, Labels, Places, Sent
from api.pages.visit import SignedVisit
from api.problems import FieldError, Problem, invalid
from api.words import Said
from states.terms import MatterRules
from templates import translator
from templates.i18n import messages


@dataclass(frozen=True, slots=True)
class Uploads:
    """What is stored for the form so far, and what could not be taken."""

    kept: Mapping[str, Kept]
    problem: Problem | None
    places: Places

    @property
    def forms(self) -> list[dict[str, Any]]:
        """The materials for the form model, in the order of `kept`."""
        return [
            {"id": name, "filename": kept.filename, "sha256": kept.sha256}
            for name, kept in self.kept.items()
        ]


def stored_uploads(visit: SignedVisit, acts: Acts, sent: Sent, materials: Iterable[str]) -> Uploads:
    """Store every file of the form; a newer one replaces what was kept for its material."""
    listed = tuple(materials)
    kept = {name: was for name, was in sent.kept().items() if name in listed}
    wrong: list[tuple[str, Said]] = []
    for material in listed:
        file = sent.files.get(f"material.{material}")
        if file is None:
            continue
        try:
            visit.house.require_clean(file.content)
            with acts() as office:
                stored = documents.store(
                    office, file.filename, file.content, actor=visit.actor, now=visit.now
                )
            kept[material] = Kept(stored.sha256, stored.filename)
        except Invalid as error:
            wrong += [(material, Said(found.zh, found.en)) for found in error.problems]
    in_order = {name: kept[name] for name in listed if name in kept}
    if not wrong:
        return Uploads(in_order, None, Places(materials=tuple(in_order)))
    errors = [FieldError(said, f"/materials/{at}") for at, (_, said) in enumerate(wrong)]
    places = Places(materials=tuple(material for material, _ in wrong))
    return Uploads(in_order, invalid(errors), places)


def labels_of(visit: SignedVisit, rules: MatterRules) -> Labels:
    """What the fields of this matter's forms are called."""
    words = visit.words
    return Labels(
        t=translator(visit.lang),
        known=frozenset(messages(visit.lang)),
        materials={rule.id: words.named(rule) for rule in rules.materials},
    )
