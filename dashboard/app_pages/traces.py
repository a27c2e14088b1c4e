"""Traces: what did this request do? Every record with one id, over all services and files, on a time line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache
from dashboard.components.layout import tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.logs import record_details, trace_summary, waterfall
from dashboard.components.requests import request_list
from dashboard.components.tables import tables
from dashboard.reads import traces
from dashboard.reads.requests import Wanted
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads.traces import Found

PAGE = PageInfo(
    title="Traces",
    question="What did this request do?",
    icon="account_tree",
    section="Explore",
    order=60,
    needs_window=False,
)
_TABLE_ROWS = 8
_BUSY_HOURS = timedelta(hours=6)


def render(context: PageContext) -> None:
    """Draw the page."""
    text = url.own_text("id")
    _box(text)
    if context.data is None:
        st.caption(
            "No records yet: this warehouse is empty. Watch a folder with `longtail serve LOGS`, "
            "or look around with `longtail demo`."
        )
    elif text:
        _searched(context, text)
    else:
        _offers(context)


def _box(text: str) -> None:
    st.session_state["trace-id"] = text
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="trace-box"):
        st.text_input(
            "Trace, request or span id",
            key="trace-id",
            placeholder="Paste an id and press Enter",
            on_change=lambda: open_trace(st.session_state["trace-id"]),
            icon=":material/search:",
            width=460,
        )
        if text:
            st.button("Other traces", icon=":material/list:", key="trace-list", on_click=open_trace, args=("",))


def open_trace(text: str) -> None:
    """Show the trace with an id, or without one the list of traces (a widget's callback)."""
    url.set_own("record", "", "")
    url.set_own("id", traces.cleaned(text), "")


def _searched(context: PageContext, text: str) -> None:
    try:
        found = cache.find(text)
    except LongtailError as error:
        tiles.failed(plain(str(error)), height=80)
        return
    if found is None:
        with st.container(border=True, key="trace-missing"):
            tiles.note(
                "No record has this trace, request or span id. Ids are compared exactly, over all time, services and "
                "files. Records that retention dropped are not found.",
                height=100,
                icon=":material/search_off:",
            )
        return
    _trace(context, found)


def _trace(context: PageContext, found: Found) -> None:
    question = traces.records(found)
    chosen = url.own_text("record")
    tile = Tile(key="trace", title="Trace", unit="over all services and files", question=question)

    def draw(frame: pl.DataFrame) -> None:
        rows = frame.to_dicts()
        trace_summary.draw(context, rows, found)
        waterfall.draw(
            rows,
            context.palette,
            chosen=waterfall.identity(record_details.chosen_of(rows, chosen)),
            key="trace-fall",
            on_pick=lambda identity: url.set_own("record", identity, ""),
        )

    tiles.show(tile, draw, height=waterfall.height_of(6))
    frame = cache.ask(question)
    if not frame.is_empty():
        with st.container(border=True, key="tile-trace-record"):
            record_details.draw(context, record_details.chosen_of(frame.to_dicts(), chosen))


def _offers(context: PageContext) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        request_list.draw(
            context,
            Wanted("all"),
            key="traces-slowest",
            title="Slowest requests",
            empty="No requests in this range.",
            rows=_TABLE_ROWS,
            on_pick=open_trace,
        )
    with right:
        _failures(context)
    _busiest(context)


def _failures(context: PageContext) -> None:
    tile = Tile(
        key="traces-failed",
        title="Failed last",
        unit="first exception of each trace",
        question=traces.failures(context.window),
        empty="No exception with an id in this range.",
    )

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.concat_str(
                [pl.col("error_type").fill_null("Error"), pl.col("error_message").fill_null("")], separator=": "
            ).alias("error")
        )
        _list(context, tile, shown, _FAILED_COLUMNS)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _busiest(context: PageContext) -> None:
    unit = f"of the newest {numbers.span(_BUSY_HOURS)}" if context.window.span > _BUSY_HOURS else ""
    tile = Tile(
        key="traces-busiest",
        title="Most records",
        unit=unit,
        question=traces.busiest(context.window),
        empty="No record with an id in these hours.",
    )

    def draw(frame: pl.DataFrame) -> None:
        _list(context, tile, frame, _BUSY_COLUMNS)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _list(context: PageContext, tile: Tile, frame: pl.DataFrame, columns: tables.Columns) -> None:
    """The traces of a tile; a click opens one."""
    tables.show(
        tables.localised(frame, context.window.timezone),
        columns,
        rows=_TABLE_ROWS,
        key=f"table-{tile.key}",
        on_pick=lambda row: open_trace(frame["id"][row]),
    )


_FAILED_COLUMNS = {
    "ts": tables.moment("Time", width=178),
    "service": tables.text("Service", width=90),
    "error": tables.text("Error", width=260),
    "id": tables.text("Trace", width=140),
}
_BUSY_COLUMNS = {
    "ts": tables.moment("Began", width=178),
    "records": tables.count("Records", width=80),
    "services": tables.count("Services", width=80),
    "errors": tables.count("Errors", width=80),
    "duration_ms": tables.milliseconds("From first to last", width=120),
    "id": tables.text("Trace", width=260),
}
