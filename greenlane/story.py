"""The demonstration's story, played through the public API with a moving clock.

Each scene sets the clock and acts as a signed-in person, as a browser or a program would.
Refusals that belong to the story are asserted: a story that goes otherwise is a fault.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import httpx

from catalog import Catalog
from catalog.schema import PlayedDepartments, PlayedProjects
from greenlane.clock import SimulatedClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEFT_OUT = "environmental_note"
"""The required material that the ratification's applicant forgets at first."""


class StoryWentOtherwise(AssertionError):
    """An answer of the API was not the one that the story tells."""


def at(text: str) -> datetime:
    """An instant in Asia/Shanghai from “2026-03-02 09:30”."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def pdf_of(title: str) -> bytes:
    """A one-page PDF that says nothing but its title; stands in for a real document."""
    content = f"BT /F1 18 Tf 72 720 Td ({title}) Tj ET".encode("ascii", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table)
    )
    return out.getvalue()


class Speaks(Protocol):
    """Anything that sends an HTTP request and waits for its answer."""

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Send one request."""
        ...


@dataclass
class Stage:
    """The API, the clock, and the people of the demonstration who are signed in."""

    client: Speaks
    clock: SimulatedClock
    passwords: dict[str, str]
    look: Callable[[str], object]
    """One look of the deadline watch at a case, now."""
    tokens: dict[str, str] = field(default_factory=dict)
    commands: int = 0

    def __post_init__(self) -> None:
        self.began_at = self.clock.now()

    def call(
        self, who: str, method: str, path: str, expect: int = 200, **request: Any
    ) -> dict[str, Any]:
        """One request as `who`; the answer's JSON.

        Raises:
            StoryWentOtherwise: another status than `expect`.
        """
        headers = {"Authorization": f"Bearer {self._token(who)}"}
        if method != "GET":
            self.commands += 1
            headers["Idempotency-Key"] = f"story-{self.began_at:%Y%m%dT%H%M%S}-{self.commands}"
        answer = self.client.request(method, f"/api/v1{path}", headers=headers, **request)
        if answer.status_code != expect:
            raise StoryWentOtherwise(f"{who} {method} {path}: {answer.status_code} {answer.text}")
        return dict(answer.json()) if answer.content else {}

    def _token(self, who: str) -> str:
        """Sign in anew each time the clock has run past the session."""
        key = f"{who}@{self.clock.now().date()}"
        if key not in self.tokens:
            answer = self.client.request(
                "POST",
                "/api/v1/session",
                json={"username": who, "password": self.passwords[who]},
            )
            if answer.status_code not in (200, 201):
                raise StoryWentOtherwise(f"{who} cannot sign in: {answer.text}")
            self.tokens[key] = answer.json()["token"]
        return self.tokens[key]

    def upload(self, who: str, name: str) -> dict[str, str]:
        """Upload a document; what a filing names it by."""
        answer = self.call(
            who,
            "POST",
            "/documents",
            expect=201,
            files={"file": (f"{name}.pdf", pdf_of(name), "application/pdf")},
        )
        return {"filename": f"{name}.pdf", "sha256": answer["sha256"]}

    def watched(self, case_id: str, since: datetime, until: datetime) -> None:
        """Let the deadline watch look at the case every morning at eight."""
        day = since
        while day <= until:
            self.clock.set(day.replace(hour=8, minute=0))
            self.look(case_id)
            day += timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Who plays: user names of the demonstration city, by their part."""

    enterprise: str
    neighbour: str
    clerk: str
    handler: str
    head: str
    principal: str
    supervisor: str
    reviewers: dict[str, str]
    """Department id to user name."""
    names: dict[str, str]
    """User name of an enterprise to the enterprise's own name."""
    departments: PlayedDepartments
    projects: PlayedProjects


def cast_of(catalog: Catalog) -> Cast:
    """Who plays in this city, as its `demonstration.toml` has it.

    Raises:
        StoryWentOtherwise: the city has no such file.
    """
    file = catalog.demonstration
    if file is None:
        raise StoryWentOtherwise(f"{catalog.city}: no demonstration.toml, nobody can play")
    people = file.people
    return Cast(
        enterprise=people.enterprise,
        neighbour=people.neighbour,
        clerk=people.clerk,
        handler=people.handler,
        head=people.head,
        principal=people.principal,
        supervisor=people.supervisor,
        reviewers=dict(people.reviewers),
        names=dict(file.enterprises),
        departments=file.departments,
        projects=file.projects,
    )


Scene = Callable[[Stage, Cast], str]


def project(played: PlayedProjects, name: str, **changes: Any) -> dict[str, Any]:
    """The project part of a filing form."""
    return {
        "name": name,
        "code": None,
        "region": played.region,
        "industry": "3985",
        "location": played.location,
        "scale": "占地120亩，总建筑面积8.6万平方米",
        "content": "建设电子专用材料生产线两条及配套设施",
        "nature": "new",
        "total_investment_wan": "52000",
        **changes,
    }


