"""A case file can be checked by somebody who trusts nothing of ours but the published notices."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acts import approval
from acts.case_file import case_file
from acts.forms import DecideForm, ExtendForm, ResumeForm, SuspendForm
from tests.playing import REVIEWERS, Play

SCRIPT = Path(__file__).parents[2] / "tools" / "recompute_dates.py"
File = dict[str, Any]


def checked(tmp_path: Path, file: File) -> subprocess.CompletedProcess[str]:
    """The script's verdict, run apart from this environment's packages."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def decided_after_a_pause(play: Play) -> File:
    """Opinions, a pause cut short, an extension, a grant: every clock but a late one."""
    case = play.in_review()
    for department in REVIEWERS:
        play.sign(case.case_id, department)
    pause = SuspendForm(kind="expert_review", announced_days=10, basis="依法需要专家评议")
    play.act(approval.suspend, case.case_id, pause, by="fgw.chengban", when="2026-03-04 09:00")
    play.act(
        approval.resume, case.case_id, ResumeForm(), by="fgw.chengban", when="2026-03-10 09:00"
    )
    extend = ExtendForm(days=20, reasons="情况复杂")
    play.act(approval.extend, case.case_id, extend, by="fgw.zhuren", when="2026-03-20 09:00")
    grant = DecideForm(outcome="grant", content="同意建设")
    play.act(approval.decide, case.case_id, grant, by="fgw.zhuren", when="2026-04-13 09:00")
    file: File = play.read(lambda office: case_file(office, case.case_id))
    return file


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported <= sys.stdlib_module_names


def test_every_date_of_a_case_is_derived_again_elsewhere(play: Play, tmp_path: Path) -> None:
    file = decided_after_a_pause(play)

    verdict = checked(tmp_path, file)

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "statute fgw: 2026-05-07" in verdict.stdout
    assert len(verdict.stdout.splitlines()) == len(file["clocks"])


def test_a_date_beyond_the_notices_is_provisional_there_too(play: Play, tmp_path: Path) -> None:
    case = play.accepted(when="2026-12-25 09:30")
    file = play.read(lambda office: case_file(office, case.case_id))

    verdict = checked(tmp_path, file)

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "(provisional)" in verdict.stdout


def statute(file: File) -> File:
    return next(clock for clock in file["clocks"] if clock["name"] == "statute")


def one_day_later(file: File) -> None:
    statute(file)["due_on"] = "2026-05-08"


def a_pause_made_longer(file: File) -> None:
    statute(file)["suspensions"][0]["to_on"] = "2026-03-11"


def a_pause_that_nobody_announced(file: File) -> None:
    statute(file)["suspensions"][0]["announced_days"] = 11


def another_start(file: File) -> None:
    statute(file)["started_on"] = "2026-02-27"


def an_extension_of_our_own(file: File) -> None:
    statute(file)["extension_days"] = 21


def a_holiday_of_our_own(file: File) -> None:
    calendar = file["calendars"][statute(file)["calendar"]]
    calendar["days"]["2026-03-17"] = {"kind": "holiday", "notice": ""}


def an_altered_entry(file: File) -> None:
    file["entries"][1]["effective_on"] = "2026-03-03"


def a_lost_entry(file: File) -> None:
    del file["entries"][2]


def a_claim_of_doubt(file: File) -> None:
    statute(file)["provisional"] = True


def a_line_lost(file: File) -> None:
    lines = statute(file)["explanation"]
    lines.remove(next(line for line in lines if line["kind"] == "counted"))


@pytest.mark.parametrize(
    "forge",
    [
        one_day_later,
        a_pause_made_longer,
        a_pause_that_nobody_announced,
        another_start,
        an_extension_of_our_own,
        a_holiday_of_our_own,
        an_altered_entry,
        a_lost_entry,
        a_claim_of_doubt,
        a_line_lost,
    ],
)
def test_what_was_forged_in_a_case_file_is_told(
    play: Play, tmp_path: Path, forge: Callable[[File], None]
) -> None:
    file = decided_after_a_pause(play)
    forge(file)

    verdict = checked(tmp_path, file)

    assert verdict.returncode == 1, verdict.stdout


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other/1"}'])
def test_what_is_no_case_file_is_told_as_such(tmp_path: Path, content: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, encoding="utf-8")

    verdict = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert verdict.returncode == 2
    assert "no case file" in verdict.stderr
