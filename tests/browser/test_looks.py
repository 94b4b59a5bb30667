"""What the pages look like to everybody: accessible, narrow and wide, both languages, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from acts import accounts, approval, intake
from acts.forms import CorrectionForm, ItemForm, SuspendForm
from api.security import SESSION_COOKIE
from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]

GRAVE = ("serious", "critical")
WIDTHS = (1280, 375, 320)


def city_at_work(site: Site) -> dict[str, str]:
    """Cases in the states that desks show most; their ids by a name."""
    play = site.play
    told = play.received("2026-03-02 09:00")
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    play.act(intake.notify_correction, told.case_id, notice, by="chuangkou")
    paused = play.accepted("2026-03-02 10:00")
    pause = SuspendForm(kind="expert_review", announced_days=8, basis="依据")
    play.act(approval.suspend, paused.case_id, pause, by="fgw.chengban")
    review = play.in_review("2026-03-02 11:00")
    play.sign(review.case_id, "zrzy")
    play.sign(review.case_id, "jtj", "agree_with_conditions", conditions=("另行报备",))
    items = [{"about": "environmental_note", "problem": "缺大气章节", "remedy": "补充"}]
    play.sign(review.case_id, "sthj", "return_for_correction", items=items)
    received = play.received("2026-03-10 09:00")
    return {
        "told": told.case_id,
        "paused": paused.case_id,
        "review": review.case_id,
        "received": received.case_id,
    }


def signed_in(site: Site, username: str | None, lang: str, width: int) -> Page:
    """A page of a fresh session, signed in past the password."""
    context = site.context(lang, width)
    if username is not None:
        token = site.play.act(accounts.sign_in, username)
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": site.address}])
    return context.new_page()


def looks(cases: dict[str, str]) -> list[tuple[str, str | None, str]]:
    """The main pages: a name, who looks, and the address."""
    review, told, received = cases["review"], cases["told"], cases["received"]
    return [
        ("sign-in", None, "/sign-in"),
        ("enterprise", "qiye", "/"),
        ("file", "qiye", "/file/ratification.enterprise"),
        ("case", "qiye", f"/cases/{review}"),
        ("supplement", "qiye", f"/cases/{told}/acts/supplement"),
        ("window", "chuangkou", "/"),
        ("correction", "chuangkou", f"/cases/{received}/acts/notify-correction"),
        ("worklist", "wgl.chengban", "/"),
        ("opinion", "wgl.chengban", f"/cases/{review}/acts/opinion"),
        ("decide", "fgw.fuzhuren", f"/cases/{review}/acts/decide"),
        ("ledger", "guanli", "/ledger"),
        ("timeline", "guanli", f"/cases/{review}/timeline"),
        ("clock", "guanli", f"/cases/{cases['paused']}/clocks/statute"),
        ("matter", "guanli", "/matters/ratification.enterprise"),
        ("trouble", "guanli", "/cases/none"),
    ]


def grave_findings(page: Page) -> list[str]:
    """What axe finds serious or critical, with the places."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{finding['id']}: {node['target']} {node.get('failureSummary', '')}"
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_main_page_is_accessible_and_fits_the_screen(site: Site, lang: str) -> None:
    cases = city_at_work(site)
    findings: list[str] = []
    for name, username, address in looks(cases):
        page = signed_in(site, username, lang, WIDTHS[0])
        page.goto(site.address + address)
        findings += [f"{name}: {found}" for found in grave_findings(page)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=site.pictures / f"{name}-{lang}-{width}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                findings.append(f"{name}: wider than {width} px")
        page.context.close()

    assert findings == []


def test_the_dark_dress_is_as_readable(site: Site) -> None:
    cases = city_at_work(site)
    findings: list[str] = []
    for name, username, address in looks(cases):
        page = signed_in(site, username, "zh", 1280)
        page.emulate_media(color_scheme="dark")
        page.goto(site.address + address)
        page.screenshot(path=site.pictures / f"{name}-dark.png", full_page=True)
        findings += [f"{name}: {found}" for found in grave_findings(page)]
        page.context.close()

    assert findings == []


def test_a_case_prints_without_the_buttons_of_the_screen(site: Site) -> None:
    cases = city_at_work(site)
    page = signed_in(site, "guanli", "zh", 1280)
    page.goto(f"{site.address}/cases/{cases['review']}/timeline")
    page.emulate_media(media="print")

    assert not page.get_by_role("banner").is_visible()
    assert not page.get_by_role("link", name="返回案件").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()

    paper = page.pdf(format="A4", path=site.pictures / "timeline.pdf")

    assert paper.startswith(b"%PDF")
    page.context.close()


def test_the_keyboard_reaches_the_content_first_and_then_everything(site: Site) -> None:
    cases = city_at_work(site)
    page = signed_in(site, "qiye", "zh", 1280)
    page.goto(f"{site.address}/cases/{cases['told']}")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "跳到正文"

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "提交补正"

    page.keyboard.press("Enter")
    page.wait_for_url("**/acts/supplement")
    page.context.close()
