"""One command once: a repeated key gets the first answer again, with nothing done twice.

The answer is kept in the transaction of the act. What was refused wrote nothing and is
judged anew when it comes again with the same key.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Response
from sqlalchemy.exc import IntegrityError

from acts.office import Office
from api.dependencies import OpenOffice
from api.problems import KeyReused, Unreadable, problem
from ledger import keyed
from ledger.tables import IdempotencyKeyRow
from states.terms import Actor

KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command is answered: a status and a JSON body."""

    status: int
    body: str

    def response(self) -> Response:
        """The HTTP response, with the case's version as ETag and its address where it is new."""
        told = json.loads(self.body)
        headers = {}
        if "version" in told:
            headers["ETag"] = etag_of(told["version"])
        if self.status == 201 and "case_id" in told:
            headers["Location"] = f"/api/v1/cases/{told['case_id']}"
        elif self.status == 201 and "project_id" in told:
            headers["Location"] = f"/api/v1/projects/{told['project_id']}"
        return Response(self.body, self.status, headers, "application/json")


def etag_of(version: int) -> str:
    """A case's entity tag is its version."""
    return f'"{version}"'


def checked_key(key: str | None) -> str | None:
    """The idempotency key as sent.

    Raises:
        Unreadable: longer than 200 characters, or not plain printable ones.
    """
    if key is not None and not KEY.fullmatch(key):
        zh = "Idempotency-Key 应为 1 至 200 个可见的 ASCII 字符。"
        en = "An Idempotency-Key is 1 to 200 visible ASCII characters."
        raise Unreadable(problem(400, "Malformed", zh, en))
    return key


@dataclass(frozen=True, slots=True)
class Once:
    """A command as it came in: by whom, under which key, and what exactly it asked."""

    actor: Actor
    key: str | None
    request_sha256: str
    now: datetime

    def carry_out(self, acts: OpenOffice, do: Callable[[Office], Answer]) -> Response:
        """Do it in one transaction that also keeps the answer, or answer as before.

        Raises:
            KeyReused: the key was used for something else.
        """
        try:
            answer = self._attempt(acts, do)
        except IntegrityError:
            # Two with the same key at the same instant on PostgreSQL: the other one wrote.
            if self.key is None:
                raise
            answer = self._attempt(acts, do)
        return answer.response()

    def _attempt(self, acts: OpenOffice, do: Callable[[Office], Answer]) -> Answer:
        with acts() as office:
            kept = self._kept(office)
            if kept is not None:
                return kept
            answer = do(office)
            self._keep(office, answer)
        return answer

    def _kept(self, office: Office) -> Answer | None:
        if self.key is None:
            return None
        row = keyed.idempotency_key(office.session, self.actor.id, self.key)
        if row is None:
            return None
        if row.request_sha256 != self.request_sha256:
            raise KeyReused
        return Answer(row.status, row.body)

    def _keep(self, office: Office, answer: Answer) -> None:
        if self.key is None:
            return
        keyed.save_idempotency_key(
            office.session,
            IdempotencyKeyRow(
                actor=self.actor.id,
                key=self.key,
                request_sha256=self.request_sha256,
                status=answer.status,
                body=answer.body,
                created_at=self.now,
            ),
        )


def fingerprint(method: str, path: str, asked: Mapping[str, Any] | None) -> str:
    """What a command asks, so that the same key with another body is found out."""
    told = json.dumps([method, path, asked], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()
