"""The case beside the form, and returns for correction from the list of materials."""

from __future__ import annotations

from typing import Any

from acts import documents, intake, signoff
from acts.forms import ChangesForm, MaterialForm, SupplementForm
from greenlane.story import pdf_of
from tests.browser.looking import city_at_work
from tests.pages.browsing import Page, Reader
from tests.playing import REQUIRED, Play

NOTE = "environmental_note"


def correction_page(play: Play, case_id: str) -> str:
    """The address of the form that tells what must be corrected."""
    return f"/cases/{case_id}/acts/notify-correction"


class TestCaseBesideTheForm:
    def test_an_official_reads_documents_opinions_facts_and_record_beside_the_form(
        self, play: Play
    ) -> None:
        review = city_at_work(play)["review"]
        page = Reader(play, "wgl.chengban").get(f"/cases/{review}/acts/opinion")
        material = play.case(review).materials[0]

        assert "#beside" in page.links
        assert f"/api/v1/documents/{material.sha256}?case_id={review}&inline=true" in page.links
        assert material.sha256[:12] in page.text
        for told in ("案件资料", "另行报备", "缺大气章节", "建设规模", "法定时限", "收件"):
            assert told in page.text

    def test_the_newest_version_stands_first_and_the_earlier_are_kept(self, play: Play) -> None:
        review = city_at_work(play)["review"]
        stored = play.act(documents.store, "map-2.pdf", pdf_of("second"), by="qiye")
        newer = MaterialForm(id=NOTE, filename="map-2.pdf", sha256=stored.sha256)
        change = SupplementForm(materials=(newer,))
        play.act(signoff.correct_in_review, review, change, by="qiye")
        text = Reader(play, "sthj.chengban").get(f"/cases/{review}/acts/opinion").text

        assert "较早的版本（1）" in text
        assert text.index("第2版") < text.index("第1版")
        assert stored.sha256[:12] in text

    def test_an_enterprise_has_its_form_alone(self, play: Play) -> None:
        told = city_at_work(play)["told"]
        page = Reader(play, "qiye").get(f"/cases/{told}/acts/supplement")

        assert "案件资料" not in page.text


class TestReturnsFromTheList:
    def test_missing_documents_are_ticked_and_worded_before_the_clerk_begins(
        self, play: Play
    ) -> None:
        case_id = play.received(materials=play.materials(REQUIRED[:2])).case_id
        address = correction_page(play, case_id)
        answer = Reader(play, "chuangkou").send(address)

        assert answer.status_code == 303
        [item] = play.case(case_id).corrections[0].items
        assert (item.about, item.problem) == (NOTE, "未提交该材料。")

    def test_what_is_not_ticked_stays_out_of_the_notice(self, play: Play) -> None:
        case_id = play.received().case_id
        address = correction_page(play, case_id)
        clerk = Reader(play, "chuangkou")
        page = clerk.get(address)
        rows: dict[str, Any] = {"items__0__about": "/scale"}
        rows |= {"items__0__problem": "面积不一致", "items__0__remedy": "统一口径"}
        rows |= {"items__101__problem": "写了又不勾选", "items__101__remedy": "不列入"}
        clerk.submit(page.form(address), **rows)

        assert [item.about for item in play.case(case_id).corrections[0].items] == ["/scale"]

    def test_ticked_documents_come_before_free_items_and_each_says_why(self, play: Play) -> None:
        case_id = play.received().case_id
        address = correction_page(play, case_id)
        clerk = Reader(play, "chuangkou")
        form = clerk.get(address).form(address)
        free = {
            "items__0__about": "/scale",
            "items__0__problem": "不清",
            "items__0__remedy": "写明",
        }
        ticked = {"items__102__about": NOTE, "items__102__problem": "缺大气章节"}
        wrong = clerk.submit(form, **{**free, **ticked, "items__102__problem": " "})

        assert wrong.status_code == 422
        assert 'id="items.102.problem-wrong"' in wrong.text
        assert Page(wrong.text).form(address).values["items.102.about"] == [NOTE]

        clerk.submit(form, **free, **ticked)
        items = play.case(case_id).corrections[0].items
        assert [(item.about, item.problem) for item in items] == [
            (NOTE, "缺大气章节"),
            ("/scale", "不清"),
        ]
        letter = Reader(play, "qiye").get(f"/cases/{case_id}").text
        assert "缺大气章节" in letter

    def test_a_department_returns_the_filing_by_the_same_list(self, play: Play) -> None:
        review = play.in_review().case_id
        address = f"/cases/{review}/acts/opinion"
        official = Reader(play, "sthj.chengban")
        form = official.get(address).form(address)
        ticked = {"items__102__about": NOTE, "items__102__problem": "缺大气章节"}
        answer = official.submit(form, answer="return_for_correction", **ticked)

        assert answer.status_code == 303
        seat = play.case(review).seat("sthj")
        assert seat is not None
        assert [(item.about, item.remedy) for item in seat.items] == [(NOTE, "请修改后重新提交。")]

    def test_documents_that_the_applicant_does_not_provide_are_not_offered(
        self, play: Play
    ) -> None:
        case_id = play.received().case_id
        page = Reader(play, "chuangkou").get(correction_page(play, case_id))
        offered = page.text.partition("需补正的材料")[2].partition("其他需补正的事项")[0]

        assert "项目申请书" in offered
        assert "营业执照" not in offered

    def test_what_was_told_once_is_not_told_again_from_the_list(self, play: Play) -> None:
        told = city_at_work(play)["told"]
        change = SupplementForm(changes=ChangesForm(scale="占地130亩"))
        play.act(intake.supplement, told, change, by="qiye")
        address = correction_page(play, told)
        clerk = Reader(play, "chuangkou")
        form = clerk.get(address).form(address)
        ticked = {"items__100__about": "application", "items__100__problem": "缺页"}
        answer = clerk.submit(form, **ticked)

        assert answer.status_code == 409
        assert "一次" in Page(answer.text).text
        assert len(play.case(told).corrections) == 1
