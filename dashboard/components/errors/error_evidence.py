"""The evidence of one error group: when, where in the code, what it touches, newest occurrences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.charts import figures
from dashboard.components.controls import choice, time_range
from dashboard.components.errors import stacks
from dashboard.components.layout import navigation, page_registry, tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import errors
from dashboard.style import numbers
from dashboard.style.text import plain, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window

_CHART_HEIGHT = 170
_STACK_HEIGHT = 370
_DIMENSIONS: Mapping[str, str] = {
    "route": "Routes",
    "user": "Users",
    "version": "Versions",
    "host": "Hosts",
    "service": "Services",
}
_STACKS: Mapping[str, str] = {"newest": "Newest", "oldest": "Oldest"}
_SAMPLES = "error-samples-table"
_SAMPLE_ROWS = 8


def draw(context: PageContext, group: Mapping[str, Any]) -> None:
    """Draw the tiles."""
    left, right = st.columns(2, gap="small")
    with left:
        _trend(context, group, "error-window-trend", "In the range", context.window)
    with right:
        _trend(context, group, "error-ever-trend", "Since first seen", _ever(context, group))
    left, right = st.columns([8, 5], gap="small")
    with left:
        _stack(context, group)
    with right:
        _affected(context, group)
    _samples(context, group)


def _ever(context: PageContext, group: Mapping[str, Any]) -> Window:
    """The page's window, from when the group was first seen until now, or its last record where that is ahead."""
    end = max(context.now, group["last_seen"] + timedelta(microseconds=1))
    chosen = time_range.TimeRange(time_range.CUSTOM, group["first_seen"], end)
    longest = time_range.window_of(chosen, now=context.now, timezone=context.window.timezone)
    return replace(
        context.window, from_ts=longest.from_ts, to_ts=longest.to_ts, bucket=longest.bucket, origin=longest.origin
    )


def _trend(context: PageContext, group: Mapping[str, Any], key: str, title: str, window: Window) -> None:
    tile = Tile(
        key=key,
        title=title,
        unit=numbers.every(window.bucket),
        question=errors.group_trend(window, group["error_id"]),
        rows=errors.rows(window, group["error_id"]),
        empty="It did not occur in this range.",
        is_chart=True,
    )

    def fill(frame: pl.DataFrame) -> None:
        series = figures.Series(
            "Occurrences", context.palette.error, figures.local(frame["bucket"], window), frame["occurrences"].to_list()
        )
        figure = figures.stacked_bars(window, [series], context.palette, height=_CHART_HEIGHT)
        tiles.chart(context, figure, key)

    tiles.show(tile, fill, height=_CHART_HEIGHT)


def _stack(context: PageContext, group: Mapping[str, Any]) -> None:
    which = choice.chosen("stack", _STACKS)
    tile = Tile(
        key="error-stack",
        title="Stack",
        unit=f"{which} occurrence",
        question=errors.stack(group["error_id"], oldest=which == "oldest"),
        empty="No stored record of it has a stack.",
    )

    def fill(frame: pl.DataFrame) -> None:
        found = stacks.blocks(frame.to_dicts())
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="error-stack-bar"):
            choice.draw("stack", _STACKS)
            with st.popover("Text", icon=":material/notes:", type="tertiary", key="error-stack-text"):
                st.code("\n".join(visible(line) for line in frame["line"]), language=None, height=400)
            where = stacks.culprit(found)
            st.caption(plain(visible(_occurrence(context, frame, where))))
        with st.container(height=_STACK_HEIGHT - 48, border=False, key="error-stack-lines"):
            st.html(stacks.html(found, context.palette))

    tiles.show(tile, fill, height=_STACK_HEIGHT)


def _occurrence(context: PageContext, frame: pl.DataFrame, where: str | None) -> str:
    first = frame.row(0, named=True)
    parts = [where, numbers.ago(first["ts"], context.now), first["host"] and f"on {first['host']}"]
    return " · ".join(part for part in parts if part)