def applicant(stage: Stage, cast: Cast, who: str) -> dict[str, str]:
    """The applicant part: the enterprise as it signed in."""
    me = stage.call(who, "GET", "/session")
    return applicant_facts(cast.names[who], me["organisation"], cast.projects.phone)


def applicant_facts(name: str, credit_code: str, phone: str) -> dict[str, str]:
    """An applicant of this name and code with a fictional contact."""
    return {
        "name": name,
        "credit_code": credit_code,
        "contact": "示例联系人",
        "phone": phone,
    }


def materials(stage: Stage, who: str, matter: str, leave_out: Iterable[str] = ()) -> list[Any]:
    """Upload everything that the matter's published list asks of the applicant."""
    listed = stage.call(who, "GET", f"/matters/{matter}")["materials"]
    return [
        {"id": rule["id"], **stage.upload(who, rule["id"].replace(".", "-"))}
        for rule in listed
        if rule["provided_by"] == "applicant" and rule["id"] not in leave_out
    ]


def record_filing(stage: Stage, cast: Cast) -> str:
    """备案: on the National Day holiday, filed in the instant of full receipt."""
    stage.clock.set(at("2025-10-03 10:00"))
    form = {
        "matter": "filing.domestic",
        "project": project(cast.projects, cast.projects.park, code=cast.projects.park_code),
        "applicant": applicant(stage, cast, cast.enterprise),
        "declaration": True,
    }
    case = stage.call(cast.enterprise, "POST", "/cases", expect=201, json=form)
    _told(case["filing_state"] == "filed", "a 备案 is filed by its receipt")
    return str(case["case_id"])


def _told(truth: bool, sentence: str) -> None:
    if not truth:
        raise StoryWentOtherwise(sentence)


def ratification(stage: Stage, cast: Cast) -> str:
    """核准: correction, seven departments, silence, a pause, an extension, a decision, service."""
    case_id = _intake(stage, cast)
    _review(stage, cast, case_id)
    _decision(stage, cast, case_id)
    return case_id


def _intake(stage: Stage, cast: Cast) -> str:
    matter, owner = "ratification.enterprise", cast.enterprise
    stage.clock.set(at("2026-03-02 09:30"))
    form = {
        "matter": matter,
        "project": project(
            cast.projects,
            cast.projects.plant,
            industry="4412",
            content="建设两台9F级燃气—蒸汽联合循环机组及配套设施",
        ),
        "applicant": applicant(stage, cast, owner),
        "materials": materials(stage, owner, matter, leave_out=[LEFT_OUT]),
        "declaration": True,
    }
    case_id = str(stage.call(owner, "POST", "/cases", expect=201, json=form)["case_id"])
    stage.clock.set(at("2026-03-04 15:10"))
    item = {
        "about": LEFT_OUT,
        "problem": "未提交该材料",
        "remedy": "请按公布的材料目录补交",
    }
    stage.call(cast.clerk, "POST", f"/cases/{case_id}/corrections", json={"items": [item]})
    stage.clock.set(at("2026-03-06 16:40"))
    supplement = {"materials": [{"id": LEFT_OUT, **stage.upload(owner, LEFT_OUT)}]}
    stage.call(owner, "POST", f"/cases/{case_id}/supplements", json=supplement)
    stage.clock.set(at("2026-03-09 09:05"))
    case = stage.call(cast.clerk, "POST", f"/cases/{case_id}/acceptance", json={})
    _told(case["accepted_on"] == "2026-03-06", "accepted on the day the complete set arrived")
    return case_id


def _review(stage: Stage, cast: Cast, case_id: str) -> None:
    """Seven seats: one returns the file, one sets a condition, one stays silent."""
    played = cast.departments
    stage.clock.set(at("2026-03-09 10:20"))
    stage.call(cast.handler, "POST", f"/cases/{case_id}/review", json={})
    stage.clock.set(at("2026-03-10 11:00"))
    _sign(stage, cast, case_id, played.agrees_first, {"answer": "agree"})
    stage.clock.set(at("2026-03-11 14:30"))
    item = {
        "about": "environmental_note",
        "problem": "取水量与水资源论证结论不一致",
        "remedy": "请核对取水量并重新提交附图附件",
    }
    returned = {"answer": "return_for_correction", "items": [item]}
    _sign(stage, cast, case_id, played.returns, returned)
    stage.clock.set(at("2026-03-12 09:40"))
    conditions = ["大件运输方案报交通运输部门同意后方可开工"]
    _sign(
        stage,
        cast,
        case_id,
        played.sets_condition,
        {"answer": "agree_with_conditions", "conditions": conditions},
    )
    stage.clock.set(at("2026-03-13 10:15"))
    corrected = {"id": "environmental_note", **stage.upload(cast.enterprise, "note-v2")}
    stage.call(
        cast.enterprise,
        "POST",
        f"/cases/{case_id}/review/corrections",
        json={"materials": [corrected]},
    )
    kept_states = {
        played.agrees_first: "agreed",
        played.sets_condition: "agreed_with_conditions",
    }
    for department, state in kept_states.items():
        kept = _state_of(stage, cast, case_id, department) == state
        _told(kept, f"the correction does not concern {department}; its opinion is kept")
    quiet = {*kept_states, played.stays_silent}
    others = [department for department in cast.reviewers if department not in quiet]
    for hour, department in enumerate(others, start=9):
        stage.clock.set(at(f"2026-03-16 {hour:02d}:20"))
        _sign(stage, cast, case_id, department, {"answer": "agree"})
    _pause(stage, cast, case_id)


