"""Many cases, one act each: every item once, in its own transaction, with its own answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acts.bulk import Asked, BulkAct
from acts.forms import Form
from acts.office import Office
from acts.problems import Conflict, Invalid, StaleVersion, UnknownCase
from api.dependencies import OpenOffice
from api.desk import Desk
from api.idempotency import Answer, Once, fingerprint
from api.problems import Declined, KeyReused, Problem, problem_of
from greenlane.wiring import House
from ledger.engine import LedgerBusy
from states.refusals import Refusal
from states.terms import Actor, CaseSnapshot
from states.worktime import CalendarMissing

REFUSED = (
    Declined,
    Refusal,
    Conflict,
    Invalid,
    StaleVersion,
    UnknownCase,
    KeyReused,
    LedgerBusy,
    CalendarMissing,
)
"""What ends one item and leaves the others as they are."""
PATH = "/api/v1/bulk"


@dataclass(frozen=True, slots=True)
class Item:
    """One case that was chosen, with the version that was seen where one was."""

    case_id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an item: the version after the act, or why it was not done."""

    case_id: str
    version: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """One command over many cases, as it came in; `key` tells a repeat from a new command."""

    house: House
    acts: OpenOffice
    actor: Actor
    now: datetime
    act: BulkAct
    form: Form
    key: str | None

    def results(self, items: Sequence[Item]) -> tuple[Result, ...]:
        """Every item in order, each case once."""
        once = {item.case_id: item for item in reversed(items)}
        return tuple(self._carried_out(once[case_id]) for case_id in _in_order(items))

    def _carried_out(self, item: Item) -> Result:
        try:
            return Result(item.case_id, version=self._done(item))
        except REFUSED as error:
            return Result(item.case_id, problem=problem_of(error, self.house.city.catalog))

    def _done(self, item: Item) -> int:
        desk = Desk(self.house, self.acts, self.actor, self.now, item.version, None, "POST", PATH)

        def act(office: Office, case_id: str, **more: Any) -> CaseSnapshot:
            return self.act.do(office, case_id, self.form, Asked(**more))

        def do(office: Office) -> Answer:
            case = desk.acted(office, item.case_id, None, act)
            return Answer(200, json.dumps({"version": case.version}))

        asked = {"act": self.act.name, "case_id": item.case_id, "form": self.form.model_dump()}
        sent = fingerprint("POST", PATH, asked)
        answer = Once(self.actor, self._key_of(item), sent, self.now).carry_out(self.acts, do)
        return int(json.loads(bytes(answer.body))["version"])

    def _key_of(self, item: Item) -> str | None:
        """A key of the item's own: the command's key and the case, told apart from any other."""
        if self.key is None:
            return None
        told = json.dumps([self.key, self.act.name, item.case_id])
        return f"bulk-{hashlib.sha256(told.encode()).hexdigest()}"


def _in_order(items: Sequence[Item]) -> Iterator[str]:
    yield from dict.fromkeys(item.case_id for item in items)
