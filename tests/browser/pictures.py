"""Makes the pictures of docs/walkthrough.md again: `make pictures`.

The demonstration's people at a house whose clock stands still; each picture is a page as Chromium
shows it, at most 1280 pixels wide, as WebP.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from acts import bulletins
from api.security import SESSION_COOKIE
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build, open_demonstration_accounts
from tests.browser.conftest import CHROMIUM, FLAGS, START, Site, served
from tests.browser.looking import city_at_work, signed_in
from tests.browser.newcomer import (
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

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, HEIGHT_MAX, PHONE = 1280, 1000, 375
BYTES_MAX, QUALITY = 150_000, 80


def picture(page: Page, name: str, *, height: int = HEIGHT_MAX, top: int = 0) -> None:
    """The page from `top` on, at most `height` pixels of it."""
    page.evaluate("document.activeElement?.blur()")
    size: dict[str, int] = page.evaluate(
        "({width: innerWidth, height: document.documentElement.scrollHeight})"
    )
    whole = {"x": 0, "y": top, "width": size["width"], "scale": 1}
    clip = whole | {"height": min(height, size["height"] - top)}
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
    taken = base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])
    path = FOLDER / f"{name}.webp"
    path.write_bytes(taken)
    if len(taken) > BYTES_MAX:
        raise SystemExit(f"{path.name}: {len(taken)} bytes are more than {BYTES_MAX}")


def below(page: Page, heading: str) -> int:
    """Where the part with this heading begins, with a little air above it."""
    found = page.get_by_role("heading", name=heading).first.bounding_box()
    assert found is not None
    return max(0, int(found["y"] + page.evaluate("scrollY")) - 40)


def first_filing(site: Site, folder: Path) -> None:
    """The newcomer's way from the sign-in to the decision."""
    context = site.context()
    person = Newcomer(context.new_page(), folder)
    page = person.page
    with person.sitting(site.address):
        picture(page, "file-1-sign-in", height=620)
        sign_in(person)
        picture(page, "file-2-desk", height=520)
        ask_the_guide(person, lambda: picture(page, "file-3-guide", top=below(page, "管理方式")))
        fill_the_form(person)
        attach_the_documents(person, scripts=True)
        picture(page, "file-4-form", height=1250)
        picture(page, "file-5-documents", top=below(page, "申报材料"))
        case_id = send(person)
        picture(page, "file-6-filed")
    told_of_a_correction(site, case_id)
    context.clear_cookies(name=SESSION_COOKIE)
    with person.sitting(site.address):
        sign_in(person)
        picture(page, "file-7-needed")
        answers_the_correction(person, lambda: picture(page, "file-8-correction"))
    decided(site, case_id)
    context.clear_cookies(name=SESSION_COOKIE)
    with person.sitting(site.address):
        sign_in(person)
        picture(page, "file-9-decision", height=700)
        page.set_viewport_size({"width": PHONE, "height": 812})
        page.goto(f"{site.address}/cases/{case_id}")
        picture(page, "file-10-phone", height=1100)
    context.close()
    print(json.dumps(person.told()))


def seen(site: Site, by: str, address: str, name: str, **more: int) -> None:
    """One page of one person."""
    page = signed_in(site, by)
    page.goto(site.address + address)
    picture(page, name, **more)
    page.context.close()


def desks(site: Site) -> None:
    """The desks of the officials while the city is at work."""
    known = city_at_work(site.play)
    case = f"/cases/{known['review']}"
    seen(site, "wgl.chengban", "/", "review-1-worklist")
    seen(site, "wgl.chengban", f"{case}/acts/opinion", "review-2-opinion")
    seen(site, "fgw.chengban", case, "review-3-case")
    seen(site, "wgl.chengban", f"{case}/clocks/opinion?department=wgl", "review-4-why")
    seen(site, "guanli", "/", "admin-1-board", height=1250)
    seen(site, "guanli", f"{case}/audit", "admin-2-audit", height=1400)
    seen(site, "guanli", "/ledger", "admin-3-ledger")
    form = bulletins.DraftForm()
    quarter = bulletins.period_named("2026-Q1")
    site.play.act(bulletins.draft, quarter, form, by="guanli", when="2026-04-02 09:00")
    seen(site, "guanli", "/bulletins/2026-Q1", "admin-4-bulletin", height=1250)


def house(browser: Browser, make: Callable[[Site], None]) -> None:
    """A fresh house with the demonstration's people, for one series of pictures."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        furnished = build(Settings(home=home), SimulatedClock(at(START)))
        open_demonstration_accounts(furnished)
        furnished.ledger.close()
        with served(browser, home, home) as site:
            make(site)


def main() -> None:
    """Make them all."""
    path = os.environ.get("GREENLANE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    chinese = {**os.environ, "LANGUAGE": "zh_CN"}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, "--lang=zh-CN"], env=chinese
        )
        house(browser, lambda site: first_filing(site, Path(folder)))
        house(browser, desks)
        browser.close()


if __name__ == "__main__":
    main()
