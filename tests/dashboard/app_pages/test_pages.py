"""Every page, run by Streamlit's own test runner: it draws, its numbers are the queries', its state is in the URL."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import dashboard
from dashboard import reads
from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.layout import page_registry
from dashboard.server import runtime
from dashboard.style import numbers
from ingest.service import IngestService
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard import shop
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse

MAIN = Path(dashboard.__file__).parent / "main.py"
PAGES = [page.path for page in page_registry.find()[0]]


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _values(app: AppTest) -> list[str]:
    return re.findall(r'class="lt-value"[^>]*>([^<]*)<', _html(app))


def _said(app: AppTest) -> dict[str, list[str]]:
    """What the URL says."""
    return {key: [values] if isinstance(values, str) else list(values) for key, values in app.query_params.items()}


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("chosen", ["15m", "1h", "6h", "24h", "7d", "30d", "all"])
def test_page_draws_at_every_range(page: str, chosen: str) -> None:
    """No page complains, whatever the range."""
    assert complaints(open_page(page, {"range": [chosen]})) == []


@pytest.mark.usefixtures("empty_runtime")
@pytest.mark.parametrize("page", PAGES)
def test_empty_page_says_what_to_do(page: str) -> None:
    """An empty warehouse gives a page that says why it is empty and names the next step."""
    app = open_page(page)
    said = " ".join(element.value for element in (*app.caption, *app.markdown))
    assert (complaints(app), "longtail serve" in said) == ([], True)


def test_headline_is_what_the_queries_say(shop_runtime: Warehouse) -> None:
    """The Overview's numbers are those of the queries, written for people."""
    app = open_page("overview", {"range": ["7d"], "tz": ["utc"]})
    window = time_range.window_of(TimeRange("7d"), now=reads.utc_now(), timezone="UTC")
    found = reads.run(shop_runtime, reads.headline(window)).row(0, named=True)
    groups = reads.run(shop_runtime, reads.open_errors(window))["error_groups"].item()
    seconds = window.complete(reads.utc_now()).span.total_seconds()
    complete = reads.run(shop_runtime, reads.headline(window.complete(reads.utc_now())))["requests"].item()
    expected = [
        numbers.NOTHING,  # no rule was evaluated
        numbers.count(found["records"]),
        numbers.rate(complete / seconds),
        numbers.percent(found["error_rate"]),
        numbers.milliseconds(found["p95_ms"]),
        numbers.count(found["slow_requests"]),
        numbers.count(groups),
    ]
    assert expected == _values(app)


def test_ledger_sum_is_what_the_query_says(shop_runtime: Warehouse) -> None:
    """Ingest shows lines = stored + rejected + blank, exact in the hover text."""
    app = open_page("ingest")
    window = time_range.window_of(TimeRange(), now=reads.utc_now(), timezone="UTC")
    total = reads.run(shop_runtime, reads.ledger_totals(window)).row(0, named=True)
    shown = [int(value.replace(",", "")) for value in re.findall(r'<b [^>]*title="([\d,]+)"', _html(app))[:4]]
    assert [total[name] for name in ("lines", "row_lines", "rejected", "blank")] == shown
    assert shown[0] == sum(shown[1:])


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("metric", ["records", "requests", "error-rate", "p50", "p95", "p99", "slow-share", "users"])
@pytest.mark.parametrize("split", ["none", "service", "level", "source", "route", "status", "host"])
def test_every_metric_by_every_split(metric: str, split: str) -> None:
    """Trends draws each metric by each split, against the day before."""
    app = open_page("trends", {"metric": [metric], "split": [split], "compare": ["day"]})
    assert ([], [metric, split, "day"]) == (complaints(app), [box.value for box in app.selectbox])


@pytest.mark.usefixtures("shop_runtime")
def test_link_gives_the_same_page() -> None:
    """Range, zone, refresh and filters of a link are those of the page, and stay in its URL."""
    params = {
        "from": ["2026-11-20T10:00:00Z"],
        "to": ["2026-11-20T12:00:00Z"],
        "tz": ["utc"],
        "refresh": ["off"],
        "service": ["checkout", "catalog"],
        "level": ["ERROR"],
        "split": ["level"],
    }
    app = open_page("trends", params)
    assert params == _said(app)


@pytest.mark.usefixtures("shop_runtime")
def test_url_that_was_replaced_undoes_nothing() -> None:
    """Two quick clicks: with the second the browser still sends the URL of before the first, and both stand."""
    app = open_page("trends", {"range": ["7d"], "metric": ["p95"]})
    app.selectbox[0].set_value("p99").run()
    app.query_params["metric"] = ["p95"]
    app.segmented_control(key="header-range").set_value("6h").run()
    assert (complaints(app), _said(app)) == ([], {"range": ["6h"], "metric": ["p99"]})


