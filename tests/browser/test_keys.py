"""Keyboard shortcuts in a real browser: they move and open, and never while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import city_at_work, grave_findings, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]


def worklist(site: Site, username: str = "fgw.chengban") -> Page:
    """The worklist of an official of a city at work."""
    city_at_work(site.play)
    page = signed_in(site, username)
    page.goto(f"{site.address}/")
    return page


def here(page: Page) -> str:
    """The row that has the focus."""
    return str(page.evaluate("document.activeElement.closest('tr')?.dataset.liveRow ?? ''"))


def test_j_and_k_move_over_the_rows_and_o_opens_the_case(site: Site) -> None:
    page = worklist(site)
    rows = page.locator("[data-live-row]").evaluate_all("all => all.map(r => r.dataset.liveRow)")
    assert len(rows) >= 2

    for key, row in (("j", rows[0]), ("j", rows[1]), ("k", rows[0]), ("k", rows[0])):
        page.keyboard.press(key)
        assert here(page) == row
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/cases/{rows[1].split()[0]}")
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    page.context.close()


def test_the_slash_goes_to_the_search_box_and_there_every_key_is_a_letter(site: Site) -> None:
    page = worklist(site)
    page.keyboard.press("/")
    box = page.locator("#text")
    expect(box).to_be_focused()
    page.keyboard.type("j/go?w")

    expect(box).to_have_value("j/go?w")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == f"{site.address}/"
    page.context.close()


def test_g_and_a_letter_lead_to_the_pages_of_ones_role(site: Site) -> None:
    city_at_work(site.play)
    page = signed_in(site, "ducha")
    page.goto(f"{site.address}/ledger")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board")
    page.keyboard.press("w")
    page.keyboard.press("g")
    page.keyboard.press("x")
    page.keyboard.press("l")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/ledger")
    page.context.close()

    page = signed_in(site, "wgl.chengban")
    page.goto(f"{site.address}/matters")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"{site.address}/")
    page.context.close()


def test_the_question_mark_lists_them_and_they_can_be_switched_off(site: Site) -> None:
    page = worklist(site)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("下一行")
    assert grave_findings(page) == []

    page.keyboard.press("j")
    assert here(page) == ""
    dialog.get_by_label("使用快捷键").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert here(page) == ""
    expect(dialog).to_have_count(0)

    page.goto(f"{site.address}/help/keys")
    page.get_by_label("使用快捷键").check()
    page.goto(f"{site.address}/")
    page.keyboard.press("j")
    assert here(page) != ""
    page.context.close()


def test_keys_of_the_browser_and_of_helps_are_left_alone(site: Site) -> None:
    page = worklist(site)
    for key in ("Control+j", "Alt+j", "Meta+k"):
        page.keyboard.press(key)
        assert here(page) == ""
    page.context.close()
