"""Every number of LAW B1, B2 and B4 that the cities use, row by row as the text states it.

A row: article, matter, where the rule holds it, the number, its unit, the event it counts
from, how sure it is, and what its source must name. The rows were written from the text.
"""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

import pytest

import catalog
from catalog.loader import shipped_city
from states.terms import Certainty

CITIES = {name: catalog.load(shipped_city(name)) for name in ("hebi", "zhumadian")}
LICENCE, RATIFIED, FOREIGN = (
    "permit.works_planning",
    "ratification.enterprise",
    "ratification.foreign",
)
KEY, SIMPLE = "permit.pollutant_discharge", "permit.pollutant_discharge_simple"
READ, SEEN, OPEN = "statute_read", "page_seen", "verify"

ROWS = [
    # B1.1 and B1.4: Administrative Licensing Law
    ("32(4)", LICENCE, "notice_limit", 5, "working", "received", READ, "第三十二条"),
    ("42(1)", LICENCE, "decision_limit", 20, "working", "accepted", READ, "第四十二条第一款"),
    ("42(2)", LICENCE, "procedures.joint", 45, "working", "accepted", READ, "第四十二条第二款"),
    ("44", LICENCE, "delivery_limit", 10, "working", "decided", READ, "第四十四条"),
    ("47 asks", LICENCE, "procedures.hearing_request", 5, "working", "told", OPEN, "第四十七条"),
    ("47 warns", LICENCE, "procedures.hearing_request_strict", 5, "natural", "told", OPEN,
     "第四十七条"),
    ("47 holds", LICENCE, "procedures.hearing_organise", 20, "working", "called", READ,
     "第四十七条"),
    ("48", LICENCE, "procedures.hearing_notice", 7, "working", "heard", READ, "第四十八条"),
    ("55", "acceptance.joint", "procedures.inspection", 5, "working", "accepted", READ,
     "第五十五条"),
    ("78", "fire.design_review", "after.bar_false_materials", 1, "years", "decided", READ,
     "第七十八条"),
    ("79", "fire.design_review", "after.bar_fraud", 3, "years", "decided", READ, "第七十九条"),
    # B1.4: other statutes
    ("EIA 22 report", "eia.report", "decision_limit", 60, "natural", "received", OPEN,
     "《环境影响评价法》第二十二条"),
    ("EIA 22 form", "eia.form", "decision_limit", 30, "natural", "received", OPEN,
     "《环境影响评价法》第二十二条"),
    ("Construction 8", "permit.construction", "decision_limit", 7, "natural", "received", READ,
     "《建筑法》第八条"),
    ("Discharge 11", KEY, "notice_limit", 3, "natural", "received", OPEN, "第十一条"),
    ("Discharge 11", SIMPLE, "notice_limit", 3, "natural", "received", OPEN, "第十一条"),
    ("Discharge 12", KEY, "decision_limit", 30, "natural", "accepted", OPEN, "第十二条"),
    ("Discharge 12", SIMPLE, "decision_limit", 20, "natural", "accepted", OPEN, "第十二条"),
    ("Water 13", "permit.water_abstraction", "notice_limit", 5, "working", "received", READ,
     "第十三条"),
    ("Water 19", "permit.water_abstraction", "decision_limit", 45, "working", "accepted", READ,
     "第十九条"),
    ("Seismic", "seismic.review", "decision_limit", 15, "natural", "received", READ,
     "《地震安全性评价管理条例》"),
    # B1.6: effects of time and remedies
    ("reconsideration", LICENCE, "procedures.reconsideration", 60, "natural", "expired", READ,
     "《行政复议法》第二十条"),
    ("Construction 9", "permit.construction", "after.validity.limit", 3, "months", "served", READ,
     "《建筑法》第九条"),
    ("Henan planning 38", "land.preliminary_review", "after.validity.limit", 12, "months",
     "decided", READ, "第三十八条"),
    ("Henan planning 42", "permit.land_use_planning", "after.validity.limit", 12, "months",
     "decided", READ, "第四十二条"),
    ("Henan planning 44", LICENCE, "after.validity.limit", 12, "months", "decided", READ,
     "第四十四条"),
    ("Henan planning 30 days", LICENCE, "after.validity.delay.before", 30, "natural", "expiry",
     READ, "第四十四条"),
    ("EIA 5 years", "eia.report", "after.validity.limit", 5, "years", "decided", READ, "第十二条"),
    ("EIA re-check", "eia.report", "after.validity.recheck", 10, "natural", "asked", READ,
     "视为审核同意"),
    # B2.2: filing
    ("Order 14 art. 15", "filing.domestic", "after.statement.limit", 2, "years", "filed", SEEN,
     "2018年第14号"),
    # B2.3: ratification; Order 2 has an amendment of 2023 that was not read
    ("Order 2 intake", RATIFIED, "notice_limit", 5, "working", "received", OPEN, "2017年第2号"),
    ("673 art. 10", RATIFIED, "decision_limit", 20, "working", "accepted", READ, "第673号）第十条"),
    ("Order 2 opinions", RATIFIED, "review.limit", 7, "working", "asked", OPEN, "2017年第2号"),
    ("Order 2 commission", RATIFIED, "procedures.commission", 4, "working", "accepted", OPEN,
     "2017年第2号"),
    ("673 art. 11", RATIFIED, "after.change", 20, "working", "asked", READ, "第十一条"),
    ("673 art. 12", RATIFIED, "after.validity.limit", 2, "years", "decided", OPEN, "第十二条"),
    ("673 art. 12 asks", RATIFIED, "after.validity.delay.before", 30, "working", "expiry", READ,
     "第十二条"),
    ("673 art. 12 answers", RATIFIED, "after.validity.delay.decision", 20, "working", "asked",
     READ, "第十二条"),
    # B2.4: foreign investment; whether Order 12 is in force was not found
    ("Order 12 art. 15", FOREIGN, "decision_limit", 20, "working", "accepted", OPEN, "第十五条"),
    ("Order 12 art. 13", FOREIGN, "review.limit", 7, "working", "asked", OPEN, "第十三条"),
    ("Order 12 art. 21", "filing.foreign", "after.filing_refusal.limit", 7, "working", "filed",
     OPEN, "第二十一条"),
]  # fmt: skip


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_number_of_the_law_stands_in_the_city_as_its_text_says(
    city: str, row: tuple[str, str, str, int, str, str, str, str]
) -> None:
    _, matter, where, days, unit, start, certainty, named = row
    limit = attrgetter(where)(CITIES[city].rules(matter))

    assert (limit.days, limit.unit.value, limit.start.value) == (days, unit, start)
    assert limit.certainty.value == certainty
    assert named in limit.source


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(
    ("matter", "most", "rank", "certainty"),
    [
        (LICENCE, 10, "organ_head", READ),
        (RATIFIED, 40, "principal_head", READ),
        (FOREIGN, 10, "organ_head", OPEN),
    ],
)
def test_an_extension_is_as_long_and_signed_as_b1_5_says(
    city: str, matter: str, most: int, rank: str, certainty: str
) -> None:
    extension = CITIES[city].rules(matter).extension

    assert extension is not None
    assert (extension.max_days, extension.approved_by.value) == (most, rank)
    assert extension.certainty.value == certainty


