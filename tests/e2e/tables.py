"""Reading and clicking Streamlit's tables, drawn on a canvas: what they say stands in it for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError  # noqa: A004 (Playwright's own name)

from dashboard.components.tables.tables import HEADER_HEIGHT, ROW_HEIGHT
from tests import patience

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Locator, Page

_LEFT = 40.0
_TRIES = 4
_PATIENCE_SECONDS = 8


def cells(page: Page, tile: str, row: int) -> list[str]:
    """The texts of one row that is to be seen, counted from 0."""
    grid = page.locator(f".st-key-tile-{tile} canvas[data-testid='data-grid-canvas']").first
    grid.wait_for()
    found = page.locator(f".st-key-tile-{tile} canvas tbody tr[aria-rowindex='{row + 2}'] td")
    found.first.wait_for(state="attached")
    return [text.strip() for text in found.all_text_contents()]


def cell(page: Page, tile: str, row: int, column: int) -> Locator:
    """One cell that is to be seen, row and column counted from 0."""
    return page.locator(f".st-key-tile-{tile} canvas tbody tr[aria-rowindex='{row + 2}'] td").nth(column)


def follow(page: Page, tile: str, row: int, url: str | re.Pattern[str]) -> None:
    """Click a row until it leads to `url`: the first click after a select box was used only takes the focus from it."""
    grid = page.locator(f".st-key-tile-{tile} canvas[data-testid='data-grid-canvas']").first
    for _ in range(_TRIES):
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + _LEFT, box["y"] + HEADER_HEIGHT + (row + 0.5) * ROW_HEIGHT)
        try:
            page.wait_for_url(url, timeout=patience.milliseconds(_PATIENCE_SECONDS))
        except TimeoutError:
            continue
        return
    page.wait_for_url(url)
