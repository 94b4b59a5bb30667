"""One project through the whole house, by the hands of its people in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from greenlane.story import at, pdf_of
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]

PROJECT = "鹤壁示例天然气热电联产项目"


class Stage:
    """Who is at which desk; each person has a browser session of their own."""

    def __init__(self, site: Site, *, scripts: bool) -> None:
        self.site = site
        self.scripts = scripts
        self.contexts: dict[str, BrowserContext] = {}

    def desk(self, username: str) -> Page:
        """The desk of this person, signed in through the sign-in page."""
        context = self.contexts.get(username)
        if context is None:
            context = self.contexts[username] = self.site.context(scripts=self.scripts)
        page = context.new_page()
        page.goto(f"{self.site.address}/")
        if page.url.startswith(f"{self.site.address}/sign-in"):
            page.get_by_label("用户名").fill(username)
            page.get_by_label("密码").fill(f"greenlane-{username}")
            page.get_by_role("button", name="登录").click()
        return page

    def opened(self, username: str) -> Page:
        """The case, opened from the person's own desk."""
        page = self.desk(username)
        page.get_by_role("link", name=PROJECT).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)
        return page

    def move(self, when: str) -> None:
        """The clock of the house goes on; sessions of yesterday are over."""
        self.site.play.clock.set(at(when))

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def document(folder: Path, name: str) -> str:
    """A PDF on the disk of the person."""
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf_of(name))
    return str(path)


def act(page: Page, name: str) -> None:
    """Choose an act on the case's page."""
    page.get_by_role("link", name=name, exact=True).click()