def _state_of(stage: Stage, cast: Cast, case_id: str, department: str) -> str:
    case = stage.call(cast.supervisor, "GET", f"/cases/{case_id}")
    states = {seat["department"]: str(seat["state"]) for seat in case["seats"]}
    return states[department]


def _sign(stage: Stage, cast: Cast, case_id: str, department: str, opinion: dict[str, Any]) -> None:
    officer = cast.reviewers[department]
    stage.call(officer, "PUT", f"/cases/{case_id}/opinions/{department}", json=opinion)


def _pause(stage: Stage, cast: Cast, case_id: str) -> None:
    stage.clock.set(at("2026-03-17 09:00"))
    special = {
        "kind": "expert_review",
        "announced_days": 10,
        "basis": "企业投资项目核准和备案管理办法：专家评议时间不计入核准时限",
    }
    stage.call(cast.handler, "POST", f"/cases/{case_id}/suspensions", json=special)
    stage.watched(case_id, at("2026-03-18 08:00"), at("2026-03-27 08:00"))
    stage.clock.set(at("2026-03-27 17:00"))
    stage.call(cast.handler, "POST", f"/cases/{case_id}/suspensions/end", json={})


def _decision(stage: Stage, cast: Cast, case_id: str) -> None:
    case = stage.call(cast.supervisor, "GET", f"/cases/{case_id}")
    _told(case["review_state"] == "agreed", "seven departments add up to agreement")
    silent_one = cast.departments.stays_silent
    silent = next(seat for seat in case["seats"] if seat["department"] == silent_one)
    _told(silent["state"] == "deemed_agreed", "silence counts as agreement by its rule")
    extension = {"days": 20, "reasons": "项目涉及跨区域供热协调，需进一步核实"}
    stage.clock.set(at("2026-04-02 10:00"))
    refused = stage.call(
        cast.head, "POST", f"/cases/{case_id}/extension", expect=409, json=extension
    )
    _told(refused["code"] == "WrongRank", "only the principal head extends a ratification")
    stage.call(cast.principal, "POST", f"/cases/{case_id}/extension", json=extension)
    stage.clock.set(at("2026-04-15 16:00"))
    decision = {
        "outcome": "grant",
        "content": f"同意建设{cast.projects.plant}",
        "conditions": ["大件运输方案报交通运输部门同意后方可开工"],
        "validity": "2年，自发布之日起计算",
    }
    stage.call(cast.principal, "POST", f"/cases/{case_id}/decision", json=decision)
    stage.clock.set(at("2026-04-17 09:30"))
    service = {
        "method": "electronic",
        "recipient": "示例联系人",
        "consented_on": "2026-03-02",
        "system": "河南政务服务网企业专属空间",
    }
    stage.call(cast.clerk, "POST", f"/cases/{case_id}/delivery", json=service)


def overdue(stage: Stage, cast: Cast) -> str:
    """A case that nobody decides: yellow against the promise, red against the statute."""
    matter, owner = "ratification.enterprise", cast.neighbour
    stage.clock.set(at("2026-05-06 10:00"))
    form = {
        "matter": matter,
        "project": project(cast.projects, cast.projects.port, industry="5532", nature="expansion"),
        "applicant": applicant(stage, cast, owner),
        "materials": materials(stage, owner, matter),
        "declaration": True,
    }
    case_id = str(stage.call(owner, "POST", "/cases", expect=201, json=form)["case_id"])
    stage.clock.set(at("2026-05-07 09:00"))
    stage.call(cast.clerk, "POST", f"/cases/{case_id}/acceptance", json={})
    stage.clock.set(at("2026-05-08 09:00"))
    stage.call(cast.handler, "POST", f"/cases/{case_id}/review", json={})
    stage.watched(case_id, at("2026-05-09 08:00"), at("2026-06-09 08:00"))
    case = stage.call(cast.supervisor, "GET", f"/cases/{case_id}")
    colours = {card["colour"] for card in case["cards"]}
    _told({"yellow", "red"} <= colours, "an undecided case shows yellow, then red")
    return case_id


SCENES: dict[str, Scene] = {
    "record filing": record_filing,
    "ratification": ratification,
    "overdue": overdue,
}


def play(stage: Stage, cast: Cast) -> Iterator[tuple[str, str]]:
    """Play every scene in order; yields its name and the case that it made."""
    for name, scene in SCENES.items():
        yield name, scene(stage, cast)
