"""What lives on after a decision, on the page of the case, in both languages."""

from __future__ import annotations

import pytest

from acts import due, intake
from acts.deeds import DEEDS
from acts.grants import AskForm
from greenlane.story import at
from tests.acts.test_after_grant import ratified
from tests.pages.browsing import Reader
from tests.playing import Play


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_case_page_tells_validity_requests_and_statement(play: Play, lang: str) -> None:
    case = ratified(play)
    asked = AskForm(request_content="建设地点调整至淇县")
    play.act(DEEDS["ask-change"].do, case.case_id, asked, by="qiye", when="2024-06-03 09:00")
    page = Reader(play, "fgw.zhuren", lang).get(f"/cases/{case.case_id}")
    last = {"zh": "2026年3月15日", "en": "15 March 2026"}[lang]
    delay = {"zh": "2026年1月26日", "en": "26 January 2026"}[lang]

    assert last in page.text
    assert delay in page.text
    assert "建设地点调整至淇县" in page.text
    assert f"/cases/{case.case_id}/acts/answer-request" in page.links
    for name in ("answer-request", "revoke-grant", "recall-grant", "cancel-grant"):
        Reader(play, "fgw.zhuren", lang).get(f"/cases/{case.case_id}/acts/{name}")
    Reader(play, "qiye", lang).get(f"/cases/{case.case_id}/clocks/validity")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filing_that_owes_its_statement_says_so_and_carries_no_validity(
    play: Play, lang: str
) -> None:
    play.clock.set(at("2024-02-29 10:00"))
    case = play.act(intake.receive, play.form("filing.domestic"), by="qiye")
    play.act(due.advance, case.case_id, when="2026-03-02 08:00")
    page = Reader(play, "qiye", lang).get(f"/cases/{case.case_id}")

    assert f"/cases/{case.case_id}/acts/state-filing" in page.links
    said = {"zh": "备案证明不载有效期", "en": "The certificate carries no validity"}[lang]
    assert said in page.text
