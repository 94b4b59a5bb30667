"""2026 as the future: a ledger that begins with the notices up to 2025, and what came later."""

from __future__ import annotations

import shutil
from pathlib import Path

from catalog.calendars import SHIPPED
from greenlane.story import at
from tests.playing import Play, play_on

NOTICE_2026 = (SHIPPED / "2026.toml").read_text("utf-8")
"""The real notice for 2026, of 2025-11-04."""

LONGER_FESTIVAL = """
year = 2026

[[notices]]
number = "国办发明电〔2026〕1号(演练)"
issued_on = 2026-01-20
title = "关于延长2026年春节假期的通知"
url = "https://example.invalid/2026/1"

[[holidays]]
name = "春节"
name_en = "Spring Festival"
notice = "国办发明电〔2026〕1号(演练)"
off_from = 2026-02-15
off_to = 2026-02-25
make_up = [2026-02-14, 2026-02-28]
"""
"""Invented: two more days off, 24 and 25 February, as the notice of January 2020 had three."""


def before_2026(url: str, folder: Path, start: str = "2025-11-03 09:30") -> Play:
    """A house whose calendar ends with 2025."""
    notices = folder / "notices"
    notices.mkdir()
    for year in range(2020, 2026):
        shutil.copy(SHIPPED / f"{year}.toml", notices)
    return play_on(url, at(start), notices)
