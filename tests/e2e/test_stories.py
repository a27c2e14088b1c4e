"""What people come for, from the first look to the last click, on the demo's shop while it is open.

Every story begins at Overview and goes by what stands on the pages: links, menus, rows, drags. The demo writes down
what its incident was; what the pages show is held against that.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from dashboard.components.tables.tables import HEADER_HEIGHT, ROW_HEIGHT
from dashboard.demo import bugs, files, records, shop
from dashboard.demo.clock import microseconds
from dashboard.demo.plan import GOOD_RELEASE
from tests import patience
from tests.e2e import charts, logs, menu, tables
from tests.e2e.conftest import ARTIFACTS, LOOK_MS, free_port, serving, settled
from tests.e2e.tabs import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from dashboard.demo.incident import Incident
    from tests.e2e.conftest import Complaints

    Visit = Callable[..., Page]

_DAYS, _RATE = 2.2, 0.8
_READING_SECONDS = 240
_CALLER = "POST /checkout"
"""What the shop's front offers, which calls the endpoint of the incident."""
_FIRST_OF_RANKING = 6
_TICK = 17
_HALF_PX = 0.5
_HEIGHT = 1700
_TOP = 8


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs: where its pages are, where its logs, and what its incident was."""

    url: str
    logs: Path
    incident: Incident

    def ask(self, statement: str) -> list[dict[str, Any]]:
        """The rows of a statement, as a script would have them."""
        body = json.dumps({"sql": statement}).encode()
        request = urllib.request.Request(  # noqa: S310 (our own server)
            f"{self.url}/api/v1/sql", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=patience.seconds(30)) as answer:  # noqa: S310 (our own server)
            return list(json.load(answer))

    def again(self) -> None:
        """Let the incident's exception occur once more, now, in all the files where the shop writes it."""
        it = self.incident
        who = records.deployed(it.service, "orders-1", it.previous_version)
        context = records.context("came-back", "came-back", "came-back", "u-10000")
        request = records.Request([], it.service, GOOD_RELEASE, who, context, it.route, "10.0.0.1", it.method, it.route)
        facts = {"order": "1", "cart": "c1", "amount": "9.99"}
        request.failure(microseconds(datetime.now(UTC)), bugs.PAYMENT_TIMEOUT, facts)
        for ts, stream, text in request.lines:
            files.append(files.live_path(self.logs, stream, ts), text)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`longtail demo` over two days of history, read to their end."""
    folder = tmp_path_factory.mktemp("demo")
    incident = shop.simulate(folder / "logs", now=datetime.now(UTC), days=_DAYS, rate=_RATE)
    port = free_port()
    command = ("dashboard.cli", "demo", "--port", str(port), "--dir", str(folder), "--no-browser")
    with serving(*command, port=port) as url:
        yield Demo(url, folder / "logs", incident)


def _start(demo: Demo, visit: Visit, **look: Any) -> Page:
    """Overview as somebody sees it who comes by, once the history is read."""
    page = visit(demo.url, wait=False, height=_HEIGHT, **look)
    expect(page.locator(".st-key-subline")).to_contain_text(
        "Up to date", timeout=patience.milliseconds(_READING_SECONDS)
    )
    settled(page)
    return page


def _shot(page: Page, name: str) -> None:
    settled(page)
    page.screenshot(path=ARTIFACTS / f"story-{name}.png")


def _go(page: Page, title: str, path: str) -> None:
    menu.choose(page, title)
    page.wait_for_url(f"**/{path}**")
    settled(page)


def _drag_over(page: Page, tile: str, start: datetime, end: datetime) -> None:
    """Drag over a chart from one moment to another, as its axis has them, and wait for the range."""
    chart = page.locator(f".st-key-chart-{tile} .js-plotly-plot").first
    chart.scroll_into_view_if_needed()
    first, last = chart.evaluate("plot => plot._fullLayout.xaxis.range")
    axis = [datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(ZONE)) for moment in (first, last)]
    shares = [(moment - axis[0]) / (axis[1] - axis[0]) for moment in (start, end)]
    before = page.url
    charts.drag(page, tile, *shares, inset=_HALF_PX)
    page.wait_for_function("before => location.href !== before", arg=before, polling=LOOK_MS)
    settled(page)


def _set_range(page: Page, start: datetime, end: datetime) -> None:
    """Type a range into the calendar's form."""
    page.locator("[class*='st-key-header-calendar-'] button").first.click()
    page.get_by_role("spinbutton", name="year, From").focus()
    page.keyboard.type(f"{start:%Y%m%d%H%M}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{end:%Y%m%d%H%M}")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=**")
    settled(page)


