"""What changed, in a real browser: from a chart to the ranking, another window, a row, and the page it leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
from playwright.sync_api import expect

from tests.e2e import charts
from tests.e2e.conftest import ARTIFACTS, LOOK_MS, settled, shop_incident

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

_FIRST_ROW, _ROW = 52, 32


def _incident() -> str:
    """The range of the shop's incident, in whole minutes."""
    begin = shop_incident()[0].replace(second=0, microsecond=0)
    return f"{begin:%Y-%m-%dT%H:%M:%SZ}..{begin + timedelta(minutes=40):%Y-%m-%dT%H:%M:%SZ}"


def _open(visit: Visit, shop_url: str, query: str = "") -> Page:
    return visit(f"{shop_url}/changes?a={_incident()}{query}&refresh=off")


def _choose(page: Page, row: int) -> None:
    """Tick a row of the ranking."""
    table = page.locator("[class*='st-key-changes-table-'] canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 17, box["y"] + _FIRST_ROW + row * _ROW)


def test_chart_leads_to_what_changed(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The menu of a chart opens the page with the chart's range, filters and zone, within the same session."""
    page = visit(f"{shop_url}/?range=6h&tz=utc&service=checkout&refresh=off")
    page.locator("[class*='st-key-menu-levels-'] button").first.click()
    page.get_by_role("button", name="What changed?").click()
    page.wait_for_url("**/changes?**")
    settled(page)
    expect(page.get_by_text("What changed most")).to_be_visible()
    said = [part in page.url for part in ("range=6h", "tz=utc", "service=checkout")]
    assert (complaints, said) == ([], [True, True, True])


def test_new_and_gone_are_called_out(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """What is new and what is gone stands above the ranking, each with its number."""
    page = visit(f"{shop_url}/changes?range=24h&refresh=off")
    turns = page.locator(".lt-turns")
    for words in ("new error", "new version", "new pattern", "silent host"):
        expect(turns).to_contain_text(words)
    page.screenshot(path=ARTIFACTS / "changes-incident.png", full_page=True)
    assert complaints == []


def test_incident_leads_and_downloads(shop_url: str, visit: Visit, complaints: Complaints, tmp_path: Path) -> None:
    """The incident's exception stands above the ranking as new; the ranking's rows come as Parquet in their order.

    The slowed endpoint and the new exception are its first.
    """
    page = _open(visit, shop_url)
    expect(page.locator(".lt-turns")).to_contain_text("PaymentTimeout")
    page.locator("[class*='st-key-menu-ranking-'] button").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download Parquet").click()
    download.value.save_as(tmp_path / "changes.parquet")
    frame = pl.read_parquet(tmp_path / "changes.parquet")
    first = set(zip(frame["kind"][:2], frame["name"][:2], strict=True))
    assert ({("endpoint", "POST /checkout"), ("error", "PaymentTimeout")}, []) == (first, complaints)


def test_row_leads_on(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A chosen row says what changed in words and offers where to look next, and that page opens with its filters."""
    page = _open(visit, shop_url, "&kind=endpoint")
    _choose(page, 0)
    strip = page.locator(".st-key-changes-next")
    expect(strip).to_contain_text("POST /checkout: p95")
    page.screenshot(path=ARTIFACTS / "changes-row.png", full_page=True)
    strip.get_by_role("button", name="Its trend").click()
    page.wait_for_url("**/trends?**")
    settled(page)
    assert (complaints, "service=checkout" in page.url, "route=%2Fcheckout" in page.url) == ([], True, True)


def test_drag_makes_the_window_shorter(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A drag on a chart of the page sets the window that is looked into; the other one follows."""
    page = _open(visit, shop_url)
    before = page.locator(".st-key-changes-controls").inner_text()
    address = page.url
    charts.drag(page, "changes-p95", 0.6, 0.8)
    page.wait_for_function("before => location.href !== before", arg=address, polling=LOOK_MS)
    settled(page)
    expect(page.locator(".st-key-changes-controls")).not_to_have_text(before, use_inner_text=True)
    assert complaints == []


def test_another_time_is_in_the_link(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """What to compare with is chosen in one place, stays in the link, and the link shows the same to somebody else."""
    page = _open(visit, shop_url)
    page.locator(".st-key-own-b").get_by_role("combobox").click()
    page.get_by_role("option", name="Same time the day before").click()
    page.wait_for_url("**b=day**")
    settled(page)
    page.screenshot(path=ARTIFACTS / "changes-day.png", full_page=True)
    words = page.locator(".st-key-changes-controls").inner_text()
    other = visit(page.url)
    expect(other.locator(".st-key-changes-controls")).to_have_text(words, use_inner_text=True)
    assert complaints == []
