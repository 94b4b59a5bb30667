"""The guide as a page, and what was checked on the page of a case."""

from __future__ import annotations

from tests.pages.browsing import Reader
from tests.playing import Play


class TestPolicyPages:
    def test_the_guide_speaks_both_languages(self, play: Play) -> None:
        query = "/guide?secret=false&foreign=false&government_funds=none&in_ratification_list=true"

        zh = Reader(play, "qiye").get(query).text
        en = Reader(play, "qiye", "en").get(query).text

        assert "企业投资项目核准" in zh
        assert "待核" in zh
        assert "Ratification of an enterprise project" in en

    def test_the_guide_asks_for_what_it_does_not_know(self, play: Play) -> None:
        page = Reader(play, "qiye").get("/guide?industry=C2614").text

        assert "还需要知道" in page
        assert "所在化工园区" in page

    def test_checks_and_codes_show_on_the_case_and_its_record(self, play: Play) -> None:
        case_id = play.accepted().case_id
        reader = Reader(play, "fgw.chengban")
        act = f"/cases/{case_id}/acts/check-access"

        reader.send(act, item_ref="industry_guidance/样例-限制")
        case_page = reader.get(f"/cases/{case_id}").text
        record = reader.get(f"/cases/{case_id}/timeline").text

        assert "禁止（有法定依据）" in case_page
        assert "产业结构调整指导目录 2024年本" in record
