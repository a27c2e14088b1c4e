"""Incidents in a real browser: from a suggested window to a report in hand, which then opens without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import patience
from tests.e2e.conftest import shop_incident

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def report(browser: Browser, shop_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HTML report of the shop's incident, made by hand: ask for a window, create, download."""
    context = browser.new_context(accept_downloads=True, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.set_default_timeout(patience.milliseconds(60))
    begin, end = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in shop_incident())
    page.goto(f"{shop_url}/incidents?tz=utc&refresh=off&new={begin}..{end}")
    page.get_by_role("button", name="Suggest window").click()
    expect(page.get_by_text("left its usual range at").first).to_be_visible(timeout=patience.milliseconds(60))
    page.get_by_label("Title").fill("Checkout <b>fails</b>")
    page.get_by_role("button", name="Create").click()
    preview = page.frame_locator("iframe").get_by_role("heading", name="Checkout <b>fails</b>")
    expect(preview).to_be_visible(timeout=patience.milliseconds(60))
    with page.expect_download() as download:
        page.get_by_role("button", name="HTML").click()
    path = tmp_path_factory.mktemp("report") / download.value.suggested_filename
    download.value.save_as(path)
    context.close()
    return path


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_report_opens_with_the_network_cut(
    theme: str, width: int, report: Path, browser: Browser, complaints: Complaints
) -> None:
    """No request leaves, the console says nothing, nothing is wider than the window, and the charts stand."""
    context = browser.new_context(
        offline=True, color_scheme="dark" if theme == "dark" else "light", viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints.watch(page)
    page.goto(report.as_uri())
    expect(page.get_by_role("heading", name="Summary")).to_be_visible()
    expect(page.get_by_text("PaymentTimeout").first).to_be_visible()
    charts = page.locator("figure svg").count()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    outside = [url for url in asked if not url.startswith(("data:", report.as_uri()))]
    assert ([], [], 0, True) == (outside, list(complaints), overflow, charts >= 4)
    assert ("rgb(15, 19, 24)" if theme == "dark" else "rgb(255, 255, 255)") == background


def test_report_prints_everything(report: Path, browser: Browser) -> None:
    """On paper the folded parts are open, and the colours are the light ones whatever the theme."""
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    folded = page.locator("#sql details pre").first
    height = folded.evaluate("pre => pre.getBoundingClientRect().height")
    color = page.evaluate("getComputedStyle(document.body).color")
    context.close()
    assert (True, "rgb(27, 32, 39)") == (height > 0, color)


def test_chart_leads_to_an_incident_of_the_range(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A chart's menu opens the form for the range that the page had."""
    page = visit(f"{shop_url}/trends?range=6h&refresh=off")
    page.locator("[class*='st-key-menu-trend-'] button").first.click()
    page.get_by_role("button", name="New incident").click()
    expect(page.get_by_role("button", name="Suggest window")).to_be_visible()
    page.wait_for_url(lambda url: "/incidents" in url and "new=range" in url and "range=6h" in url)
    assert [] == complaints
