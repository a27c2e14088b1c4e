"""Health in a real browser: rows, a click on a probe and on a period, and the same on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ARTIFACTS, free_port, serving, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def probed_url() -> Iterator[str]:
    """Pages over the history of a few probes."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "probed", port=port) as url:
        yield url


def test_a_probe_and_a_period(probed_url: str, visit: Visit, complaints: Complaints) -> None:
    """A row opens its probe, a red period its minutes; the link says both, and texts are texts."""
    page = visit(f"{probed_url}/health?range=6h")
    rows = page.locator(".lt-probe")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("shop <b>site</b>")
    expect(rows.nth(1)).to_contain_text("[connections](http://example.com)")
    expect(rows.nth(0).locator(".lt-periods button")).to_have_count(90)
    page.screenshot(path=ARTIFACTS / "health.png", full_page=True)
    rows.nth(0).locator(".lt-who").click()
    page.wait_for_url("**probe=orders-db**")
    settled(page)
    expect(page.locator(".lt-health")).to_contain_text("Healthy for 40 min")
    page.screenshot(path=ARTIFACTS / "health-probe.png", full_page=True)
    down = page.locator(".lt-periods button[title*='unhealthy (']").first
    down.click()
    page.wait_for_url("**from=**")
    settled(page)
    expect(page.locator(".lt-periods button[title*='unhealthy (']").first).to_be_visible()
    page.locator(".st-key-all-probes button").click()
    expect(page.locator(".lt-probe")).to_have_count(3)
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone(theme: str, probed_url: str, visit: Visit, complaints: Complaints) -> None:
    """It fits, and tells the reason of what does not work; by the keyboard a row opens too."""
    page = visit(f"{probed_url}/health?range=24h", theme=theme, width=390, height=1600)
    row = page.locator(".lt-probe").nth(1)
    expect(row.locator(".lt-said small")).to_be_visible()
    expect(page.locator(".lt-probe").nth(0).locator(".lt-said small")).to_be_hidden()
    page.screenshot(path=ARTIFACTS / f"health-phone-{theme}.png", full_page=True)
    row.focus()
    row.press("Enter")
    page.wait_for_url("**probe=shop**")
    settled(page)
    assert (390, []) == (page.evaluate("document.documentElement.scrollWidth"), complaints)


def test_a_probe_is_made_on_the_page(visit: Visit, complaints: Complaints) -> None:
    """Its kind's form, a try, and then it is there and runs; it is changed and deleted from its own view."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "editable", port=port) as url:
        page = visit(f"{url}/health")
        page.locator(".st-key-new-probe button").click()
        page.get_by_role("textbox", name="url *").fill(f"{url}/_stcore/health")
        page.screenshot(path=ARTIFACTS / "health-new-probe.png", full_page=True)
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("It answers with status 200.")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".lt-health")).to_contain_text("http")
        expect(page.locator(".lt-health").first).to_contain_text("Healthy")
        page.locator(".st-key-probe-pause button").click()
        expect(page.locator(".lt-health").first).to_contain_text("Paused")
        page.screenshot(path=ARTIFACTS / "health-paused.png", full_page=True)
        page.locator(".st-key-probe-delete button").click()
        page.locator(".st-key-probe-delete-sure button").click()
        expect(page.get_by_text("Nothing is probed yet.")).to_be_visible()
    assert complaints == []
