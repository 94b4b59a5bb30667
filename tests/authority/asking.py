"""Everybody asks for everything: which operations of the API whom they are open to, and when.

`python -m tests.authority.asking` writes the answers anew to `tests/authority/answers.txt`; read
the difference before you commit it.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pypdf import PdfReader
from sqlalchemy.orm import Session

from acts import approval, intake
from acts.evidence import seal_yesterday
from acts.forms import CorrectionForm, DecideForm, ItemForm, SuspendForm
from api.app import create_app
from api.dependencies import optional_actor
from api.pages import router
from greenlane.settings import Settings
from greenlane.signing import SigningKey
from ledger.engine import Ledger
from ledger.views import letters_of
from states.terms import Actor
from tests.api.calling import open_accounts
from tests.browser.looking import city_at_work, routes_of
from tests.playing import REVIEWERS, Play, play_on

with warnings.catch_warnings():
    # Starlette asks for httpx2, which the project does not use.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))
ANSWERS = Path(__file__).with_name("answers.txt")
PEOPLE = {
    "nobody": None,
    "the applicant": "qiye",
    "another enterprise": "qiye2",
    "the window": "chuangkou",
    "lead, handler": "fgw.chengban",
    "lead, deputy head": "fgw.fuzhuren",
    "lead, head": "fgw.zhuren",
    "seat, handler": "sthj.chengban",
    "seat, head": "sthj.juzhang",
    "elsewhere, handler": "dzj.chengban",
    "elsewhere, head": "dzj.juzhang",
    "government": "shizhang",
    "supervisor": "ducha",
    "administrator": "guanli",
}
"""One of each role and each relation to the cases that are asked about."""
TODAY = "2026-03-10"

NAMED: Mapping[str, Any] = {
    "kind": "expert_review",
    "department": "sthj",
    "to_department": "swj",
    "officer": "sthj.chengban",
    "deputy": "fgw.chengban",
    "stands_for": "fgw.fuzhuren",
    "presider": "fgw.zhuren",
    "card": 1,
    "item_ref": "market_access/-",
    "project_code": "2603-410611-04-01-123456",
    "period": "2026-Q1",
    "value": "9.6",
    "status": "removed",
    "files": {"catalog.toml": ""},
    "starts_at": "09:30",
    "sha256": "0" * 64,
    "declaration": True,
    "days": 5,
    "username": "new.person",
    "secret": "platform",
    "total_investment_wan": "52000",
    "region": "410611",
    "industry": "4412",
    "credit_code": "91410611MA40A1B289",
}
"""Values for fields whose form a schema does not tell; they need not be right, only readable."""
QUERIES = {
    "start": TODAY,
    "days": "5",
    "of": "cases",
    "since": "2026-03-01T00:00:00%2B08:00",
    "q": "热电",
    "from": "2026-03-01",
    "to": TODAY,
}
PLACES = {
    "session_id": "none",
    "code": "key_projects",
    "kind": "project",
    "value": "91410611MA40A1B289",
    "number": "1",
    "sha256": "0" * 64,
    "upload_id": "none",
    "matter": "ratification.enterprise",
    "name": "statute",
    "part": "days",
    "department": "sthj",
    "notice_id": "1",
    "organ": "fgw",
    "series": "ratification",
    "year": "2026",
    "about": "joint_review",
    "item_id": "none",
    "period": "2025-Q4",
    "view_id": "1",
    "username": "zrzy.chengban",
    "receiver_id": "none",
    "event_id": "none",
    "token_id": "none",
    "day": TODAY,
}
"""What stands in addresses where a name of the city is not at hand."""
MORE: Mapping[str, Mapping[str, Any]] = {"AreaResultForm": {"parcels": ["410611-001"]}}
"""What a form's own rule asks for besides its fields."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API, with a body that can be read."""

    method: str
    path: str
    body: Any = None
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}{self.query}"

    @property
    def is_about_a_case(self) -> bool:
        """Whether the answer depends on the state of a case."""
        return "{case_id}" in self.path


