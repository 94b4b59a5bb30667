"""What the pages look like to everybody: accessible, narrow and wide, light and dark, on paper."""

from __future__ import annotations

from collections import defaultdict

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import (
    WIDTHS,
    act_pages,
    city_at_work,
    grave_findings,
    looks,
    pages_of_the_house,
    signed_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(290)]

NOTE_STOPS = """() => {
  window.stops = new Set();
  window.without = [];
  document.addEventListener("focusin", ({ target: at }) => {
    stops.add(at);
    const style = getComputedStyle(at);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    // The parts of a date field are stops of its own, each marked by the browser.
    if (!ring && at.type !== "date") without.push(`no ring: ${at.outerHTML.slice(0, 80)}`);
  });
}"""
AT_END = "document.activeElement === document.body"
REACHABLE = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((e) => !e.disabled && e.checkVisibility({visibilityProperty: true})
    && !(e.type === "radio" && e.name && e.form.querySelector(`[name="${e.name}"]`) !== e))
  .length"""


class People:
    """One window of each person, whatever the number of pages that are looked at."""

    def __init__(self, site: Site, lang: str = "zh") -> None:
        self.site, self.lang = site, lang
        self._pages: dict[str | None, Page] = {}

    def page_of(self, who: str | None) -> Page:
        """The person's window; nobody has one too."""
        if who not in self._pages:
            self._pages[who] = signed_in(self.site, who, self.lang)
        return self._pages[who]


def wide(page: Page, width: int) -> bool:
    """Whether one has to scroll sideways at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)


def test_every_page_of_the_house_is_looked_at() -> None:
    known: dict[str, str] = defaultdict(str)
    seen = {look.route for look in looks(known)}

    assert seen == pages_of_the_house()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_accessible_and_fits_the_screen(site: Site, lang: str) -> None:
    """In light all rules and all widths; in dark, where only colours differ, the contrast."""
    findings: list[str] = []
    people = People(site, lang)
    for look in looks(city_at_work(site.play)):
        page = people.page_of(look.by)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(site.address + look.address)
        findings += [f"{look.name}: {found}" for found in grave_findings(page)]
        findings += [f"{look.name}: wider than {w} px" for w in WIDTHS if wide(page, w)]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        findings += [f"{look.name}, dark: {f}" for f in grave_findings(page, "color-contrast")]

    assert findings == []


def test_every_act_has_a_page_for_everybody(site: Site) -> None:
    """Each act once: axe finds nothing grave, and the form fits a phone."""
    found = act_pages(site, city_at_work(site.play))
    findings: list[str] = []
    people = People(site)
    for look in found:
        page = people.page_of(look.by)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site.address + look.address)
        findings += [f"{look.name}: {finding}" for finding in grave_findings(page)]
        findings += [f"{look.name}: wider than 320 px"] if wide(page, 320) else []

    assert len(found) >= 25
    assert findings == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(site: Site) -> None:
    """Tab goes to every control of a page in turn, and each shows a ring."""
    hidden: list[str] = []
    people = People(site)
    for look in looks(city_at_work(site.play)):
        page = people.page_of(look.by)
        page.goto(site.address + look.address)
        page.evaluate(NOTE_STOPS)
        wanted = page.evaluate(REACHABLE)
        for _ in range(wanted):
            page.keyboard.press("Tab")
        while not page.evaluate(AT_END):
            page.keyboard.press("Tab")
        hidden += [f"{look.name}: {fault}" for fault in page.evaluate("without")]
        reached = page.evaluate("stops.size")
        hidden += [f"{look.name}: {reached} of {wanted} controls"] if reached < wanted else []

    assert hidden == []


def test_the_keyboard_reaches_the_content_first_and_then_the_act(site: Site) -> None:
    cases = city_at_work(site.play)
    page = signed_in(site, "qiye")
    page.goto(f"{site.address}/cases/{cases['told']}")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "跳到正文"

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "提交补正"

    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/supplement")
    page.context.close()


def test_the_menu_of_the_head_works_by_keyboard_and_closes_behind_one(site: Site) -> None:
    page = signed_in(site, "guanli")
    page.goto(site.address)
    catalogue, word = page.get_by_role("link", name="目录版本"), page.locator("[data-menu] summary")

    expect(catalogue).to_be_hidden()

    word.focus()
    page.keyboard.press("Enter")

    expect(catalogue).to_be_visible()
    assert grave_findings(page) == []

    page.keyboard.press("Escape")

    expect(catalogue).to_be_hidden()
    expect(word).to_be_focused()

    page.keyboard.press("Enter")
    page.mouse.click(1270, 500)

    expect(catalogue).to_be_hidden()
    page.context.close()


def test_a_case_prints_without_the_buttons_of_the_screen(site: Site) -> None:
    cases = city_at_work(site.play)
    page = signed_in(site, "guanli")
    page.goto(f"{site.address}/cases/{cases['review']}/timeline")
    page.emulate_media(media="print")

    assert not page.get_by_role("banner").is_visible()
    assert not page.get_by_role("link", name="返回案件").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    page.context.close()


def test_a_page_says_that_the_network_is_away_and_keeps_what_was_typed(site: Site) -> None:
    cases = city_at_work(site.play)
    page = signed_in(site, "wgl.chengban")
    page.goto(f"{site.address}/cases/{cases['review']}/acts/opinion")
    text = page.locator("#comment")
    text.fill("文物影响已核")
    page.context.set_offline(True)

    expect(page.get_by_role("alert")).to_contain_text("网络已断开")
    page.keyboard.press("Tab")
    page.locator("form[method=post] button.button").last.click()
    expect(text).to_have_value("文物影响已核")

    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.context.close()
