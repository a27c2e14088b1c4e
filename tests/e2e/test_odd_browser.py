"""Every page in a real browser over odd warehouses: one record, no HTTP at all, and markup in every text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dashboard.components.layout import page_registry
from tests.e2e import menu
from tests.e2e.conftest import ARTIFACTS, free_port, serving, settled
from tests.e2e.launch import FEW, MARKUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

PAGES = {page.info.title: page.path for page in page_registry.find()[0]}
_PLACES = (
    f"errors?range=6h&error={'c' * 16}",
    "logs?range=6h&row=1-100-0",
    "traces?range=6h&id=trace-4",
    "trends?range=6h&split=service",
    "changes?range=1h",
)
_BOLD = re.compile("^x$")


@pytest.fixture(scope="module", params=list(FEW))
def odd(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A kind of odd warehouse, and the URL of its pages."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), request.param, port=port) as url:
        yield request.param, url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_draws(theme: str, odd: tuple[str, str], visit: Visit, complaints: Complaints) -> None:
    """One after the other, the pages draw their tiles: none fails, nothing is on the console, no text became markup."""
    kind, url = odd
    page = visit(f"{url}/?range=6h", theme=theme)
    found = {}
    for title, path in PAGES.items():
        menu.choose(page, title)
        expect(page.locator(".st-key-toolbar")).to_contain_text(title)
        settled(page)
        page.screenshot(path=ARTIFACTS / f"odd-{kind}-{path}-{theme}.png")
        broken = page.get_by_test_id("stAlert").all_inner_texts()
        found[path] = (broken, page.locator("b, strong, em, a").get_by_text(_BOLD).count())
    assert (dict.fromkeys(found, ([], 0)), []) == (found, complaints)


def test_markup_is_shown_as_it_is(visit: Visit, complaints: Complaints) -> None:
    """A service named in markup is a filter, a value, an error and an endpoint, letter by letter."""
    port = free_port()
    with serving("tests.e2e.launch", str(port), "hostile", port=port) as url:
        page = visit(f"{url}/?range=6h")
        page.locator(".st-key-header-filters button").first.click()
        page.get_by_role("combobox", name="Service").click()
        page.get_by_role("option", name=MARKUP).click()
        page.keyboard.press("Escape")
        chip = page.locator("[class*='st-key-chip-service']")
        expect(chip).to_contain_text(f"service: {MARKUP}")
        settled(page)
        bold = []
        for place in _PLACES:
            page.goto(f"{url}/{place}&service=%3Cb%3Ex%3C%2Fb%3E")
            settled(page)
            expect(chip).to_contain_text(f"service: {MARKUP}")
            expect(page.locator("[data-testid=stMain], [role=dialog]").get_by_text(MARKUP).first).to_be_attached()
            page.screenshot(path=ARTIFACTS / f"odd-hostile-{place.partition('?')[0]}-one.png")
            bold.append(page.locator("b, strong, em, a").get_by_text(_BOLD).count())
    assert ([0] * len(bold), []) == (bold, complaints)