def cases_in_every_state(play: Play) -> dict[str, str]:
    """One case of each kind; their ids by the state."""
    told = play.received("2026-03-02 09:00").case_id
    item = ItemForm(about="/scale", problem="不清", remedy="写明")
    play.act(intake.notify_correction, told, CorrectionForm(items=(item,)), by="chuangkou")
    suspended = play.accepted("2026-03-02 10:00").case_id
    pause = SuspendForm(kind="expert_review", announced_days=8, basis="依据")
    play.act(approval.suspend, suspended, pause, by="fgw.chengban")
    withdrawn = play.received("2026-03-02 10:10").case_id
    play.act(intake.withdraw, withdrawn, "项目取消", by="qiye")
    refused = play.accepted("2026-03-02 10:20").case_id
    no = DecideForm(outcome="refuse", reasons="不符合产业政策", facts_found="产能过剩")
    play.act(approval.decide, refused, no, by="fgw.zhuren")
    agreed, granted = _agreed(play), _agreed(play)
    yes = DecideForm(outcome="grant", content="同意建设")
    play.act(approval.decide, granted, yes, by="fgw.zhuren", when="2026-03-03 10:00")
    return {
        "received": play.received("2026-03-09 09:00").case_id,
        "told": told,
        "accepted": play.accepted("2026-03-09 09:10").case_id,
        "reviewed": play.in_review("2026-03-09 09:20").case_id,
        "agreed": agreed,
        "suspended": suspended,
        "granted": granted,
        "refused": refused,
        "withdrawn": withdrawn,
    }


def _agreed(play: Play) -> str:
    """A case of which every department has agreed."""
    case_id = play.in_review("2026-03-02 11:00").case_id
    for department in REVIEWERS:
        play.sign(case_id, department)
    return case_id


