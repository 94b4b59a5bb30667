"""Reading a case beside the form, in a real browser: wide, narrow, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.looking import city_at_work, signed_in
from tests.identity_play import cookies_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]


def test_a_document_is_read_beside_the_form_and_fetched_only_when_opened(site: Site) -> None:
    review = city_at_work(site.play)["review"]
    page = signed_in(site, "sthj.chengban", width=1440)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site.address}/cases/{review}/acts/opinion")
    page.locator("#comment").fill("大气章节仍缺")

    assert not [url for url in fetched if "/documents/" in url]

    page.get_by_text("在此阅读").first.click()
    frame = page.locator("details.reader iframe")
    expect(frame).to_be_visible()
    expect(frame).to_have_attribute("title", "项目申请书 · document.pdf")
    page.wait_for_function("performance.getEntriesByType('resource').length > 0")

    assert [url for url in fetched if "inline=true" in url]
    expect(page.locator("#comment")).to_have_value("大气章节仍缺")
    page.context.close()


def test_a_wide_screen_shows_the_case_and_a_narrow_one_folds_it(site: Site) -> None:
    review = city_at_work(site.play)["review"]
    page = signed_in(site, "wgl.chengban", width=1440)
    page.goto(f"{site.address}/cases/{review}/acts/opinion")
    form, beside = page.locator("#form").bounding_box(), page.locator("#beside").bounding_box()

    assert form is not None
    assert beside is not None
    assert beside["x"] >= form["x"] + form["width"]
    expect(page.get_by_role("heading", name="申报材料")).to_be_visible()

    page.set_viewport_size({"width": 375, "height": 900})
    expect(page.get_by_role("heading", name="申报材料")).to_be_hidden()
    page.locator("summary", has_text="案件资料").click()
    expect(page.get_by_role("heading", name="申报材料")).to_be_visible()
    page.context.close()


def test_without_scripts_a_document_opens_in_a_tab_and_nothing_is_fetched_before(
    site: Site,
) -> None:
    review = city_at_work(site.play)["review"]
    context = site.context(scripts=False)
    ((name, value),) = cookies_of(site.play, "sthj.chengban").items()
    context.add_cookies([{"name": name, "value": value, "url": site.address}])
    page = context.new_page()
    page.goto(f"{site.address}/cases/{review}/acts/opinion")

    expect(page.get_by_text("在此阅读").first).to_be_hidden()
    link = page.get_by_role("link", name="document.pdf （在新标签页打开）").first
    expect(link).to_have_attribute("target", "_blank")

    assert page.locator("iframe").count() == 0
    context.close()


def test_the_reason_is_asked_once_a_document_is_ticked(site: Site) -> None:
    received = city_at_work(site.play)["received"]
    page = signed_in(site, "chuangkou", width=1440)
    page.goto(f"{site.address}/cases/{received}/acts/notify-correction")
    asked = page.get_by_role("group", name="项目申请书")
    expect(asked.get_by_label("存在的问题")).to_be_hidden()
    page.get_by_role("checkbox", name="项目申请书").check()
    expect(asked.get_by_label("存在的问题")).to_be_visible()
    asked.get_by_label("存在的问题").fill("缺页")
    page.get_by_role("button", name="发出补正告知书").click()
    expect(page.get_by_role("status").filter(has_text="补正告知书已生成")).to_be_visible()

    page.context.close()
