"""kill -9 of every process of a city at seeded moments, while cases go through joint review.

    python -m tests.faults.kills --kills 200 --seed 1

The city is that of docker-compose.yml as plain processes: two API processes, two workers, the post
office, Prefect's API and its services, Redis and PostgreSQL. Applicants, clerks, handlers and
departments ask again under the same Idempotency-Key until they are answered. When the killing is
over, everything that is owed must leave, and then: no acknowledged act is lost, none is there
twice, none without a command, each review has one conclusion, `verify` and `rebuild` find nothing,
every letter left once.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from acts import accounts, upkeep
from greenlane import prefect_home
from greenlane.clock import SimulatedClock, SystemClock
from greenlane.settings import Settings
from greenlane.wiring import build
from ledger.evidence import verify
from states.terms import EntryKind
from tests.flows.compose_city import City, postgres
from tests.flows.serving_house import until
from tests.playing import REVIEWERS, Play

STORIES = 3
"""So many cases are on their way at once."""
PAUSE_S = (0.3, 3.0)
"""Between two kills, in seconds: often before the last victim is back."""
APPLICANT, CLERK, HANDLER = "qiye", "chuangkou", "fgw.chengban"
UP_AGAIN_S, SETTLED_S = 120, 300
OWED = (
    "SELECT key, kind, attempts, available_at FROM outbox "
    "WHERE sent_at IS NULL AND kind <> 'outward'"
)


@dataclass
class Told:
    """What was acknowledged, and what was answered as it must not be."""

    cases: set[str] = field(default_factory=set)
    acts: Counter[str] = field(default_factory=Counter)
    """Acknowledged acts by case."""
    reviewed: set[str] = field(default_factory=set)
    """Cases whose departments have all been acknowledged."""
    wrong: list[str] = field(default_factory=list)


class Besieged(City):
    """A city whose every process may be killed, and those who work in it."""

    def __init__(self, home: Path, server: Any, databases: dict[str, str]) -> None:
        super().__init__(home, databases)
        self.server, self.told, self.over = server, Told(), threading.Event()
        self.ended: Counter[str] = Counter()
        """Processes that ended by themselves, by name."""
        self.services["api-2"] = copy.deepcopy(self.services["api"])
        words = self.services["api-2"]["command"]
        self.ports = [self.api_port, prefect_home.free_port()]
        words[words.index(str(self.api_port))] = str(self.ports[1])
        self.victims: dict[str, Callable[[], Any]] = {
            "api": lambda: self._again("api"),
            "api-2": lambda: self._again("api-2"),
            "worker-1": lambda: self._again("worker", "worker-1"),
            "worker-2": lambda: self._again("worker", "worker-2"),
            "post-office": lambda: self._again("post-office"),
            "prefect-api": lambda: self._again("prefect-api"),
            "prefect-services": lambda: self._again("prefect-services"),
            "redis": self._redis_again,
            "postgres": self._postgres_again,
        }

    def begin(self) -> None:
        """Everything is started and answers; the people have their sessions."""
        self.start_redis()
        self._must(self.start("prefect-upgrade"))
        self.start("prefect-api")
        until(lambda: self.answers(self.prefect_port, "/api/health"), UP_AGAIN_S)
        self._must(self.start("deploy", GREENLANE_WATCH_EVERY_S="5"))
        self._sign_in()
        for name in ("prefect-services", "post-office", "api", "api-2"):
            self._start(name)
        for name in ("worker-1", "worker-2"):
            self._start("worker", name)
        until(lambda: all(self.answers(port, "/healthz") for port in self.ports), UP_AGAIN_S)

    def _must(self, process: subprocess.Popen[bytes]) -> None:
        if process.wait(180) != 0:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")

    def _start(self, service: str, name: str = "") -> None:
        unlimited = {f"GREENLANE_RATE_PER_{whose}": "" for whose in ("ADDRESS", "SESSION")}
        self.start(service, name, **unlimited)

    def _sign_in(self) -> None:
        clock = SimulatedClock(SystemClock().now())
        settings = Settings(database_url=self.databases["psycopg"], home=self.home)
        self.play = Play(build(settings, clock), clock)
        filing = self.play.form(materials=self.play.materials())
        self.filing = filing.model_dump(mode="json", exclude_none=True)
        people = (APPLICANT, CLERK, HANDLER, *(f"{organ}.chengban" for organ in REVIEWERS))
        with self.play.house.ledger.writing() as session:
            office = self.play.house.office(session)
            for who in people:
                accounts.open_account(office, self.play.actor(who), uuid4().hex)
            self.tokens = {who: accounts.sign_in(office, who, now=clock.now()) for who in people}

    def work(self, draw: random.Random) -> None:
        """One case after another goes from filing to the last signature."""
        while not self.over.is_set() and not self.told.wrong:
            case_id = self._act(draw, APPLICANT, "POST", "", self.filing)
            if case_id is None:
                return
            self.told.cases.add(case_id)
            steps = [(CLERK, "POST", "/acceptance", {}), (HANDLER, "POST", "/review", {})]
            organs = draw.sample(REVIEWERS, len(REVIEWERS))
            steps += [
                (f"{organ}.chengban", "PUT", f"/opinions/{organ}", {"answer": "agree"})
                for organ in organs
            ]
            for who, method, path, body in steps:
                if self._act(draw, who, method, f"/{case_id}{path}", body) is None:
                    return
                self.told.acts[case_id] += 1
            self.told.reviewed.add(case_id)

    def _act(self, draw: random.Random, who: str, method: str, path: str, body: Any) -> str | None:
        """Ask under one key until there is an answer; None where it is a wrong one."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": uuid4().hex}
        while not self.told.wrong:
            url = f"http://127.0.0.1:{draw.choice(self.ports)}/api/v1/cases{path}"
            try:
                answer = httpx.request(method, url, json=body, headers=headers, timeout=30)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.is_success:
                return str(answer.json()["case_id"])
            if answer.status_code not in (409, 503) or "NotOffered" in answer.text:
                told = f"{who} {method} {path}: {answer.status_code} {answer.text[:300]}"
                self.told.wrong.append(told)
            time.sleep(0.05)
        return None

    def kill(self, victim: str) -> None:
        """kill -9, and another in its place."""
        self.victims[victim]()

    def _again(self, service: str, name: str = "") -> None:
        self._end(self.started[name or service])
        self._start(service, name)

    def _redis_again(self) -> None:
        self._end(self.started["redis"])
        self.start_redis()

    def _postgres_again(self) -> None:
        pid = int((Path(self.server.pgdata) / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until(self._recovered, UP_AGAIN_S)

    def _recovered(self) -> bool:
        # What the dead server left in memory is in the way until its last child is gone.
        with suppress(subprocess.SubprocessError, AssertionError, psycopg.Error):
            self.server.ensure_postgres_running()
            psycopg.connect(self.server.get_uri(), connect_timeout=5).close()
            return True
        return False

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart_ended(self) -> None:
        """What ended by itself is started again, as `restart: unless-stopped` has it."""
        for name, process in list(self.started.items()):
            if name in self.victims and process.poll() is not None:
                self.ended[name] += 1
                self.victims[name]()

    def settle(self) -> list[str]:
        """The killing is over: what is owed leaves; what has not after five minutes."""
        self.play.house.ledger.engine.dispose()
        with suppress(AssertionError):
            until(self._nothing_owed, SETTLED_S)
        return self._owed()

    def _nothing_owed(self) -> bool:
        self.restart_ended()
        return not self._owed()

    def _owed(self) -> list[str]:
        with suppress(OperationalError), self.play.house.ledger.reading() as session:
            return [f"still owed: {tuple(row)}" for row in session.execute(text(OWED))]
        return ["the ledger does not answer"]

    def close(self) -> None:
        """End what was started."""
        self.over.set()
        self.stop()
        self.play.house.ledger.close()

    def faults(self) -> list[str]:
        """What does not hold; empty when all is well."""
        with self.play.house.ledger.writing() as session:
            found = [str(fault) for fault in verify(session)]
            found += self._acts(session)
            found += self._letters(session)
            differed = upkeep.rebuild(self.play.house.office(session))
        found += [f"{differed} projections stood otherwise"] if differed else []
        return found + self.told.wrong

    def _acts(self, session: Session) -> list[str]:
        rows = session.execute(text("SELECT case_id, kind, actor FROM entry")).all()
        kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        people: Counter[str] = Counter()
        for row in rows:
            kinds[row.case_id][row.kind] += 1
            people[row.case_id] += row.actor != "greenlane"
        found = [f"{case} lost" for case in sorted(self.told.cases - kinds.keys())]
        found += [f"{case} filed by nobody" for case in sorted(kinds.keys() - self.told.cases)]
        for case in sorted(self.told.cases & kinds.keys()):
            # Filing a case is one act of a person, whatever lines it brings.
            acts = people[case] - 1
            if acts != self.told.acts[case]:
                found.append(f"{case}: {acts} acts stand, {self.told.acts[case]} acknowledged")
            concluded = kinds[case][EntryKind.REVIEW_CONCLUDED]
            if concluded != (case in self.told.reviewed):
                found.append(f"{case}: concluded {concluded} times")
        return found

    def _letters(self, session: Session) -> list[str]:
        letters = set(session.execute(text("SELECT letter_id FROM letter")).scalars())
        left = Counter(file.stem for file in (self.home / "mailbox").glob("*/*.eml"))
        found = [f"letter {name} never left" for name in sorted(letters - left.keys())]
        found += [f"{name} is no letter" for name in sorted(left.keys() - letters)]
        return found + [f"letter {name} left twice" for name in left if left[name] > 1]


def run(kills: int, seed: int, told: Callable[[str], None] = print) -> list[str]:
    """Kill so often, let it settle; what does not hold."""
    draw, killed = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="gl-kill-") as home, ExitStack() as ending:
        city = Besieged(Path(home), *ending.enter_context(postgres()))
        ending.callback(city.close)
        city.begin()
        workers = [
            threading.Thread(target=city.work, args=(random.Random(seed * 100 + n),), daemon=True)
            for n in range(STORIES)
        ]
        for worker in workers:
            worker.start()
        names = sorted(city.victims)
        while killed.total() < kills and not city.told.wrong:
            time.sleep(draw.uniform(*PAUSE_S))
            victim = draw.choice(names)
            city.kill(victim)
            killed[victim] += 1
            city.restart_ended()
        city.over.set()
        for worker in workers:
            worker.join(UP_AGAIN_S)
        faults = city.settle() + city.faults()
        acts = city.told.acts.total() + len(city.told.cases)
        told(
            f"seed {seed}: {killed.total()} kills {dict(sorted(killed.items()))}; "
            f"{len(city.told.cases)} cases, {acts} acts acknowledged; ended by themselves and "
            f"started again: {dict(sorted(city.ended.items()))}"
        )
    return faults


def main() -> int:
    """The command line; 1 when something does not hold."""
    parser = argparse.ArgumentParser(description="kill -9 under load")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    faults = run(asked.kills, asked.seed)
    print("\n".join(faults) or "all held")
    return 1 if faults else 0


if __name__ == "__main__":
    # A run that is told to end ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