@pytest.mark.parametrize("city", CITIES)
def test_joint_handling_is_extended_by_fifteen_days_by_the_head_of_the_government(
    city: str,
) -> None:
    extension = CITIES[city].rules(LICENCE).procedures.joint_extension

    assert extension is not None
    assert (extension.max_days, extension.approved_by.value) == (15, "government_head")


@pytest.mark.parametrize("city", CITIES)
def test_inaction_may_be_sued_over_within_six_months(city: str) -> None:
    suit = CITIES[city].rules(LICENCE).procedures.suit

    assert suit is not None
    assert (suit.months, suit.certainty) == (6, Certainty.STATUTE_READ)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(
    ("matter", "months", "times"),
    [
        (RATIFIED, 12, 1),
        ("permit.construction", 3, 2),
        ("land.preliminary_review", 6, 1),
        ("permit.land_use_planning", 6, 1),
        (LICENCE, 6, 1),
    ],
)
def test_a_grant_is_prolonged_as_often_and_as_long_as_its_text_says(
    city: str, matter: str, months: int, times: int
) -> None:
    validity = CITIES[city].rules(matter).after.validity

    assert validity is not None
    assert validity.delay is not None
    assert (validity.delay.max_months, validity.delay.times) == (months, times)


@pytest.mark.parametrize("city", CITIES)
def test_an_evaluation_of_a_ratification_takes_thirty_days_and_sixty_more_at_most(
    city: str,
) -> None:
    kinds = {rule.kind: rule for rule in CITIES[city].rules(RATIFIED).suspensions}

    assert (kinds["evaluation"].max_days, kinds["evaluation"].prolong_max_days) == (30, 60)
    assert (kinds["expert_review"].max_days, kinds["expert_review"].prolong_max_days) == (30, None)
    assert {rule.certainty for rule in kinds.values()} == {Certainty.VERIFY}


