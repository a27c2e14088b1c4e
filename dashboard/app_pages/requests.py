"""Requests: what is slow? Endpoints and how they changed, latency over time, single requests, one endpoint in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.incidents import incident_link
from dashboard.components.layout import navigation, page_registry, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.logs.trace_summary import quoted
from dashboard.components.requests import endpoint_table, request_charts, request_list, request_numbers
from dashboard.components.requests.request_numbers import Against
from dashboard.components.tables import tables
from dashboard.reads import requests
from dashboard.reads.requests import Wanted
from dashboard.server import runtime
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads.requests import Endpoint

PAGE = PageInfo(title="Requests", question="What is slow?", icon="speed", section="Explore", order=50)
_TABLE_ROWS = 8
_HEIGHT = 260
_CHOICE_HEIGHT = 48
_COMPARE: Mapping[str, str] = {"before": "The time before", "day": "The day before", "week": "The week before"}
_SORTS: Mapping[str, str] = {
    "time": "Share of time",
    "p95": "p95 latency",
    "change": "Change of p95",
    "requests": "Requests",
    "errors": "Error rate",
    "slow": "Slow requests",
    "apdex": "Apdex, worst first",
}
_LISTS: Mapping[str, str] = {"slowest": "Slowest", "newest": "Newest slow", "failed": "Newest failed"}
_LONGEST_MS = 3_600_000


def render(context: PageContext) -> None:
    """Draw the page."""
    if not _has_requests():
        return
    endpoint = requests.endpoint_of(url.own_text("endpoint"))
    slow_ms = _slow_ms()
    if endpoint is None:
        _everything(context, slow_ms)
    else:
        _one(context, endpoint, slow_ms)


def _has_requests() -> bool:
    """Explain in one sentence that no log has HTTP requests."""
    try:
        if cache.ask(requests.stored())["requests"].item():
            return True
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return False
    with st.container(border=True, key="tile-no-requests"):
        tiles.note(
            "No log has HTTP requests. A record is a request if it has a status, or a method and a path.",
            height=100,
        )
    return False


def _default_slow_ms() -> float:
    return runtime.current().settings.slow_request_ms


def _slow_ms() -> float:
    """The threshold that the link says, else the one of the settings."""
    try:
        said = float(url.own_text("slow_ms"))
    except ValueError:
        return _default_slow_ms()
    return said if 0 < said <= _LONGEST_MS else _default_slow_ms()


def _threshold(slow_ms: float) -> None:
    st.session_state["own-slow_ms"] = slow_ms

    def pick() -> None:
        url.set_own("slow_ms", f"{st.session_state['own-slow_ms']:g}", f"{_default_slow_ms():g}")

    st.number_input(
        "Slow from (ms)",
        min_value=1.0,
        max_value=float(_LONGEST_MS),
        step=50.0,
        format="%.0f",
        key="own-slow_ms",
        on_change=pick,
        width=165,
        help="Counts by the durations' buckets: a request within 1 % of the threshold may count on the other side.",
    )


def _pick(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    chosen = url.own(name, list(options), default)
    st.session_state[f"own-{name}"] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda key: options[key],
        key=f"own-{name}",
        on_change=lambda: url.set_own(name, st.session_state[f"own-{name}"], default),
        width=185,
    )
    return chosen


def _everything(context: PageContext, slow_ms: float) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="request-controls"):
        sort = _pick("sort", "Order by", _SORTS, "time")
        compare = _pick("compare", "Compare with", _COMPARE, "before")
        _threshold(slow_ms)
    request_numbers.draw(context, slow_ms, _against())
    endpoint_table.draw(
        context, compare=compare, label=_COMPARE[compare].lower(), slow_ms=slow_ms, sort=sort, on_pick=_open
    )
    left, right = st.columns(2, gap="small")
    with left:
        request_charts.latency_map(context, height=tables.height_of(_TABLE_ROWS) + _CHOICE_HEIGHT)
    with right:
        _list(context, slow_ms)


def _against() -> Against:
    """What the link says to compare with."""
    compare = url.own("compare", list(_COMPARE), "before")
    return Against(compare, _COMPARE[compare].lower())


def _open(endpoint: Endpoint) -> None:
    url.set_own("endpoint", endpoint.key, "")


def _close() -> None:
    url.set_own("endpoint", "", "")


def _trace(identity: str) -> None:
    if page_registry.has("traces"):
        navigation.to("traces", {"id": identity})


def _list(context: PageContext, slow_ms: float) -> None:
    shown = url.own("list", list(_LISTS), "slowest")
    wanted = {
        "slowest": Wanted("all", slow_ms=slow_ms),
        "newest": Wanted("slow", newest=True, slow_ms=slow_ms),
        "failed": Wanted("failed", newest=True, slow_ms=slow_ms),
    }[shown]
    request_list.draw(
        context,
        wanted,
        key="request-list",
        title=f"{_LISTS[shown]} requests",
        unit="click for the trace",
        rows=_TABLE_ROWS,
        on_pick=_trace,
        choices=(_LISTS, shown),
    )


def _one(context: PageContext, endpoint: Endpoint, slow_ms: float) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="endpoint-head"):
        st.button("All endpoints", icon=":material/arrow_back:", key="endpoint-close", on_click=_close)
        if page_registry.has("logs"):
            st.button(
                "Its records in the logs",
                icon=":material/notes:",
                key="endpoint-logs",
                on_click=navigation.to,
                args=("logs", {"q": search_of(endpoint)}),
            )
        state = (
            url.state().with_filter("service", (endpoint.service or "",)).with_filter("route", (endpoint.route or "",))
        )
        incident_link.button("endpoint-incident", state=state)
        _threshold(slow_ms)
    st.markdown(f"#### {plain(endpoint.title)} :gray[{plain(endpoint.service or 'no service')}]")
    request_numbers.draw(context, slow_ms, _against(), endpoint)
    left, right = st.columns(2, gap="small")
    with left:
        request_charts.statuses_over_time(context, slow_ms, endpoint, height=_HEIGHT)
    with right:
        request_charts.latency(context, slow_ms, endpoint, height=_HEIGHT)
    left, middle, right = st.columns([5, 2, 3], gap="small")
    with left:
        request_charts.latency_map(context, endpoint, height=_HEIGHT)
    with middle:
        _statuses(context, endpoint)
    with right:
        _hosts(context, endpoint)
    left, right = st.columns(2, gap="small")
    for place, key, title, wanted in (
        (left, "endpoint-slowest", "Slowest requests", Wanted("all", slow_ms=slow_ms, endpoint=endpoint)),
        (
            right,
            "endpoint-failed",
            "Failed last",
            Wanted("failed", newest=True, slow_ms=slow_ms, endpoint=endpoint),
        ),
    ):
        with place:
            request_list.draw(
                context,
                wanted,
                key=key,
                title=title,
                unit="click for the trace",
                empty="No request of this endpoint failed in this range."
                if wanted.subset == "failed"
                else "This endpoint was not asked in this range.",
                rows=_TABLE_ROWS,
                on_pick=_trace,
                with_endpoint=False,
            )


def search_of(endpoint: Endpoint) -> str:
    """What finds the endpoint's records in the Logs page: `service:"shop" route:"/orders/{id}" method:"GET"`."""
    fields = {"service": endpoint.service, "route": endpoint.route, "method": endpoint.method}
    return " ".join(f"{name}:{quoted(value)}" for name, value in fields.items() if value)


