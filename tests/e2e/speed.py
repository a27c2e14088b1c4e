"""How long a person waits for a page: from the navigation, or the click, until numbers, charts and tables stand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from tests.e2e import menu
from tests.e2e.conftest import settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds on the clock, and seconds of computing in the page (which a busy machine changes less)."""

    clock: float
    computing: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.computing:.2f} s computing)"


def views(browser: Browser, url: str) -> tuple[Waited, Waited]:
    """A first view with nothing kept by the browser, and the median of later ones, each in a new tab."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, timezone_id="Europe/Berlin")
    try:
        first = _view(context, url)
        return first, _middle([_view(context, url) for _ in range(ROUNDS)])
    finally:
        context.close()


def switches(page: Page, there: tuple[str, str], back: tuple[str, str]) -> tuple[Waited, Waited]:
    """The medians of clicks from page to page, there and back, after one of each; a page is its name and its chart."""
    session = _watched(page)
    found = [(_switch(page, session, *there), _switch(page, session, *back)) for _ in range(ROUNDS + 1)][1:]
    return _middle([one for one, _ in found]), _middle([other for _, other in found])


def _view(context: BrowserContext, url: str) -> Waited:
    page = context.new_page()
    session = _watched(page)
    started = time.monotonic()
    page.goto(url, wait_until="commit")
    settled(page)
    waited = Waited(time.monotonic() - started, _computed(session))
    page.close()
    return waited


def _switch(page: Page, session: CDPSession, name: str, chart: str) -> Waited:
    page.evaluate("new Promise((idle) => requestIdleCallback(idle))")
    before, started = _computed(session), time.monotonic()
    menu.choose(page, name)
    page.locator(f".st-key-chart-{chart} .main-svg").first.wait_for()
    settled(page)
    return Waited(time.monotonic() - started, _computed(session) - before)


def _watched(page: Page) -> CDPSession:
    """Have the browser count the page's CPU time from now on."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def _computed(session: CDPSession) -> float:
    """CPU seconds that the page's main thread has used."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")


def _middle(waits: list[Waited]) -> Waited:
    return Waited(median(one.clock for one in waits), median(one.computing for one in waits))