@pytest.mark.usefixtures("shop_runtime")
def test_url_of_somewhere_else_is_taken() -> None:
    """What the URL says and this session never wrote is where somebody wants to go."""
    app = open_page("trends", {"range": ["7d"]})
    app.query_params["range"] = ["1h"]
    app.query_params["metric"] = ["p99"]
    app.run()
    assert (app.selectbox[0].value, app.session_state["header-range"]) == ("p99", "1h")


@pytest.mark.usefixtures("shop_runtime")
def test_junk_in_the_url_gives_the_defaults() -> None:
    """What the URL says and nobody understands counts as not said."""
    junk = {"range": ["yesterday"], "from": ["2026-13-45"], "tz": ["Mars"], "refresh": ["-1"], "metric": ["'; drop"]}
    app = open_page("trends", junk)
    assert (complaints(app), app.selectbox[0].value, app.session_state["header-range"]) == ([], "requests", "24h")


@pytest.mark.usefixtures("shop_runtime")
def test_old_data_offers_its_range() -> None:
    """Where the range is before or after all data, the page says so and one click shows the data."""
    app = open_page("overview", {"from": ["2018-05-17T08:00:00Z"], "to": ["2018-05-17T09:00:00Z"]})
    said = " ".join(element.value for element in app.markdown)
    shown = app.button(key="show-all").click().run()
    assert ("No records in this range" in said, complaints(shown), len(_values(shown))) == (True, [], 7)


@pytest.mark.usefixtures("shop_runtime")
def test_menu_opens_the_sql() -> None:
    """A tile's menu shows its SQL, with the parameters written in."""
    app = open_page("overview")
    shown = app.button(key="sql-levels").click().run()
    window = time_range.window_of(TimeRange(), now=reads.utc_now(), timezone="UTC")
    assert f"timestamp '{window.to_ts}'" in shown.code[0].value
    assert ("$" in shown.code[0].value, "$from_ts" in shown.code[1].value) == (False, True)


@pytest.mark.usefixtures("shop_runtime")
def test_menu_opens_the_rows() -> None:
    """A tile's menu shows the newest rows behind it, newest first."""
    shown = open_page("overview").button(key="rows-number-slow").click().run()
    rows = next(frame.value for frame in shown.dataframe if "message" in frame.value.columns)
    assert (rows["ts"].is_monotonic_decreasing, bool((rows["duration_ms"] >= 500).all())) == (True, True)


def test_ingest_says_which_records_lack_a_time(tmp_path: Path) -> None:
    """Ingest names the key that may be the time, and the line of the settings; where none lack one it says nothing."""
    found = {}
    for key in ("k7", "time"):
        logs = tmp_path / key / "app.log"
        logs.parent.mkdir()
        logs.write_text(json.dumps({key: "2026-11-20T10:00:00Z", "msg": "x"}) + "\n", encoding="utf-8")
        with warehouses.in_memory() as warehouse:
            IngestService(warehouse, Settings(), [str(logs)]).run_once()
            runtime.install(runtime.Runtime(Settings(), warehouse))
            app = open_page("ingest", {"range": ["all"]})
            runtime.install(None)
        assert complaints(app) == []
        frames = [frame.value for frame in app.dataframe if "borrowed" in frame.value.columns]
        found[key] = [frame[["source", "records", "borrowed", "key", "help"]].to_numpy().tolist() for frame in frames]
    assert found == {"k7": [[["app", 1, "the file's last change", "/k7", 'keys.app.k7 = "ts"']]], "time": []}


def test_ingest_says_which_zones_write_times_told(tmp_path: Path) -> None:
    """A live log whose times name no zone is read in the one of its write time; Ingest says so."""
    log = tmp_path / "app.log"
    log.write_text(f"{datetime.now(UTC) + timedelta(hours=3):%Y-%m-%d %H:%M:%S} INFO sold\n")
    with warehouses.in_memory() as warehouse:
        IngestService(warehouse, Settings(), [str(log)]).run_once()
        runtime.install(runtime.Runtime(Settings(), warehouse))
        app = open_page("ingest", {"range": ["all"]})
        runtime.install(None)
    assert complaints(app) == []
    told = [box.label for box in app.expander if "zone" in box.label]
    assert told == ["1 stream writes times without a zone: write times of files tell it"]
    (frame,) = [frame.value for frame in app.dataframe if "setting" in frame.value.columns]
    shown = frame[["source", "zone", "files", "setting"]].to_numpy().tolist()
    assert shown == [["app", "+03:00", 1, 'timezone."app" = "UTC"']]


