"""The pages in a real browser: they open, look right in both themes and widths, and do what people ask of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dashboard.components.layout import page_registry
from tests import patience
from tests.e2e import charts, menu, speed, tables
from tests.e2e.conftest import ARTIFACTS, LOOK_MS, free_port, go_to, serving, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

TITLES = {page.info.title: page.path for page in page_registry.find()[0]}
PAGES = list(TITLES.values())
_READING_SECONDS = 240
WIDE, PHONE = (1440, 1000), (390, 2000)
_ENDPOINT = "range=24h&endpoint=checkout%09POST%09%2Fcheckout"


def _url(base: str, page: str, query: str = "") -> str:
    path = "" if page == PAGES[0] else page
    return f"{base}/{path}{'?' if query else ''}{query}"


def _values(page: Page) -> list[str]:
    return page.locator(".lt-value").all_inner_texts()


def _open_menu(page: Page, tile: str, entry: str) -> None:
    page.locator(f"[class*='st-key-menu-{tile}-'] button").first.click()
    page.get_by_role("button", name=entry).click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_open(theme: str, size: tuple[int, int], shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """By its menu, page after page opens without a word on the console, fits the window, and leaves a screenshot.

    So do an endpoint, by its link, and a trace, by a click on a row.
    """
    page = visit(shop_url, theme=theme, width=size[0], height=size[1])
    found: dict[str, tuple[int, list[str]]] = {}

    def look(name: str, *, whole: bool = False) -> None:
        page.screenshot(path=ARTIFACTS / f"{name}-{theme}-{size[0]}.png", full_page=whole)
        found[name] = (page.evaluate("document.documentElement.scrollWidth"), list(complaints))
        complaints.clear()

    for title, path in TITLES.items():
        if path != PAGES[0]:
            go_to(page, title)
        look(path)
        if path == "traces":
            tables.follow(page, "traces-failed", 0, "**id=**")
            page.locator(".lt-row").first.wait_for()
            settled(page)
            look("trace", whole=True)
    page.goto(_url(shop_url, "requests", _ENDPOINT))
    settled(page)
    look("endpoint", whole=True)
    assert dict.fromkeys([*PAGES, "endpoint", "trace"], (size[0], [])) == found


@pytest.mark.parametrize("path", PAGES)
def test_range_changes(path: str, shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """One click changes the range of the page and of its link."""
    page = visit(_url(shop_url, path))
    page.locator(".st-key-header-range").get_by_text("1 h", exact=True).click()
    page.wait_for_url("**range=1h")
    settled(page)
    expect(page.locator(".st-key-subline")).to_contain_text(re.compile(r"\d\d:\d\d – (.+ )?\d\d:\d\d"))
    assert complaints == []


def test_back_and_forward(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The browser's buttons lead through the ranges that were chosen, and the page shows each."""
    page = visit(_url(shop_url, "trends"))
    chosen = page.locator(".st-key-header-range [aria-checked=true]")
    for label, said in (("1 h", "**range=1h"), ("6 h", "**range=6h")):
        page.locator(".st-key-header-range").get_by_text(label, exact=True).click()
        page.wait_for_url(said)
        settled(page)
    page.go_back()
    expect(chosen).to_have_text("1 h")
    page.go_back()
    expect(chosen).to_have_text("24 h")
    page.go_forward()
    expect(chosen).to_have_text("1 h")
    assert (complaints, "range=1h" in page.url) == ([], True)