def _statuses(context: PageContext, endpoint: Endpoint) -> None:
    tile = Tile(
        key="endpoint-statuses",
        title="Status",
        unit="" if context.window.fine else "classes",
        question=requests.statuses(context.window, endpoint),
        hint=None if context.window.fine else "Up to 6 hours show each code.",
    )

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(pl.col("status").replace("", "(none)"))
        tables.show(shown, _STATUS_COLUMNS, rows=_rows_of(_HEIGHT))

    tiles.show(tile, draw, height=_HEIGHT)


def _hosts(context: PageContext, endpoint: Endpoint) -> None:
    tile = Tile(key="endpoint-hosts", title="Hosts", question=requests.hosts(context.window, endpoint))

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(pl.col("host").replace("", "(none)"))
        tables.show(shown, _HOST_COLUMNS, rows=_rows_of(_HEIGHT))

    tiles.show(tile, draw, height=_HEIGHT)


def _rows_of(height: int) -> int:
    return (height - tables.HEADER_HEIGHT) // tables.ROW_HEIGHT


_STATUS_COLUMNS = {
    "status": tables.text("Status", width=65),
    "requests": tables.count("Requests", width=75),
    "share": tables.share("Share", width=65),
}
_HOST_COLUMNS = {
    "host": tables.text("Host", width=110),
    "requests": tables.count("Requests", width=75),
    "error_rate": tables.share("Errors", width=65),
    "p50_ms": tables.milliseconds("p50", width=65),
    "p95_ms": tables.milliseconds("p95", width=70),
}