def test_ingest_proposes_a_format(tmp_path: Path) -> None:
    """A stream whose lines are rejected has a pattern proposed; a click makes records of them."""
    levels = ("INFO", "WARN", "ERROR")
    lines = [f"<{levels[n % 3]}> [2026-11-26 10:00:{n}] order {n}\n" for n in range(10, 40)]
    (tmp_path / "till.log").write_text("".join(lines), encoding="utf-8")
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    with warehouses.in_memory() as warehouse:
        ingest = IngestService(warehouse, settings, [str(tmp_path / "till.log")])
        ingest.run_once()
        runtime.install(runtime.Runtime(settings, warehouse, ingest))
        app = open_page("ingest", {"range": ["all"]})
        boxes = [box.label for box in app.expander]
        pattern = app.code[0].value
        app.text_input("unread-0-author").set_value("Ada").run()
        app.button("unread-0-use").click().run()
        after = [box.label for box in app.expander]
        with warehouse.reader() as cursor:
            counts = cursor.execute("select count(*), count(level), min(message) from logs").fetchone()
        runtime.install(None)
    assert complaints(app) == []
    assert (["100 % of the lines of till are rejected"], []) == (boxes, after)
    assert pattern == r"<%{LOGLEVEL:level}> \[%{TIMESTAMP_ISO8601:time}\] %{GREEDYDATA:message}"
    assert counts == (30, 30, "order 10")
    assert "Accepted by Ada on" in (tmp_path / "formats" / "till_text.toml").read_text(encoding="utf-8")


def test_ingest_says_which_files_are_not_read(tmp_path: Path) -> None:
    """A copy of a log has no row in the ledger; Ingest names it and the file that has all of it."""
    text = "".join(json.dumps({"time": f"2026-11-20T10:00:{n:02}Z", "msg": f"order {n}"}) + "\n" for n in range(30))
    (tmp_path / "app.log").write_text(text, encoding="utf-8")
    (tmp_path / "copy_of_app.log").write_text(text, encoding="utf-8")
    with warehouses.in_memory() as warehouse:
        ingest = IngestService(warehouse, Settings(), [str(tmp_path)])
        before = ingest.copies()
        ingest.run_once()
        runtime.install(runtime.Runtime(Settings(), warehouse, ingest))
        app = open_page("ingest", {"range": ["all"]})
        runtime.install(None)
        held = [(Path(copy.path).name, Path(copy.original).name, copy.bytes) for copy in ingest.copies()]
    assert complaints(app) == []
    told = [box.label for box in app.expander if "not read" in box.label]
    assert (before, told) == ([], ["1 file is a copy of a log that is read: not read"])
    (frame,) = [frame.value for frame in app.dataframe if "original" in frame.value.columns]
    shown = [(Path(path).name, Path(original).name, size) for path, original, size in frame.to_numpy().tolist()]
    assert held == shown
    assert {name for pair in held for name in pair[:2]} == {"app.log", "copy_of_app.log"}
    assert [size for _, _, size in held] == [len(text)]


def test_service_named_like_markup_is_text() -> None:
    """A service named <b>x</b> and a message with Markdown draw as they are written, also as a filter's chip."""
    hostile = "<b>x</b> :red[y] $z$"
    rows = [
        record(
            "10:00:00",
            "access",
            hostile,
            method="GET",
            path="/<i>",
            route="/<i>",
            status=500,
            duration_ms=700.0,
            level="ERROR",
            host=hostile,
            error_type="<script>",
            error_message="![](http://x/y)",
            error_id="e1",
        )
    ]
    with warehouses.in_memory() as warehouse:
        write(warehouse, rows)
        runtime.install(runtime.Runtime(Settings(), warehouse))
        for page in PAGES:
            app = open_page(page, {"range": ["all"], "service": [hostile], "split": ["service"]})
            assert complaints(app) == []
            chip = app.button(key=f"chip-service-{hostile}")
            assert chip.label == r"service: \<b\>x\<\/b\> \:red\[y\] \$z\$"
            assert "<b>x" not in _html(app)
        runtime.install(None)


def test_without_http_fields() -> None:
    """Pages draw for logs that know nothing of HTTP."""
    with warehouses.in_memory() as warehouse:
        write(warehouse, [record("10:00:00", "worker", level="INFO", message="done")])
        runtime.install(runtime.Runtime(Settings(), warehouse))
        said = [complaints(open_page(page, {"range": ["all"]})) for page in PAGES]
        runtime.install(None)
    assert [[] for _ in PAGES] == said


def test_without_a_warehouse() -> None:
    """A page without a running warehouse says how to start one."""
    runtime.install(None)
    (said,) = complaints(open_page("overview"))
    assert "longtail serve LOGS" in said.replace("\\", "")


def test_shop_has_its_incident(shop_warehouse: Warehouse) -> None:
    """The scenario that the pages are looked at with holds what it promises."""
    answer = reads.run(shop_warehouse, reads.top_errors(reads.Window(at("2020-01-01"), reads.utc_now())))
    assert "PaymentTimeout" in answer["error_type"].to_list()
    assert shop.__doc__