@pytest.mark.parametrize(("path", "tile"), [("overview", "levels"), ("trends", "trend"), ("ingest", "throughput")])
def test_drag_zooms(path: str, tile: str, shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A drag on a time chart sets the range, and a drag on what it shows then sets a shorter one."""
    page = visit(_url(shop_url, path))
    charts.drag(page, tile, 0.5, 0.7)
    page.wait_for_url("**from=**")
    settled(page)
    first = page.url
    charts.drag(page, tile, 0.3, 0.6)
    page.wait_for_function("before => location.href !== before", arg=first, polling=LOOK_MS)
    settled(page)
    assert (complaints, "from=" in page.url) == ([], True)


@pytest.mark.parametrize(("path", "tile"), [("trends", "trend"), ("ingest", "ledger")])
def test_menu_shows_sql(path: str, tile: str, shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A tile's menu shows the SQL that ran, without parameters left in it."""
    page = visit(_url(shop_url, path))
    shown = _shown_sql(page, path, tile)
    assert (complaints, "$" in shown) == ([], False)


def _shown_sql(page: Page, path: str, tile: str) -> str:
    _open_menu(page, tile, "Show SQL")
    shown = page.get_by_role("dialog").locator("code").first
    expect(shown).to_contain_text("select")
    page.screenshot(path=ARTIFACTS / f"{path}-sql.png")
    return shown.inner_text()


def test_menus_of_overview(shop_url: str, visit: Visit, complaints: Complaints, tmp_path: Path) -> None:
    """A tile's menu shows its SQL, shows the newest rows behind it, and gives its rows as CSV, complete and named.

    A table's own toolbar offers no CSV, which a spreadsheet would run; the menu has a safe one.
    """
    page = visit(_url(shop_url, "overview", "refresh=off"))
    dialog = page.get_by_role("dialog")
    assert "$" not in _shown_sql(page, "overview", "levels")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    _open_menu(page, "number-slow", "Show rows")
    expect(dialog).to_contain_text("records behind this tile")
    dialog.locator("canvas").first.wait_for()
    page.screenshot(path=ARTIFACTS / "overview-rows.png")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    toolbar = page.locator(".st-key-tile-top-errors")
    toolbar.locator(".stDataFrame").first.hover()
    expect(toolbar.get_by_role("button", name="Search").first).to_be_visible()
    assert [False] == [found.is_visible() for found in toolbar.get_by_label(re.compile("^Download as CSV")).all()]

    page.locator("[class*='st-key-menu-slowest-endpoints-'] button").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    target = tmp_path / "endpoints.csv"
    download.value.save_as(target)
    lines = target.read_text(encoding="utf-8").splitlines()
    expected = (
        "service,method,route,requests,failed_requests,error_rate,p50_ms,p95_ms,p99_ms,slow_requests,share_of_time"
    )
    assert ("longtail-slowest-endpoints.csv", expected, 13) == (download.value.suggested_filename, lines[0], len(lines))
    assert complaints == []


def test_link_shows_the_same(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """What one person sees, another sees who gets the link: range, zone, filters and numbers."""
    mine = visit(_url(shop_url, "overview", "tz=utc&refresh=off"))
    charts.drag(mine, "levels", 0.2, 0.8)
    mine.wait_for_url("**from=**")
    settled(mine)
    mine.locator(".st-key-header-filters button").first.click()
    mine.get_by_role("combobox", name="Service").click()
    mine.get_by_role("option", name="checkout").click()
    mine.wait_for_url("**service=checkout**")
    expect(mine.locator("[class*='st-key-chip-service']")).to_contain_text("service: checkout")
    settled(mine)
    theirs = visit(mine.url)
    expect(theirs.locator("[class*='st-key-chip-service']")).to_contain_text("service: checkout")
    subline = theirs.locator(".st-key-subline").inner_text()
    assert (mine.url, _values(mine), mine.locator(".st-key-subline").inner_text()) == (
        theirs.url,
        _values(theirs),
        subline,
    )
    assert complaints == []


def test_filters_stay_from_page_to_page(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """Range and filters go along to the next page, and so does its link."""
    page = visit(_url(shop_url, "overview", "range=7d&service=catalog"))
    menu.choose(page, "Trends")
    page.wait_for_url("**/trends?*service=catalog*")
    settled(page)
    expect(page.locator("[class*='st-key-chip-service']")).to_contain_text("service: catalog")
    page.get_by_role("button", name="service: catalog").click()
    page.wait_for_url(re.compile(r"/trends\?range=7d$"))
    assert complaints == []


def test_metric_and_split_are_in_the_link(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """What Trends shows is chosen on the page and said by its link."""
    page = visit(_url(shop_url, "trends"))
    for label, option in (("Metric", "p95 latency"), ("Split by", "Service"), ("Compare with", "Day before")):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option).click()
    page.wait_for_url("**metric=p95&split=service&compare=day")
    expect(page.locator(".st-key-tile-trend")).to_contain_text("p95 latency by service")
    settled(page)
    page.screenshot(path=ARTIFACTS / "trends-split.png")
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_empty_warehouse(theme: str, visit: Visit, complaints: Complaints) -> None:
    """A new warehouse says why there is nothing and what to do next."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "empty", port=port) as url:
        page = visit(url, theme=theme, wait=False)
        expect(page.locator(".st-key-empty-warehouse")).to_contain_text("No records yet")
        page.screenshot(path=ARTIFACTS / f"empty-{theme}.png")
    assert complaints == []


def test_old_data(visit: Visit, complaints: Complaints) -> None:
    """Data of years ago is said to be old, and one click shows it."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "old", port=port) as url:
        page = visit(url, wait=False)
        expect(page.locator(".st-key-outside-range")).to_contain_text("No records in this range")
        page.screenshot(path=ARTIFACTS / "old-data.png")
        page.get_by_role("button", name="Show the range of the data").click()
        page.wait_for_url("**range=all")
        settled(page)
        page.screenshot(path=ARTIFACTS / "old-data-all.png")
        values = _values(page)
    assert (complaints, len(values)) == ([], 7)


def test_demo_lives(
    visit: Visit, browser: Browser, complaints: Complaints, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`longtail demo` shows its shop; tiles refresh while a menu stays open; prints how long views of Overview take."""
    port = free_port()
    command = ("dashboard.cli", "demo", "--port", str(port), "--dir", str(tmp_path / "demo"), "--no-browser")
    with serving(*command, port=port) as url:
        page = visit(f"{url}/?refresh=5s&range=15m")
        expect(page.locator(".st-key-subline")).to_contain_text(
            "Up to date", timeout=patience.milliseconds(_READING_SECONDS)
        )
        settled(page)
        records = ".st-key-tile-number-records .lt-value"
        before = page.locator(records).inner_text()
        page.locator("[class*='st-key-menu-levels-'] button").first.click()
        menu = page.get_by_role("button", name="Show SQL")
        menu.wait_for()
        page.evaluate("document.querySelector('.st-key-chart-levels .js-plotly-plot').dataset.mark = 'same'")
        page.wait_for_function(
            "([records, before]) => document.querySelector(records).innerText !== before",
            arg=[records, before],
            timeout=patience.milliseconds(90),
        )
        stayed = (menu.is_visible(), page.locator("[data-mark=same]").count())
        page.goto(url)
        settled(page)
        page.screenshot(path=ARTIFACTS / "demo-overview.png")
        first, later = speed.views(browser, url)
        trends, overview = speed.switches(page, ("Trends", "trend"), ("Overview", "levels"))
        page.close()
    with serving("tests.e2e.launch", str(floor := free_port()), "floor", port=floor) as url:
        least_first, least_later = speed.views(browser, url)
    with capsys.disabled():
        print(  # noqa: T201 (what was measured is to be read)
            f"\nOverview on the demo: first view (nothing kept by the browser) {first}, later view (new tab) {later}"
            f"\nPage switch, warm: to Trends {trends}, to Overview {overview}"
            f"\nStreamlit with one chart and one table of its own: first view {least_first}, later view {least_later}"
        )
    assert (complaints, stayed) == ([], (True, 1))
