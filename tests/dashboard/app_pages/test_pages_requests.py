"""The pages Requests and Traces in Streamlit's own test runner: what they draw, what their links say, what is odd."""

from __future__ import annotations

import json
import math
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.controls.time_range import TimeRange
from dashboard.components.logs import record_details, waterfall
from dashboard.reads import requests, traces
from dashboard.server import runtime
from dashboard.style import numbers, palette
from ingest.settings import Settings
from tests import warehouses
from tests.dashboard.pages import complaints, open_page
from tests.sql.given import at, record, write

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from sql.warehouse import Warehouse

_CHECKOUT = "checkout\tPOST\t/checkout"


def _html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def _values(app: AppTest) -> list[str]:
    return re.findall(r'class="lt-value"[^>]*>([^<]*)<', _html(app))


def _said(app: AppTest) -> str:
    written = " ".join(element.value for element in (*app.caption, *app.markdown)).replace("\\", "")
    return f"{written} {_html(app)}"


def _param(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def _some_trace(target: Warehouse) -> str:
    with target.reader() as cursor:
        row = cursor.execute("select trace_id from errors where trace_id is not null order by ts limit 1").fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("endpoint", ["", _CHECKOUT])
def test_numbers_are_what_the_query_says(endpoint: str, shop_runtime: Warehouse) -> None:
    """The headline numbers are the query's, written for people, with the threshold that the link says."""
    app = open_page("requests", {"range": ["7d"], "tz": ["utc"], "slow_ms": ["250"], "endpoint": [endpoint]})
    window = time_range.window_of(TimeRange("7d"), now=reads.utc_now(), timezone="UTC")
    chosen = requests.endpoint_of(endpoint)
    found = reads.run(shop_runtime, requests.headline(window, 250, chosen)).row(0, named=True)
    expected = [
        numbers.percent(found["error_rate"]),
        *(numbers.milliseconds(found[name]) for name in ("p50_ms", "p95_ms", "p99_ms")),
        numbers.count(found["slow_requests"]),
        f"{found['apdex']:.2f}",
    ]
    assert ([], expected) == (complaints(app), _values(app)[1:])


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("sort", ["time", "p95", "change", "requests", "errors", "slow", "apdex"])
@pytest.mark.parametrize("compare", ["before", "day", "week"])
def test_every_order_and_comparison(sort: str, compare: str) -> None:
    """Requests draws in every order, against every time, and the link says which."""
    app = open_page("requests", {"sort": [sort], "compare": [compare]})
    assert ([], [sort, compare]) == (complaints(app), [box.value for box in app.selectbox])


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("chosen", ["15m", "6h", "24h", "30d", "all"])
def test_one_endpoint_draws_at_every_range(chosen: str) -> None:
    """An endpoint's page draws whatever the range, and says which endpoint it is."""
    app = open_page("requests", {"range": [chosen], "endpoint": [_CHECKOUT]})
    assert ([], True) == (complaints(app), "POST /checkout" in _said(app))


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("said", ["fast", "-5", "0", "1e99", "nan", "inf", ""])
def test_junk_threshold_gives_the_default(said: str) -> None:
    """What no threshold can be counts as not said."""
    app = open_page("requests", {"slow_ms": [said]})
    assert ([], 500.0) == (complaints(app), app.number_input[0].value)


@pytest.mark.usefixtures("shop_runtime")
def test_threshold_goes_into_the_link() -> None:
    """A new threshold is in the link and in the tile's title; the default is not."""
    app = open_page("requests").number_input[0].set_value(250.0).run()
    assert ("250", True) == (_param(app, "slow_ms"), "Slower than 250 ms" in _said(app))
    back = app.number_input[0].set_value(500.0).run()
    assert "slow_ms" not in back.query_params


@pytest.mark.usefixtures("shop_runtime")
def test_back_to_all_endpoints() -> None:
    """The button leads from an endpoint back to all."""
    app = open_page("requests", {"endpoint": [_CHECKOUT]}).button(key="endpoint-close").click().run()
    assert ([], False, True) == (complaints(app), "endpoint" in app.query_params, "Order by" in str(app.selectbox[0]))


@pytest.mark.usefixtures("shop_runtime")
def test_an_endpoint_that_nobody_knows() -> None:
    """A link to an endpoint that is gone draws, and says that there is nothing."""
    app = open_page("requests", {"endpoint": ["<b>x</b>\tGET\t$z$"]})
    assert ([], True, True) == (complaints(app), "<b>x</b>" in _said(app), "No requests in this range" in _said(app))


def _open_over(rows: list[dict[str, Any]], page: str, params: dict[str, list[str]]) -> AppTest:
    with warehouses.in_memory() as target:
        write(target, rows)
        runtime.install(runtime.Runtime(Settings(), target))
        app = open_page(page, {"range": ["all"], **params})
        runtime.install(None)
    return app


def test_without_http_one_sentence_says_so() -> None:
    """Logs that know nothing of HTTP give one sentence, and no table of nothing."""
    app = _open_over([record("10:00:00", "worker", message="done")], "requests", {})
    assert ([], True, 0) == (complaints(app), "No log has HTTP requests" in _said(app), len(app.dataframe))


@pytest.mark.parametrize("endpoint", [[], ["\tGET\t"]])
def test_one_request_without_route_or_duration(endpoint: list[str]) -> None:
    """One row, with nearly everything null, draws."""
    rows = [record("10:00:00", "access", None, method="GET", path="/x", status=None)]
    app = _open_over(rows, "requests", {"endpoint": endpoint} if endpoint else {})
    assert [] == complaints(app)


@pytest.mark.usefixtures("shop_runtime")
def test_traces_offers_what_is_interesting() -> None:
    """Without an id the page lists slow, failed and busy traces."""
    app = open_page("traces", {"range": ["all"]})
    columns = [set(frame.value.columns) for frame in app.dataframe]
    assert ([], [True] * 3) == (complaints(app), ["id" in names for names in columns])


def test_trace_by_id(shop_runtime: Warehouse) -> None:
    """An id shows what the query finds: totals, and the first failed record in full."""
    identity = _some_trace(shop_runtime)
    found = traces.find_id(shop_runtime, identity)
    assert found is not None
    events = reads.run(shop_runtime, traces.records(found))
    app = open_page("traces", {"id": [identity]})
    failed = events.filter(events["is_failed"])
    totals = re.findall(r"<b [^>]*>([^<]*)</b><small[^>]*>(?:events|failed)<", _html(app))
    fields = app.dataframe[0].value
    assert ([], [str(events.height), str(failed.height)], True) == (
        complaints(app),
        totals,
        failed["service"][0] in fields["value"].to_list(),
    )


@pytest.mark.usefixtures("shop_runtime")
@pytest.mark.parametrize("text", ["nobody-has-this", "'; drop table logs; --", "<script>x</script>", "x" * 5000])
def test_id_that_nobody_has(text: str) -> None:
    """One sentence says that nothing was found and how it was looked for."""
    app = open_page("traces", {"id": [text]})
    assert ([], True) == (complaints(app), "No record has this trace, request or span id" in _said(app))


def test_pasted_text_becomes_the_id(shop_runtime: Warehouse) -> None:
    """What is pasted into the box, with spaces and quotes, is looked for and is in the link."""
    identity = _some_trace(shop_runtime)
    app = open_page("traces").text_input(key="trace-id").set_value(f'  "{identity}" ').run()
    assert ([], identity, True) == (complaints(app), _param(app, "id"), "over all services" in _said(app))
    back = app.button(key="trace-list").click().run()
    assert ("id" in back.query_params, complaints(back)) == (False, [])


def test_chosen_record_is_in_the_link() -> None:
    """A link to a record opens it; one to a record that is not in the trace opens the first failed one."""
    rows = [
        record("10:00:00", "app", message="first", trace_id="t-1", line=1),
        record("10:00:01", "app", message="second", trace_id="t-1", line=2, attributes='{"key": "<i>value</i>"}'),
        record("10:00:02", "app", message="broken", level="ERROR", trace_id="t-1", line=3),
    ]
    shown = [
        _open_over(rows, "traces", {"id": ["t-1"], "record": [chosen]}).code[0].value for chosen in ("1-200-0", "9-9-9")
    ]
    assert ["second", "broken"] == shown


def test_trace_of_a_span_leads_to_the_whole_trace() -> None:
    """A request's or span's id shows its own records, and offers the trace they belong to."""
    rows = [
        record("10:00:00", "app", message="one", trace_id="t-1", request_id="r-1", line=1),
        record("10:00:01", "app", message="two", trace_id="t-1", request_id="r-2", line=2),
    ]
    with warehouses.in_memory() as target:
        write(target, rows)
        runtime.install(runtime.Runtime(Settings(), target))
        app = open_page("traces", {"id": ["r-1"]})
        whole = app.button(key="trace-whole").click().run()
        runtime.install(None)
    assert ("t-1", [], True) == (_param(whole, "id"), complaints(whole), "2 records" in _html(whole))


def _row(**fields: Any) -> waterfall.Row:
    row: dict[str, Any] = {
        "began_ts": at("10:00:00"),
        "ts": at("10:00:00"),
        "duration_ms": None,
        "service": "shop",
        "span_id": None,
        "parent_span_id": None,
        "method": None,
        "path": None,
        "status": None,
        "message": None,
        "error_type": None,
        "error_id": None,
        "error_message": None,
        "is_failed": False,
        "copies": 1,
        "file_id": 1,
        "byte_offset": 0,
        "record_index": 0,
    }
    return row | fields


def test_depths_follow_the_spans() -> None:
    """A span stands below its caller, a record within its span; a circle ends, an unknown caller counts for nothing."""
    rows = [
        _row(span_id="a", duration_ms=90.0),
        _row(span_id="a"),
        _row(span_id="b", parent_span_id="a", duration_ms=40.0),
        _row(span_id="b"),
        _row(span_id="c", parent_span_id="b"),
        _row(span_id="d", parent_span_id="gone"),
        _row(),
        _row(span_id="e", parent_span_id="f"),
        _row(span_id="f", parent_span_id="e"),
        _row(span_id="g", parent_span_id="g"),
    ]
    assert [0, 1, 1, 2, 2, 0, 0, 1, 1, 0] == waterfall.depths(rows)


def test_what_a_waterfall_draws() -> None:
    """Shares of the whole time, a bar where there is a duration, texts as they are, and nothing that is not JSON."""
    rows = [
        _row(duration_ms=1000.0, ts=at("10:00:01"), method="GET", path="/<b>", status=500, is_failed=True, copies=2),
        _row(began_ts=at("10:00:00.5"), ts=at("10:00:00.5"), message="a\n  b", service=None, byte_offset=7),
    ]
    drawn = waterfall.shown(rows, palette.LIGHT, "1-7-0")
    parts = [
        (row["start"], row["width"], row["text"], row["service"], row["failed"], row["copies"]) for row in drawn["rows"]
    ]
    expected = [(0.0, 1.0, "GET /<b> 500", "shop", True, 2), (0.5, None, "a b", "(no service)", False, 1)]
    assert (expected, "1-7-0", drawn) == (parts, drawn["chosen"], json.loads(json.dumps(drawn)))


@pytest.mark.parametrize("span_ms", [0.004, 1.0, 7.0, 99.9, 1234.0, 86_400_000.0 * 400])
def test_ticks_are_few_and_round(span_ms: float) -> None:
    """Whatever the span, two to seven ticks from its begin to its end."""
    marks = waterfall.ticks(span_ms)
    assert (True, 0.0, True) == (2 <= len(marks) <= 7, marks[0]["at"], marks[-1]["at"] <= 1.0)


def test_one_moment_is_a_trace_too() -> None:
    """A trace of one record without a duration has its point at the beginning."""
    drawn = waterfall.shown([_row(message="x")], palette.DARK, "")
    assert [(0.0, None)] == [(row["start"], row["width"]) for row in drawn["rows"]]
    assert record_details.chosen_of([_row(message="x")], "")["message"] == "x"


def test_exception_is_looked_at_first() -> None:
    """Of a trace whose record nobody chose, the exception is shown, before the request that failed because of it."""
    request, exception = _row(is_failed=True, line=1), _row(is_failed=True, error_id="e", line=2)
    rows = [_row(line=0), request, exception]
    chosen = [record_details.chosen_of(rows[:count], "") for count in (1, 2, 3)]
    assert [rows[0], request, exception] == chosen


def test_one_request_is_seen_on_the_map() -> None:
    """A cell of the latency map begins at the pale end for no request, not for the fewest there are."""
    start = at("10:00")
    window = reads.Window(start, start + timedelta(hours=1), bucket=timedelta(minutes=1))
    cells = [figures.Cell(start, 10, 20, 1), figures.Cell(start, 20, 40, 2)]
    drawn = figures.latency_map(window, cells, palette.LIGHT, height=200).data[0]
    assert (0, math.log10(3)) == (drawn.zmin, drawn.zmax)


@pytest.mark.parametrize(("compare", "words"), [("before", "the time before"), ("day", "the day before")])
@pytest.mark.usefixtures("shop_runtime")
def test_numbers_say_what_they_are_held_against(compare: str, words: str) -> None:
    """The headline numbers compare with what the page compares with."""
    app = open_page("requests", {"range": ["24h"], "compare": [compare]})
    assert words in re.findall(r" vs ([a-z ]+)</div>", _html(app))