def done(page: Page, words: str) -> None:
    """The page says that the act is done."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def file_project(stage: Stage, folder: Path) -> None:
    page = stage.desk("qiye")
    page.get_by_role("main").get_by_role("link", name="申报项目").first.click()
    page.get_by_role("link", name="申报此事项 企业投资项目核准").click()
    page.get_by_label("企业名称").fill("鹤壁示例镁业有限公司")
    page.get_by_label("联系人").fill("王工")
    page.get_by_label("联系电话").fill("0392-1234567")
    page.get_by_label("项目名称").fill(PROJECT)
    page.get_by_label("所属行业").fill("9999")
    page.get_by_label("建设地点（行政区划）").select_option("410611")
    page.get_by_label("建设地点（详细地址）").fill("鹤壁市淇滨区金山产业园")
    page.get_by_label("建设性质").select_option("new")
    page.get_by_label("建设规模").fill("占地120亩，总建筑面积8.6万平方米")
    page.get_by_label("建设内容").fill("两台燃气机组及配套设施")
    page.get_by_label("总投资").fill("52000")
    page.get_by_label("项目申请书").set_input_files(document(folder, "application"))
    page.get_by_label("社会稳定风险评估意见").set_input_files(document(folder, "stability"))
    page.get_by_label("本企业声明").check()
    page.get_by_role("button", name="提交申报").click()

    expect(page.get_by_role("alert")).to_contain_text("所属行业")
    expect(page.get_by_label("建设内容")).to_have_value("两台燃气机组及配套设施")
    expect(page.get_by_text("已上传：application.pdf")).to_be_visible()

    page.get_by_label("所属行业").fill("4412")
    page.get_by_role("button", name="提交申报").click()
    done(page, "已提交")


def correction(stage: Stage, folder: Path) -> None:
    stage.move("2026-03-04 15:00")
    page = stage.opened("chuangkou")
    act(page, "一次告知补正")
    missing = "利用资源和生态环境影响分析附图附件"
    expect(page.get_by_role("checkbox", name=missing)).to_be_checked()
    asked = page.get_by_role("group", name=missing)
    expect(asked.get_by_label("存在的问题")).to_have_value("未提交该材料。")
    asked.get_by_label("补正要求").fill("按公布的材料目录补交")
    page.get_by_role("button", name="发出补正告知书").click()
    done(page, "补正告知书已生成")

    stage.move("2026-03-06 10:00")
    page = stage.desk("qiye")
    expect(page.get_by_text("需要您办理")).to_be_visible()
    page.get_by_role("link", name=PROJECT).first.click()
    act(page, "提交补正")
    name = "利用资源和生态环境影响分析附图附件"
    page.get_by_label(name).set_input_files(document(folder, "environment"))
    page.get_by_role("button", name="提交补正材料").click()
    done(page, "补正材料已提交")


def acceptance_and_review(stage: Stage) -> None:
    page = stage.opened("chuangkou")
    act(page, "受理")
    expect(page.get_by_text("必须提交的材料已经齐全")).to_be_visible()
    page.get_by_role("button", name="确认受理").click()
    done(page, "受理通知书已生成")

    stage.move("2026-03-09 10:20")
    page = stage.opened("fgw.chengban")
    act(page, "启动联审")
    page.get_by_role("button", name="发出征求意见函").click()
    done(page, "联审已启动")


def sign(stage: Stage, department: str, answer: str) -> Page:
    """One department chooses its answer; the caller fills in the rest."""
    page = stage.opened(f"{department}.chengban")
    act(page, "会签意见")
    page.get_by_role("radio", name=answer, exact=False).first.check()
    return page


def opinions(stage: Stage) -> None:
    stage.move("2026-03-11 14:30")
    page = sign(stage, "sthj", "退回补正")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("alert")).to_contain_text("请逐项列明需补正的内容")
    expect(page.get_by_role("radio", name="退回补正")).to_be_checked()
    returned = "利用资源和生态环境影响分析附图附件"
    page.get_by_role("checkbox", name=returned).check()
    asked = page.get_by_role("group", name=returned)
    asked.get_by_label("存在的问题").fill("缺少大气环境影响分析")
    asked.get_by_label("补正要求").fill("补充大气章节")
    page.get_by_role("button", name="提交意见").click()
    done(page, "意见已记录")
    page = sign(stage, "jtj", "附条件同意")
    page.get_by_label("附加条件").fill("大件运输方案另行报备")
    page.get_by_role("button", name="提交意见").click()
    done(page, "意见已记录")
    for department in ("zrzy", "slj", "yjj", "zjj"):
        page = sign(stage, department, "同意")
        page.get_by_role("button", name="提交意见").click()
        done(page, "意见已记录")


def decision(stage: Stage, folder: Path) -> None:
    stage.move("2026-03-13 10:00")
    page = stage.opened("qiye")
    act(page, "按退回意见补正")
    name = "利用资源和生态环境影响分析附图附件"
    page.get_by_label(name).set_input_files(document(folder, "environment-2"))
    page.get_by_role("button", name="提交补正材料").click()
    done(page, "受影响的部门将重新会签")
    # The other opinions are kept: only those whom the document concerns are asked again.
    expect(page.get_by_role("row").filter(has_text="自然资源").first).to_contain_text("同意")

    stage.move("2026-03-16 09:20")
    for department in ("sthj", "slj", "wgl"):
        page = sign(stage, department, "同意")
        page.get_by_role("button", name="提交意见").click()
        done(page, "意见已记录")

    stage.move("2026-03-18 16:00")
    page = stage.opened("fgw.fuzhuren")
    act(page, "作出决定")
    page.get_by_role("radio", name="准予").check()
    expect(page.get_by_label("附加条件")).to_have_value("大件运输方案另行报备")
    page.get_by_role("button", name="签发决定").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明准予的内容")
    page.get_by_label("准予的内容").fill("同意建设")
    page.get_by_role("button", name="签发决定").click()
    done(page, "决定书已生成")

    stage.move("2026-03-19 09:00")
    page = stage.opened("chuangkou")
    act(page, "登记送达")
    page.get_by_role("button", name="登记送达").click()
    done(page, "送达已登记")


def audit(stage: Stage) -> None:
    page = stage.desk("guanli")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="办理时间线").click()
    expect(page.get_by_role("img", name=f"“{PROJECT}”办理时间线")).to_be_visible()
    expect(page.get_by_text("逐条哈希相连")).to_be_visible()
    page.locator("summary", has_text="以表格查看").click()
    returned = page.get_by_role("row").filter(has_text="退回补正")
    expect(returned.first).to_be_visible()
    page.get_by_role("link", name="为什么是这一天 法定时限").click()
    expect(page.get_by_text("合计 20 日")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_project_goes_through_the_whole_house_by_the_hands_of_its_people(
    site: Site, tmp_path: Path, scripts: bool
) -> None:
    """Every act works without scripts as well; they only make it more comfortable."""
    stage = Stage(site, scripts=scripts)
    try:
        file_project(stage, tmp_path)
        correction(stage, tmp_path)
        acceptance_and_review(stage)
        opinions(stage)
        decision(stage, tmp_path)
        audit(stage)
    finally:
        stage.close()
    case = site.play.case("2026-0001")

    assert case.approval_state == "delivered"
    assert case.decision is not None
    assert case.decision.conditions == ("大件运输方案另行报备",)
    assert case.corrections[0].supplemented_on is not None
    assert case.cards == ()
