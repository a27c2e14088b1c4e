"""The menu of pages, as a person uses it: a section opens, then a page is chosen; a phone shows all in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.layout import page_registry

if TYPE_CHECKING:
    from playwright.sync_api import Page


def choose(page: Page, title: str) -> None:
    """Click the page of that title."""
    section = next(found.info.section for found in page_registry.find()[0] if found.info.title == title)
    opener = page.get_by_test_id("stTopNavSection").filter(has_text=section)
    if opener.filter(visible=True).count():
        opener.click()
        page.get_by_role("menuitem", name=title, exact=True).click()
    else:
        page.get_by_role("link", name=title, exact=True).filter(visible=True).click()
