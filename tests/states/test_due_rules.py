"""When a task is due as its document says it: the phrases of MISSION A5 and more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.due_rules import due_days

PHRASES = [
    ("上半年完成近期开发的生产区、生活区、商务区等专项空间设计", 2010, ["2010-06-30"]),
    ("上半年建立完善产业集聚区管委会及其内设机构", 2010, ["2010-06-30"]),
    ("年底前30家产业集聚区与高校、科研院所签订合作协议", 2021, ["2021-12-31"]),
    ("4月底前,各地选择不同类型的产业集聚区开展体制机制改革试点", 2021, ["2021-04-30"]),
    ("于5月底前有序推开", 2021, ["2021-05-31"]),
    ("各地6月底前完成区内产业集聚区规模以上", 2021, ["2021-06-30"]),
    ("各地8月底前完成产业集聚区低效用地评估", 2021, ["2021-08-31"]),
    ("10月底前编制完成市产业集聚区规划纲要", 2021, ["2021-10-31"]),
    ("年底前产业集聚区基本建成", 2021, ["2021-12-31"]),
    ("力争到2019年末", 2017, ["2019-12-31"]),
    ("2021年,力争营业收入百亿级企业", 2020, ["2021-12-31"]),
    ("二季度", 2010, ["2010-06-30"]),
    ("四季度", 2010, ["2010-12-31"]),
    ("2010年", 2010, ["2010-12-31"]),
    ("年内", 2010, ["2010-12-31"]),
    ("年前", 2010, ["2010-12-31"]),
    ("年度", 2010, ["2010-12-31"]),
    ("上、下半年各一次", 2010, ["2010-06-30", "2010-12-31"]),
    ("每半年组织一次", 2026, ["2026-06-30", "2026-12-31"]),
    ("每季度至少一次", 2026, ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
    ("9月15日前", 2026, ["2026-09-15"]),
    ("2月底前", 2028, ["2028-02-29"]),
    ("及时协调", 2026, []),
    ("", 2026, []),
    ("13月底前", 2026, []),
    ("2月30日前", 2026, []),
]


@pytest.mark.parametrize(("phrase", "year", "days"), PHRASES)
def test_a_phrase_means_these_last_days(phrase: str, year: int, days: list[str]) -> None:
    assert [day.isoformat() for day in due_days(phrase, year)] == days


@given(st.text(), st.integers(1990, 2100))
def test_whatever_is_written_its_days_are_in_order_and_each_stands_once(
    phrase: str, year: int
) -> None:
    days = due_days(phrase, year) if not any(sign.isdigit() for sign in phrase) else ()

    assert list(days) == sorted(set(days))
    assert all(day.year == year for day in days)


@given(st.integers(1, 12), st.integers(1990, 2100))
def test_the_end_of_a_month_is_its_last_day(month: int, year: int) -> None:
    (day,) = due_days(f"{month}月底前", year)

    assert (day.year, day.month) == (year, month)
    assert date.fromordinal(day.toordinal() + 1).day == 1