def _affected(context: PageContext, group: Mapping[str, Any]) -> None:
    question = errors.affected(context.window, group["error_id"])
    dimension = choice.chosen("by", _DIMENSIONS)
    tile = Tile(
        key="error-affected",
        title="Affected",
        unit="in the range",
        question=question,
        rows=errors.rows(context.window, group["error_id"]),
        empty="It did not occur in this range.",
    )

    def fill(frame: pl.DataFrame) -> None:
        counts = dict(zip(frame["dimension"], frame["values"], strict=True))
        labels = {key: f"{name} {_how_many(frame, key, counts)}".strip() for key, name in _DIMENSIONS.items()}
        choice.draw("by", labels)
        mine = frame.filter(pl.col("dimension") == dimension).with_columns(
            pl.col("value")
            .map_elements(lambda value: visible(value) or "(none)", return_dtype=pl.String)
            .alias("value"),
            pl.col("share") * 100,
        )
        columns = {"value": tables.text(_DIMENSIONS[dimension][:-1], width=150), **_AFFECTED_COLUMNS}
        tables.show(tables.in_utc(mine), columns, rows=9)

    tiles.show(tile, fill, height=_STACK_HEIGHT)


def _how_many(frame: pl.DataFrame, dimension: str, counts: Mapping[str, int]) -> str:
    """The number of values, if there are any."""
    values = frame.filter(pl.col("dimension") == dimension)["value"].to_list()
    return "" if values in ([], [""]) else numbers.count(counts[dimension])


def _samples(context: PageContext, group: Mapping[str, Any]) -> None:
    tile = Tile(
        key="error-samples",
        title="Newest occurrences",
        unit="select one to open its trace" if page_registry.has("traces") else "",
        question=errors.samples(context.window, group["error_id"]),
        rows=errors.rows(context.window, group["error_id"]),
        empty="It did not occur in this range.",
    )

    def fill(frame: pl.DataFrame) -> None:
        traces = [trace or request for trace, request in zip(frame["trace_id"], frame["request_id"], strict=True)]

        def pick() -> None:
            cells = st.session_state[_SAMPLES].selection.cells
            if cells and traces[cells[0][0]]:
                navigation.to("traces", {"id": traces[cells[0][0]]})

        shown = tables.localised(frame, context.window.timezone).select(
            pl.col(name).map_elements(visible, return_dtype=pl.String) if frame.schema[name] == pl.String else name
            for name in _SAMPLE_COLUMNS
            if not frame[name].is_null().all()
        )
        st.dataframe(
            shown,
            column_config=dict(_SAMPLE_COLUMNS),
            height=tables.height_of(min(_SAMPLE_ROWS, frame.height)),
            row_height=tables.ROW_HEIGHT,
            hide_index=True,
            placeholder="",
            key=_SAMPLES,
            on_select=pick if page_registry.has("traces") else "ignore",
            selection_mode="single-cell",
        )

    tiles.show(tile, fill, height=tables.height_of(_SAMPLE_ROWS))


_AFFECTED_COLUMNS: tables.Columns = {
    "occurrences": tables.count("Count", width=65),
    "share": tables.progress("Share", width=90, help_text="Of the group's occurrences in the range"),
    "last_seen": tables.ago("Last seen", width=105),
    "first_seen": tables.ago("First seen", width=105),
}
_SAMPLE_COLUMNS: tables.Columns = {
    "ts": st.column_config.DatetimeColumn("Time", format="YYYY-MM-DD HH:mm:ss.SSS", width=175, pinned=True),
    "message": tables.text("Message", width=330),
    "service": tables.text("Service", width=90),
    "host": tables.text("Host", width=85),
    "version": tables.text("Version", width=75),
    "method": tables.text("Method", width=65),
    "path": tables.text("Path", width=150),
    "status": st.column_config.NumberColumn("Status", format="%d", width=60),
    "user_id": tables.text("User", width=90),
    "trace_id": tables.text("Trace", width=140),
    "request_id": tables.text("Request", width=140),
    "sources": tables.text("Seen in", width=110),
}
