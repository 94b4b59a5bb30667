"""The demonstration: people, a story played through the API, and open work for today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from acts.due import advance
from api.app import create_app
from greenlane.clock import SimulatedClock, SystemClock
from greenlane.settings import Settings
from greenlane.story import SHANGHAI, Cast, Stage, at, cast_of, materials, play, project
from greenlane.story import applicant as applicant_of
from greenlane.wiring import House, build, open_demonstration_accounts
from ledger import views
from states.worktime import Calendar, legal_day

STORY_BEGINS = at("2025-10-03 09:00")


class InProcess:
    """The API in this process, spoken to in HTTP: what a program outside would send."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._portal = portal
        transport = httpx.ASGITransport(app=app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One request, answered before this returns."""

        async def send() -> httpx.Response:
            return await self._client.request(method, url, **options)

        return self._portal.call(send)


@contextmanager
def on_stage(settings: Settings, start: datetime) -> Iterator[tuple[House, Stage]]:
    """A house with a clock that is moved, its people, and the API to play through."""
    clock = SimulatedClock(start)
    house = build(settings, clock)
    open_demonstration_accounts(house)
    passwords = {user.username: user.password for user in house.city.catalog.users.values()}

    def look(case_id: str) -> None:
        with house.ledger.writing() as session:
            advance(house.office(session), case_id, now=clock.now())

    with start_blocking_portal() as portal:
        yield house, Stage(InProcess(create_app(house), portal), clock, passwords, look)
    house.ledger.close()


def play_story(settings: Settings) -> dict[str, Any]:
    """Play the whole story; the cases it made, by scene.

    Raises:
        StoryWentOtherwise: an answer was not the one the story tells.
    """
    with on_stage(settings, STORY_BEGINS) as (house, stage):
        scenes = dict(play(stage, cast_of(house.city.catalog)))
        with house.ledger.reading() as session:
            office = house.office(session)
            told = {name: _figures(office.case(case_id)) for name, case_id in scenes.items()}
    return {"city": house.city.catalog.city, "ledger": settings.ledger_url, "cases": told}


def _figures(case: Any) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "matter": case.rules.name,
        "filing_state": case.filing_state,
        "review_state": case.review_state,
        "approval_state": case.approval_state,
        "entries": case.version,
        "letters": len(case.letters),
        "cards": [card.colour.value for card in case.cards],
    }


def told(report: dict[str, Any]) -> Iterator[str]:
    """The report of the story as lines for people."""
    yield f"{report['city']} — {report['ledger']}"
    for scene, row in report["cases"].items():
        states = f"{row['filing_state']} / {row['review_state']} / {row['approval_state']}"
        cards = ", ".join(row["cards"]) or "-"
        yield (
            f"{scene}: {row['case_id']} {row['matter']}: {states}; {row['entries']} entries, "
            f"{row['letters']} letters, cards: {cards}"
        )


def prepare(settings: Settings) -> Iterator[str]:
    """Load the demonstration into an empty ledger; says who may sign in, each time."""
    house = build(settings)
    with house.ledger.reading() as session:
        empty = not views.cases(session, views.CaseFilter(), limit=1)
    users = list(house.city.catalog.users.values())
    house.ledger.close()
    if empty:
        yield from told(play_story(settings))
        yield from open_work(settings, SystemClock().now())
    yield "Demonstration users (user name / password / role):"
    for user in users:
        yield f"  {user.username:<14} {user.password:<26} {user.role:<13} {user.name}"


def open_work(settings: Settings, now: datetime) -> Iterator[str]:
    """Three cases of these days, so that the desks have work; none where no calendar reaches."""
    with on_stage(settings, now) as (house, stage):
        cast = cast_of(house.city.catalog)
        days = recent_workdays(house.city.calendar, now, 6)
        if len(days) < 6:
            yield "no open work: the calendar does not reach today; load this year's notice"
            return
        for name, begins in (("会签中", 0), ("已受理", 3), ("刚收件", 5)):
            case_id = _recent(stage, cast, days[begins], name)
            yield f"open: {case_id} ({name})"


def recent_workdays(calendar: Calendar, now: datetime, count: int) -> list[datetime]:
    """The last `count` working days up to today, mornings, oldest first."""
    days: list[datetime] = []
    day = legal_day(now)
    while len(days) < count and calendar.covers(day):
        if calendar.is_workday(day):
            morning = datetime(day.year, day.month, day.day, 8, 30, tzinfo=SHANGHAI)
            days.append(min(morning, now))
        day -= timedelta(days=1)
    return days[::-1]


def _recent(stage: Stage, cast: Cast, begins: datetime, name: str) -> str:
    owner, matter = cast.enterprise, "ratification.enterprise"
    stage.clock.set(begins)
    form = {
        "matter": matter,
        "project": project(cast.projects, f"{cast.projects.storage}（{name}）", industry="4419"),
        "applicant": applicant_of(stage, cast, owner),
        "materials": materials(stage, owner, matter),
        "declaration": True,
    }
    case_id = str(stage.call(owner, "POST", "/cases", expect=201, json=form)["case_id"])
    if name != "刚收件":
        stage.call(cast.clerk, "POST", f"/cases/{case_id}/acceptance", json={})
    if name == "会签中":
        stage.call(cast.handler, "POST", f"/cases/{case_id}/review", json={})
        opinion = {"answer": "agree"}
        first = cast.departments.agrees_first
        stage.call(cast.reviewers[first], "PUT", f"/cases/{case_id}/opinions/{first}", json=opinion)
    return case_id
