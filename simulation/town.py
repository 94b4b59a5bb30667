"""One small town: a ledger, its offices, a mailbox and a Prefect, under one virtual clock.

Everything that a process would lose when it dies is in `house` and is built again from the
database; what the world outside keeps (acknowledgements, the mailbox, Prefect's runs) stays.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from prefect.client.orchestration import PrefectClient
from pydantic import ValidationError
from sqlalchemy import make_url, text

from acts import upkeep
from acts.office import City, Office
from acts.post import RETRY_MAX, Owed
from api.idempotency import Answer, Once, fingerprint
from api.problems import problem_of
from flows import watch_deadlines as watch
from flows.advance_case import Advanced, advance_each, steps_of, take_one
from flows.joint_review import POST_SEARCHED, collate, read_case
from flows.post_letters import BATCH, Address, deliver, post_owed
from flows.post_office import Counter, ServerDown
from flows.settings import FlowSettings
from flows.webhooks import serve, to_serve, write_log
from greenlane.clock import SimulatedClock
from greenlane.wiring import House
from ledger import book, views
from simulation.agents import People
from simulation.doings import Told, do
from simulation.faults import Crash, Fault, FaultyLedger
from simulation.platforms import Platforms
from simulation.prefect_aside import PrefectAside, Run
from states.terms import Actor, CaseSnapshot
from states.worktime import legal_day

INTERNAL = 500
ROUNDS_MAX = 40
_CARRIED_OUT = text("SELECT count(*) FROM idempotency_key")


class Broken(AssertionError):
    """An invariant does not hold, or the engine broke where it should have refused."""


def held(truth: bool, sentence: str) -> None:
    """The invariant of this sentence holds.

    Raises:
        Broken: it does not.
    """
    if not truth:
        raise Broken(sentence)


@dataclass(frozen=True)
class Sent:
    """A command as a client keeps it until it is answered: with its key, by whom, since when."""

    actor: Actor
    told: Told
    key: str


@dataclass(frozen=True)
class Accepted:
    """A command that was acknowledged: what was sent, the instant it acted, what it wrote."""

    sent: Sent
    at: datetime
    case_id: str
    own: tuple[tuple[int, str], ...]
    """Number and hash of every entry that the command wrote by its actor."""
    order: int
    """Its place among all commands that were carried out; one may be heard of much later."""


@dataclass
class Town:
    """The town and what the world outside knows of it."""

    url: str
    mailbox: Path
    first_city: City
    people: People
    clock: SimulatedClock
    prefect: PrefectAside = field(default_factory=PrefectAside)
    accepted: list[Accepted] = field(default_factory=list)
    doubtful: list[Sent] = field(default_factory=list)
    hashes: dict[str, dict[int, str]] = field(default_factory=dict)
    """Case to entry number to hash, as far as anybody outside was told."""
    delivered: dict[str, int] = field(default_factory=dict)
    """Key of a letter or notice to how often the mailbox was handed it."""
    remembered: dict[tuple[str, datetime], str] = field(default_factory=dict)
    """Case and instant to the case's view as it was told then."""
    mail_mood: str = "well"
    """well, full, twice, answer_lost, or dying (the process ends between delivery and mark)."""
    platforms: Platforms = field(default_factory=Platforms)
    touched: set[str] = field(default_factory=set)
    beginnings: int = 0
    ledger: FaultyLedger = field(init=False)
    house: House = field(init=False)
    neighbour: FaultyLedger = field(init=False)
    """Another process over the same database: it acts while this one is in the middle."""

    def __post_init__(self) -> None:
        self.neighbour = FaultyLedger(impatient(self.url))
        self.begin()

    def begin(self) -> None:
        """A new process over the same database; nothing of the old one is left."""
        if self.beginnings:
            self.ledger.close()
        self.beginnings += 1
        self.ledger = FaultyLedger(self.url)
        self.house = self.beside(self.ledger)

    def beside(self, ledger: FaultyLedger) -> House:
        """An office building over a ledger that others may use too."""
        home = FlowSettings(home=self.mailbox.parent, database_url=self.url)
        return House(home, ledger, self.first_city, self.clock)

    def close(self) -> None:
        """Let go of the ledger."""
        self.neighbour.close()
        self.ledger.close()

    @contextmanager
    def reading(self) -> Iterator[Office]:
        """An office that only looks."""
        with self.ledger.reading() as session:
            yield self.house.office(session)

    def case(self, case_id: str) -> CaseSnapshot:
        """The case as it stands."""
        with self.reading() as office:
            return office.case(case_id)

    # -- commands

    def command(self, sent: Sent, fault: Fault | None = None) -> str:
        """Send a command; `accepted`, `refused CODE`, or `in doubt` where the process died."""
        self.ledger.lay(fault)
        try:
            return self._command(sent, self.house)
        except Crash:
            if sent not in self.doubtful:
                self.doubtful.append(sent)
            self.begin()
            return "in doubt"
        finally:
            self.ledger.lay(None)

    def next_door(self, sent: Sent) -> str:
        """Send a command to the other process, whatever this one is in the middle of."""
        return self._command(sent, self.beside(self.neighbour))

    def _command(self, sent: Sent, house: House) -> str:
        asked = {"doing": sent.told.doing, "case": sent.told.case_id, "form": sent.told.form}
        once = Once(sent.actor, sent.key, fingerprint("POST", "/", asked), self.clock.now())

        @contextmanager
        def acts() -> Iterator[Office]:
            with house.ledger.writing() as session:
                yield house.office(session)

        try:
            answer = once.carry_out(acts, lambda office: self._done(office, sent))
        except ValidationError:
            return self._refused(sent, "Form")
        except Exception as error:
            found = problem_of(error, self.people.catalog)
            if found.status == INTERNAL:
                raise Broken(f"{sent.told.doing} broke: {type(error).__name__}: {error}") from error
            return self._refused(sent, found.code)
        self._acknowledge(sent, json.loads(bytes(answer.body)))
        return "accepted"

    def _refused(self, sent: Sent, code: str) -> str:
        """A refusal is an answer too: the client asks no more."""
        if sent in self.doubtful:
            self.doubtful.remove(sent)
        return f"refused {code}"

    def _done(self, office: Office, sent: Sent) -> Answer:
        """The act, and in its own transaction what it wrote, for the one who asked."""
        told, now = sent.told, self.clock.now()
        before = views.version_of(office.session, told.case_id) if told.case_id else 0
        case = do(office, told, actor=sent.actor, now=now)
        # What another process wrote meanwhile was told to somebody already.
        known = self.hashes.get(case.case_id, {})
        rows = [
            row
            for row in book.sealed_entries(office.session, case.case_id)[before:]
            if row["number"] not in known
        ]
        own = [(row["number"], row["hash"]) for row in rows if row["actor"] == sent.actor.id]
        body = {
            "case_id": case.case_id,
            "own": own,
            "all": [(row["number"], row["hash"]) for row in rows],
            "at": now.isoformat(),
            "order": office.session.execute(_CARRIED_OUT).scalar_one(),
        }
        return Answer(200, json.dumps(body))

    def _acknowledge(self, sent: Sent, body: dict[str, Any]) -> None:
        """Keep what the client now knows; the same answer a second time must be the same."""
        read, wrote = sent.told.if_version, body["all"]
        if read is not None and wrote and wrote[0][0] != read + 1:
            raise Broken(f"{sent.told.doing} was decided on version {read}, which had moved on")
        at = datetime.fromisoformat(body["at"])
        own = tuple((number, digest) for number, digest in body["own"])
        told = Accepted(sent, at, body["case_id"], own, body["order"])
        earlier = next((a for a in self.accepted if a.sent.key == sent.key), None)
        if earlier is None:
            self.accepted.append(told)
        elif earlier != told:
            raise Broken(f"{sent.key} was answered twice, and differently")
        if sent in self.doubtful:
            self.doubtful.remove(sent)
        known = self.hashes.setdefault(body["case_id"], {})
        for number, digest in body["all"]:
            if known.setdefault(number, digest) != digest:
                raise Broken(f"{body['case_id']} entry {number} was told with another hash")
        self.touched.add(body["case_id"])

    # -- what time and the post do

    def in_process(self, work: Callable[[], Any], fault: Fault | None = None) -> str:
        """Let a process of the flows work; `done`, or `died` where the fault ended it."""
        self.ledger.lay(fault)
        try:
            work()
        except Crash:
            self.begin()
            return "died"
        finally:
            self.ledger.lay(None)
        return "done"

    def watch(self) -> None:
        """One look of the deadline watch, as its flow takes it."""
        now = self.clock.now()
        self._advanced(advance_each(self.house, watch.lagging(self.house), now))
        after = None
        while found := watch.narrow(self.house, legal_day(now), after):
            after = found[-1]
            case_ids = [case_id for _day, case_id in found]
            self._advanced(advance_each(self.house, case_ids, now))
        with self.ledger.writing() as session:
            upkeep.fold_tally(self.house.office(session))

    def _advanced(self, advanced: Advanced) -> None:
        for one in advanced.set_aside:
            raise Broken(f"{one.case_id} was set aside: {one.fault}")
        self.touched.update(taken.case_id for taken in advanced.taken)

    def post(self, only: Address | None = None) -> None:
        """Let letters and notices out, batch after batch, as long as any leave."""
        limit = BATCH if only is None else POST_SEARCHED
        for _ in range(ROUNDS_MAX):
            posted = post_owed(
                self.house, self.mailbox, only=only, limit=limit, deliver=self._delivered
            )
            if len(posted.left) + len(posted.kept) < BATCH:
                return

    def _delivered(self, office: Office, mailbox: Path, row: Owed) -> None:
        """The mailbox in its present mood."""
        if self.mail_mood == "full":
            raise OSError("no space left on device")
        times = 2 if self.mail_mood == "twice" else 1
        for _ in range(times):
            deliver(office, mailbox, row)
            self.delivered[row.key] = self.delivered.get(row.key, 0) + 1
        if self.mail_mood == "answer_lost":
            raise TimeoutError("the mailbox did not answer in time")
        if self.mail_mood == "dying":
            raise Crash

    def webhooks(self) -> None:
        """The log of events is written on, and every receiver that is due is called."""
        write_log(self.house)
        for receiver_id in to_serve(self.house):
            serve(self.house, receiver_id, self.platforms.send)

    def hand_over(self) -> None:
        """The post office's counter hands nudges over to Prefect."""
        client = cast(PrefectClient, self.prefect)
        settings = cast(FlowSettings, self.house.settings)
        try:
            asyncio.run(Counter(self.house, settings, client).hand_over())
        except ServerDown:
            return

    def run(self, run: Run) -> None:
        """Carry one of Prefect's runs out, as its flow does."""
        match run.flow:
            case "advance-case":
                self._advance(run.parameters["case_id"])
            case "advance-cases":
                now = self.clock.now()
                self._advanced(advance_each(self.house, run.parameters["case_ids"], now))
            case "joint-review":
                self._joint_review(**run.parameters)
            case other:
                raise Broken(f"nobody knows the flow {other}")
        self.post()

    def _advance(self, case_id: str) -> None:
        self.touched.add(case_id)
        while steps := steps_of(self.house, case_id):
            if not take_one(self.house, case_id, steps[0]):
                return

    def _joint_review(self, case_id: str, round: int) -> None:
        self.touched.add(case_id)
        case = read_case(self.house, case_id)
        if case.round == round:
            for seat in case.seats:
                self.post(Address(case_id, seat.department))
        collate(self.house, case_id)

    def settle(self) -> None:
        """The faults are over: everybody retries, the post leaves, the watch looks."""
        self.mail_mood = self.prefect.mood = self.platforms.mood = "well"
        self.clock.set(self.clock.now() + RETRY_MAX)
        for sent in tuple(self.doubtful):
            self.command(sent)
        self.watch()
        self.hand_over()
        while self.prefect.waiting:
            self.run(self.prefect.waiting.pop())
        self.post()
        self.webhooks()


def impatient(url: str) -> str:
    """On PostgreSQL: who meets a lock gives up soon, for its holder waits for this very act."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return url
    address = address.update_query_dict({"options": "-c lock_timeout=60"})
    return address.render_as_string(hide_password=False)
