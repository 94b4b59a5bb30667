"""Somebody at the pages for the first time: what they press and type, counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from acts import approval, intake, signoff
from acts.forms import AcceptForm, CorrectionForm, DecideForm, ItemForm, OpenReviewForm
from greenlane.story import at, pdf_of
from tests.browser.conftest import Site
from tests.playing import REVIEWERS

PROJECT = "鹤壁示例镁合金轻量化项目"
MATTER = "企业投资项目核准"


@dataclass
class Newcomer:
    """Somebody at a page for the first time; every touch is counted.

    `seconds` is the time between the first and the last touch of each sitting.
    """

    page: Page
    folder: Path
    clicks: int = 0
    typed: int = 0
    seconds: float = 0.0
    pages: list[str] = field(default_factory=list)
    next_steps: list[str] = field(default_factory=list)

    @contextmanager
    def sitting(self, address: str) -> Iterator[None]:
        """One stay at the desk, from the address that the person knows."""
        began = time.monotonic()
        self.page.goto(address)
        self._note()
        yield
        self.seconds += time.monotonic() - began

    def click(self, found: Locator) -> None:
        """Press something that can be seen."""
        expect(found).to_be_visible()
        found.click()
        self.clicks += 1
        self._note()

    def type(self, label: str, text: str) -> None:
        """Fill in the field of this label."""
        self.page.get_by_label(label, exact=False).first.fill(text)
        self.typed += 1

    def choose(self, label: str, option: str) -> None:
        """Choose from a list, as it is worded."""
        self.page.get_by_label(label).select_option(label=option)
        self.clicks += 1

    def upload(self, label: str, name: str) -> None:
        """Give a document from the disk; with scripts wait until it is told to be whole."""
        path = self.folder / f"{name}.pdf"
        path.write_bytes(pdf_of(name))
        self.page.get_by_label(label).first.set_input_files(path)
        self.clicks += 1

    def is_told(self, words: str) -> None:
        """The page says what comes next, in these words."""
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()
        self.next_steps.append(words)

    def _note(self) -> None:
        self.page.wait_for_load_state()
        path = self.page.url.split("?")[0]
        if not self.pages or self.pages[-1] != path:
            self.pages.append(path)

    def button(self, name: str) -> Locator:
        """A button of the page's own part."""
        return self.page.get_by_role("main").get_by_role("button", name=name)

    def link(self, name: str) -> Locator:
        """A link of the page's own part."""
        return self.page.get_by_role("main").get_by_role("link", name=name).first

    def told(self) -> dict[str, float | int]:
        """The count, as the walkthrough reports it."""
        return {
            "clicks": self.clicks,
            "fields": self.typed,
            "pages": len(self.pages),
            "seconds": round(self.seconds, 1),
        }


def nothing() -> None:
    """Nobody looks on."""


def sign_in(person: Newcomer) -> None:
    person.is_told("请使用分配的用户名和密码登录。")
    person.type("用户名", "qiye")
    person.type("密码", "greenlane-qiye")
    person.click(person.button("登录"))


def ask_the_guide(person: Newcomer, look: Callable[[], None] = nothing) -> None:
    person.is_told("先看要办哪些事项")
    person.click(person.link("先看要办哪些事项"))
    person.is_told("填写已知的项目情况，查看适用的管理方式、决定机关和清单；不知道的留空。")
    person.choose("政府资金的投入方式", "无政府资金")
    person.choose("列入《政府核准的投资项目目录》", "是")
    person.choose("外商投资项目", "否")
    person.choose("涉及国家秘密", "否")
    person.type("国民经济行业代码", "3216")
    person.type("总投资", "52000")
    person.click(person.button("查看"))

    person.is_told("接下来：按阶段从第一项开始，点“申报此事项”填写申报表")
    look()
    person.click(person.link(f"申报此事项 {MATTER}"))


def fill_the_form(person: Newcomer) -> None:
    person.is_told("除标明“选填”的以外，各栏均须填写。")
    person.type("企业名称", "鹤壁示例镁业有限公司")
    person.type("联系人", "齐叶")
    person.type("联系电话", "0392-1234567")
    person.type("项目名称", PROJECT)
    person.type("所属行业", "3216")
    person.choose("建设地点（行政区划）", "淇滨区 410611")
    person.type("建设地点（详细地址）", "金山产业园东区")
    person.choose("建设性质", "新建")
    person.type("建设规模", "年产镁合金压铸件3万吨，占地180亩")
    person.type("建设内容", "熔炼、压铸、机加工车间各一座及配套设施")
    person.type("总投资", "52000")


PAPERS = {
    "项目申请书": "application",
    "社会稳定风险评估意见": "stability",
    "利用资源和生态环境影响分析附图附件": "environment",
}


def attach_the_documents(person: Newcomer, *, scripts: bool) -> None:
    for label, name in PAPERS.items():
        person.upload(label, name)
        if scripts:
            expect(person.page.get_by_text(f"{name}.pdf · 已上传")).to_be_visible()


def send(person: Newcomer) -> str:
    """Declare and send; the id of the new case, as the page names it."""
    person.page.get_by_label("本企业声明").check()
    person.clicks += 1
    person.click(person.button("提交申报"))
    expect(person.page.get_by_role("status").first).to_contain_text("已提交")
    return person.page.url.split("?")[0].rsplit("/", 1)[-1]


def told_of_a_correction(site: Site, case_id: str) -> None:
    item = ItemForm(
        about="environmental_note", problem="缺少大气环境影响分析", remedy="补充大气章节"
    )
    notice = CorrectionForm(items=(item,))
    site.play.act(
        intake.notify_correction, case_id, notice, by="chuangkou", when="2026-03-03 10:00"
    )


def answers_the_correction(person: Newcomer, look: Callable[[], None] = nothing) -> None:
    person.is_told("需要您现在做的")
    person.click(person.link("全部补正要求"))
    expect(person.page.get_by_text("缺少大气环境影响分析")).to_be_visible()
    expect(person.page.get_by_text("补充大气章节")).to_be_visible()
    person.is_told("补正要求")
    person.click(person.link("提交补正"))
    person.is_told("补齐清单所列全部内容后提交")
    look()
    expect(person.page.get_by_text("缺少大气环境影响分析")).to_be_visible()
    person.upload("利用资源和生态环境影响分析附图附件", "environment-2")
    expect(person.page.get_by_text("environment-2.pdf · 已上传")).to_be_visible()
    person.click(person.button("提交补正材料"))
    expect(person.page.get_by_role("status").first).to_contain_text("补正材料已提交")


def decided(site: Site, case_id: str) -> None:
    """The officials do their part: accepted, reviewed, granted and served."""
    play = site.play
    play.act(intake.accept, case_id, AcceptForm(), by="chuangkou", when="2026-03-05 10:00")
    play.act(
        signoff.open_review, case_id, OpenReviewForm(), by="fgw.chengban", when="2026-03-05 14:00"
    )
    play.clock.set(at("2026-03-06 10:00"))
    for department in REVIEWERS:
        play.sign(case_id, department)
    grant = DecideForm(outcome="grant", content="同意建设")
    play.act(approval.decide, case_id, grant, by="fgw.fuzhuren", when="2026-03-09 10:00")
