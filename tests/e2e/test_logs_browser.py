"""Logs in a real browser: search, narrow by a click, open a row and the lines around it, zoom, follow live, keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import charts, logs
from tests.e2e.conftest import ARTIFACTS, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


def _search(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox", name="Search")
    box.fill(text)
    box.press("Enter")


def _click_row(page: Page, row: int) -> None:
    """Click the message of a row of the table."""
    table = page.locator(".st-key-tile-logs-rows canvas").first
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 36 + 32 * row + 16)


def test_search_and_narrow(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A search finds fewer records, a click on a value narrows it, its minus leaves it out; the link says both."""
    page = visit(f"{shop_url}/logs?range=7d&refresh=off")
    everything = logs.found(page)
    _search(page, "level>=warning")
    page.wait_for_url("**q=level%3E%3Dwarning")
    settled(page)
    warned = logs.found(page)
    page.get_by_role("button", name="Only Service: checkout").click()
    page.wait_for_url("**service=checkout**")
    expect(page.locator("[class*='st-key-chip-service']")).to_contain_text("service: checkout")
    settled(page)
    narrowed = logs.found(page)
    value = page.get_by_role("button", name="Only Status: 404")
    value.hover()
    page.get_by_role("button", name="Not Status: 404").click()
    page.wait_for_url("**-status%3A404**")
    settled(page)
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("level>=warning -status:404")
    page.screenshot(path=ARTIFACTS / "logs-narrowed.png")
    assert (complaints, everything > warned > narrowed > logs.found(page) > 0) == ([], True)


def test_row_opens_with_the_lines_around_it(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A click on a row opens it at the right: fields, lines around it, JSON; the link opens it for somebody else."""
    page = visit(f"{shop_url}/logs?range=7d&refresh=off&q=level:error%20source:app")
    _click_row(page, 1)
    page.wait_for_url("**row=**")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("request failed")
    expect(drawer).to_contain_text("error_type")
    page.screenshot(path=ARTIFACTS / "logs-record.png")
    drawer.get_by_text("Lines around", exact=True).click()
    expect(drawer).to_contain_text("20 records before and after")
    drawer.locator("canvas").first.wait_for()
    page.screenshot(path=ARTIFACTS / "logs-context.png")
    drawer.get_by_text("JSON", exact=True).click()
    expect(drawer.locator("code").last).to_contain_text('"level": "ERROR"')
    theirs = visit(page.url)
    expect(theirs.get_by_role("dialog")).to_contain_text("request failed")
    theirs.keyboard.press("Escape")
    theirs.wait_for_url(re.compile(r"/logs\?(?!.*row=)"))
    assert complaints == []


def test_drag_zooms(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A drag over the chart sets the range; the search stays."""
    page = visit(f"{shop_url}/logs?range=7d&refresh=off&q=level:info")
    before = logs.found(page)
    charts.drag(page, "histogram", 0.7, 0.9)
    page.wait_for_url(re.compile(r"from=.*q=level%3Ainfo"))
    settled(page)
    assert (complaints, before > logs.found(page) > 0) == ([], True)


def test_wrong_search_points_at_the_place(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """What cannot be understood says what and where."""
    page = visit(f"{shop_url}/logs?refresh=off")
    _search(page, "service:shop level:loud")
    wrong = page.locator(".st-key-search-wrong")
    expect(wrong).to_contain_text("LOUD is not a level")
    page.screenshot(path=ARTIFACTS / "logs-wrong.png")
    assert (complaints, f"{' ' * 19}^" in wrong.locator("code").inner_text()) == ([], True)


def test_keys(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """`/` goes to the search, where `?` and `/` are letters; `?` elsewhere shows the keys."""
    page = visit(f"{shop_url}/logs?refresh=off")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.type("a/b?")
    expect(box).to_have_value("a/b?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Go to the search")
    assert complaints == []


def test_tail_and_patterns(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The tail runs, pauses and stops; a pattern becomes a search."""
    page = visit(f"{shop_url}/logs?range=24h&refresh=off")
    page.get_by_role("button", name="Live tail").click()
    page.wait_for_url("**live=1")
    expect(page.locator(".st-key-tail-head")).to_contain_text("new in the last second")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".st-key-tail-head")).to_contain_text("Paused")
    page.screenshot(path=ARTIFACTS / "logs-tail.png")
    page.get_by_role("button", name="Stop the tail").click()
    page.wait_for_url(re.compile(r"/logs\?(?!.*live)"))
    page.get_by_text("Patterns", exact=True).click()
    page.wait_for_url("**view=patterns**")
    table = page.locator(".st-key-tile-patterns canvas").first
    table.wait_for()
    settled(page)
    page.screenshot(path=ARTIFACTS / "logs-patterns.png")
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + 36 + 16)
    page.wait_for_url(re.compile(r"q=%2F"))
    settled(page)
    assert (complaints, logs.found(page) > 0) == ([], True)


def test_rows_of_a_number_open_here(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The rows behind a number of the Overview open here, with the search that means them."""
    page = visit(f"{shop_url}/?range=7d&service=checkout")
    page.locator("[class*='st-key-menu-number-slow-'] button").first.click()
    page.get_by_role("button", name="Open in Logs").click()
    page.wait_for_url("**/logs?*is%3Aslow*")
    settled(page)
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("is:slow")
    assert (complaints, logs.found(page) > 0, "service=checkout" in page.url) == ([], True, True)
