"""Showing the applicant's contact in a real browser: reachable, read once, gone on return."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.looking import grave_findings, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    ("lang", "button", "width"), [("zh", "显示联系方式", 375), ("en", "Show the contact", 1280)]
)
def test_the_contact_is_shown_once_behind_its_button(
    site: Site, lang: str, button: str, width: int
) -> None:
    case = site.play.accepted("2026-03-09 09:00")
    phone = str(case.applicant["phone"])
    page = signed_in(site, "fgw.chengban", lang, width)
    page.goto(f"{site.address}/cases/{case.case_id}")
    expect(page.get_by_text(phone)).to_have_count(0)

    page.get_by_role("link", name=button).first.click()
    page.screenshot(path=site.pictures / f"read-contact-form-{lang}.png", full_page=True)
    page.locator("[name=read_for]").fill("电话核实补正材料")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(phone)).to_be_visible()
    page.screenshot(path=site.pictures / f"read-contact-{lang}.png", full_page=True)

    assert grave_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{site.address}/cases/{case.case_id}")
    expect(page.get_by_text(phone)).to_have_count(0)
    page.screenshot(path=site.pictures / f"read-contact-case-{lang}.png", full_page=True)
    page.context.close()
