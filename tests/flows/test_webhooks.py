"""Webhooks to a real receiver: down, failing, hanging, answering twice, replayed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from acts import deliveries, receivers
from acts.deliveries import Outgoing
from acts.post import mark_failed
from acts.problems import Invalid
from acts.receivers import KeptReceiver, OpenReceiverForm, ReplayForm, RotateForm, SwitchForm
from flows import webhooks
from flows.calling import NotTaken, Unreachable
from flows.webhooks import Webhooks, serve, to_serve, write_log
from greenlane.clock import SimulatedClock
from greenlane.outgoing import rules_of
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build
from ledger import receivers as kept_receivers
from ledger.evidence import verify
from tests.flows.receiving import OTHER_SECRET, SECRET, receiving, written
from tests.playing import Play

BOTH = pytest.mark.parametrize("play", ["sqlite", "postgres"], indirect=True)
"""On both databases; the others hold on the first."""


@pytest.fixture
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    ledger_url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "next").write_text(written(OTHER_SECRET) + "\n")
    settings = Settings(
        home=tmp_path,
        database_url=ledger_url,
        outward_loopback=True,
        outward_secrets={"park": written(SECRET)},
        outward_secrets_folder=tmp_path / "secrets",
    )
    clock = SimulatedClock(at("2026-03-02 09:30"))
    play = Play(build(settings, clock), clock)
    yield play
    play.house.ledger.close()


def opened(play: Play, address: str, **more: Any) -> str:
    values: dict[str, Any] = {"title": "园区平台", "address": address, "secret": "park"}
    form = OpenReceiverForm(**(values | more))
    kept: KeptReceiver = play.act(
        receivers.open_receiver, form, rules_of(play.house.settings), by="guanli"
    )
    return kept.receiver_id


def one(play: Play, receiver_id: str) -> KeptReceiver:
    kept: KeptReceiver = play.read(
        lambda office: receivers.one(office, receiver_id, actor=play.actor("guanli"))
    )
    return kept


def round_of(play: Play, **more: Any) -> int:
    """One look of the post office: the log written on, every receiver that is due served."""
    write_log(play.house)
    return sum(serve(play.house, receiver_id, **more) for receiver_id in to_serve(play.house))


def later(play: Play, **by: float) -> None:
    play.clock.set(play.clock.now() + timedelta(**by))


@BOTH
def test_events_arrive_signed_and_in_the_order_of_their_case(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        case = play.in_review()
        play.sign(case.case_id, "zrzy")

        assert round_of(play) == 5
        assert round_of(play) == 0

    rest = ("1:SB", "1:WSYSL", "2:SL", "3:SPCL", "4:SPCL")
    assert here.taken == [f"{case.case_id}:{part}" for part in rest]
    for asked in here.asked:
        assert asked.headers["content-type"].startswith("application/cloudevents+json")
        assert asked.event["id"] == asked.headers["webhook-id"]
        assert asked.is_signed_with(SECRET)
        assert not asked.is_signed_with(OTHER_SECRET)
        assert int(asked.headers["webhook-timestamp"]) == int(play.clock.now().timestamp())
    kept = one(play, receiver)
    assert (kept.backlog, kept.standing.delivered) == (0, here.taken[-1])
    assert play.read(lambda office: verify(office.session)) == []


def test_a_receiver_is_sent_what_it_asked_for(play: Play) -> None:
    with receiving() as here:
        opened(play, here.address, codes=("SL", "BJ"))
        opened(play, here.address.replace("events", "elsewhere"), region="4107")
        play.in_review()
        round_of(play)

    assert [(asked.path, asked.event["type"]) for asked in here.asked] == [
        ("/events", "greenlane.exchange.SL")
    ]


def test_a_new_receiver_begins_now_or_with_the_whole_log(play: Play) -> None:
    play.accepted()
    write_log(play.house)
    with receiving() as here:
        opened(play, f"{here.address}/new")
        opened(play, f"{here.address}/all", from_start=True)
        play.received("2026-03-03 10:00")
        round_of(play)

    paths = [asked.path for asked in here.asked]
    assert (paths.count("/events/new"), paths.count("/events/all")) == (2, 5)


@BOTH
def test_a_receiver_that_is_down_for_a_day_gets_everything_in_order_afterwards(
    play: Play,
) -> None:
    with receiving() as gone:
        address, port = gone.address, gone.port
    receiver = opened(play, address)
    first = play.in_review()
    calls: list[datetime] = []

    def counted(settings: Settings, event: Outgoing, now: datetime) -> None:
        calls.append(now)
        webhooks.send(settings, event, now)

    began = play.clock.now()
    while play.clock.now() < began + timedelta(days=1):
        round_of(play, send=counted)
        play.clock.set(one(play, receiver).standing.rests_until or began)
    second = play.received("2026-03-03 11:00")
    waits = [(b - a).total_seconds() for a, b in pairwise(calls)]

    assert waits[:10] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900]
    assert set(waits[10:]) == {900}, "a receiver that is up again is found within minutes"
    assert one(play, receiver).backlog == 4
    with receiving(port) as here:
        later(play, minutes=20)
        round_of(play)

    rest = ("1:SB", "1:WSYSL", "2:SL", "3:SPCL")
    of_first = [name for name in here.taken if name.startswith(f"{first.case_id}:")]
    of_second = [name for name in here.taken if name.startswith(f"{second.case_id}:")]
    assert of_first == [f"{first.case_id}:{part}" for part in rest]
    assert of_second == [f"{second.case_id}:1:SB", f"{second.case_id}:1:WSYSL"]
    assert len(here.taken) == 6
    assert one(play, receiver).backlog == 0


@BOTH
def test_an_event_that_is_refused_holds_its_own_case_and_no_other(play: Play) -> None:
    first, second = play.accepted(), play.accepted("2026-03-02 10:00")
    write_log(play.house)
    with receiving() as here:
        poison = f"{first.case_id}:1:WSYSL"
        here.mood = lambda asked: 500 if asked.headers["webhook-id"] == poison else 204
        receiver = opened(play, here.address, from_start=True)
        for _ in range(8):
            round_of(play)
            later(play, minutes=16)
        before = list(here.taken)
        here.mood = lambda asked: 204
        round_of(play)

    of_second = [f"{second.case_id}:{part}" for part in ("1:SB", "1:WSYSL", "2:SL")]
    assert sorted(before) == sorted([f"{first.case_id}:1:SB", *of_second])
    assert [name for name in before if name in of_second] == of_second
    assert here.ids().count(poison) == 9, "tried again after each wait"
    assert here.taken[len(before) :] == [poison, f"{first.case_id}:2:SL"]
    assert one(play, receiver).backlog == 0


def test_an_answer_that_was_lost_brings_the_event_again_under_the_same_id(play: Play) -> None:
    with receiving() as here:
        here.mood = lambda asked: None if len(here.asked) == 1 else 204
        opened(play, here.address)
        case = play.received()
        round_of(play)
        later(play, minutes=1)
        round_of(play)

    name = f"{case.case_id}:1:SB"
    assert here.ids() == [name, name, f"{case.case_id}:1:WSYSL"]
    assert here.asked[0].body == here.asked[1].body


def test_a_receiver_that_hangs_delays_nobody_else(play: Play) -> None:
    """The other one has everything while the first still holds its thread."""
    arrived = threading.Event()
    slow = opened(play, "http://127.0.0.1:9/slow")
    quick = opened(play, "http://127.0.0.1:9/quick")
    play.received()
    sent: list[str] = []
    meanwhile: list[bool] = []

    def hanging(settings: Settings, event: Outgoing, now: datetime) -> None:
        if event.address.endswith("slow"):
            meanwhile.append(arrived.wait(20))
            raise Unreachable("no answer in time")
        sent.append(event.event_id)
        if len(sent) == 2:
            arrived.set()

    async def looked() -> None:
        post = Webhooks(play.house, hanging)
        await post.look()
        while post.is_at_work():
            await asyncio.sleep(0.01)
        post.end()

    asyncio.run(looked())

    assert meanwhile == [True]
    assert one(play, quick).backlog == 0
    standing = one(play, slow).standing
    assert (standing.failures, standing.last_error) == (1, "no answer in time")
    assert standing.leased_until is None


@BOTH
def test_one_post_office_calls_a_receiver_at_a_time(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        play.received()
        write_log(play.house)
        seen: list[int] = []

        def meanwhile(settings: Settings, event: Outgoing, now: datetime) -> None:
            seen.append(serve(play.house, receiver))
            webhooks.send(settings, event, now)

        assert serve(play.house, receiver, meanwhile) == 2

    assert seen == [0, 0]
    assert len(here.taken) == 2


def test_a_post_office_that_died_is_relieved_when_its_lease_is_over(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        play.received()
        write_log(play.house)

        assert play.act(deliveries.take_up, receiver)
        assert to_serve(play.house) == []
        assert serve(play.house, receiver) == 0
        later(play, seconds=121)
        assert to_serve(play.house) == [receiver]
        assert serve(play.house, receiver) == 2

    assert len(here.taken) == len(set(here.taken)) == 2


@BOTH
def test_replaying_sends_everything_from_an_event_on_again(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        case = play.in_review()
        round_of(play)
        play.act(receivers.replay, receiver, ReplayForm(event_id=here.taken[2]), by="guanli")
        round_of(play)

    names = [f"{case.case_id}:{part}" for part in ("1:SB", "1:WSYSL", "2:SL", "3:SPCL")]
    assert here.taken == [*names, *names[2:]]
    assert [line.kind for line in one(play, receiver).lines] == ["opened", "replayed"]
    with pytest.raises(Invalid):
        play.act(receivers.replay, receiver, ReplayForm(event_id="x"), by="guanli")


@BOTH
def test_what_is_owed_while_it_is_replayed_is_not_doubled(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        case = play.in_review()
        here.mood = lambda asked: 503 if len(here.asked) > 1 else 204
        round_of(play)
        here.mood = lambda asked: 204
        play.act(
            receivers.replay, receiver, ReplayForm(event_id=f"{case.case_id}:1:SB"), by="guanli"
        )
        round_of(play)

    names = [f"{case.case_id}:{part}" for part in ("1:SB", "1:WSYSL", "2:SL", "3:SPCL")]
    assert here.taken == [names[0], *names]


def test_while_a_secret_is_changed_both_sign_and_then_the_new_one_alone(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        form = RotateForm(secret="next", overlap_hours=2)
        play.act(receivers.rotate, receiver, form, by="guanli")
        play.received()
        round_of(play)
        later(play, hours=3)
        play.received(f"{play.clock.now():%Y-%m-%d} 15:00")
        round_of(play)

    during, after = here.asked[0], here.asked[-1]
    assert during.is_signed_with(SECRET)
    assert during.is_signed_with(OTHER_SECRET)
    assert not after.is_signed_with(SECRET)
    assert after.is_signed_with(OTHER_SECRET)


def test_without_its_secret_nothing_leaves_unsigned(play: Play) -> None:
    with receiving() as here:
        receiver = opened(play, here.address, secret="unknown")
        play.received()
        round_of(play)

    assert here.asked == []
    assert one(play, receiver).standing.last_error == "no secret called unknown"


@BOTH
def test_a_receiver_that_is_switched_off_is_owed_its_events_when_it_comes_back(
    play: Play,
) -> None:
    with receiving() as here:
        receiver = opened(play, here.address)
        case = play.received()
        here.mood = lambda asked: 503
        round_of(play)
        play.act(receivers.switch_off, receiver, SwitchForm(), by="guanli")
        here.mood = lambda asked: 204
        later(play, hours=1)

        assert round_of(play) == 0
        with play.house.ledger.reading() as session:
            assert session.execute(owed_rows()).all() == []
        assert one(play, receiver).backlog == 2
        play.act(receivers.switch_on, receiver, SwitchForm(), by="guanli")
        assert round_of(play) == 2

    assert here.taken == [f"{case.case_id}:1:SB", f"{case.case_id}:1:WSYSL"]


def owed_rows() -> Any:
    return text("SELECT 1 FROM outbox WHERE kind = 'webhook' AND sent_at IS NULL")


@BOTH
def test_a_long_outage_does_not_fill_the_outbox(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_receivers, "WINDOW", 3)
    with receiving() as here:
        receiver = opened(play, here.address)
        for minute in range(4):
            play.accepted(f"2026-03-02 10:{minute:02d}")
        here.mood = lambda asked: 503
        for _ in range(3):
            round_of(play)
            later(play, minutes=20)
        with play.house.ledger.reading() as session:
            assert len(session.execute(owed_rows()).all()) == 3
        assert one(play, receiver).backlog == 12
        here.mood = lambda asked: 204
        while round_of(play):
            later(play, minutes=20)

    assert len(here.taken) == len(set(here.taken)) == 12


def test_a_failing_receiver_rests_and_a_taken_event_ends_the_rest(play: Play) -> None:
    receiver = opened(play, "http://127.0.0.1:9/")
    for minute in range(6):
        play.received(f"2026-03-02 10:{minute:02d}")
    calls: list[str] = []

    def failing(settings: Settings, event: Outgoing, now: datetime) -> None:
        calls.append(event.event_id)
        raise NotTaken("answered 500")

    round_of(play, send=failing)
    assert len(calls) == 3, "after three in a row it rests"
    round_of(play, send=failing)
    assert len(calls) == 3
    later(play, minutes=16)
    round_of(play, send=failing)
    assert len(calls) == 4, "one probe after each rest"
    later(play, minutes=16)
    assert round_of(play, send=lambda settings, event, now: None) == 12
    assert one(play, receiver).standing.failures == 0


def test_the_wait_of_a_row_grows_to_a_quarter_of_an_hour_and_never_ends(play: Play) -> None:
    """At least a day of downtime: no attempt is the last."""
    opened(play, "http://127.0.0.1:9/")
    play.received()
    write_log(play.house)
    (receiver,) = to_serve(play.house)
    play.act(deliveries.take_up, receiver)
    (head, *_) = play.act(deliveries.next_ones, receiver)
    for _ in range(200):
        play.act(mark_failed, head.outbox_id, "down")
    assert play.act(deliveries.next_ones, receiver) == []
    later(play, minutes=15)

    assert [d.attempts for d in play.act(deliveries.next_ones, receiver)] == [200]


def test_a_secret_never_stands_in_the_ledger(play: Play) -> None:
    receiver = opened(play, "http://127.0.0.1:9/")
    play.act(receivers.rotate, receiver, RotateForm(secret="next"), by="guanli")

    with play.house.ledger.reading() as session:
        for table in ("register_entry", "receiver", "receiver_standing", "outbox"):
            told = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert written(SECRET)[6:] not in told
            assert written(OTHER_SECRET)[6:] not in told
    assert written(SECRET)[6:] not in repr(play.house.settings)
