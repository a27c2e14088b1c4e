"""The metrics of two windows that are compared, as charts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window
    from dashboard.reads.changes import Comparison

_CHART_HEIGHT = 165
_FARTHEST = 4
"""Windows that lie apart by more than so many times the longer one are drawn one over the other."""


@dataclass(frozen=True, slots=True)
class _Metric:
    key: str
    title: str
    column: str
    kind: str
    show: Callable[[float | None], str]


_METRICS = (
    _Metric("records", "Records", "records", "count", numbers.count),
    _Metric("requests", "Requests", "requests", "count", numbers.count),
    _Metric("error-rate", "Error rate", "error_rate", "share", numbers.percent),
    _Metric("p95", "p95 latency", "p95_ms", "ms", numbers.milliseconds),
)


def draw(context: PageContext, comparison: Comparison) -> None:
    """A chart for each metric: both windows on one axis of time, or one over the other where they lie far apart."""
    window = _axis(context, comparison)
    with st.grid(len(_METRICS), min_column_width=260, gap="small", key="changes-metrics"):
        for metric in _METRICS:
            _metric(context, comparison, metric, window)


def _axis(context: PageContext, comparison: Comparison) -> Window | None:
    """The time from the beginning of the first window to the end of the last; None where they lie too far apart."""
    both = (comparison.after, comparison.before)
    start, end = min(one.from_ts for one in both), max(one.to_ts for one in both)
    if end - start > _FARTHEST * max(one.span for one in both):
        return None
    chosen = time_range.TimeRange(time_range.CUSTOM, start, end)
    whole = time_range.window_of(chosen, now=context.now, timezone=context.window.timezone)
    filters = {name: getattr(context.window, name) for name in reads.FILTERS}
    return replace(whole, **filters)


def _metric(context: PageContext, comparison: Comparison, metric: _Metric, axis: Window | None) -> None:
    window = context.window if axis is None else axis
    tile = Tile(
        key=f"changes-{metric.key}",
        title=metric.title,
        unit=", ".join([numbers.every(window.bucket)] * (metric.kind == "count") + ["b dotted"] * (axis is None)),
        question=reads.headline_series(window),
        rows=reads.rows(comparison.after),
        is_chart=True,
        compares=False,
    )

    def draw(frame: pl.DataFrame) -> None:
        lines = [_line(context, frame, metric, window)]
        if axis is None:
            lines.insert(0, _ghost(context, comparison, metric))
        figure = figures.lines(window, lines, context.palette, height=_CHART_HEIGHT, show=metric.show, kind=metric.kind)
        figure.update_layout(margin={"t": 18, "b": 42}, showlegend=False)
        figure.update_xaxes(nticks=4)
        if axis is not None:
            figures.shade(figure, comparison.before, context.palette.muted, "b")
            figures.shade(figure, comparison.after, context.palette.accent, "a")
        tiles.chart(context, figure, tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _line(context: PageContext, frame: pl.DataFrame, metric: _Metric, window: Window) -> figures.Series:
    """The metric bucket by bucket; an empty bucket is zero for a count, a gap for a measure."""
    found = dict(zip(frame["bucket"], frame[metric.column], strict=True))
    moments = [window.from_ts + index * window.bucket for index in range(max(1, window.span // window.bucket))]
    nothing = 0.0 if metric.kind == "count" else None
    values = [None if moment > context.now else found.get(moment, nothing) for moment in moments]
    return figures.Series("a", context.palette.accent, figures.local(moments, window), values)


def _ghost(context: PageContext, comparison: Comparison, metric: _Metric) -> figures.Series:
    """The window before, moved onto the other one, dotted."""
    shift = context.window.from_ts - comparison.before.from_ts
    before = replace(context.window.shifted(shift), to_ts=comparison.before.to_ts, origin=context.window.origin - shift)
    frame = cache.ask(reads.headline_series(before)).with_columns(pl.col("bucket") + shift)
    return replace(_line(context, frame, metric, context.window), name="b", color=context.palette.ghost, dashed=True)
