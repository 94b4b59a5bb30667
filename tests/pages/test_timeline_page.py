"""The timeline page: the drawing, the table behind it, and the record below."""

from __future__ import annotations

import re

from acts import due, signoff
from acts.forms import SupplementForm
from tests.pages.browsing import Page, Reader
from tests.playing import Play


class TestTheTimeline:
    def test_the_table_behind_the_drawing_says_the_same(self, play: Play) -> None:
        case_id = play.in_review().case_id
        items = [{"about": "/location", "problem": "不清", "remedy": "写明"}]
        play.clock.set(play.clock.now().replace(day=4))
        play.sign(case_id, "sthj", "return_for_correction", items=items)
        play.clock.set(play.clock.now().replace(day=6))
        changes = SupplementForm.model_validate({"changes": {"location": "淇滨区金山大道"}})
        play.act(signoff.correct_in_review, case_id, changes, by="qiye")
        html = Reader(play, "guanli").client.get(f"/cases/{case_id}/timeline").text
        page = Page(html)

        assert 'role="img"' in html
        assert "<title id=" in html
        assert "补正" in page.text
        assert "退回补正" in page.text
        # Two turns of every department that the new location concerns, one of housing.
        assert len(re.findall(r'class="tl-bar signing"', html)) == 2 * 6 + 1 + 1

    def test_days_off_are_those_of_the_real_calendar(self, play: Play) -> None:
        play.accepted("2026-03-30 09:30")
        html = Reader(play, "guanli").client.get("/cases/2026-0001/timeline").text

        assert "清明节" in html

    def test_a_chain_of_entries_is_listed_with_number_who_and_hash(self, play: Play) -> None:
        page = Reader(play, "guanli").get(f"/cases/{play.in_review().case_id}/timeline")

        assert "3 条，逐条哈希相连" in page.text
        assert "窗口 小陈" in page.text
        assert "鹤壁市政务服务和大数据管理局" in page.text

    def test_what_the_system_did_names_the_text_it_rests_on(self, play: Play) -> None:
        case_id = play.in_review().case_id
        play.act(due.advance, case_id, when="2026-03-20 09:00")
        page = Reader(play, "guanli").get(f"/cases/{case_id}/timeline")

        assert "视为同意" in page.text
        assert "国家发展改革委令2017年第2号" in page.text
