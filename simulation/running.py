"""Runs: a seed becomes steps, each with choices of its own; a failing run shrinks.

Every step draws from a generator of its own, seeded by the run's seed and the step's number:
to leave one out does not shift what the others choose.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, make_url, text

from acts import documents, evidence
from acts.office import City
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.signing import SigningKey
from greenlane.story import at
from greenlane.wiring import build
from simulation import agents, elsewhere, invariants, twin
from simulation.agents import People
from simulation.faults import AFTER_COMMIT, BEFORE_COMMIT, Fault, die
from simulation.town import Broken, Sent, Town, held
from states.worktime import legal_day

log = logging.getLogger(__name__)
FIRST_DAY, LAST_DAY = at("2025-09-15 09:00"), at("2026-11-30 17:00")
CASES_MAX = 5
SIGNER = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
"""A key like any other; its signatures are the same in every run."""
WHOLE_EVERY = 100
"""So many steps lie between two looks at the whole ledger."""


@dataclass(frozen=True)
class Failure:
    """Which invariant fell, in which run, at which of its steps."""

    seed: int
    steps: tuple[int, ...]
    at: int
    sentence: str

    @property
    def kind(self) -> str:
        """The sentence without what differs from run to run: names, numbers, days."""
        return re.sub(r"[\d'\"]+", "", self.sentence)[:60]


@dataclass
class Tally:
    """What was done, by kind of step and by its end."""

    steps: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    accepted: int = 0
    letters: int = 0


@dataclass
class Ground:
    """Where towns are built: one prepared ledger, copied for every town."""

    folder: Path
    first_city: City
    people: People
    server: str | None
    copies: int = 0

    @contextmanager
    def town(self, began_at: datetime) -> Iterator[Town]:
        """A town of its own, gone afterwards."""
        self.copies += 1
        place = self.folder / f"town{self.copies}"
        place.mkdir()
        url = self._copied(place)
        clock = SimulatedClock(began_at)
        town = Town(url, place / "mailbox", self.first_city, self.people, clock)
        try:
            yield town
        finally:
            town.close()
            shutil.rmtree(place)
            if self.server is not None:
                _administer(self.server, f'DROP DATABASE "{make_url(url).database}"')

    def _copied(self, place: Path) -> str:
        if self.server is None:
            shutil.copyfile(self.folder / "ground.db", place / "ledger.db")
            return f"sqlite:///{place / 'ledger.db'}"
        ground = make_url(self.server)
        name = f"{ground.database}_{self.copies}"
        _administer(self.server, f'CREATE DATABASE "{name}" TEMPLATE "{ground.database}"')
        return ground.set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    engine = create_engine(make_url(server).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def ground(database_url: str | None = None) -> Iterator[Ground]:
    """Prepare the ledger that every town begins with; on PostgreSQL it must be empty."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="greenlane-simulate-", dir=memory if memory.is_dir() else None
    ) as place:
        folder = Path(place)
        url = database_url or f"sqlite:///{folder / 'ground.db'}"
        clock = SimulatedClock(FIRST_DAY)
        house = build(Settings(home=folder, database_url=url), clock)
        people = People.of(house.city.catalog, {})
        stored = {}
        for actor in people.enterprises:
            with house.ledger.writing() as session:
                paper = f"%PDF-1.4\n% of {actor.id}\n".encode()
                kept = documents.store(
                    house.office(session), "document.pdf", paper, actor=actor, now=clock.now()
                )
                stored[actor.organisation] = kept.sha256
        elsewhere.open_receivers(house)
        _whole_file(house.ledger)
        house.ledger.close()
        yield Ground(folder, house.city, People.of(house.city.catalog, stored), database_url)


def _whole_file(ledger: Any) -> None:
    """On SQLite all is in one file, so that it can be copied."""
    if ledger.is_sqlite:
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def run(
    where: Ground, seed: int, steps: Sequence[int], tally: Tally | None = None
) -> Failure | None:
    """One run: the steps of these numbers, in order; None where every invariant held."""
    tally = tally or Tally()
    number = 0
    began_at = FIRST_DAY + timedelta(days=Random(f"{seed}").randrange(380))
    try:
        with where.town(began_at) as town, where.town(began_at) as its_twin:
            for number in steps:
                Step(town, seed, number, tally).take()
            town.settle()
            for case_id in sorted(town.hashes):
                invariants.of_the_case(town, case_id)
            invariants.of_the_ledger(town)
            invariants.all_is_posted(town)
            twin.compare(town, its_twin)
            _count(town, tally)
    except Broken as broken:
        return Failure(seed, tuple(steps), number, str(broken))
    except Exception as error:  # what the engine did not foresee is a finding like any other
        log.exception("seed %s broke at step %s", seed, number)
        return Failure(seed, tuple(steps), number, f"{type(error).__name__}: {error}")
    return None


