"""A form that was not taken, shown again with what is wrong at its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from acts.problems import Conflict, Invalid, StaleVersion
from api.pages.filled import FilledForm, Labels, Places, Sent, sent_again, with_problem
from api.pages.visit import SignedVisit
from api.problems import form_problem, problem_of
from states.refusals import Refusal
from templates.i18n import messages

DECLINED = (Refusal, Invalid, Conflict, StaleVersion, ValidationError)
"""What an act may answer instead of doing what was asked."""


@dataclass(frozen=True, slots=True)
class OwnLabels(Labels):
    """Labels that a page has of its own go before those that every page knows."""

    def of(self, name: str) -> str:
        """The label of a field; of a field in a row the label of its column."""
        parts = name.split(".")
        column = parts[-1] if len(parts) > 1 and parts[1].isdecimal() else name
        return (
            self.materials.get(name, "") or self.materials.get(column, "") or Labels.of(self, name)
        )


def declined(
    visit: SignedVisit, sent: Sent, error: Exception, labels: Mapping[str, str]
) -> tuple[FilledForm, int]:
    """The form as it was sent with what is wrong, and the status of the answer."""
    problem = (
        form_problem(error)
        if isinstance(error, ValidationError)
        else problem_of(error, visit.house.city.catalog)
    )
    told = OwnLabels(visit.t, frozenset(messages(visit.lang)), labels)
    return with_problem(sent_again(sent, {}), problem, visit.lang, told, Places()), problem.status
