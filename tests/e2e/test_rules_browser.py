"""Rules made in a real browser: of a tile, of a search, as text; replayed, saved, deleted."""

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
def ruled_url() -> Iterator[str]:
    """Pages over the shop, with rules that can be made."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "ruled", port=port) as url:
        yield url


def test_a_search_becomes_a_rule(ruled_url: str, visit: Visit, complaints: Complaints) -> None:
    """With its filters; it is replayed, saved, and deleted after a question."""
    page = visit(f"{ruled_url}/logs?range=24h&q=level%3Aerror&service=shop")
    page.get_by_role("button", name="Alert on this").click()
    page.wait_for_url("**/alerts?**make=1**")
    expect(page.get_by_role("textbox", name="What is searched for")).to_have_value("level:error service:shop")
    expect(page.locator(".st-key-tile-rule-replay .js-plotly-plot")).to_be_visible()
    settled(page)
    page.screenshot(path=ARTIFACTS / "rules-search.png", full_page=True)
    page.get_by_role("textbox", name="This many records").fill("2")
    page.get_by_role("textbox", name="This many records").press("Enter")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**rule=count_of_a_search**")
    expect(page.locator(".lt-health")).to_contain_text("Count of a search")
    settled(page)
    page.screenshot(path=ARTIFACTS / "rules-made.png", full_page=True)
    page.get_by_role("button", name="Delete").click()
    page.locator("[role=dialog]").get_by_role("button", name="Delete").click()
    expect(page.locator(".st-key-new-rule")).to_be_visible()
    assert complaints == []


def test_a_tile_becomes_a_rule(ruled_url: str, visit: Visit, complaints: Complaints) -> None:
    """Its menu opens the form with its query, which asks what the value is."""
    page = visit(f"{ruled_url}/requests?range=24h")
    page.locator("[class*=st-key-menu-] button").first.click()
    page.get_by_role("button", name="Alert on this").click()
    page.wait_for_url("**/alerts?**by=query**")
    expect(page.get_by_text("The value is")).to_be_visible()
    settled(page)
    page.screenshot(path=ARTIFACTS / "rules-tile.png", full_page=True)
    assert complaints == []


@pytest.mark.parametrize(("theme", "width"), [("dark", 1440), ("light", 390)])
def test_the_form(theme: str, width: int, ruled_url: str, visit: Visit, complaints: Complaints) -> None:
    """A ready question and the editor, in the dark and on a phone."""
    for way in ("ready", "text"):
        page = visit(f"{ruled_url}/alerts?range=24h&tab=rules&make=1&by={way}", theme=theme, width=width, height=1600)
        expect(page.locator(".st-key-tile-rule-replay")).to_be_visible()
        settled(page)
        page.screenshot(path=ARTIFACTS / f"rules-{way}-{theme}-{width}.png", full_page=True)
        assert (width, []) == (page.evaluate("document.documentElement.scrollWidth"), complaints)
