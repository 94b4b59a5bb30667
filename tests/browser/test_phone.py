"""Small screens: the head stays low, filters wait folded, a wide picture scrolls in its own box."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from acts import accounts
from api.security import SESSION_COOKIE
from tests.browser.conftest import Site

PHONE, TABLET, HEAD_MAX = 360, 768, 200


def opened(site: Site, who: str, path: str, lang: str, width: int, *, scripts: bool = True) -> Page:
    context = site.context(lang, width, scripts=scripts)
    token = site.play.act(accounts.sign_in, who)
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": site.address}])
    page = context.new_page()
    page.goto(site.address + path)
    return page


def head_height(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.masthead').offsetHeight"))


def test_the_head_takes_at_most_two_hundred_pixels_and_all_links_stand_in_its_menu(
    site: Site,
) -> None:
    for lang in ("zh", "en"):
        for who in ("qiye", "fgw.chengban", "ducha"):
            page = opened(site, who, "/", lang, PHONE)
            assert head_height(page) <= HEAD_MAX, (lang, who)
            page.locator(".nav-more > summary").click()
            expect(page.locator(".nav-topics .on-phone a").first).to_be_visible()
            page.context.close()
    page = opened(site, "qiye", "/", "en", TABLET)
    assert head_height(page) <= HEAD_MAX
    page.context.close()


def test_on_a_phone_the_filters_of_the_worklist_are_unfolded_without_scripts(site: Site) -> None:
    page = opened(site, "fgw.chengban", "/", "en", PHONE, scripts=False)
    expect(page.locator("form.filters")).to_be_hidden()

    page.locator(".filters-fold > summary").click()
    page.locator("#light").select_option("red")
    page.locator("form.filters button").click()

    assert "light=red" in page.url
    expect(page.locator("form.filters")).to_be_visible()
    page.context.close()
    desk = opened(site, "fgw.chengban", "/", "en", 1280, scripts=False)
    expect(desk.locator("form.filters")).to_be_visible()
    expect(desk.locator(".filters-fold")).to_be_hidden()
    desk.context.close()


@pytest.mark.parametrize("view", ["timeline", "audit"])
def test_a_timeline_never_makes_the_page_scroll_sideways(site: Site, view: str) -> None:
    case_id = site.play.in_review().case_id
    for lang in ("zh", "en"):
        for width in (320, PHONE, TABLET, 800, 960):
            page = opened(site, "fgw.chengban", f"/cases/{case_id}/{view}", lang, width)
            room = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert room <= 0, (lang, width)
            box = page.locator(".timeline.scroll")
            assert box.get_attribute("tabindex") == "0"
            assert box.get_attribute("aria-label")
            page.context.close()
