"""People of the demonstration city at the API, as its tests let them act."""

from __future__ import annotations

import warnings
from typing import Any

import httpx
from fastapi import FastAPI

from acts import accounts
from greenlane.clock import SimulatedClock
from greenlane.story import pdf_of
from greenlane.wiring import House
from ledger import keyed
from ledger.tables import AccountRow
from states.terms import Actor, Rank

with warnings.catch_warnings():
    # Starlette asks for httpx2, which the project does not use.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

START = "2026-03-02 09:30"
MATTER = "ratification.enterprise"
REVIEWERS = ("zrzy", "sthj", "slj", "yjj", "zjj", "jtj", "wgl")
ENTERPRISE, NEIGHBOUR, CLERK = "qiye", "qiye2", "chuangkou"
HANDLER, SUPERVISOR, ADMINISTRATOR = "fgw.chengban", "ducha", "guanli"


class Caller:
    """People of the demonstration city at the API, each with a session of their own."""

    def __init__(self, app: FastAPI, house: House, clock: SimulatedClock) -> None:
        self.app, self.house, self.clock = app, house, clock
        self.client = TestClient(app, raise_server_exceptions=False)
        self.tokens: dict[str, str] = {}

    def token(self, who: str) -> str:
        """A token of today's session; opened past the password, which takes its time."""
        key = f"{who}@{self.clock.now().date()}"
        if key not in self.tokens:
            with self.house.ledger.writing() as session:
                office = self.house.office(session)
                self.tokens[key] = accounts.sign_in(office, who, now=self.clock.now())
        return self.tokens[key]

    def __call__(
        self, who: str | None, method: str, path: str, json: Any = None, **more: Any
    ) -> httpx.Response:
        """One request; English problems unless the test asks otherwise."""
        headers = {"Accept-Language": "en", **more.pop("headers", {})}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        if json is not None:
            more["json"] = json
        answer = self.client.request(method, f"/api/v1{path}", headers=headers, **more)
        self.client.cookies.clear()
        return answer

    def get(self, who: str | None, path: str, **more: Any) -> Any:
        """The JSON of a successful reading."""
        answer = self(who, "GET", path, **more)

        assert answer.status_code == 200, answer.text
        return answer.json()

    def do(self, who: str, method: str, path: str, json: Any = None, status: int = 200) -> Any:
        """The JSON of a successful command."""
        answer = self(who, method, path, json)

        assert answer.status_code == status, answer.text
        return answer.json()

    def upload(self, who: str = ENTERPRISE, title: str = "document") -> str:
        """The content hash of a document that was uploaded."""
        files = {"file": (f"{title}.pdf", pdf_of(title), "application/pdf")}
        answer = self(who, "POST", "/documents", files=files)

        assert answer.status_code == 201, answer.text
        return str(answer.json()["sha256"])

    def form(self, matter: str = MATTER, who: str = ENTERPRISE, **changes: Any) -> dict[str, Any]:
        """A filing with every document that the applicant owes."""
        sha256 = self.upload(who)
        listed = self.get(None, f"/matters/{matter}")["materials"]
        materials = [
            {"id": rule["id"], "filename": "document.pdf", "sha256": sha256}
            for rule in listed
            if rule["provided_by"] == "applicant"
        ]
        me = self.get(who, "/session")
        return {
            "matter": matter,
            "project": project(),
            "applicant": {
                "name": "鹤壁示例企业",
                "credit_code": me["organisation"],
                "contact": "联系人",
                "phone": "0392-0000000",
            },
            "materials": materials,
            "declaration": True,
        } | changes

    def filed(self, **changes: Any) -> str:
        """The id of a case that was just received."""
        return str(self.do(ENTERPRISE, "POST", "/cases", self.form(**changes), 201)["case_id"])

    def accepted(self) -> str:
        """The id of a case that was just accepted."""
        case_id = self.filed()
        self.do(CLERK, "POST", f"/cases/{case_id}/acceptance", {})
        return case_id

    def in_review(self) -> str:
        """The id of a case whose departments were just asked."""
        case_id = self.accepted()
        self.do(HANDLER, "POST", f"/cases/{case_id}/review", {})
        return case_id

    def sign(self, case_id: str, department: str, answer: str = "agree", **more: Any) -> Any:
        """One department's opinion, as its handler gives it."""
        path = f"/cases/{case_id}/opinions/{department}"
        return self(f"{department}.chengban", "PUT", path, {"answer": answer, **more})

    def version(self, case_id: str) -> int:
        """The version of the case as the supervisor sees it."""
        return int(self.get(SUPERVISOR, f"/cases/{case_id}")["version"])


def open_accounts(house: House) -> None:
    """Everybody of the demonstration; only two of them with the password, which takes time."""
    with house.ledger.writing() as session:
        office = house.office(session)
        for user in house.city.catalog.users.values():
            rank = Rank(user.rank) if user.rank else None
            actor = Actor(user.username, user.name, user.role, user.organisation, rank)
            if user.username in (ENTERPRISE, CLERK):
                accounts.open_account(office, actor, user.password)
            else:
                keyed.save_account(session, _account(actor))


def _account(actor: Actor) -> AccountRow:
    return AccountRow(
        username=actor.id,
        name=actor.name,
        role=actor.role.value,
        organisation=actor.organisation,
        rank=actor.rank.value if actor.rank else None,
        password_hash="none: this account signs in past the password only",
    )


def project(**changes: Any) -> dict[str, Any]:
    """The project part of a filing."""
    return {
        "name": "示例热电联产项目",
        "region": "410611",
        "industry": "4412",
        "location": "鹤壁市淇滨区",
        "scale": "占地120亩",
        "content": "两台机组",
        "nature": "new",
        "total_investment_wan": "52000",
    } | changes