def test_spike_to_resolved_and_back(demo: Demo, visit: Visit, complaints: Complaints) -> None:
    """A spike: what changed, which error, its stack, its trace; resolved by somebody, it comes back as regressed."""
    incident = demo.incident
    page = _start(demo, visit)
    names = [tables.cells(page, "top-errors", row)[0].partition(":")[0] for row in range(_TOP)]
    assert incident.exception_type in names
    _shot(page, "1-overview")
    _narrow_to(page, incident)
    _to_what_changed(page, incident)
    _shot(page, "1-changes")

    page.get_by_role("button", name="The error").click()
    page.wait_for_url("**/errors?**error=**")
    expect(page.locator(".lt-error-type")).to_contain_text(incident.exception_type)
    counted = f"select count(*) as n from error_occurrences where error_type = '{incident.exception_type}'"
    expect(page.locator(".lt-facts")).to_contain_text(f"Occurrences{demo.ask(counted)[0]['n']}")
    expect(page.locator(".lt-app").first).to_contain_text("/srv/shop/orders/")
    expect(page.locator(".lt-fold summary").first).to_contain_text("library frames")
    _shot(page, "1-error")

    tables.follow(page, "error-samples", 0, "**/traces?**id=**")
    settled(page)
    expect(page.locator(".lt-row").filter(has_text=incident.endpoint).first).to_be_visible()
    expect(page.locator(".st-key-tile-trace-record")).to_contain_text(incident.exception_type)
    _shot(page, "1-trace")
    page.go_back()
    page.wait_for_url("**/errors?**error=**")
    settled(page)
    _resolve(page, "Ada")
    _shot(page, "1-resolved")

    demo.again()
    page.get_by_role("button", name="All errors").click()
    page.wait_for_url(lambda url: "error=" not in url)
    page.locator(".st-key-header-range").get_by_text("24 h", exact=True).click()
    page.wait_for_url("**/errors")
    _refresh_often(page)
    page.locator(".st-key-own-show").get_by_text("Regressed", exact=True).click()
    page.wait_for_url("**show=regressed**")
    back = page.locator(".st-key-tile-error-groups canvas tbody tr").filter(has_text=incident.exception_type)
    expect(back).to_contain_text("regressed")
    _shot(page, "1-regressed")
    assert complaints == []


def _narrow_to(page: Page, incident: Incident) -> None:
    """Drag over the chart of Overview, then over what that shows: the hours around the incident, and its minutes."""
    around = timedelta(hours=1)
    _drag_over(page, "levels", incident.started_at - around, incident.ended_at + around)
    _drag_over(page, "levels", incident.started_at, incident.ended_at)


