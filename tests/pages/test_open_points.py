"""What LAW B12 leaves open is said beside the number: JSON, page and paper, in both languages.

A test for a channel; each names the facts it relies on and the mark that must stand there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.pages.browsing import Reader
from tests.playing import Play

MARK = {"zh": "待核实", "en": "to be verified"}
NAMED = {
    "zh": {"notice": "受理审查（一次告知）", "opinion": "部门反馈意见", "statute": "法定时限"},
    "en": {
        "notice": "Acceptance check (one notice)",
        "opinion": "Department's opinion",
        "statute": "Statutory limit",
    },
}
NEEDS_PDFTOTEXT = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed"
)
OPEN_LIMITS = [
    # matter, limit as the answer calls it, the open point of B12
    ("ratification.enterprise", "notice"),  # Order 2 after the amendment of 2023
    ("ratification.enterprise", "opinion"),  # Order 2 after the amendment of 2023
    ("ratification.foreign", "statute"),  # whether Order 12 is in force
    ("ratification.foreign", "opinion"),  # whether Order 12 is in force
    ("eia.report", "statute"),  # what 日 means for an EIA
    ("eia.form", "statute"),  # what 日 means for an EIA
    ("energy.review", "statute"),  # the rule on energy and carbon review of 2025
]


def test_open_limits_are_marked_in_the_answers_about_their_matters(play: Play) -> None:
    client = Reader(play, "qiye").client
    for matter, limit in OPEN_LIMITS:
        told = client.get(f"/api/v1/matters/{matter}").json()
        marks = {row["clock"]: row["certainty"] for row in told["limits"]}

        assert marks[limit] == "verify", (matter, limit)


@pytest.mark.parametrize("lang", MARK)
def test_open_limits_are_marked_on_the_pages_of_their_matters(play: Play, lang: str) -> None:
    client = Reader(play, "qiye", lang).client
    for matter, limit in OPEN_LIMITS:
        shown = unescape(client.get(f"/matters/{matter}").text)

        assert MARK[lang] in _row_of(shown, limit, lang), (matter, limit)


class TestADateOnAnOpenRule:
    """The opinions of a ratification: seven working days by Order 2 of 2017."""

    def test_the_json_of_the_case_and_of_its_clock_say_so(self, play: Play) -> None:
        case_id = play.in_review().case_id
        client = Reader(play, "qiye").client
        case = client.get(f"/api/v1/cases/{case_id}").json()
        (opinion, *_) = [row for row in case["clocks"] if row["clock"] == "opinion"]
        told = client.get(opinion["href"]).json()

        assert opinion["certainty"] == told["certainty"] == "verify"

    @pytest.mark.parametrize("lang", MARK)
    def test_the_page_that_explains_the_date_says_so(self, play: Play, lang: str) -> None:
        case_id = play.in_review().case_id
        page = Reader(play, "qiye", lang).get(f"/cases/{case_id}/clocks/opinion?department=zrzy")

        assert MARK[lang] in page.text

    @NEEDS_PDFTOTEXT
    @pytest.mark.parametrize("lang", MARK)
    def test_the_paper_that_explains_the_date_says_so(
        self, play: Play, lang: str, tmp_path: Path
    ) -> None:
        case_id = play.in_review().case_id
        answer = Reader(play, "qiye", lang).client.get(
            f"/cases/{case_id}/clocks/opinion.pdf?department=zrzy"
        )

        assert MARK[lang] in _words_of(answer.content, tmp_path)

    @NEEDS_PDFTOTEXT
    @pytest.mark.parametrize("lang", MARK)
    def test_a_date_on_a_read_statute_bears_no_such_mark(
        self, play: Play, lang: str, tmp_path: Path
    ) -> None:
        case_id = play.accepted().case_id
        reader = Reader(play, "qiye", lang)
        paper = reader.client.get(f"/cases/{case_id}/clocks/statute.pdf")

        assert MARK[lang] not in _words_of(paper.content, tmp_path)
        assert MARK[lang] not in reader.get(f"/cases/{case_id}/clocks/statute").text


def _row_of(html: str, limit: str, lang: str) -> str:
    """The row of a matter's table of limits that names this limit."""
    (row,) = [
        row
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
        if f'<th scope="row">{NAMED[lang][limit]}</th>' in row
    ]
    return str(row)


def _words_of(pdf: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-raw", folder / "paper.pdf", "-"], capture_output=True, check=True
    )
    return " ".join(told.stdout.decode("utf-8").split())
