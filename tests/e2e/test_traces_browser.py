"""Traces in a real browser: an id pasted, a record opened, links that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import tables
from tests.e2e.conftest import ARTIFACTS, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]


def _failed_trace(page: Page) -> str:
    """The id of the trace that failed last, as the list of traces says it."""
    return tables.cells(page, "traces-failed", 0)[-1]


def test_pasted_id_shows_its_trace(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """Pasting an id shows its records, errors marked; a click on one shows it in full; the link says all of it."""
    page = visit(f"{shop_url}/traces?range=7d")
    identity = _failed_trace(page)
    box = page.locator(".st-key-trace-id input").first
    box.fill(f' "{identity}" ')
    box.press("Enter")
    page.wait_for_url(f"**id={identity}")
    settled(page)
    rows = page.locator(".lt-row")
    expect(rows.first).to_be_visible()
    page.screenshot(path=ARTIFACTS / "trace.png", full_page=True)
    rows.first.click()
    page.wait_for_url("**record=**")
    expect(rows.first).to_have_attribute("aria-pressed", "true")
    settled(page)
    theirs = visit(page.url)
    expect(theirs.locator(".lt-row").first).to_have_attribute("aria-pressed", "true")
    assert (page.locator(".lt-sum").inner_text(), page.locator(".st-key-tile-trace-record").inner_text(), []) == (
        theirs.locator(".lt-sum").inner_text(),
        theirs.locator(".st-key-tile-trace-record").inner_text(),
        complaints,
    )


def test_a_row_leads_to_its_trace_and_back(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A click in the list opens the trace, the keyboard opens a record, and the button leads back to the list."""
    page = visit(f"{shop_url}/traces?range=7d")
    identity = _failed_trace(page)
    tables.follow(page, "traces-failed", 0, f"**id={identity}")
    page.locator(".lt-row").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**record=**")
    settled(page)
    page.get_by_role("button", name="Other traces").click()
    page.wait_for_url("**/traces?range=7d")
    expect(page.locator(".st-key-tile-traces-busiest")).to_be_visible()
    assert complaints == []


def test_unknown_id(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """An id that nobody has is said to be unknown, in one sentence."""
    page = visit(f"{shop_url}/traces?id=%3Cb%3Enobody%3C%2Fb%3E", wait=False)
    expect(page.locator(".st-key-trace-missing")).to_contain_text("No record has this trace, request or span id")
    page.screenshot(path=ARTIFACTS / "trace-unknown.png")
    assert complaints == []
