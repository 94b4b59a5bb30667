"""Quantified targets at work: shipped literally, reported with evidence, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import catalog
from acts import indicators
from acts.indicators import Measured, UnknownIndicator, ValueForm
from acts.problems import Invalid
from catalog.checker import check
from catalog.loader import shipped_city
from ledger.evidence import verify
from states.refusals import NotYours
from states.targets import Operator, Verdict
from tests.playing import Play, play_on

SHIPPED = {
    132: [("at_least", "2"), ("about", "10"), ("at_least", "2")],
    133: [("at_least", "2"), ("at_least", "10"), ("at_least", "35")],
    134: [("at_least", "130"), ("more_than", "400")],
    135: [("at_least", "5000")],
    136: [("at_least", "1000")],
    137: [("at_least", "3")],
    138: [("more_than", "3")],
    139: [("more_than", "1")],
    140: [("more_than", "90")],
    141: [("at_least", "11")],
    142: [("at_least", "4")],
    143: [("at_least", "68")],
    144: [("at_least", "72")],
    145: [("at_least", "2")],
    146: [("at_least", "2")],
    147: [("at_least", "60")],
    148: [("at_least", "76")],
    149: [("about", "8"), ("at_least", "100")],
    150: [("about", "3")],
    151: [("at_least", "20")],
}


@pytest.fixture
def play(ledger_url: str) -> Iterator[Play]:
    made = play_on(ledger_url)
    yield made
    made.house.ledger.close()


def value(period: str, number: str, of: str = "") -> ValueForm:
    return ValueForm(period=period, of=of, value=Decimal(number), evidence=("统计快报",))


def reported(play: Play, code: str, form: ValueForm, by: str = "guanli") -> Measured:
    found: Measured = play.act(indicators.report_value, code, form, by=by)
    return found


def test_all_twenty_rows_of_the_documents_are_shipped_as_their_words_say() -> None:
    found: dict[int, list[tuple[str, str]]] = {}
    for entry in catalog.load().indicators.values():
        found.setdefault(entry.row, []).append((entry.operator.value, str(entry.value)))

    assert found == SHIPPED


def test_a_target_without_values_is_unknown_and_with_them_reached_or_not(play: Play) -> None:
    before = play.read(lambda o: indicators.one(o, "outside_funds", actor=play.actor("ducha")))
    assert before.verdict is Verdict.UNKNOWN

    assert reported(play, "outside_funds", value("2026-Q1", "90")).verdict is Verdict.MISSED
    later = reported(play, "outside_funds", value("2026-Q2", "90.01"))
    assert later.verdict is Verdict.REACHED
    assert [each.period for each in later.values] == ["2026-Q2", "2026-Q1"]


def test_reported_again_the_later_value_holds_and_the_record_keeps_both(play: Play) -> None:
    reported(play, "tax_per_mu", value("2026", "9"))
    found = reported(play, "tax_per_mu", value("2026", "11"))

    assert [each.value for each in found.values] == [Decimal(11)]
    assert [line.payload["value"] for line in found.lines] == ["9", "11"]
    with play.house.ledger.reading() as session:
        assert verify(session) == []


def test_what_is_asked_of_each_is_reached_by_all_or_not_at_all(play: Play) -> None:
    reported(play, "leading_projects", value("2026", "3", "宝山园区"))
    assert (
        reported(play, "leading_projects", value("2026", "1", "鹤淇园区")).verdict is Verdict.MISSED
    )
    with pytest.raises(Invalid):
        reported(play, "leading_projects", value("2026", "3"))
    with pytest.raises(Invalid):
        reported(play, "tax_per_mu", value("2026", "3", "宝山园区"))


def test_units_do_not_report_and_enterprises_do_not_read(play: Play) -> None:
    with pytest.raises(NotYours):
        reported(play, "tax_per_mu", value("2026", "9"), by="fgw.chengban")
    with pytest.raises(NotYours):
        play.read(lambda office: indicators.every(office, actor=play.actor("qiye")))
    with pytest.raises(UnknownIndicator):
        reported(play, "nothing", value("2026", "9"))


@pytest.mark.parametrize("period", ["2026-Q5", "26", "2026-13", "2026-H3", ""])
def test_a_period_is_a_year_a_half_a_quarter_or_a_month(period: str) -> None:
    with pytest.raises(ValueError, match="period"):
        value(period, "1")


def faults(folder: Path, **changes: Any) -> list[str]:
    text = (folder / "indicators.toml").read_text(encoding="utf-8")
    for old, new in changes["swap"]:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "indicators.toml").write_text(text, encoding="utf-8")
    return [f"{fault.file} {fault.key} {fault.message}" for fault in check(folder)]


def test_about_needs_a_tolerance_and_a_code_stands_once(tmp_path: Path) -> None:
    folder = tmp_path / "hebi"
    shutil.copytree(shipped_city("hebi"), folder)
    lost = faults(folder, swap=[('tolerance_percent = "10"\n', "")])
    assert any("indicators.toml" in fault and "tolerance_percent" in fault for fault in lost)
    double = faults(
        folder,
        swap=[
            ('operator = "about"\nvalue = "10"\n', 'operator = "at_least"\nvalue = "10"\n'),
            ('code = "provincial_bases"', 'code = "national_bases"'),
        ],
    )
    assert any('duplicate code "national_bases"' in fault for fault in double)
    assert Operator.ABOUT == "about"
