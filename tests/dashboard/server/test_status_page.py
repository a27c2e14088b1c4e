"""Status pages: what others see, what they do not, and what is said of wrong settings."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from starlette.applications import Starlette

from dashboard.server.runtime import Runtime
from dashboard.server.status.status_page import StatusPages
from ingest.errors import SettingsError
from ingest.settings import Settings, load
from ingest.status_page_settings import StatusPageSettings
from monitor.health import store
from monitor.health.probing import settings_of
from monitor.health.store import Batch, Change, Result
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.asgi import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

_PAGES = (
    StatusPageSettings(name="all", title="The <shop>", probes=("shop", "cache"), note="What you use."),
    StatusPageSettings(name="cache", title="Cache", probes=("cache",)),
)
_PROBES = (
    {"name": "shop", "kind": "http", "url": "http://u:pw-0f-tests@inner-host/"},
    {"name": "cache", "kind": "redis", "url": "redis://inner-host"},
)


@pytest.fixture
def client() -> Iterator[Client]:
    """A shop that is down for an hour and was for a while days ago; a cache that works."""
    now = datetime.now(UTC).replace(tzinfo=None)
    results = [
        Result(now - timedelta(days=day, minutes=1), probe, "x", "inner-host", status, status, 1.0, "inner reason", {})
        for day in range(30)
        for probe, status in (("shop", "unhealthy" if day in {0, 3} else "healthy"), ("cache", "healthy"))
    ]
    changes = [
        Change(now - timedelta(hours=hours), probe, "x", "inner-host", before, after, "inner reason")
        for hours, probe, before, after in (
            (700, "shop", "unknown", "healthy"),
            (700, "cache", "unknown", "healthy"),
            (73, "shop", "healthy", "unhealthy"),
            (71, "shop", "unhealthy", "healthy"),
            (1, "shop", "healthy", "unhealthy"),
        )
    ]
    settings = Settings(warehouse=MEMORY, probe=_PROBES, status_page=_PAGES)
    with warehouses.in_memory() as target:
        with target.transaction() as cursor:
            store.write(cursor, Batch(results, changes))
            store.write_probes(cursor, settings_of(settings))
        routes = [StatusPages(Runtime(settings, target)).route()]
        yield Client(cast("FastAPI", Starlette(routes=routes)))


def test_what_others_see(client: Client) -> None:
    """One sentence, each probe with its days and uptime, outages with how long they lasted; no target and no reason."""
    reply = client.get("/status/all")
    html = reply.text
    assert (200, "<title>The &lt;shop&gt;: shop does not work.</title>" in html, False, False, False) == (
        reply.status_code,
        True,
        "inner" in html,
        "pw-0f" in html,
        "<script" in html,
    )
    days = [len(re.findall("<i ", part)) for part in html.split('<div class="days')[1:]]
    assert [90, 90] == [days[0], days[1]]
    assert [("shop", "Does not work"), ("cache", "Works")] == re.findall(r'<b>(\w+)</b><span class="\w+">([^<]+)', html)
    assert (["1 h and still", "2 h"], ["93.3 %", "100 %"]) == (
        re.findall(r"<td>([^<]*)</td></tr>", html),
        re.findall(r"<span>([\d.]+ %) up</span>", html),
    )


def test_each_shows_its_own(client: Client) -> None:
    """Other probes are not named, and a page that is not there is not found."""
    reply = client.get("/status/cache")
    assert (True, False, 404) == (
        "Everything works." in reply.text,
        "shop" in reply.text,
        client.get("/status/none").status_code,
    )
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_a_page_of_what_is_not_probed() -> None:
    """It is told when the server starts."""
    page = StatusPageSettings(name="all", title="All", probes=("shop", "shpo"))
    with warehouses.in_memory() as target, pytest.raises(SettingsError) as caught:
        StatusPages(Runtime(Settings(probe=_PROBES, status_page=(page,)), target))
    assert "[[status_page]] 'all' names the probe 'shpo', which is none: correct it there." == str(caught.value)


def test_a_wrong_key(tmp_path: Path) -> None:
    """The nearest one is told."""
    config = tmp_path / "longtail.toml"
    config.write_text('[[status_page]]\nname = "all"\ntitel = "All"\nprobes = ["shop"]\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(config)
    assert str(caught.value).endswith("is not a setting: did you mean title?")
