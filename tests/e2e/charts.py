"""Dragging over a chart, as people do who look closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def drag(page: Page, tile: str, start: float, end: float, *, inset: float = 0.0) -> None:
    """Drag over a part of a chart's time axis (0 to 1), beginning and ending `inset` pixels inside of it."""
    area = page.locator(f".st-key-chart-{tile} .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"] + inset, y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"] - inset, y, steps=6)
    page.mouse.up()
