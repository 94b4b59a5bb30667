"""The desk: how one command of the API is dealt with, whatever the act.

Identity, version, idempotency key and `now` are taken once; the act runs in one transaction;
what may not be seen does not exist; a refusal says what is possible now.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from acts.authority import may_see
from acts.masking import case_for
from acts.office import Office
from acts.problems import Conflict, Invalid, StaleVersion, UnknownCase
from api.allowed import allowed_events
from api.case_views import case_view
from api.dependencies import Acts, CurrentActor, HouseHere, Now, OpenOffice
from api.idempotency import Answer, Once, checked_key, fingerprint
from api.problems import Declined, Unreadable, problem
from greenlane.wiring import House
from states.refusals import NotYours, Refusal
from states.terms import Actor, CaseSnapshot

Act = Callable[..., CaseSnapshot]


@dataclass(frozen=True, slots=True)
class Desk:
    """One command, with everything that acts ask for besides the form."""

    house: House
    acts: OpenOffice
    actor: Actor
    now: datetime
    if_version: int | None
    key: str | None
    method: str
    path: str

    def once(self, form: BaseModel | None, do: Callable[[Office], Answer]) -> Response:
        """Do it once for this key, in one transaction, and answer."""
        asked = form.model_dump(mode="json") if form is not None else None
        sent = fingerprint(self.method, self.path, asked)
        return Once(self.actor, self.key, sent, self.now).carry_out(self.acts, do)

    def on_case(self, case_id: str, form: BaseModel | None, act: Act, *where: str) -> Response:
        """An act on a case; answers with the case as it stands after it.

        `where` are the act's further positional arguments before the form.
        """

        def do(office: Office) -> Answer:
            case = self.acted(office, case_id, form, act, *where)
            return Answer(200, case_view(office, case, self.now).model_dump_json())

        return self.once(form, do)

    def reading_contact(self, case_id: str, form: BaseModel, act: Act) -> Response:
        """An act whose first answer shows the applicant's contact plainly.

        The answer that is kept for the idempotency key is masked: a repeat reads nothing.
        """
        read: dict[str, Any] = {}

        def do(office: Office) -> Answer:
            case = self.acted(office, case_id, form, act)
            read.update(office.case(case_id).applicant)
            return Answer(200, case_view(office, case, self.now).model_dump_json())

        kept = self.once(form, do)
        if not read:
            return kept
        shown = json.loads(bytes(kept.body)) | {"applicant": read}
        return Answer(200, json.dumps(shown, ensure_ascii=False)).response()

    def acted(
        self, office: Office, case_id: str, form: BaseModel | None, act: Act, *where: str
    ) -> CaseSnapshot:
        """The act itself, seen by the actor or not at all.

        Raises:
            UnknownCase: the case is not the actor's to see; the transaction rolls back.
            Declined: the law or another writer says no.
        """
        if not is_name(case_id):
            raise UnknownCase(case_id)
        given: list[Any] = [*where] if form is None else [*where, form]
        more = {"actor": self.actor, "now": self.now, "if_version": self.if_version}
        try:
            case = act(office, case_id, *given, **more)
        except (NotYours, StaleVersion, Invalid):
            self._seen(office, case_id)
            raise
        except (Refusal, Conflict) as error:
            raise Declined(error, allowed_events(self._seen(office, case_id))) from error
        if not may_see(self.actor, case):
            raise UnknownCase(case_id)
        return case_for(self.actor, case)

    def _seen(self, office: Office, case_id: str) -> CaseSnapshot:
        return seen(office, case_id, self.actor)


def seen(office: Office, case_id: str, actor: Actor) -> CaseSnapshot:
    """The case, if the actor may see it, with the personal data that the actor may see.

    Raises:
        UnknownCase: there is none, or it is not the actor's to see.
    """
    if not is_name(case_id):
        raise UnknownCase(case_id)
    case = office.case(case_id)
    if not may_see(actor, case):
        raise UnknownCase(case_id)
    return case_for(actor, case)


def is_name(text: str) -> bool:
    """Whether a path segment can name anything in the ledger."""
    return 0 < len(text) <= 200 and text.isprintable()


def version_asked(
    if_match: Annotated[
        str | None,
        Header(description="The case's ETag as you read it; a stale one is refused with 412."),
    ] = None,
) -> int | None:
    """The version that the sender acts on; None where any will do.

    Raises:
        Unreadable: not an entity tag of ours.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip()
    quoted = len(tag) > 2 and tag[0] == tag[-1] == '"'
    number = tag[1:-1] if quoted else tag
    if not (number.isascii() and number.isdecimal() and len(number) <= 9):
        zh = 'If-Match 应为案件的 ETag，例如 "5"。'
        en = 'If-Match must be the ETag of the case, such as "5".'
        raise Unreadable(problem(412, "StaleVersion", zh, en))
    return int(number)


def desk_here(
    request: Request,
    house: HouseHere,
    acts: Acts,
    actor: CurrentActor,
    now: Now,
    if_version: Annotated[int | None, Depends(version_asked)],
    idempotency_key: Annotated[
        str | None,
        Header(description="Repeats of a command with the same key get the same answer."),
    ] = None,
) -> Desk:
    """The desk for this request."""
    return Desk(
        house=house,
        acts=acts,
        actor=actor,
        now=now,
        if_version=if_version,
        key=checked_key(idempotency_key),
        method=request.method,
        path=request.url.path,
    )


DeskHere = Annotated[Desk, Depends(desk_here)]