def _to_what_changed(page: Page, incident: Incident) -> None:
    """From the chart's menu to the ranking; choose the new exception in it.

    The slowed endpoint leads, or the one of the shop's front that calls it and waits as long, or the exception; that is
    among the first however few requests there were at that hour.
    """
    page.locator("[class*='st-key-menu-levels-'] button").first.click()
    page.get_by_role("button", name="What changed?").click()
    page.wait_for_url("**/changes?**")
    expect(page.locator(".lt-turns")).to_contain_text(incident.exception_type)
    settled(page)
    ranked = [tuple(tables.cells(page, "ranking", row)[1:3]) for row in range(_FIRST_OF_RANKING)]
    exception = ("error", incident.exception_type)
    assert ranked[0] in {("endpoint", incident.endpoint), ("endpoint", _CALLER), exception}
    assert exception in ranked
    table = page.locator(".st-key-tile-ranking canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    y = box["y"] + HEADER_HEIGHT + (ranked.index(exception) + 0.5) * ROW_HEIGHT
    page.mouse.click(box["x"] + _TICK, y)


def _resolve(page: Page, name: str) -> None:
    """Decide that the error that is open is resolved, and sign that."""
    field = page.locator(".st-key-error-author input")
    field.fill(name)
    field.press("Enter")
    page.get_by_role("button", name="Resolve").click()
    bar = page.locator(".st-key-error-bar")
    expect(bar).to_contain_text("Resolved")
    expect(bar).to_contain_text(f"{name}, ")
    settled(page)


def _refresh_often(page: Page) -> None:
    page.locator(".st-key-header-settings button").first.click()
    page.get_by_text("5 s", exact=True).click()
    page.wait_for_url("**refresh=5s**")
    page.keyboard.press("Escape")
    settled(page)


def test_everything_of_a_user_yesterday(demo: Demo, visit: Visit, complaints: Complaints) -> None:
    """All that one user did yesterday is found, as many records as SQL counts; one leads to its trace."""
    page = _start(demo, visit)
    today = datetime.now(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    within = " and ".join(
        f"ts {sign} timestamp '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"
        for sign, moment in ((">=", yesterday), ("<", today))
    )
    user = demo.ask(
        f"select user_id from logs where user_id is not null group by user_id having count(*) filter ({within}) > 0"
        " and count(distinct date_trunc('day', ts)) > 1 order by count(*) desc, user_id limit 1 offset 3"
    )[0]["user_id"]
    of_user = f"from logs where user_id = '{user}' and {within}"
    lines = demo.ask(f"select count(*) as n {of_user}")[0]["n"]
    events = demo.ask(f"select count(*) as n {of_user} and not is_copy")[0]["n"]

    _go(page, "Logs", "logs")
    box = page.get_by_role("searchbox", name="Search")
    box.fill(f"user_id:{user}")
    box.press("Enter")
    page.wait_for_url(f"**q=user_id%3A{user}**")
    settled(page)
    _set_range(page, yesterday, today)
    found = logs.found(page)
    _shot(page, "2-logs")
    page.get_by_text("Every line", exact=True).click()
    page.wait_for_url("**lines=all**")
    settled(page)
    assert (events, lines) == (found, logs.found(page))

    tables.follow(page, "logs-rows", 0, "**row=**")
    record = page.get_by_role("dialog")
    expect(record).to_contain_text(user)
    record.get_by_role("button", name="Trace", exact=True).click()
    page.wait_for_url("**/traces?**id=**")
    expect(page.locator(".lt-row").first).to_be_visible()
    _shot(page, "2-trace")
    assert complaints == []


def test_endpoint_that_got_slower(demo: Demo, visit: Visit, complaints: Complaints) -> None:
    """Held against the day before, the incident's endpoint leads; opened, its latency shows when it was slow."""
    incident = demo.incident
    page = _start(demo, visit)
    _narrow_to(page, incident)
    _go(page, "Requests", "requests")
    for label, option in (("Compare with", "The day before"), ("Order by", "Change of p95")):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option).click()
    page.wait_for_url("**compare=day**sort=change**")
    settled(page)
    first = tables.cells(page, "endpoints", 0)
    _shot(page, "3-requests")
    tables.follow(page, "endpoints", 0, "**endpoint=**")
    settled(page)
    expect(page.locator(".st-key-tile-requests-latency")).to_contain_text("Latency")
    page.locator(".st-key-chart-requests-latency .main-svg").first.wait_for()
    _shot(page, "3-endpoint")
    assert (True, True, []) == (first[0] in {incident.endpoint, _CALLER}, float(first[8]) > 100, complaints)
