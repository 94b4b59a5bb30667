"""A deed: one act on a case as every counter knows it, declared once.

The API, the pages and the list of what is possible now are made from it: its name stands in
addresses (`request-hearing`), its form is checked at the counter, `do` carries it out in one
transaction, `when` says in which cases it makes sense and `concerns` to whom it is offered of
those to whom the policy opens it. An offer is a courtesy: `do` judges again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from acts.forms import Form
from acts.office import Office
from states.terms import Actor, CaseSnapshot, Draft
from states.worktime import legal_day

Filled = TypeVar("Filled", bound=Form)
Who = Callable[[CaseSnapshot, Actor], bool]


def everybody(case: CaseSnapshot, actor: Actor) -> bool:
    """Whom the policy opens the deed to, all of them."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`do(office, case_id, form, *, actor, now, if_version)` answers with the case after it.

    Where it `shows_contact`, whoever did it is shown the applicant's masked fields, that once.
    """

    name: str
    form: type[Form]
    do: Callable[..., CaseSnapshot]
    when: Callable[[CaseSnapshot], bool]
    concerns: Who = everybody
    is_grave: bool = False
    shows_contact: bool = False
    is_foremost: bool = False

    @property
    def event(self) -> str:
        """The name of the deed among the events of a case, and in the policy."""
        return self.name.replace("-", "_")


def recorded(
    act: str,
    judge: Callable[[CaseSnapshot, Filled, Actor, date], Iterable[Draft]],
) -> Callable[..., CaseSnapshot]:
    """A deed's `do` from its judgement alone: what the case, the form and the day let it write.

    `judge(case, form, actor, today)` raises a Refusal or Invalid, or answers with the drafts;
    `today` is the legal day (Asia/Shanghai) of `now`.
    """

    def do(
        office: Office,
        case_id: str,
        form: Filled,
        *,
        actor: Actor,
        now: datetime,
        if_version: int | None = None,
    ) -> CaseSnapshot:
        def judged(case: CaseSnapshot) -> Iterable[Draft]:
            return judge(case, form, actor, legal_day(now))

        return office.record(case_id, judged, act=act, actor=actor, now=now, if_version=if_version)

    do.__doc__ = judge.__doc__
    return do
