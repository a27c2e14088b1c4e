"""The page Errors in a real browser, over a server that reads a log while somebody decides about what stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import patience
from tests.e2e.conftest import ARTIFACTS, free_port, serving, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

_STACK = """Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/starlette/routing.py", line 74, in app
    response = await f(request)
  File "/usr/lib/python3.12/site-packages/fastapi/routing.py", line 301, in run
    return await dependant.call()
  File "/srv/shop/{file}.py", line 31, in {function}
    raise {kind}
{kind}: {message}"""
_ROW, _HEADER, _TICK = 32, 36, 16
_HOSTILE = "<img src=x onerror=alert(1)> **bold** \u202egnp \x1b[31mred"


def _line(kind: str, message: str, minutes: float, *, number: int = 0, service: str = "shop") -> str:
    """One exception as an application writes it, `minutes` ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    exception = {
        "type": kind,
        "message": message,
        "stacktrace": _STACK.format(file=kind.lower()[:8], function="pay", kind=kind, message=message),
    }
    record = {
        "timestamp": at.isoformat(),
        "level": "ERROR",
        "service": service,
        "message": f"{kind} {message}",
        "trace_id": f"{kind}-{number}-{minutes}",
        "user_id": f"u{number % 3}",
        "version": f"1.{number % 2}",
        "exception": exception,
    }
    return json.dumps(record) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with six exceptions of three kinds."""
    path = tmp_path / "logs" / "shop" / "app.log"
    path.parent.mkdir(parents=True)
    lines = [
        _line("CardDeclined", f"order 10{number} of card {number}", 20 + number, number=number) for number in range(3)
    ]
    lines += [_line("StockMissing", f"sku {number}", 30 + number, number=number) for number in range(2)]
    lines.append(_line("Evil", _HOSTILE, 40))
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def url(log: Path, tmp_path: Path) -> Iterator[str]:
    """A server that reads the log."""
    port = free_port()
    command = ("serve", str(log.parents[1]), "--warehouse", str(tmp_path / "w.duckdb"), "--port", str(port))
    with serving("dashboard.cli", *command, port=port) as base:
        yield f"{base}/errors?range=6h&refresh=5s"


def _groups(page: Page, number: int) -> None:
    """Wait until the list has so many groups."""
    expect(page.locator(".st-key-head-error-groups p").first).to_have_text(f"Error groups {number}")
    settled(page)


def _click(page: Page, row: int, x: int) -> None:
    """Click into a row of the list, `x` pixels from its left edge."""
    table = page.locator(".st-key-error-table canvas").first
    table.scroll_into_view_if_needed()
    box = patience.wait_for(table.bounding_box, "the table, which a refresh draws anew")
    page.mouse.click(box["x"] + x, box["y"] + _HEADER + row * _ROW + _ROW / 2)


def _sign(page: Page, fields: str, name: str) -> None:
    field = page.locator(f".st-key-{fields}-author input")
    field.fill(name)
    field.press("Enter")


def test_resolved_and_regressed(url: str, log: Path, visit: Visit, complaints: Complaints) -> None:
    """From the list to an error and its stack; resolved, it leaves the list; seen again, it is back as regressed."""
    page = visit(url)
    _groups(page, 3)
    page.screenshot(path=ARTIFACTS / "errors-list.png")
    _click(page, 0, 150)
    page.wait_for_url("**error=**")
    expect(page.locator(".lt-error-type")).to_have_text("CardDeclined")
    expect(page.locator(".lt-app")).to_contain_text('File "/srv/shop/carddecl.py", line 31, in pay')
    expect(page.locator(".lt-fold summary")).to_have_text("2 library frames")
    detail = page.url
    _sign(page, "error", "Ada")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".st-key-error-bar")).to_contain_text("Resolved")
    expect(page.locator(".st-key-error-bar")).to_contain_text("Ada, ")
    settled(page)
    page.get_by_role("button", name="All errors").click()
    _groups(page, 2)
    with log.open("a", encoding="utf-8") as file:
        file.write(_line("CardDeclined", "order 999 of card 9", 0, number=9))
    _groups(page, 3)
    page.goto(detail)
    expect(page.locator(".st-key-error-bar")).to_contain_text("Regressed")
    settled(page)
    page.screenshot(path=ARTIFACTS / "errors-regressed.png", full_page=True)
    assert complaints == []


def test_merge_and_split(url: str, visit: Visit, complaints: Complaints) -> None:
    """Two ticked errors become one, one is taken out again, and a part of the other becomes an error of its own."""
    page = visit(url)
    _groups(page, 3)
    for row in (0, 1):
        _click(page, row, _TICK)
    expect(page.locator(".st-key-error-decisions")).to_contain_text("2 selected")
    _sign(page, "errors", "Bob")
    page.locator(".st-key-errors-merge-menu button").click()
    page.get_by_role("button", name="Merge 2 errors").click()
    _groups(page, 2)
    _click(page, 0, 150)
    page.wait_for_url("**error=**")
    expect(page.locator(".lt-facts")).to_contain_text("Occurrences5")
    page.locator(".st-key-error-undo-menu button").click()
    page.get_by_role("button", name="Take out: StockMissing").click()
    expect(page.locator(".lt-facts")).to_contain_text("Occurrences3")
    settled(page)
    page.locator(".st-key-error-split-menu button").click()
    text = page.locator(".st-key-split-message input")
    text.fill("order 101")
    text.press("Enter")
    expect(page.get_by_text("Matches 1 of 3 occurrences.")).to_be_visible()
    page.screenshot(path=ARTIFACTS / "errors-split.png", full_page=True)
    page.locator(".st-key-error-split button").click()
    expect(page.locator(".lt-facts")).to_contain_text("Occurrences2")
    settled(page)
    page.get_by_role("button", name="All errors").click()
    _groups(page, 4)
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hostile_text_is_text(theme: str, url: str, visit: Visit, complaints: Complaints) -> None:
    """A message with markup, Markdown, terminal escapes and turned text stands there as it was written."""
    page = visit(f"{url}&text=evil", theme=theme)
    _groups(page, 1)
    _click(page, 0, 150)
    page.wait_for_url("**error=**")
    expect(page.locator(".lt-error-message")).to_have_text("<img src=x onerror=alert(1)> **bold** ⟨U+202E⟩gnp ␛[31mred")
    expect(page.locator(".lt-stack")).to_contain_text("**bold** ⟨U+202E⟩gnp")
    settled(page)
    page.screenshot(path=ARTIFACTS / f"errors-hostile-{theme}.png", full_page=True)
    assert (page.locator("img[src=x]").count(), complaints) == (0, [])
