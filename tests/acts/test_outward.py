"""The log of events for other platforms: what is owed, in which order, and who may fetch it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from acts import approval, intake, outward, upkeep
from acts.forms import CorrectionForm, ItemForm, SuspendForm
from acts.outward import UnknownEvent
from acts.problems import Invalid
from greenlane.story import at
from ledger import outbox
from ledger.chain import sha256
from ledger.evidence import verify
from ledger.outward import LogFilter
from states.outward import CODE_OF, NAMES, ExchangeCode, codes_of
from states.refusals import NotYours
from states.terms import EntryKind
from tests.playing import Play, play_on

EVERYTHING = LogFilter()


BOTH = pytest.mark.parametrize("play", ["sqlite", "postgres"], indirect=True)
"""On both databases; the others hold on the first."""


@pytest.fixture
def play(request: pytest.FixtureRequest) -> Iterator[Play]:
    play = play_on(request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url"))
    yield play
    play.house.ledger.close()


def log(play: Play, wanted: LogFilter = EVERYTHING, by: str = "ducha") -> list[Any]:
    return list(
        play.read(
            lambda office: outward.fetch(office, wanted, actor=play.actor(by), after=0, limit=1000)
        )
    )


def written(play: Play) -> list[str]:
    play.act(outward.write_on)
    return [row.event_id for row in log(play)]


def test_each_event_of_the_law_has_its_name_and_an_entry_that_is_it() -> None:
    assert {code.value: NAMES[code] for code in ExchangeCode} == {
        "SB": "申办",
        "WSYSL": "网上预受理",
        "SL": "受理",
        "SPCL": "审批",
        "BZGZ": "补正告知",
        "BZSL": "补正受理",
        "TBCXSQ": "特别程序申请",
        "TBCXJG": "特别程序结果",
        "BJ": "办结",
        "LQDJ": "领取登记",
    }
    applicant = {"applicant": {"credit_code": "X"}}
    reached = {code for kind in CODE_OF for code in codes_of(kind, applicant, "X")}
    assert reached == set(ExchangeCode)


def test_a_filing_at_the_window_is_not_pre_accepted_online() -> None:
    told = {"applicant": {"credit_code": "91410600MA00000000"}}

    assert codes_of(EntryKind.RECEIVED, told, "window") == (ExchangeCode.APPLIED,)
    assert codes_of(EntryKind.OBSERVED, told, "window") == ()


@BOTH
def test_a_case_leaves_its_events_in_the_order_of_its_entries(play: Play) -> None:
    case = play.received()
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    play.act(intake.notify_correction, case.case_id, notice, by="chuangkou")
    other = play.in_review("2026-03-03 10:00")
    play.sign(other.case_id, "zrzy")
    pause = SuspendForm(kind="expert_review", announced_days=8, basis="依据")
    play.act(approval.suspend, other.case_id, pause, by="fgw.chengban")

    found = written(play)

    first, second = case.case_id, other.case_id
    assert found == [
        f"{first}:1:SB",
        f"{first}:1:WSYSL",
        f"{first}:2:BZGZ",
        f"{second}:1:SB",
        f"{second}:1:WSYSL",
        f"{second}:2:SL",
        f"{second}:3:SPCL",
        f"{second}:4:SPCL",
        f"{second}:5:TBCXSQ",
    ]
    assert [row.position for row in log(play)] == list(range(1, 10))
    assert play.read(lambda office: verify(office.session)) == []


def test_an_event_is_a_cloud_event_that_says_no_more_than_it_must(play: Play) -> None:
    case = play.in_review()
    play.sign(case.case_id, "zrzy", "agree_with_conditions", conditions=("不公开的条件",))
    written(play)

    row = log(play)[-1]
    body = row.content.encode()
    message = HTTPMessage({"content-type": "application/cloudevents+json"}, body)
    event = from_structured(message, JSONFormat(), CloudEvent)

    assert event.get_id() == f"{case.case_id}:4:SPCL"
    assert event.get_type() == "greenlane.exchange.SPCL"
    assert event.get_source() == f"urn:greenlane:{play.house.installation_id}"
    assert event.get_subject() == case.case_id
    assert event.get_extension("sequence") == "000000004"
    data = event.get_data()
    assert isinstance(data, dict)
    assert data["event"] == {"code": "SPCL", "name": "审批"}
    assert data["said"]["department"] == "zrzy"
    entry = play.read(lambda office: office.entries(case.case_id))[3]
    assert data["entry"]["effective_on"] == entry.effective_on.isoformat()
    for secret in ("不公开的条件", "联系人", "0392-0000000", "agree_with_conditions"):
        assert secret not in row.content
    assert row.sha256 == sha256(row.content)


@BOTH
def test_an_entry_is_written_into_the_log_once(play: Play) -> None:
    play.accepted()

    first = written(play)
    again = written(play)

    assert first == again
    assert len(first) == len(set(first)) == 3


def test_an_act_that_is_rolled_back_owes_nothing(play: Play) -> None:
    form, now = play.form(), play.clock.now()

    with pytest.raises(RuntimeError), play.house.ledger.writing() as session:
        intake.receive(play.house.office(session), form, actor=play.actor("qiye"), now=now)
        raise RuntimeError

    assert written(play) == []


@BOTH
def test_two_writers_at_once_leave_no_gap_and_nothing_twice(play: Play) -> None:
    for day in range(2, 7):
        play.accepted(f"2026-03-0{day} 10:00")
    begin = threading.Barrier(3)

    def write() -> None:
        begin.wait()
        for _ in range(6):
            play.act(outward.write_on, limit=2)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = log(play)
    assert [row.position for row in found] == list(range(1, 16))
    assert len({row.event_id for row in found}) == 15


def test_who_leads_fetches_its_own_and_an_enterprise_nothing(play: Play) -> None:
    play.accepted()
    written(play)

    assert len(log(play, by="fgw.chengban")) == 3
    assert log(play, by="zrzy.chengban") == []
    with pytest.raises(NotYours):
        log(play, by="qiye")
    event_id = log(play)[0].event_id
    with pytest.raises(UnknownEvent):
        play.read(lambda office: outward.one(office, event_id, actor=play.actor("zrzy.chengban")))


@BOTH
def test_the_log_is_narrowed_by_region_and_code(play: Play) -> None:
    play.accepted()
    written(play)

    assert len(log(play, LogFilter(region="4106"))) == 3
    assert log(play, LogFilter(region="4107")) == []
    assert [row.code for row in log(play, LogFilter(codes=("SL",)))] == ["SL"]


def fetched(play: Play, after: int | None, limit: int = 2) -> list[str]:
    rows = play.read(
        lambda office: outward.fetch(
            office, EVERYTHING, actor=play.actor("ducha"), after=after, limit=limit
        )
    )
    return [row.event_id for row in rows]


@BOTH
def test_who_acknowledges_goes_on_behind_it_and_never_back(play: Play) -> None:
    case = play.accepted()
    written(play)
    first, second, third = (f"{case.case_id}:{rest}" for rest in ("1:SB", "1:WSYSL", "2:SL"))

    assert fetched(play, None) == fetched(play, None) == [first, second]
    play.act(outward.acknowledge, second, by="ducha")
    assert fetched(play, None) == [third]
    stands = play.act(outward.acknowledge, first, by="ducha")
    assert stands == second
    assert fetched(play, None) == [third]
    assert fetched(play, 0) == [first, second]


def test_a_position_beyond_the_log_is_refused_not_answered_with_nothing(play: Play) -> None:
    play.accepted()
    written(play)

    assert fetched(play, 3) == []
    with pytest.raises(Invalid):
        fetched(play, 4)


@BOTH
def test_the_days_tell_a_reader_what_it_lacks(play: Play) -> None:
    play.accepted("2026-03-02 10:00")
    play.received("2026-03-03 23:30")
    written(play)
    rows = log(play)

    told = play.read(
        lambda office: outward.reconcile(
            office,
            EVERYTHING,
            date(2026, 3, 1),
            date(2026, 3, 31),
            actor=play.actor("ducha"),
            now=at("2026-03-04 09:00"),
        )
    )

    assert [(day.day.isoformat(), day.count) for day in told.days] == [
        ("2026-03-02", 3),
        ("2026-03-03", 2),
    ]
    lines = sorted(f"{row.event_id} {row.sha256}\n" for row in rows[:3])
    assert told.days[0].sha256 == sha256("".join(lines))
    assert told.whole_until == date(2026, 3, 4)


def test_a_day_with_an_entry_still_owed_is_not_called_whole(play: Play) -> None:
    play.accepted("2026-03-02 10:00")

    told = play.read(
        lambda office: outward.reconcile(
            office,
            EVERYTHING,
            date(2026, 3, 1),
            date(2026, 3, 31),
            actor=play.actor("ducha"),
            now=at("2026-03-04 09:00"),
        )
    )

    assert told.days == ()
    assert told.whole_until == date(2026, 3, 2)


@BOTH
def test_the_log_cannot_be_changed_and_a_change_beneath_it_is_found(play: Play) -> None:
    play.accepted()
    written(play)

    for statement in (
        "UPDATE outward_event SET region = '000000'",
        "DELETE FROM outward_event",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            play.house.ledger.writing() as session,
        ):
            session.execute(text(statement))
    with play.house.ledger.writing() as session:
        session.execute(
            text(
                "INSERT INTO outward_event SELECT 5, 'x', case_id, number, code, organisation, "
                "region, day, '{}', sha256 FROM outward_event WHERE position = 1"
            )
        )
    problems = [fault.problem for fault in play.read(lambda office: verify(office.session))]
    assert "the log of events lacks position 4" in problems
    assert "event x does not match its hash" in problems


def test_what_receivers_are_owed_does_not_make_the_house_unready(play: Play) -> None:
    """The oldest thing owed tells operators that our own post stands still."""
    now = play.clock.now()
    with play.house.ledger.writing() as session:
        outbox.add(session, "webhook", "webhook:JS-2026-0001:1:1", "", {"position": 1}, now)

    assert play.read(lambda office: outbox.oldest_owed(office.session)) is None
    play.accepted()
    assert play.read(lambda office: outbox.oldest_owed(office.session)) == now


def test_deriving_again_leaves_the_log_alone(play: Play) -> None:
    play.accepted()
    before = written(play)

    with play.house.ledger.writing() as session:
        upkeep.rebuild(play.house.office(session))

    assert written(play) == before
    assert all(json.loads(row.content)["id"] == row.event_id for row in log(play))
