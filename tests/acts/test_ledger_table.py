"""台账: the same lines on both engines, reckoned by hand, in few queries; and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from acts import approval, intake, ledger_table
from acts.forms import ExtendForm, SuspendForm
from api.ledger_cells import COLUMNS, cells, headers, table
from api.table_files import exported
from greenlane.story import at
from ledger.case_table import TableFilter, changes_since, every
from ledger.views import CaseFilter
from tests.playing import Play, play_on

TODAY = date(2026, 3, 20)


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    play = play_on(ledger_url, at("2026-01-05 09:00"))
    yield play
    play.house.ledger.close()


def lines(play: Play, wanted: TableFilter | None = None) -> list[ledger_table.LedgerLine]:
    return play.read(lambda o: list(ledger_table.lines(o, wanted or TableFilter(), TODAY)))


def test_a_line_tells_days_used_until_today(play: Play) -> None:
    """2 to 20 March 2026: fourteen working days after the day of acceptance."""
    play.accepted("2026-03-02 09:30")
    (line,) = lines(play)

    assert (14, 0, 0) == (line.used_days, line.paused_days, line.extension_days)
    assert (date(2026, 3, 2), date(2026, 3, 2)) == (line.received_on, line.accepted_on)
    assert ("fgw", "ratification.enterprise") == (line.lead, line.matter)
    assert "fgw" in {party for party, _ in line.holders}


def test_before_acceptance_no_days_are_used_and_withdrawal_stops_them(play: Play) -> None:
    play.received("2026-03-02 09:30")
    gone = play.accepted("2026-03-03 09:30").case_id
    play.act(intake.withdraw, gone, "不办了", by="qiye", when="2026-03-06 10:00")
    first, second = lines(play)

    assert (None, None) == (first.used_days, first.paused_days)
    assert 3 == second.used_days


def test_a_pause_counts_as_announced_and_an_extension_stands_beside(play: Play) -> None:
    """Five of the twelve working days since 4 March were announced: fourteen less five."""
    case = play.accepted("2026-03-02 09:30")
    kind = case.rules.suspensions[0].kind
    pause = SuspendForm(kind=kind, announced_days=5, basis="行政许可法第四十五条")
    play.act(approval.suspend, case.case_id, pause, by="fgw.chengban", when="2026-03-04 10:00")
    (line,) = lines(play)

    assert (9, 5) == (line.used_days, line.paused_days)


def test_an_extension_is_told_in_days(play: Play) -> None:
    case_id = play.accepted("2026-03-02 09:30").case_id
    form = ExtendForm(days=10, reasons="情况复杂")
    play.act(approval.extend, case_id, form, by="fgw.zhuren", when="2026-03-05 10:00")

    assert 10 == lines(play)[0].extension_days


def test_the_table_is_filtered(play: Play) -> None:
    play.received("2026-02-02 09:30")
    late = play.accepted("2026-03-02 09:30").case_id
    wanted = {
        "text": TableFilter(CaseFilter(text=late)),
        "from": TableFilter(received_from=date(2026, 3, 2)),
        "to": TableFilter(received_to=date(2026, 3, 1)),
        "matter": TableFilter(matter="nothing"),
        "open": TableFilter(is_decided=False),
        "decided": TableFilter(is_decided=True),
        "lead": TableFilter(CaseFilter(lead="slj")),
    }
    found = {name: len(lines(play, filter)) for name, filter in wanted.items()}

    assert {
        "text": 1, "from": 1, "to": 1, "matter": 0, "open": 2, "decided": 0, "lead": 0
    } == found  # fmt: skip
    assert [late] == [line.case_id for line in lines(play, wanted["from"])]


def test_the_day_of_receipt_is_a_day_in_shanghai(play: Play) -> None:
    """00:30 in Shanghai is still the evening before in UTC."""
    play.received("2026-03-02 00:30")

    assert 1 == len(lines(play, TableFilter(received_from=date(2026, 3, 2))))
    assert 0 == len(lines(play, TableFilter(received_to=date(2026, 3, 1))))


def test_pages_are_newest_first_and_follow_each_other(play: Play) -> None:
    ids = [play.received(f"2026-03-0{day} 09:30").case_id for day in (2, 3, 4)]

    def page(before: str | None) -> list[str]:
        found = play.read(
            lambda o: ledger_table.page(o, TableFilter(), TODAY, limit=2, before=before)
        )
        return [line.case_id for line in found]

    assert [ids[2], ids[1]] == page(None)
    assert [ids[0]] == page(ids[1])


def test_a_batch_takes_three_queries_however_many_lines(play: Play) -> None:
    for day in (2, 3, 4):
        play.accepted(f"2026-03-0{day} 09:30")
    asked: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    with play.house.ledger.reading() as session:
        event.listen(play.house.ledger.engine, "before_cursor_execute", note)
        assert 3 == len(list(every(session, TableFilter())))
        event.remove(play.house.ledger.engine, "before_cursor_execute", note)

    assert 4 == sum(statement.startswith("SELECT") for statement in asked)


def test_the_files_hold_every_line_in_the_words_of_the_reader(play: Play) -> None:
    case = play.accepted("2026-03-02 09:30")
    play.received("2026-03-03 09:30", project=play.project(name="=cmd|' /C calc'!A0"))
    catalog = play.house.city.catalog
    told = json.loads(b"".join(exported(table(lines(play), catalog, "zh"), "json")))
    text = b"".join(exported(table(lines(play), catalog, "zh"), "csv")).decode("utf-8-sig")
    row = dict(zip(COLUMNS, cells(catalog, "zh", lines(play)[0], 1), strict=True))

    assert [1, 2] == [line["serial"] for line in told]
    assert (case.case_id, 14) == (told[0]["case_id"], told[0]["used_days"])
    assert text.startswith("序号,办件编号,项目代码,项目名称,申报单位")
    assert "'=cmd|" in text
    assert ("2026-03-02", "正常", "已受理，办理中") == (
        row["received_on"],
        row["light"],
        row["standing"],
    )
    assert len(headers("en")) == len(COLUMNS)


def test_an_export_repeats_byte_for_byte(play: Play) -> None:
    play.accepted("2026-03-02 09:30")
    catalog = play.house.city.catalog

    for form in ("xlsx", "csv", "json"):
        one, two = (b"".join(exported(table(lines(play), catalog, "en"), form)) for _ in range(2))
        assert one == two


def test_changes_are_told_in_order_from_the_instant_on(play: Play) -> None:
    play.accepted("2026-03-02 09:30")
    late = play.accepted("2026-03-05 09:30").case_id

    def since(instant: str, after: Any = None) -> list[Any]:
        return play.read(
            lambda o: list(changes_since(o.session, at(instant), limit=2, after=after))
        )

    found = since("2026-03-05 09:30")
    assert [(late, 1), (late, 2)] == [(one.case_id, one.number) for one in found]
    last = found[-1]
    assert [] == since("2026-03-05 09:30", (last.recorded_at, last.case_id, last.number))
    assert 2 == len(since("2026-03-01 00:00"))
    assert [] == since("2026-03-05 09:31")
