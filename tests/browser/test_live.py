"""Pages that stay open say what has changed, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from acts import intake
from acts.forms import AcceptForm
from tests.browser.conftest import Site
from tests.browser.looking import city_at_work, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def questions(page: Page) -> list[str]:
    """Every question that the page asks from now on."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/live/" in r.url else None)
    return asked


def test_the_worklist_says_what_changed_and_shows_it_without_reloading(site: Site) -> None:
    known = city_at_work(site.play)
    site.play.house.settings.live_every_s = 1
    page = signed_in(site, "fgw.chengban")
    page.goto(f"{site.address}/")
    page.locator("#text").fill("正在输入")
    strip = page.locator(".live")
    ticked = page.locator("[data-live-row] input[type=checkbox]").first
    ticked.check()
    chosen = ticked.get_attribute("value")
    before = [int(text) for text in page.locator("[data-live-count]").all_inner_texts()]
    site.play.act(intake.accept, known["received"], AcceptForm(), by="chuangkou")

    expect(strip.get_by_role("status")).to_have_text(re.compile(r"待办事项有\d+项变化"))
    after = [int(text) for text in page.locator("[data-live-count]").all_inner_texts()]
    assert sum(after) == sum(before) + 1
    row = page.locator(f'[data-live-row^="{known["received"]} open_review"]')
    expect(row).to_have_count(0)

    strip.get_by_role("button", name="显示").click()
    expect(row).to_have_count(1)
    expect(strip.get_by_role("status")).to_have_text("已显示最新内容")
    expect(page.locator("#text")).to_have_value("正在输入")
    # What was ticked for many at once is ticked still.
    assert page.locator("input[type=checkbox]:checked").evaluate_all(
        "all => all.map(one => one.value)"
    ) == [chosen]
    page.context.close()


def test_a_form_that_is_filled_keeps_its_text_and_is_sent_for_what_was_shown(site: Site) -> None:
    review = city_at_work(site.play)["review"]
    site.play.house.settings.live_every_s = 1
    page = signed_in(site, "wgl.chengban", width=1440)
    page.goto(f"{site.address}/cases/{review}/acts/opinion")
    page.locator("#comment").fill("文物影响已核")
    page.locator("#answer-agree").check()
    site.play.sign(review, "slj")

    expect(page.locator(".live [role=status]")).to_have_text(re.compile(r"本案新增\d+条记录"))
    page.get_by_role("button", name="显示").click()
    expect(page.locator(".live [role=status]")).to_have_text("已显示最新内容")
    expect(page.locator("#beside")).to_contain_text("市水利局")
    expect(page.locator("#comment")).to_have_value("文物影响已核")
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("status").first).to_contain_text("意见已记录")
    page.context.close()


def test_a_hidden_window_asks_nothing_and_one_that_comes_back_asks_at_once(site: Site) -> None:
    known = city_at_work(site.play)
    site.play.house.settings.live_every_s = 1
    page = signed_in(site, "wgl.chengban")
    asked = questions(page)
    page.goto(f"{site.address}/cases/{known['review']}")
    page.wait_for_timeout(1500)
    assert asked

    page.evaluate(HIDE, True)
    page.wait_for_timeout(1200)
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == []

    site.play.sign(known["review"], "slj")
    page.evaluate(HIDE, False)
    expect(page.locator(".live [role=status]")).to_have_text(re.compile(r"本案新增\d+条记录"))
    page.context.close()


def test_after_a_time_without_network_the_page_goes_on(site: Site) -> None:
    known = city_at_work(site.play)
    site.play.house.settings.live_every_s = 1
    page = signed_in(site, "wgl.chengban")
    page.goto(f"{site.address}/cases/{known['review']}")
    page.context.set_offline(True)
    page.wait_for_timeout(1500)
    site.play.sign(known["review"], "slj")
    page.context.set_offline(False)

    expect(page.locator(".live [role=status]")).to_have_text(re.compile(r"本案新增\d+条记录"))
    page.get_by_role("button", name="显示").click()
    row = page.get_by_role("row", name=re.compile("水利局"))
    expect(row.first).to_contain_text("同意")
    page.context.close()
