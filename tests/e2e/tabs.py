"""Tabs that tests use one after the other: each visit begins as a new visitor, with the scripts already compiled.

A tab of its own costs twice the CPU time of a whole page load, because nothing that the browser has compiled is there
yet. What makes somebody a new visitor is not that: it is an empty storage, no cookies, and a session that begins anew.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from playwright.sync_api import Error

from tests import patience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WAIT_SECONDS = 60
ZONE = "Europe/Berlin"
"""Where visitors are."""
_SIZE = (1440, 1000)
_NO_PAGE = "/_stcore/health"
"""What a server answers to without a session, a script or storage."""


class Tabs:
    """Tabs of one browser, each in a context of its own, so that none sees what another keeps."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Page] = []

    @contextmanager
    def one(self) -> Iterator[Page]:
        """A tab that nobody else has for as long."""
        page = self._idle.pop() if self._idle else self._new()
        yield page
        try:
            page.goto("about:blank")
        except Error:
            page.context.close()  # what broke it shall not meet the next test
        else:
            self._idle.append(page)

    def _new(self) -> Page:
        context = self._browser.new_context(
            viewport={"width": _SIZE[0], "height": _SIZE[1]},
            timezone_id=ZONE,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        return context.new_page()


def become_new(page: Page, url: str, *, theme: str = "light", size: tuple[int, int] = _SIZE) -> None:
    """Make a tab that of somebody who was never at this server: nothing kept, their theme and their window."""
    page.set_default_timeout(patience.milliseconds(WAIT_SECONDS))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(media="screen", color_scheme="dark" if theme == "dark" else "light")
    page.mouse.move(0, 0)
    page.context.clear_cookies()
    page.goto(urljoin(url, _NO_PAGE))
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
