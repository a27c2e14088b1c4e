"""A real server process and a real browser, for the tests that look at pages as people do."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import patience
from tests.e2e import menu as menus
from tests.e2e.tabs import WAIT_SECONDS, Tabs, become_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Error, Page

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "artifacts"
_START_SECONDS = 120
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def serving(*command: str, port: int) -> Iterator[str]:
    """The URL of a server that `command` starts, once it answers; it is stopped at the end."""
    log = ARTIFACTS / f"server-{port}.log"
    ARTIFACTS.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=output, stderr=output)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=patience.seconds(30))


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = patience.Deadline(_START_SECONDS)
    while not deadline.is_over:
        if process.poll() is not None:
            pytest.fail(f"The server ended at once: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=patience.seconds(5)):  # noqa: S310 (our own server)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not answer within {_START_SECONDS} s: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_began: dict[str, datetime] = {}


def shop_incident() -> tuple[datetime, datetime]:
    """When the shop's incident began and ended, up to the seconds that filling it took: ten hours before that."""
    begin = _began["shop"] - timedelta(hours=10)
    return begin, begin + timedelta(minutes=40)


@pytest.fixture(scope="session")
def shop_url() -> Iterator[str]:
    """Pages over three days of the shop."""
    port = free_port()
    _began["shop"] = datetime.now(UTC)
    with serving("tests.e2e.launch", str(port), "shop", port=port) as url:
        yield url


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own where there is none."""
    found = next((path for name in _CHROMIUMS if (path := shutil.which(name))), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with chromium() as opened:
        yield opened


class Complaints(list[str]):
    """What the browser's console said of errors and warnings on the pages of a test."""

    def __init__(self) -> None:
        super().__init__()
        self._watched: list[Page] = []

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        self._watched.append(page)

    def stop(self) -> None:
        """Listen no more: the tab goes to another test."""
        for page in self._watched:
            page.remove_listener("console", self._heard)
            page.remove_listener("pageerror", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its server beside the page's path first, and asks again at the root after that 404.
        url = message.location.get("url", "")
        if message.type in {"error", "warning"} and "/_stcore/" not in url:
            self.append(f"{message.type}: {message.text} ({url})")

    def _failed(self, error: Error) -> None:
        self.append(f"exception: {error}")


@pytest.fixture
def complaints() -> Complaints:
    """Collects what the console says."""
    return Complaints()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Tabs:
    """The tabs that tests pass on."""
    return Tabs(browser)


@pytest.fixture
def visit(tabs: Tabs, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Open a URL as a new visitor, with a theme and a width; gives the page once its tiles stand."""
    with ExitStack() as used:

        def open_(url: str, *, theme: str = "light", width: int = 1440, height: int = 1000, wait: bool = True) -> Page:
            page = used.enter_context(tabs.one())
            become_new(page, url, theme=theme, size=(width, height))
            expect.set_options(timeout=patience.milliseconds(WAIT_SECONDS))
            complaints.watch(page)
            page.goto(url)
            if wait:
                settled(page)
            return page

        yield open_
        complaints.stop()


LOOK_MS = 50
"""Between two looks at a page: more of them, at every frame, would have the page drawn for nothing else."""


def settled(page: Page) -> None:
    """Wait until the page has its tiles, or says that there is nothing, and Streamlit has nothing left to do."""
    page.locator("[class*='st-key-tile-'], .lt-health").first.wait_for()
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stApp][data-test-script-state=running]')"
        " && !document.querySelector('[data-testid=stSkeleton]') && document.fonts.status === 'loaded'",
        polling=LOOK_MS,
    )
    if page.locator("[class*='st-key-chart-']").count():
        page.locator("[class*='st-key-chart-'] .main-svg").first.wait_for()


def go_to(page: Page, title: str) -> None:
    """Go to another page by the menu, which a phone shows on demand, and wait until it stands."""
    menu = page.get_by_test_id("stExpandSidebarButton")
    if menu.is_visible():
        menu.click()
    menus.choose(page, title)
    expect(page.locator(".st-key-toolbar")).to_contain_text(title)
    settled(page)
    close = page.get_by_role("button", name="Collapse sidebar")
    if close.is_visible():
        close.click()
        expect(menu).to_be_visible()