@pytest.mark.parametrize("name", ["hazardous_chemicals_decision", "work_safety_licence_decision"])
def test_limits_that_no_matter_uses_yet_say_what_their_text_says(name: str) -> None:
    """危险化学品安全管理条例 12, 31 and 安全生产许可证条例 7: 45 日 from receipt."""
    limit = CITIES["hebi"].book.time_limits[name]

    assert (limit.days, limit.unit.value, limit.start.value) == (45, "natural", "received")


@pytest.mark.parametrize("city", CITIES)
def test_silence_of_a_department_agrees_only_in_ratification(city: str) -> None:
    """LAW B1.6 and B2.3, B2.4: the two orders of the NDRC; both are open points of B12."""
    said = {
        code: matter.review.deemed_certainty
        for code, matter in CITIES[city].matters.items()
        if matter.review and matter.review.deemed_source
    }

    assert said == {RATIFIED: Certainty.VERIFY, FOREIGN: Certainty.VERIFY}


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("channel", ["industry.filing", "industry.ratification"])
def test_the_numbers_of_henan_are_sixty_days_for_the_whole_and_fifteen_for_small_projects(
    city: str, channel: str
) -> None:
    """LAW B4.2: the reform plan of 2022; 河南省优化营商环境条例 42, amendments not read."""
    book = CITIES[city].channels[channel]
    (merge,) = book.merges

    assert book.promise is not None
    assert (book.promise.days, book.promise.unit.value) == (60, "working")
    assert book.promise.certainty.value == SEEN
    assert merge.promise is not None
    assert (merge.promise.days, merge.promise.unit.value) == (15, "working")
    assert merge.promise.certainty.value == OPEN
    assert {stage.promise.certainty.value for stage in book.stages if stage.promise} == {"sample"}


OPEN_TEXTS = ("2017年第2号", "2014年第12号", "河南省优化营商环境条例")


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("text", OPEN_TEXTS)
def test_nothing_that_stands_on_an_open_text_claims_to_be_read_or_seen(
    city: str, text: str
) -> None:
    """LAW B12: Order 2 after 2023, Order 12 in force or not, Henan's regulation after 2020."""
    marks = [
        mark for file in sorted(shipped_city(city).rglob("*.toml")) for mark in _marks(file, text)
    ]

    assert marks
    assert set(marks) <= {OPEN, "sample"}


def _marks(file: Path, text: str) -> list[str]:
    """The mark after each source that names the text."""
    found, waiting = [], False
    for line in file.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(" = ")
        if key in ("source", "deemed_source", "text"):
            waiting = text in value
        elif waiting and key in ("certainty", "deemed_certainty"):
            found.append(value.strip('"'))
            waiting = False
    return found