def _count(town: Town, tally: Tally) -> None:
    counts = invariants.fingerprint(town)
    tally.entries += counts[0]
    tally.letters += counts[1]
    tally.accepted += len(town.accepted)


@dataclass
class Step:
    """One decision: who does what now, or what goes wrong."""

    town: Town
    seed: int
    number: int
    tally: Tally
    crossed: str = ""
    """What another process did meanwhile."""

    def take(self) -> None:
        """Draw the step, take it, and look at what it touched."""
        self.rng = Random(f"{self.seed}:{self.number}")
        kinds, weights = zip(*WEIGHTS.items(), strict=True)
        (kind,) = self.rng.choices(kinds, weights)
        told = STEPS[kind](self)
        self.tally.steps += 1
        self.tally.kinds[f"{kind}: {told}"] += 1
        for case_id in sorted(self.town.touched):
            invariants.of_the_case(self.town, case_id)
        self.town.touched.clear()
        if self.number % WHOLE_EVERY == 0:
            invariants.of_the_ledger(self.town)

    def act(self) -> str:
        """Somebody acts; perhaps the process dies over it, or the answer is lost."""
        sent = self._wish(f"step-{self.number}")
        if sent is None:
            return "nobody had anything to do"
        if self.rng.random() < 0.05:
            self._another("before")
        fault = self._interleaved() or self._fault()
        before = invariants.fingerprint(self.town)
        answer = self.town.command(sent, fault)
        if answer.startswith("refused") and not self.crossed:
            same = invariants.fingerprint(self.town) == before
            held(same, f"{sent.told.doing} was {answer} and left something behind")
        if answer == "in doubt" and self.rng.random() < 0.5:
            return f"died, sent again: {self.town.command(sent)}"
        if answer == "accepted" and self.rng.random() < 0.1:
            return f"answer lost, sent again: {self.town.command(sent)}"
        return f"{sent.told.doing} {answer}{self.crossed}"

    def _interleaved(self) -> Fault | None:
        """The other process acts between two statements of this one; SQLite has one writer."""
        if self.town.ledger.is_sqlite or self.rng.random() > 0.25:
            return None
        return Fault(self.rng.randint(1, 25), lambda: self._another("amid"))

    def _another(self, when: str) -> None:
        """Somebody else acts in the other process, on a case that may be the same."""
        sent = self._wish(f"step-{self.number}-{when}")
        if sent is not None:
            answer = self.town.next_door(sent)
            self.crossed = f", another {when} {answer.split()[0]}"

    def _wish(self, key: str) -> Sent | None:
        rng, town = self.rng, self.town
        cases = sorted(town.hashes)
        if len(cases) < CASES_MAX and rng.random() < (0.12 if cases else 0.9):
            actor, told = agents.filing(town.people, rng)
            return Sent(actor, told, key)
        if not cases:
            return None
        case = town.case(rng.choice(cases))
        found = agents.attempt(town.people, rng, case, legal_day(town.clock.now()))
        return Sent(*found, key) if found else None

    def _fault(self) -> Fault | None:
        drawn = self.rng.random()
        if drawn < 0.18:
            return Fault(self.rng.randint(1, 30), die)
        if drawn < 0.22:
            return Fault(BEFORE_COMMIT, die)
        if drawn < 0.26:
            return Fault(AFTER_COMMIT, die)
        return None

    def retry(self) -> str:
        """A client asks again for what it never heard of, or for what it was told already."""
        if self.town.doubtful:
            return f"in doubt: {self.town.command(self.rng.choice(self.town.doubtful)).split()[0]}"
        if not self.town.accepted:
            return "nothing"
        again = self.rng.choice(self.town.accepted).sent
        return f"told already: {self.town.command(again).split()[0]}"

    def watch(self) -> str:
        """The deadline watch looks."""
        return self.town.in_process(self.town.watch, self._fault())

    def post(self) -> str:
        """The post goes out, to a mailbox in whatever mood."""
        moods = ("well", "well", "well", "full", "twice", "answer_lost", "dying")
        self.town.mail_mood = self.rng.choice(moods)
        answer = self.town.in_process(self.town.post, self._fault())
        mood, self.town.mail_mood = self.town.mail_mood, "well"
        return f"{answer}, the mailbox is {mood}; {self._webhooks()}"

    def _webhooks(self) -> str:
        """Receivers are called, in whatever mood; now and then one is sent everything again."""
        rng, town = Random(f"{self.seed}:{self.number}:webhooks"), self.town
        if rng.random() < 0.1:
            town.in_process(lambda: elsewhere.replay(town, rng))
        moods = ("well", "well", "well", "down", "refusing", "answer_lost", "dying")
        town.platforms.mood = rng.choice(moods)
        fault = Fault(rng.randint(1, 40), die) if rng.random() < 0.2 else None
        answer = town.in_process(town.webhooks, fault)
        mood, town.platforms.mood = town.platforms.mood, "well"
        return f"receivers {answer} and {mood}"

    def hand_over(self) -> str:
        """Nudges are handed over to Prefect, in whatever mood."""
        moods = ("well", "well", "well", "down", "answer_lost", "troubled", "refusing")
        self.town.prefect.mood = self.rng.choice(moods)
        answer = self.town.in_process(self.town.hand_over, self._fault())
        return f"{answer}, Prefect is {self.town.prefect.mood}"

    def run(self) -> str:
        """One of Prefect's runs, in any order: done, doubled, lost, or dying half-way."""
        waiting = self.town.prefect.waiting
        if not waiting:
            return "none waits"
        taken = waiting.pop(self.rng.randrange(len(waiting)))
        fate = self.rng.random()
        if fate < 0.1:
            return "lost"
        if fate < 0.25:
            waiting.append(taken)
        answer = self.town.in_process(lambda: self.town.run(taken), self._fault())
        if answer == "died" and self.rng.random() < 0.8:
            waiting.append(taken)
        return f"{answer}{', will run twice' if fate < 0.25 else ''}"

    def hours(self) -> str:
        """Some hours go by."""
        return self._later(timedelta(minutes=self.rng.randint(1, 600)), "hours")

    def days(self) -> str:
        """Some days go by with nobody at work."""
        return self._later(timedelta(days=self.rng.randint(1, 4), minutes=7), "days")

    def outage(self) -> str:
        """Three days of darkness: everything dies, nothing runs, the clock goes on."""
        self.town.begin()
        return self._later(timedelta(days=3), "three days")

    def leap(self) -> str:
        """The clock leaps by weeks, over holidays and the turn of the year."""
        return self._later(timedelta(days=self.rng.randint(7, 45)), "weeks")

    def _later(self, by: timedelta, told: str) -> str:
        invariants.remember(self.town)
        self.town.clock.set(min(self.town.clock.now() + by, LAST_DAY))
        return told

    def restart(self) -> str:
        """The process ends between two requests."""
        self.town.begin()
        return "done"

    def seal(self) -> str:
        """Yesterday is sealed and signed; twice does nothing."""

        def sealed() -> None:
            with self.town.ledger.writing() as session:
                office = self.town.house.office(session)
                evidence.seal_yesterday(office, SIGNER, self.town.clock.now())

        return self.town.in_process(sealed, self._fault())


STEPS: dict[str, Callable[[Step], str]] = {
    "act": Step.act,
    "retry": Step.retry,
    "watch": Step.watch,
    "post": Step.post,
    "hand over": Step.hand_over,
    "run": Step.run,
    "hours": Step.hours,
    "days": Step.days,
    "outage": Step.outage,
    "leap": Step.leap,
    "restart": Step.restart,
    "seal": Step.seal,
}
WEIGHTS = {
    "act": 48,
    "retry": 5,
    "watch": 4,
    "post": 6,
    "hand over": 4,
    "run": 9,
    "hours": 14,
    "days": 4.5,
    "outage": 0.7,
    "leap": 0.5,
    "restart": 2,
    "seal": 0.6,
}


def shrunk(fails: Callable[[Sequence[int]], bool], steps: Sequence[int]) -> tuple[int, ...]:
    """The steps without those that the failure does not need: halves, quarters, then ones."""
    kept = list(steps)
    size = max(len(kept) // 2, 1)
    while True:
        start = 0
        while start < len(kept):
            tried = kept[:start] + kept[start + size :]
            if tried and fails(tried):
                kept = tried
            else:
                start += size
        if size == 1:
            return tuple(kept)
        size //= 2
