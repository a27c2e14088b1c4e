"""Requests in a real browser: which endpoint got slower, why, and its requests; a threshold of one's own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import charts, tables
from tests.e2e.conftest import ARTIFACTS, settled, shop_incident

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


def _since_the_incident() -> str:
    """A range of three hours that begins before the shop's incident, ten hours ago."""
    start = shop_incident()[0] - timedelta(minutes=5)
    return f"from={start:%Y-%m-%dT%H:%M:%S}Z&to={start + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}Z"


def test_which_endpoint_got_slower(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """Ordered by change, the endpoint that got slower leads; a click opens it, its slowest request leads to a trace."""
    page = visit(f"{shop_url}/requests?{_since_the_incident()}")
    page.get_by_role("combobox", name="Order by").click()
    page.get_by_role("option", name="Change of p95").click()
    page.wait_for_url("**sort=change**")
    settled(page)
    row = tables.cells(page, "endpoints", 0)
    page.screenshot(path=ARTIFACTS / "requests-slower.png")
    tables.follow(page, "endpoints", 0, "**endpoint=checkout**")
    settled(page)
    expect(page.locator(".st-key-tile-requests-latency")).to_contain_text("Latency")
    page.screenshot(path=ARTIFACTS / "requests-endpoint.png", full_page=True)
    path = tables.cells(page, "endpoint-slowest", 0)
    tables.follow(page, "endpoint-slowest", 0, re.compile(r"/traces\?.*id="))
    settled(page)
    expect(page.locator(".lt-row").first).to_contain_text("POST /checkout")
    page.screenshot(path=ARTIFACTS / "requests-trace.png")
    assert ("POST /checkout", True, True, []) == (row[0], float(row[8]) > 100, "POST /checkout" in path, complaints)


def test_threshold_counts_anew(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A lower threshold counts more requests as slow, and is in the link."""
    page = visit(f"{shop_url}/requests?range=7d")
    slow = page.locator(".st-key-tile-requests-slow .lt-value")
    before = slow.inner_text()
    box = page.locator(".st-key-own-slow_ms input").first
    box.fill("100")
    box.press("Enter")
    page.wait_for_url("**slow_ms=100")
    expect(page.locator(".st-key-tile-requests-slow")).to_contain_text("Slower than 100 ms")
    expect(slow).not_to_have_text(before)
    settled(page)
    assert complaints == []


def test_drag_over_the_heat_map_zooms(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A drag over a part of the latency map sets the time range to it."""
    page = visit(f"{shop_url}/requests?range=24h")
    charts.drag(page, "latency-map", 0.3, 0.6)
    page.wait_for_url("**from=**")
    settled(page)
    assert complaints == []


def test_failed_requests_and_download(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The list shows failed requests on demand, and the link says so; the endpoints come as CSV with all columns."""
    page = visit(f"{shop_url}/requests?range=7d")
    page.locator(".st-key-own-list").get_by_text("Newest failed").click()
    page.wait_for_url("**list=failed")
    settled(page)
    expect(page.locator(".st-key-tile-request-list")).to_contain_text("Newest failed requests")
    expect(tables.cell(page, "request-list", 0, 2)).to_have_text(re.compile("50[03]"))
    page.locator("[class*='st-key-menu-endpoints-'] button").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    first, *rest = download.value.path().read_text(encoding="utf-8").splitlines()
    assert ("service,method,route,requests,rate", 12, []) == (first[:34], len(rest), complaints)
