"""The shipped holiday notices, and what a file of notices may not say."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from catalog.calendars import SHIPPED, load_calendar, shipped_calendar
from catalog.faults import FaultyCatalog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped notices that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "calendars"))


def spoil(folder: Path, year: int, old: str, new: str) -> None:
    file = folder / f"{year}.toml"
    text = file.read_text("utf-8")
    assert old in text, f"nothing to spoil: {old}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(FaultyCatalog) as faulty:
        load_calendar(folder)
    return [str(fault) for fault in faulty.value.faults]


def test_the_shipped_calendar_covers_seven_years_with_their_notices() -> None:
    calendar = shipped_calendar()

    assert (calendar.first_day, calendar.last_day) == (date(2020, 1, 1), date(2026, 12, 31))
    assert [notice.year for notice in calendar.notices] == [
        2020, 2020, 2021, 2022, 2023, 2024, 2025, 2026,
    ]  # fmt: skip
    assert calendar.notices[-2].number == "国办发明电〔2024〕12号"
    assert all(notice.url.startswith("http") for notice in calendar.notices)
    assert {said.notice for said in calendar.exceptions.values()} == {
        notice.number for notice in calendar.notices
    }


def test_every_holiday_is_as_long_as_its_notice_says() -> None:
    """The sentences of the notices, read by machine, against the dates typed beside them."""
    for file in sorted(SHIPPED.glob("*.toml")):
        raw = tomllib.loads(file.read_text("utf-8"))
        for notice in raw["notices"]:
            told = " ".join(notice["text"])
            mine = [h for h in raw["holidays"] if h["notice"] == notice["number"]]
            lengths = [int(n) for n in re.findall(r"共(\d+)天|放假(1)天", told) for n in n if n]
            worked = len(re.findall(r"[((][^((]{1,4}[))]、?(?=[^。]*上班)", told))
            days = [(h["off_to"] - h["off_from"]).days + 1 for h in mine]

            assert sorted(lengths) == sorted(
                length
                for length, h in zip(days, mine, strict=True)
                if not re.search(f"{h['name']}:[^。]*(与周末连休|延长)", told)
                and "延长" not in h["name"]
            )
            assert worked >= sum(len(h["make_up"]) for h in mine)


def test_the_version_names_the_years_and_the_content(folder: Path) -> None:
    shipped = shipped_calendar()
    spoil(folder, 2026, "make_up = [2026-05-09]", "make_up = []")
    changed = load_calendar(folder)

    assert shipped.version == f"cn-2020-2026-{shipped.sha256[:8]}"
    assert re.fullmatch("[0-9a-f]{64}", shipped.sha256)
    assert changed.version != shipped.version
    assert changed.sha256 != shipped.sha256


def test_the_version_does_not_depend_on_layout(folder: Path) -> None:
    spoil(folder, 2026, "# Working days", "# A comment. Working days")
    spoil(folder, 2026, "off_from = 2026-05-01", "off_from   = 2026-05-01  # Friday")

    assert load_calendar(folder).version == shipped_calendar().version


def test_a_new_notice_extends_the_calendar(folder: Path) -> None:
    (folder / "2027.toml").write_text(
        """year = 2027
[[notices]]
number = "sample"
issued_on = 2026-11-01
title = "an invented notice for this test"
url = "https://example.invalid/"
[[holidays]]
name = "元旦"
name_en = "New Year's Day"
notice = "sample"
off_from = 2026-12-31
off_to = 2027-01-02
make_up = [2026-12-27]
""",
        "utf-8",
    )
    calendar = load_calendar(folder)

    assert calendar.last_day == date(2027, 12, 31)
    assert not calendar.is_workday(date(2026, 12, 31))
    assert calendar.is_workday(date(2026, 12, 27))
    assert calendar.version.startswith("cn-2020-2027-")


def test_a_later_notice_prevails() -> None:
    calendar = shipped_calendar()

    assert calendar.exceptions[date(2020, 2, 1)].notice == "国办发明电〔2020〕1号"
    assert not calendar.is_workday(date(2020, 2, 1))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("year = 2026", "year = 2025", "2026.toml: year: is 2025, but the file is called"),
        ("year = 2026", 'year = "2026"', "2026.toml: year: "),
        ("year = 2026", "year = 2026\nyears = 1", 'unknown key "years", did you mean "year"?'),
        ("make_up = [2026-05-09]", "makeup = [2026-05-09]", 'did you mean "make_up"?'),
        ("make_up = [2026-05-09]", "", 'missing key "make_up"'),
        ("make_up = [2026-05-09]", "make_up = [2026-05-08]", "2026-05-08 is a weekday"),
        ("make_up = [2026-05-09]", "make_up = [2026-05-02]", "named twice by the same notice"),
        ("make_up = [2026-05-09]", "make_up = [2026-02-28]", "named twice by the same notice"),
        ("make_up = [2026-05-09]", "make_up = [2025-05-10]", "2025-05-10 does not belong to 2026"),
        ("off_to = 2026-05-05", "off_to = 2026-04-30", "ends 2026-04-30 before it begins"),
        ("off_to = 2026-05-05", "off_to = 2026-06-05", "is longer than 16 days"),
        ("off_to = 2026-05-05", "off_to = 2126-05-05", "does not belong to 2026"),
        ("off_to = 2026-05-05", "off_to = 2026-05-32", "is not TOML"),
        ("off_to = 2026-05-05", "off_to = 2026-05-05T10:00:00Z", "off_to"),
        (
            'notice = "国务院办公厅2025-11-04通知(文号未见)"',
            'notice = "国务院办公厅2025-11-05通知(文号未见)"',
            "unknown notice",
        ),
    ],
)
def test_a_fault_is_told_with_its_file(folder: Path, old: str, new: str, fault: str) -> None:
    spoil(folder, 2026, old, new)
    told = faults_of(folder)

    assert any(fault in line for line in told), told
    assert all(line.startswith("2026.toml") for line in told)


def test_a_year_may_not_be_missing_between_two_others(folder: Path) -> None:
    (folder / "2023.toml").unlink()

    assert "2023.toml: is missing between two other years" in faults_of(folder)[0]


def test_a_number_may_not_stand_twice(folder: Path) -> None:
    spoil(folder, 2020, 'number = "国办发明电〔2020〕1号"', 'number = "国办发明电〔2019〕16号"')

    assert any("the same number stands twice" in line for line in faults_of(folder))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"year = ", b"\x00", b"[[[[", b"[" * 5000, b"a = " + b"[" * 5000]
)
def test_a_file_that_is_no_toml_is_a_fault_and_not_a_crash(folder: Path, content: bytes) -> None:
    (folder / "2024.toml").write_bytes(content)

    assert any(line.startswith("2024.toml") for line in faults_of(folder))


def test_a_folder_named_like_a_file_is_a_fault(folder: Path) -> None:
    (folder / "2027.toml").mkdir()

    assert any("cannot be read" in line for line in faults_of(folder))


def test_no_notices_are_a_fault(tmp_path: Path) -> None:
    assert "holds no year" in faults_of(tmp_path)[0]
    assert "holds no year" in faults_of(tmp_path / "nowhere")[0]


def test_make_up_days_fall_on_weekends_and_days_off_are_whole_holidays() -> None:
    calendar = shipped_calendar()
    days = [calendar.first_day + timedelta(days=n) for n in range(2557)]
    worked_weekends = [d for d in days if d.weekday() >= 5 and calendar.is_workday(d)]

    assert len(worked_weekends) == 46
    assert all(calendar.why(day).notice for day in worked_weekends)
