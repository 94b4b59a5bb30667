"""The people of the town: what they file, and what they try on a case that they look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from api.allowed import allowed_events
from catalog import Catalog
from simulation.doings import DOINGS, ENDS, Told
from simulation.forms import Desk, fill
from states.joint_review import live_seats
from states.terms import Actor, CaseSnapshot, Rank, Role

UNLAWFUL, BLIND, HELPED = 0.06, 0.08, 0.8
"""How often somebody tries what is not theirs, what is not offered, and knows how to fill."""


@dataclass(frozen=True)
class People:
    """Who lives here, by user name, and what each enterprise has uploaded."""

    catalog: Catalog
    everybody: Mapping[str, Actor]
    documents: Mapping[str, str]

    @classmethod
    def of(cls, catalog: Catalog, documents: Mapping[str, str]) -> People:
        """The demonstration's people of this catalogue."""
        everybody = {
            user.username: Actor(
                user.username,
                user.name,
                Role(user.role),
                user.organisation,
                Rank(user.rank) if user.rank else None,
            )
            for user in catalog.users.values()
        }
        return cls(catalog, everybody, documents)

    @property
    def enterprises(self) -> list[Actor]:
        """Those who file."""
        return [one for one in self.everybody.values() if one.role is Role.ENTERPRISE]

    @property
    def matters(self) -> list[str]:
        """The matters whose lead has a handler here."""
        staffed = {a.organisation for a in self.everybody.values() if a.role is Role.HANDLER}
        return [name for name, m in self.catalog.matters.items() if m.department in staffed]


def filing(people: People, rng: Random) -> tuple[Actor, Told]:
    """An enterprise files something, mostly complete."""
    actor = rng.choice(people.enterprises)
    reviewed = [name for name in people.matters if people.catalog.matters[name].review is not None]
    matter = rng.choice(reviewed if rng.random() < 0.5 else people.matters)
    entry = people.catalog.matters[matter]
    played = people.catalog.demonstration
    assert played is not None
    wanted = [rule.id for rule in entry.materials if rng.random() < 0.9]
    sha256 = people.documents[actor.organisation]
    form: dict[str, Any] = {
        "matter": matter,
        "project": {
            "name": f"模拟项目{rng.randint(1, 999)}",
            "code": played.projects.park_code if rng.random() < 0.7 else None,
            "region": played.projects.region if rng.random() < 0.97 else "999999",
            "industry": rng.choice(("4412", "3985")),
            "location": played.projects.location,
            "scale": "占地120亩",
            "content": "两台机组",
            "nature": rng.choice(("new", "expansion")),
            "total_investment_wan": str(rng.randint(100, 90000)),
        },
        "applicant": {
            "name": played.enterprises[actor.id],
            "credit_code": actor.organisation,
            "contact": "联系人",
            "phone": "0392-0000000",
        },
        "materials": [{"id": i, "filename": "document.pdf", "sha256": sha256} for i in wanted],
        "declaration": rng.random() < 0.95,
    }
    return actor, Told("receive", "", form)


def attempt(
    people: People, rng: Random, case: CaseSnapshot, today: date
) -> tuple[Actor, Told] | None:
    """Somebody who looks at the case tries something; None where nobody has anything to do."""
    doing = _chosen(rng, case)
    actors = [one for one in people.everybody.values() if DOINGS[doing].who(case, one)]
    if not actors or rng.random() < UNLAWFUL:
        actors = list(people.everybody.values())
    actor = rng.choice(actors)
    desk = Desk(rng, people.catalog, case, actor, people.everybody, today, people.documents)
    form = fill(desk, DOINGS[doing].form)
    if rng.random() < HELPED:
        form = _as_it_should_be(doing, form, desk)
    department = _department(rng, case, actor)
    if_version = case.version if rng.random() < 0.5 else None
    return actor, Told(doing, case.case_id, form, department, if_version)


def _chosen(rng: Random, case: CaseSnapshot) -> str:
    possible = [event for event in allowed_events(case) if event in DOINGS]
    if not possible or rng.random() < BLIND:
        return rng.choice(sorted(DOINGS))
    lively = [event for event in possible if event in FOREMOST]
    if lively and rng.random() < 0.65:
        return rng.choice(lively)
    event = rng.choice(possible)
    return event if event not in ENDS or rng.random() < 0.1 else rng.choice(possible)


FOREMOST = frozenset(
    {
        *("accept", "accept_tolerantly", "supplement", "open", "give_opinion", "correct"),
        *("resume", "grant", "deliver", "reopen", "open_coordination", "close_coordination"),
        *("notify_correction", "suspend", "extend", "answer_late"),
    }
)
"""What carries a case to its end."""


def _department(rng: Random, case: CaseSnapshot, actor: Actor) -> str:
    seats = [seat.department for seat in live_seats(case)]
    if actor.organisation in seats and rng.random() < 0.9:
        return actor.organisation
    return rng.choice(seats or ["zrzy"])


def _as_it_should_be(doing: str, form: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The form as somebody who knows the trade fills it."""
    rng = desk.rng
    if doing in ("accept", "accept_on_commitment", "accept_tolerantly"):
        mode = {"accept": "normal", "accept_tolerantly": "tolerant"}.get(doing, "commitment")
        return {"mode": mode, **({"owed": form["owed"]} if form.get("owed") else {})}
    if doing in ("give_opinion", "answer_late"):
        return _opinion(rng)
    if doing in ("grant", "refuse"):
        reasons = {"reasons": "不符合规划", "facts_found": "选址不符"} if doing == "refuse" else {}
        return {"outcome": doing, "content": "同意建设", "validity": "2年", **reasons}
    if doing in ("supplement", "correct"):
        return {"materials": fill(desk, DOINGS["supplement"].form).get("materials", [])}
    if doing in ("deliver", "serve_letter"):
        served = {"method": "electronic", "recipient": "联系人", "system": "专属空间"}
        consent = {"consented_on": desk.today.isoformat()}
        return {**{k: v for k, v in form.items() if k == "letter_id"}, **served, **consent}
    if doing == "open":
        return {}
    return form


def _opinion(rng: Random) -> dict[str, Any]:
    answer = rng.choice(("agree",) * 6 + ("agree_with_conditions", "object", "abstain") * 1)
    if rng.random() < 0.12:
        item = {"about": "/scale", "problem": "与规划不符", "remedy": "请核对"}
        return {"answer": "return_for_correction", "items": [item]}
    told: dict[str, Any] = {"answer": answer, "comment": "依据专项规划，理由见附件"}
    if answer == "agree_with_conditions":
        told["conditions"] = [f"开工前办理第{rng.randint(1, 9)}项手续"]
    return told
