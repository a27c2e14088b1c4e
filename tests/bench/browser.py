"""Pages of a server held open in a real Chromium, in a process of its own: `python -m tests.bench.browser URL PAGES`.

It prints a line once the pages stand, and closes them when its standard input ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.bench.contender import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WAIT_MS = 120_000


@contextmanager
def watching(url: str, pages: int) -> Iterator[None]:
    """Hold so many pages of Overview open, each asking again every five seconds, until the end of the block."""
    if not pages:
        yield
        return
    command = [sys.executable, "-m", __spec__.name, f"{url}/?refresh=5s", str(pages)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if process.stdout.readline() != "open\n":
            sentence = "The browser could not open the pages; it says why on standard error."
            raise RuntimeError(sentence)
        yield
    finally:
        process.stdin.close()
        process.wait(timeout=_WAIT_MS / 1000)
        process.stdout.close()


def hold(url: str, pages: int) -> None:
    """Open the pages as tabs of one browser, and wait for the end of standard input."""
    found = next((path for name in _CHROMIUMS if (path := shutil.which(name))), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        for _ in range(pages):
            page = context.new_page()
            page.goto(url, timeout=_WAIT_MS)
            page.locator("[class*='st-key-tile-']").first.wait_for(timeout=_WAIT_MS)
        sys.stdout.write("open\n")
        sys.stdout.flush()
        sys.stdin.read()
        browser.close()


if __name__ == "__main__":
    hold(sys.argv[1], int(sys.argv[2]))
