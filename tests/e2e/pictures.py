"""Takes the documents' pictures: `python -m tests.e2e.pictures` writes `docs/pictures/*.png` from the tests' shop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests import patience
from tests.e2e import conftest, tabs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = conftest.ROOT / "docs/pictures"
PAGES = {"overview": "?refresh=off"}
"""The address of the page that each picture shows."""
SIZE = (1280, 800)
"""Width and height in pixels."""


def take(browser: Browser, url: str, target: Path) -> None:
    """Write a page as a PNG once its tiles and charts stand."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light", timezone_id="UTC")
    page.set_default_timeout(patience.milliseconds(tabs.WAIT_SECONDS))
    page.goto(url)
    conftest.settled(page)
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
    page.close()


def main(folder: Path = PICTURES) -> None:
    """Take all pictures of a server and a browser started for it."""
    port = conftest.free_port()
    with conftest.serving("tests.e2e.launch", str(port), "shop", port=port) as url, conftest.chromium() as browser:
        for name, address in PAGES.items():
            take(browser, f"{url}/{address}", folder / f"{name}.png")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
