"""The page Health: what it says of all probes, its rows, one probe in full, and nothing where nothing is probed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.app_pages import health as page
from dashboard.components.health import probe_rows, status_look
from dashboard.components.layout.page_context import PageContext
from dashboard.reads import Window
from dashboard.server import runtime
from dashboard.style import palette
from ingest.settings import Settings
from monitor.health import store
from monitor.health.probing import Probing
from monitor.health.store import Batch, Call, Change, Result
from monitor.service import Watching
from sql.warehouse import MEMORY
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

_PROBES = (
    {"name": "shop", "kind": "http", "url": "http://u:pw-0f-tests@shop/", "service": "shop", "critical": True},
    {"name": "a.b", "kind": "tcp", "host": "h", "port": 1},
    {"name": "backup", "kind": "heartbeat", "schedule": "1h", "id": "an-id-that-nobody-guesses"},
)
_WORDS = {"healthy": "Fine.", "unhealthy": "<i>It refuses</i> [x](http://evil)."}


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def probed() -> Iterator[None]:
    """A shop that was down ten minutes ago and is up, a port that is down, and a job that ran once."""
    now = datetime.now(UTC).replace(tzinfo=None)

    def result(probe: str, minutes: int, status: str) -> Result:
        latency = 20.0 if status == "healthy" else None
        return Result(
            now - timedelta(minutes=minutes), probe, "http", "t", status, status, latency, _WORDS[status], {"n": 7}
        )

    results = [result("shop", minutes, "unhealthy" if minutes == 10 else "healthy") for minutes in range(1, 50)]
    results.append(result("a.b", 5, "unhealthy"))
    changes = [
        Change(now - timedelta(minutes=minutes), probe, "http", "t", before, after, _WORDS[after])
        for minutes, probe, before, after in (
            (50, "shop", "unknown", "healthy"),
            (10, "shop", "healthy", "unhealthy"),
            (9, "shop", "unhealthy", "healthy"),
            (5, "a.b", "unknown", "unhealthy"),
        )
    ]
    calls = [Call(now - timedelta(minutes=3), "backup", "success", 0, "4 GB")]
    with warehouses.in_memory() as target:
        write(target, [record((now - timedelta(minutes=10)).isoformat(), "app", service="shop", message="no database")])
        settings = Settings(warehouse=MEMORY, probe=_PROBES)
        watching = Watching(target, settings, print, [Probing(target, settings)])
        with target.transaction() as cursor:
            store.write(cursor, Batch(results, changes, calls))
        runtime.install(runtime.Runtime(settings, target, None, watching))
        yield
        runtime.install(None)


@pytest.mark.usefixtures("probed")
def test_all_probes() -> None:
    """What does not work comes first, by name."""
    app = open_page("health", {"range": ["1h"], "tz": ["utc"]})
    said = _html(app)
    assert ([], True, True, True) == (
        complaints(app),
        "a.b is unhealthy." in said,
        "backup is not known." in said,
        "1 of 3 are healthy." in said,
    )


@pytest.mark.usefixtures("probed")
def test_one_probe() -> None:
    """Its status since when, its uptime and details, its changes, and the logs of its service."""
    app = open_page("health", {"probe": ["shop"], "range": ["1h"], "tz": ["utc"]})
    said, tables = _html(app), [frame.value for frame in app.dataframe]
    assert ([], True, True, ["healthy", "unhealthy", "healthy"], ["no database"]) == (
        complaints(app),
        "Healthy for 9 min." in said,
        "<small" in said and "Uptime 24 h" in said and "98.0 %" in said,
        tables[0]["status"].to_list(),
        tables[1]["message"].to_list(),
    )


@pytest.mark.usefixtures("probed")
def test_a_reason_is_text() -> None:
    """What a target answered is shown as it is."""
    app = open_page("health", {"probe": ["a.b"], "range": ["1h"]})
    assert ([], True, False) == (complaints(app), "&lt;i&gt;It refuses&lt;/i&gt;" in _html(app), "<i>" in _html(app))


@pytest.mark.usefixtures("probed")
def test_a_heartbeat() -> None:
    """Its calls with what it sent, and the address that the job calls."""
    app = open_page("health", {"probe": ["backup"], "range": ["1h"]})
    calls = next(frame.value for frame in app.dataframe if "body" in frame.value)
    assert ([], ["4 GB"], True) == (
        complaints(app),
        calls["body"].to_list(),
        "/ping/an-id-that-nobody-guesses" in app.code[0].value,
    )


def test_nothing_is_probed() -> None:
    """It says how to begin."""
    with warehouses.in_memory() as target:
        runtime.install(runtime.Runtime(Settings(), target))
        app = open_page("health")
        runtime.install(None)
    assert ([], True) == (complaints(app), "[[probe]]" in app.code[0].value)


_CONTEXT = PageContext(Window(at("10:00:00"), at("11:30:00")), at("11:30:00"), palette.LIGHT, None)


def _probe(**more: Any) -> dict[str, Any]:
    row = {
        "probe": "a",
        "kind": "tcp",
        "target": "h:1",
        "status": "healthy",
        "since": at("10:30:00"),
        "latency_ms": 4.0,
    }
    return {**row, "reason": "Fine.", "uptime_day": 1.0, "uptime_week": 0.99999, "uptime_month": 0.5, **more}


def test_rows_for_the_browser() -> None:
    """Texts for people, one colour for each period with its times, and gaps where it was not asked."""
    cell = {"probe": "a", "runs": 3, "degraded": 0, "unhealthy": 0, "unknown": 0, "latency_ms": 5.0}
    cells = [{**cell, "period": 0}, {**cell, "period": 2, "unhealthy": 1, "latency_ms": None}]
    data = probe_rows.shown(_CONTEXT, [_probe()], cells, 3)
    (row,) = data["rows"]
    light = palette.LIGHT
    assert ("Healthy for 1 h", "4 ms", [5.0, None, None], ["100 %", "99.99 %", "50.0 %"]) == (
        row["status"],
        row["latency"],
        row["line"],
        [uptime["text"] for uptime in row["uptimes"]],
    )
    assert [
        (light.scale[2], "10:00–10:30: healthy (3 runs) · 5 ms"),
        (light.grid, ""),
        (light.error, "11:00–11:30: unhealthy (1 of 3 runs)"),
    ] == [(period["color"], period["title"]) for period in row["periods"]]
    assert json.dumps(data)


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({"unhealthy": 1, "degraded": 5, "unknown": 1}, "unhealthy"),
        ({"unhealthy": 0, "degraded": 1, "unknown": 1}, "degraded"),
        ({"unhealthy": 0, "degraded": 0, "unknown": 1}, "healthy"),
        ({"unhealthy": 0, "degraded": 0, "unknown": 9}, "unknown"),
        ({"runs": 100, "unhealthy": 1, "degraded": 0, "unknown": 0}, "degraded"),
        ({"runs": 100, "unhealthy": 0, "degraded": 4, "unknown": 0}, "healthy"),
        ({"runs": 100, "unhealthy": 5, "degraded": 0, "unknown": 0}, "unhealthy"),
    ],
)
def test_status_of_a_period(counts: dict[str, int], status: str) -> None:
    """The worst of its runs; of many runs a few do not decide."""
    assert status == status_look.of_period({"runs": 9, **counts})


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (["healthy"], "<b>The probe is healthy.</b>"),
        (["healthy"] * 3, "<b>All 3 probes are healthy.</b>"),
        (["degraded"] * 5, "p0, p1, p2 and 2 more are degraded.</b> 0 of 5 are healthy."),
    ],
)
def test_sentence(statuses: list[str], sentence: str) -> None:
    """All in one sentence."""
    rows = [_probe(probe=f"p{number}", status=status) for number, status in enumerate(statuses)]
    assert page._sentence(_CONTEXT, rows).endswith(sentence)


def test_a_click_may_be_anything() -> None:
    """What a browser sends is checked."""
    told: list[tuple[str, int | None]] = []
    values = [{"probe": "a"}, {"probe": "a", "period": 2}, {"probe": "a", "period": 3}, {"probe": 7}, "a", None]
    for value in values:
        probe_rows._tell(value, 3, lambda probe, period: told.append((probe, period)))
    assert [("a", None), ("a", 2), ("a", None)] == told
    assert (at("10:30:00"), at("11:00:00")) == probe_rows.bounds(_CONTEXT, 1, 3)
