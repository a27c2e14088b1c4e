"""The SQL page in a real browser: a query is written, charted, saved, sent and downloaded; and what goes wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.e2e import menu
from tests.e2e.conftest import ARTIFACTS, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

_HOURLY = """select date_trunc('hour', ts) as hour, level, count(*) as records
from logs
where ts >= $from and ts < $to
group by all
order by all"""
_LONG = "select count(*) from range(10000000000000)"


def _open(visit: Visit, url: str, theme: str = "light") -> tuple[Page, Locator]:
    return _opened(visit, f"{url}/sql", theme)


def _opened(visit: Visit, link: str, theme: str = "light") -> tuple[Page, Locator]:
    page = visit(link, theme=theme)
    editor = page.locator(".cm-content")
    editor.wait_for()
    return page, editor


def _write(page: Page, editor: Locator, text: str) -> None:
    """Replace what the editor holds, as by pasting."""
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def _run(page: Page, editor: Locator, text: str) -> Locator:
    _write(page, editor, text)
    page.keyboard.press("ControlOrMeta+Enter")
    return page.locator(".st-key-tile-sql-result")


def test_write_chart_save_send_download(shop_url: str, visit: Visit, complaints: Complaints, tmp_path: Path) -> None:
    """Write a query, chart it, save it, send the link, download the rows."""
    page, editor = _open(visit, shop_url)
    result = _run(page, editor, _HOURLY)
    expect(result).to_contain_text(re.compile(r"\d+ rows"))
    rows = re.search(r"([\d\u202f]+) rows", result.inner_text())
    assert rows is not None
    number = int(rows.group(1).replace("\u202f", ""))
    page.screenshot(path=ARTIFACTS / "sql-table.png")

    result.get_by_text("Chart", exact=True).click()
    page.locator(".st-key-chart-sql .main-svg").first.wait_for()
    page.screenshot(path=ARTIFACTS / "sql-chart.png")

    page.get_by_test_id("stPopoverButton").filter(has_text="Save").click()
    page.get_by_role("textbox", name="Name").fill("Records by hour")
    page.get_by_role("textbox", name="Description").fill("=1+1 <b>x</b>")
    page.locator(".st-key-sql-save-new button").click()
    page.wait_for_url("**saved=**")
    link = page.url

    other, reader = _opened(visit, link)
    expect(reader).to_contain_text("date_trunc")
    other.locator(".st-key-chart-sql .main-svg").first.wait_for()
    expect(other.locator(".st-key-tile-sql-result")).to_contain_text("rows")
    other.screenshot(path=ARTIFACTS / "sql-link.png")

    other.get_by_test_id("stPopoverButton").filter(has_text="Download").click()
    with other.expect_download() as download:
        other.get_by_role("link", name="CSV").click()
    path = tmp_path / "rows.csv"
    download.value.save_as(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert ([], "hour,level,records", number) == (complaints, lines[0], len(lines) - 1)


def test_cancel(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A statement that runs for long can be stopped, and the page says so."""
    page, editor = _open(visit, shop_url)
    result = _run(page, editor, _LONG)
    page.get_by_role("button", name="Cancel").click()
    expect(result).to_contain_text("The statement was stopped.")
    expect(page.get_by_role("button", name="Run")).to_be_visible()
    assert complaints == []


def test_an_error_is_marked(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The place of an error is underlined in the text, and told with its line; a refusal says what was refused."""
    page, editor = _open(visit, shop_url, theme="dark")
    result = _run(page, editor, "select\n  nope\nfrom logs")
    expect(result).to_contain_text("Line 2, column 3")
    expect(page.locator(".cm-lintRange-error")).to_have_text("nope")
    page.screenshot(path=ARTIFACTS / "sql-error.png")
    result = _run(page, editor, "delete from logs")
    expect(result).to_contain_text("A DELETE statement is refused")
    assert complaints == []


def test_completion_knows_the_warehouse(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """Columns of the tables that are named come first, and alone after a dot; functions come with their parameters."""
    page, editor = _open(visit, shop_url)
    _write(page, editor, "from logs as l select l.dura")
    page.keyboard.press("Control+Space")
    expect(page.locator(".cm-completionLabel").first).to_have_text("duration_ms")
    page.locator(".cm-completionLabel").first.click()
    expect(editor).to_contain_text("l.duration_ms")
    page.keyboard.type(", quantile_co")
    expect(page.locator(".cm-completionLabel").first).to_have_text("quantile_cont")
    page.screenshot(path=ARTIFACTS / "sql-completion.png")
    assert complaints == []


def test_what_is_typed_stays(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A refresh of the tiles, another page and a reload leave what was typed and not run."""
    page, editor = _open(visit, shop_url)
    _write(page, editor, "select 'not run yet'")
    page.locator(".st-key-header-range").get_by_text("6 h", exact=True).click()
    page.wait_for_url("**range=6h**")
    settled(page)
    expect(editor).to_have_text("select 'not run yet'")
    menu.choose(page, "Trends")
    page.locator(".st-key-tile-trend").wait_for()
    menu.choose(page, "SQL")
    expect(page.locator(".cm-content")).to_have_text("select 'not run yet'")
    page.reload()
    expect(page.locator(".cm-content")).to_have_text("select 'not run yet'")
    assert complaints == []


def test_parameters_get_a_box(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """A name that the range does not fill gets a box; its value runs, and stands in the link."""
    page, editor = _open(visit, shop_url)
    result = _run(page, editor, "select $word || '!' as shout, $number + 1 as next")
    expect(result).to_contain_text("needs a value for")
    page.get_by_role("textbox", name="word").fill("hey")
    page.get_by_role("textbox", name="number").fill("41")
    page.keyboard.press("Enter")
    page.wait_for_url("**p_number=41**")
    editor.click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(result).to_contain_text("1 row")
    assert complaints == []


def test_a_tile_opens_here(shop_url: str, visit: Visit, complaints: Complaints) -> None:
    """The SQL of a tile opens with its own parameters written in, and runs."""
    page = visit(f"{shop_url}/?range=7d")
    page.locator("[class*='st-key-menu-top-errors-'] button").first.click()
    page.get_by_role("button", name="Show SQL").click()
    page.get_by_role("button", name="Open in the SQL page").click()
    editor = page.locator(".cm-content")
    expect(editor).to_contain_text("occurred")
    expect(page.locator(".st-key-tile-sql-result")).to_contain_text(re.compile(r"\d+ rows?"))
    assert (complaints, "$from_ts" in editor.inner_text()) == ([], False)
