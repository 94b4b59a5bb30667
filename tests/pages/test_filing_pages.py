"""Filing by pages: a draft that waits, documents that are with us, checks with their article."""

from __future__ import annotations

from greenlane.story import pdf_of
from tests.pages.browsing import PROJECT, Page, Reader, papers
from tests.playing import Play

FILE = "/file/ratification.enterprise"
REQUIRED = papers("project_application", "stability_report", "environmental_note")


def test_a_saved_form_waits_as_a_draft_and_is_gone_once_it_is_sent(play: Play) -> None:
    reader = Reader(play, "qiye")
    answer = reader.send(FILE, REQUIRED, do="save", project__name="半个项目")

    assert answer.headers["location"] == f"{FILE}?saved=true"

    page = reader.get(f"{FILE}?saved=true")
    form = page.form(FILE)

    assert "草稿已保存" in page.text
    assert form.values["project.name"] == ["半个项目"]
    assert form.values["kept.stability_report"][0].endswith("|material.stability_report.pdf")

    sent = reader.submit(form, do="send", **PROJECT)

    assert sent.headers["location"] == "/cases/2026-0001?done=filed"
    assert len(play.case("2026-0001").materials) == 3
    assert "草稿已于" not in reader.get(FILE).text


def test_a_draft_is_read_by_its_own_enterprise_alone(play: Play) -> None:
    Reader(play, "qiye").send(FILE, do="save", project__name="只给自己看")

    named = {
        who: Reader(play, who).get(FILE).form(FILE).values["project.name"]
        for who in ("qiye", "qiye2")
    }
    assert named == {"qiye": ["只给自己看"], "qiye2": [""]}


def test_a_draft_is_given_up(play: Play) -> None:
    reader = Reader(play, "qiye")
    reader.send(FILE, do="save", project__name="不要了")
    reader.submit(reader.get(FILE).form(f"{FILE}/drop-draft"))

    assert reader.get(FILE).form(FILE).values["project.name"] == [""]


def test_the_checks_name_the_article_behind_each_point_and_send_nothing(play: Play) -> None:
    reader = Reader(play, "qiye")
    answer = reader.send(FILE, **PROJECT | {"project__industry": "0000"}, do="check")

    assert answer.status_code == 200
    assert "GB/T 4754-2017" in answer.text
    assert "可以提交，但窗口将一次告知补正" in answer.text
    assert (
        play.read(
            lambda office: (
                office.session.connection().exec_driver_sql("SELECT count(*) FROM cases").scalar()
            )
        )
        == 0
    )

    link = '<a href="#project.industry">'

    assert link in answer.text
    assert 'id="project.industry"' in answer.text


def test_a_complete_form_passes_the_checks(play: Play) -> None:
    answer = Reader(play, "qiye").send(FILE, REQUIRED, **PROJECT, do="check")

    assert "没有发现问题" in answer.text


def test_a_document_of_an_earlier_case_is_used_again_without_an_upload(play: Play) -> None:
    reader = Reader(play, "qiye")
    reader.send(FILE, REQUIRED, **PROJECT)
    page = reader.get(f"{FILE}?like=2026-0001")
    form = page.form(FILE)

    assert form.values["project.name"] == ["示例热电联产项目"]
    assert "第1版" in page.text

    first = {paper.id: paper for paper in play.case("2026-0001").materials}
    chosen = f"{first['stability_report'].sha256}|earlier.pdf"
    others = papers("project_application", "environmental_note")
    answer = reader.submit(
        form, others, declaration="yes", reuse__stability_report=chosen, do="send"
    )

    assert answer.headers["location"] == "/cases/2026-0002?done=filed"

    again = {paper.id: paper for paper in play.case("2026-0002").materials}

    assert again["stability_report"].sha256 == first["stability_report"].sha256


def test_a_newer_content_of_a_document_is_its_next_version(play: Play) -> None:
    reader = Reader(play, "qiye")
    reader.send(FILE, REQUIRED, **PROJECT)
    newer = REQUIRED | {"material.stability_report": pdf_of("a newer report")}
    reader.send(FILE, newer, **PROJECT)

    text = reader.get(FILE).text

    assert "第2版 material.stability_report.pdf" in text
    assert "第2版 material.environmental_note.pdf" not in text


def test_nobody_uses_the_document_of_another_enterprise_by_its_hash(play: Play) -> None:
    Reader(play, "qiye").send(FILE, REQUIRED, **PROJECT)
    strangers = {paper.id: paper for paper in play.case("2026-0001").materials}
    neighbour = Reader(play, "qiye2")
    chosen = f"{strangers['stability_report'].sha256}|mine.pdf"
    answer = neighbour.send(FILE, **PROJECT, reuse__stability_report=chosen, do="send")

    assert answer.status_code == 422
    assert "该文件尚未上传" in Page(answer.text).text
