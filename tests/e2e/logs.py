"""Reading what the page Logs says of a search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def found(page: Page) -> int:
    """How many records the page says it has found, once it has counted them."""
    line = page.locator(".st-key-logs-progress")
    expect(line).to_contain_text("records")
    match = re.search(r"([\d,]+) records", line.inner_text())
    assert match is not None
    return int(match.group(1).replace(",", ""))
