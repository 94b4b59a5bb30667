"""A person who has never seen the pages files a project, answers, and reads the decision.

The steps are counted and told; the page alone must say each time what comes next.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.security import SESSION_COOKIE
from tests.browser.conftest import Site
from tests.browser.newcomer import (
    PROJECT,
    Newcomer,
    answers_the_correction,
    ask_the_guide,
    attach_the_documents,
    decided,
    fill_the_form,
    send,
    sign_in,
    told_of_a_correction,
)
from tests.playing import REQUIRED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]


EVERY_PAGE_SAYS = [
    "请使用分配的用户名和密码登录。",
    "先看要办哪些事项",
    "填写已知的项目情况，查看适用的管理方式、决定机关和清单；不知道的留空。",
    "接下来：按阶段从第一项开始，点“申报此事项”填写申报表",
    "除标明“选填”的以外，各栏均须填写。",
    "现在不需要您做什么。有新的进展或需要您办理时，“消息”里会告诉您。",
    "请使用分配的用户名和密码登录。",
    "需要您现在做的",
    "补正要求",
    "补齐清单所列全部内容后提交",
    "请使用分配的用户名和密码登录。",
    "尚未确认收到的文书",
]
"""The words by which each page, in turn, tells the newcomer what to do next."""


def comes_back_to_the_draft(person: Newcomer) -> None:
    """Everything typed is there again in another window of the same person."""
    expect(person.page.locator("[data-draft-said]")).to_have_text("草稿已自动保存")

    again = person.page.context.new_page()
    again.goto(person.page.url)

    expect(again.get_by_label("建设内容")).to_have_value("熔炼、压铸、机加工车间各一座及配套设施")
    again.close()
    person.page.reload()

    expect(person.page.get_by_label("项目名称")).to_have_value(PROJECT)
    expect(person.page.get_by_text("草稿已于")).to_be_visible()


def reads_the_decision(person: Newcomer) -> None:
    """From the desk to the decision, its letter on the disk, and its receipt confirmed."""
    person.is_told("尚未确认收到的文书")
    letter = person.page.get_by_role("listitem").filter(has_text="准予行政许可决定书")
    expect(letter).to_be_visible()
    with person.page.expect_download() as saved:
        letter.get_by_role("link", name="下载 PDF").click()
        person.clicks += 1

    assert saved.value.path().read_bytes().startswith(b"%PDF")

    person.click(letter.get_by_role("button", name="确认收到"))

    expect(person.page.get_by_role("status").first).to_contain_text("已登记您收到文书")


def test_a_newcomer_files_answers_and_reads_the_decision(site: Site, tmp_path: Path) -> None:
    context = site.context()
    person = Newcomer(context.new_page(), tmp_path)
    with person.sitting(site.address):
        sign_in(person)
        ask_the_guide(person)
        fill_the_form(person)
        attach_the_documents(person, scripts=True)
        comes_back_to_the_draft(person)
        case_id = send(person)
        person.is_told("现在不需要您做什么。有新的进展或需要您办理时，“消息”里会告诉您。")
        expect(person.page.get_by_role("region", name="现在由谁办理")).to_contain_text("逾期后果")
    told_of_a_correction(site, case_id)
    context.clear_cookies(name=SESSION_COOKIE)
    with person.sitting(site.address):
        sign_in(person)
        answers_the_correction(person)
    decided(site, case_id)
    context.clear_cookies(name=SESSION_COOKIE)
    with person.sitting(site.address):
        sign_in(person)
        reads_the_decision(person)
    told = person.told()
    context.close()
    case = site.play.case(case_id)

    assert case.approval_state == "granted"
    assert case.corrections[0].supplemented_on is not None
    assert {material.id for material in case.materials} >= set(REQUIRED)
    assert person.next_steps == EVERY_PAGE_SAYS
    assert told["clicks"] <= 30
    assert told["fields"] <= 20

    with (site.pictures / "first-filing.json").open("w") as report:
        json.dump(told | {"case": case_id, "on": person.pages}, report)
    print(f"\nA first filing: {json.dumps(told)}")


def test_a_newcomer_without_scripts_files_a_project(site: Site, tmp_path: Path) -> None:
    context = site.context(scripts=False)
    person = Newcomer(context.new_page(), tmp_path)
    with person.sitting(site.address):
        sign_in(person)
        ask_the_guide(person)
        fill_the_form(person)
        person.click(person.button("保存草稿"))
        expect(person.page.get_by_role("status").first).to_contain_text("草稿已保存")
        expect(person.page.get_by_label("项目名称")).to_have_value(PROJECT)
        attach_the_documents(person, scripts=False)
        person.click(person.button("提交前检查"))
        expect(person.page.get_by_text("已上传：application.pdf")).to_be_visible()
        case_id = send(person)
    context.close()
    case = site.play.case(case_id)

    assert case.filing_state == "submitted"
    assert {material.id for material in case.materials} >= set(REQUIRED)