class Asked:
    """A city in which everybody may ask for everything; what is answered is not kept.

    Its applicant's personal data are unmistakable; `told` holds who was told them, and where.
    """

    def __init__(self, play: Play) -> None:
        self.play = play
        self.told: dict[str, set[str]] = {}
        planted(play)
        settings = _unhurried(play.house.settings)
        play.house = replace(play.house, settings=settings, signer=KEY)
        open_accounts(play.house)
        self.cases = cases_in_every_state(play)
        self.known = city_at_work(play)
        play.act(lambda office, *, now: seal_yesterday(office, KEY, now))
        self.app = create_app(play.house)
        self.app.dependency_overrides[optional_actor] = self._who
        self.client = TestClient(self.app, raise_server_exceptions=False)
        self.app.add_exception_handler(RequestValidationError, _unread)
        self.document = self.app.openapi()
        play.house.ledger.writing = _unkept(play.house.ledger)  # type: ignore[method-assign]

    def _who(self, request: Request) -> Actor | None:
        name = request.headers.get("x-who")
        return self.play.actor(name) if name else None

    def operations(self) -> Iterator[Operation]:
        """Every operation of the API, in the order of its description."""
        for path, methods in self.document["paths"].items():
            for method, told in methods.items():
                if (method, path) == ("post", "/api/v1/session"):
                    # Who signs in is nobody yet, and is told to wait after some tries.
                    continue
                wanted = [p for p in told.get("parameters", ()) if p["in"] == "query"]
                asked = [f"{p['name']}={QUERIES[p['name']]}" for p in wanted if p.get("required")]
                query = "?" + "&".join(asked) if asked else ""
                yield Operation(method.upper(), path, self._body(told), query)

    def _body(self, told: Mapping[str, Any]) -> Any:
        content = told.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        return self._example("", content["application/json"]["schema"])

    def _example(self, name: str, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        more = MORE.get(schema.get("title", ""), {})
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if name in NAMED:
            return NAMED[name]
        match schema.get("type"):
            case "object":
                parts = schema.get("properties", {})
                made = {key: self._example(key, parts[key]) for key in schema.get("required", ())}
                return made | more
            case "array":
                return [self._example("", schema["items"])] * schema.get("minItems", 0)
            case "integer" | "number":
                return max(1, schema.get("minimum", 1))
            case "boolean":
                return True
        return TODAY if schema.get("format") == "date" else "说明"

    def answer(self, operation: Operation, who: str | None, case_id: str = "") -> str:
        """One sign for what this person is answered."""
        headers = {"x-who": who} if who else {}
        url = self.address(operation.path, case_id) + operation.query
        sent = self.client.request(operation.method, url, headers=headers, json=operation.body)
        self.heed(str(operation), who, sent.content)
        return sign_of(operation, sent)

    def address(self, path: str, case_id: str) -> str:
        """An address with something that there is for each of its names."""
        names = PLACES | {
            "case_id": case_id,
            "project_id": self.known["project"],
            "task_id": self.known["task"],
            "meeting_id": self.known["meeting"].rsplit("/", 1)[1],
            "draft": self.known["draft"],
            "item": self.known["item"].rsplit("/", 1)[1],
            "subject": self.known["liaison"].rsplit("/", 1)[1],
            "letter_id": self.letter(case_id),
        }
        return path.format_map(defaultdict(lambda: "none", names))

    def look(self, path: str, who: str | None, case_id: str) -> None:
        """Open a page of this case as this person, and heed what it tells."""
        headers = {"x-who": who} if who else {}
        url = self.address(path, case_id)
        self.heed(f"GET {path}", who, self.client.get(url, headers=headers).content)

    def heed(self, where: str, who: str | None, content: bytes) -> None:
        """Note it down where an answer tells this person planted personal data."""
        if tells(content):
            self.told.setdefault(who or "", set()).add(where)

    def pages(self) -> Iterator[str]:
        """The addresses of all pages."""
        for route in routes_of(router):
            if "GET" in route.methods:
                yield route.path
        matter = self.play.case(self.cases["granted"]).rules.matter
        yield f"/file/{matter}?like={{case_id}}"

    def letter(self, case_id: str) -> str:
        """A letter of this case, or of the one that has most of them."""
        rows = self.play.read(lambda office: letters_of(office.session, case_id))
        return rows[0].letter_id if rows else "none"


CONTACT, PHONE = "欧阳丹雀验", "13899127364"
"""Personal data that stands nowhere else."""


def planted(play: Play) -> None:
    """From now on the applicant of every filing has these personal data."""
    play.applicant = partial(play.applicant, contact=CONTACT, phone=PHONE)  # type: ignore[method-assign]


def tells(content: bytes) -> bool:
    """Whether an answer holds the planted data: as text, as JSON, in a workbook or a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    elif content.startswith(b"%PDF-"):
        pages = PdfReader(io.BytesIO(content)).pages
        content = "".join(page.extract_text() for page in pages).encode()
    return any(sign in content for sign in _SIGNS)


_SIGNS = (
    CONTACT.encode(),
    PHONE.encode(),
    json.dumps(CONTACT).strip('"').encode(),
    quote(CONTACT).encode(),
)


def _unhurried(settings: Settings) -> Settings:
    """Everybody asks for everything within a minute or two."""
    unlimited = {"rate_per_address": "", "rate_per_session": "", "rate_sign_in": ""}
    return settings.model_copy(update=unlimited)


def _unread(_request: Request, error: Exception) -> Response:
    return Response(str(error), 418)


def _unkept(ledger: Ledger) -> Callable[[], Any]:
    """The ledger's door for writing, behind which nothing is kept."""

    @contextmanager
    def writing() -> Iterator[Session]:
        with ledger.reading() as session:
            yield session
            session.rollback()

    return writing


def sign_of(operation: Operation, sent: Any) -> str:
    """`+` done, `o` refused by law or facts, `-` not this person's, `?` hidden, `!` sign in."""
    match sent.status_code:
        case 401:
            return "!"
        case 403:
            return "-"
        case 404:
            return "?"
        case 409 | 412 | 415:
            return "o"
        case 418:
            print(operation, sent.text, file=sys.stderr)
            return "V"
        case status if status < 400 or status == 422:
            return "+" if status < 400 else "o"
    return f"[{sent.status_code}]"


Answers = dict[str, dict[str, str]]
"""By operation and person, a sign for each state of a case; one sign where no case is named."""


def asked(city: Asked, states: Iterable[str], operations: Iterable[Operation]) -> Answers:
    """What everybody is answered, on a case of each of these states."""
    cases = [city.cases[state] for state in states]
    return {
        str(operation): {
            name: "".join(
                city.answer(operation, who, case_id)
                for case_id in (cases if operation.is_about_a_case else [""])
            )
            for name, who in PEOPLE.items()
        }
        for operation in operations
    }


def written() -> tuple[tuple[str, ...], Answers]:
    """The states and the answers as the file has them."""
    head, *lines = ANSWERS.read_text(encoding="utf-8").splitlines()
    answers: Answers = {}
    for line in lines:
        if not line.startswith("  "):
            answers[line] = {}
        else:
            name, _, signs = line.strip().rpartition("  ")
            answers[next(reversed(answers))][name.strip()] = signs.strip()
    return tuple(head.split()[1:]), answers


def file_of(states: Iterable[str], answers: Answers) -> str:
    """The file's text."""
    lines = [f"# {' '.join(states)}"]
    for operation, signs in answers.items():
        lines += [operation, *(f"  {name:<20}  {sign}" for name, sign in signs.items())]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the answers anew."""
    with tempfile.TemporaryDirectory() as folder:
        play = play_on(f"sqlite:///{Path(folder) / 'greenlane.db'}")
        city = Asked(play)
        answers = asked(city, city.cases, city.operations())
        ANSWERS.write_text(file_of(city.cases, answers), encoding="utf-8")
        play.house.ledger.close()
    return 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
