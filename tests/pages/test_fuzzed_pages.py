"""The lists of bad input through every text field of every page: no fault, no trace, no life.

In the suite every form gets one filling; `make fuzz` sends every string of the lists to every form,
and `GREENLANE_FUZZ=10` ten fillings.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator

import pytest

from tests.browser.looking import PEOPLE, city_at_work, looks
from tests.pages.browsing import Reader
from tests.pages.fuzzing import Sheet, Sheets, faults_of, record, rounds, sent, strings
from tests.playing import Play

ASKED = os.environ.get("GREENLANE_FUZZ", "1")
WHOLE = ASKED == "whole"
FORMS_MIN = 60
SIGNING_OUT = "/sign-out"
TOLD_ON_THE_SPOT = ("/bulk", "/acts/read-contact")
"""Answer what came of it, or what was read, instead of leading on."""
WARNED_OF = ("/sign-in", "/account")
"""After some wrong passwords or codes the owner of the account is sent a warning."""


class Town:
    """A city at work whose ledger is put back after each command that was taken."""

    def __init__(self, play: Play) -> None:
        self.play, self.known = play, city_at_work(play)
        self.file = play.house.settings.home / "greenlane.db"
        self.readers = {who: Reader(play, who) for who in (*PEOPLE, "fgw.zhuren", "zrzy.chengban")}
        self.readers[""] = Reader(play, None)
        play.house.ledger.close()
        shutil.copy(self.file, self.file.with_suffix(".kept"))

    def put_back(self) -> None:
        self.play.house.ledger.close()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.file.with_suffix(".kept"), self.file)

    def reader(self, who: str | None) -> Reader:
        if (who or "") not in self.readers:
            self.readers[who or ""] = Reader(self.play, who)
            self.play.house.ledger.close()
            shutil.copy(self.file, self.file.with_suffix(".kept"))
        return self.readers[who or ""]

    def forms(self) -> Iterator[tuple[str, str, Sheet]]:
        """Every form in which something is typed, once: who sends it, from which page."""
        seen: set[str] = set()
        for who, page in self._pages():
            answer = self.reader(who).client.get(page)
            for sheet in Sheets(answer.text).found:
                if sheet.typed and sheet.kind not in seen and sheet.action != SIGNING_OUT:
                    seen.add(sheet.kind)
                    yield who, page, sheet

    def _pages(self) -> Iterator[tuple[str, str]]:
        for look in looks(self.known):
            yield look.by or "", look.address
        for who in PEOPLE:
            for case in ("told", "paused", "review", "received"):
                page = f"/cases/{self.known[case]}"
                text = self.reader(who).client.get(page).text
                for part in text.split(f'"{page}/acts/')[1:]:
                    yield who, f"{page}/acts/{part.partition(chr(34))[0]}"


@pytest.mark.timeout(300 if ASKED == "1" else 0)
def test_bad_input_through_every_text_field_of_the_pages(play: Play) -> None:
    """No 5xx; what was refused left no row in the record; nothing of it lives in the answer."""
    town, wrong, tried = Town(play), [], 0
    chosen = strings()
    draw = random.Random(20260302)
    forms = list(town.forms())
    for who, page, sheet in forms:
        many = len(chosen) if WHOLE else int(ASKED) * len(set(sheet.typed))
        sample = draw.sample(chosen, min(many, len(chosen)))
        for typed in rounds(sheet, sample):
            wrong += [(sheet.kind, fault) for fault in one_sent(town, who, page, sheet, typed)]
            tried += 1

    print(f"{len(forms)} forms, {tried} fillings of {len(chosen)} strings")
    for fault in wrong:
        print(*fault)
    assert wrong == []
    assert len(forms) > FORMS_MIN


def one_sent(town: Town, who: str, page: str, sheet: Sheet, typed: dict[str, str]) -> list[str]:
    """What was wrong with one filling."""
    reader, before = town.reader(who), record(town.play)
    answer = sent(reader, sheet, typed, page)
    found = faults_of(answer, typed)
    after = record(town.play)
    if answer.status_code == 303 and before != after:
        shown = reader.client.get(answer.headers["location"])
        found += faults_of(shown, typed)
    elif left_behind(before, after, sheet) and not sheet.action.endswith(TOLD_ON_THE_SPOT):
        found.append(f"refused with {answer.status_code}, and yet {before} became {after}")
    if before != after:
        town.put_back()
    return [f"{fault} {typed}" for fault in found]


def left_behind(before: dict[str, int], after: dict[str, int], sheet: Sheet) -> bool:
    """Whether rows came of a form that was refused, but for a warning to the account's owner."""
    warned = {"outbox"} if sheet.action.startswith(WARNED_OF) else set()
    return any(before[name] != after[name] for name in before if name not in warned)
