"""A real server on a free loopback port and a real Chromium that may ask nobody else."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

from api.words import LANGUAGE_COOKIE
from greenlane.clock import SimulatedClock
from greenlane.settings import Settings
from greenlane.story import at
from greenlane.wiring import build, open_demonstration_accounts
from tests.apps import app_of
from tests.playing import Play

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Nobody else can be reached; whom a page asks for is noted all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
START = "2026-03-02 09:30"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; without one CI fails and others are told loudly.

    It lives no longer than a module: while it does, an event loop counts as running in this
    process, and whatever other suites do in a loop of their own would be refused.
    """
    named = os.environ.get("GREENLANE_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        missing = "NO CHROMIUM: the pages were not looked at; install it or set GREENLANE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Site:
    """The running house: its address, its clock and acts, and who was asked besides."""

    address: str
    play: Play
    browser: Browser
    pictures: Path
    strangers: list[str] = field(default_factory=list)

    def context(
        self, lang: str = "zh", width: int = 1280, *, scripts: bool = True
    ) -> BrowserContext:
        """A fresh browser session that cannot leave this machine."""
        context = self.browser.new_context(
            locale=LANGUAGES[lang],
            viewport={"width": width, "height": 900},
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": lang, "url": self.address}])
        context.on("request", self._note)
        return context

    def _note(self, request: Request) -> None:
        # The browser's own reader of PDFs fetches its parts from the browser itself.
        own = ("chrome://", "chrome-extension://", "data:", "blob:")
        if not request.url.startswith((self.address, *own)):
            self.strangers.append(request.url)


@contextmanager
def served(browser: Browser, home: Path, pictures: Path) -> Iterator[Site]:
    """The house in this folder, served by uvicorn in a thread until the end."""
    clock = SimulatedClock(at(START))
    house = build(Settings(home=home), clock)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app_of(house), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield Site(f"http://127.0.0.1:{port}", Play(house, clock), browser, pictures)
        server.should_exit = True
        thread.join(timeout=20)
    house.ledger.close()

    assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a house with its accounts; hashing their passwords once is enough."""
    home = tmp_path_factory.mktemp("peopled")
    house = build(Settings(home=home), SimulatedClock(at(START)))
    open_demonstration_accounts(house)
    house.ledger.close()
    return home


@pytest.fixture
def site(chromium: Browser, peopled: Path, tmp_path: Path) -> Iterator[Site]:
    """A house on a ledger of its own."""
    shutil.copytree(peopled, tmp_path, dirs_exist_ok=True)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    with served(chromium, tmp_path, pictures) as site:
        yield site

    assert site.strangers == [], "a page asked somebody else"
