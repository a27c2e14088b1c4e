"""Charts of samples over time: lines or a stack, one for each value of a label, with the unit on the axis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from dashboard.components.charts import figures, week_tile
from dashboard.components.charts.week_tile import Week
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.reads import MONDAY, samples
from dashboard.reads.samples import Kept, Wanted
from dashboard.server import runtime
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import plotly.graph_objects as go

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Window

Column: TypeAlias = Literal["value", "highest", "per_second"]
Unit: TypeAlias = Literal["percent", "share", "bytes", "bytes per second", "count", "rate", "seconds"]
_LEAST_BUCKET = timedelta(minutes=1)
_FINER = timedelta(minutes=10)
_FINER_UP_TO = timedelta(days=2)
_MOST_LINES = 8
_MANY = 1000
"""From here on numbers on an axis have a `k`; smaller ones are written out, not as 500m."""
_KINDS: Mapping[Unit, str] = {"percent": "share", "share": "share", "seconds": "ms"}
_SCALES: Mapping[Unit, float] = {"percent": 0.01, "seconds": 1000.0}
_SHOWN: Mapping[Unit, Callable[[float | None], str]] = {
    "percent": numbers.percent,
    "share": numbers.percent,
    "bytes": numbers.byte_size,
    "bytes per second": lambda value: numbers.NOTHING if value is None else f"{numbers.byte_size(value)}/s",
    "count": numbers.count,
    "rate": numbers.rate,
    "seconds": numbers.milliseconds,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: which series, which of their columns, in which unit.

    `names` says how values of the label (or names of series, where `by` is empty) read, in the order in which they are
    drawn; others come after them, the largest first. `stacked` puts one on the other.
    """

    key: str
    title: str
    wanted: Wanted
    unit: Unit
    column: Column = "value"
    names: Mapping[str, str] = field(default_factory=dict)
    stacked: bool = False
    only_named: bool = False
    empty: str = "Nothing was measured in this range."
    hint: str | None = None


def kept_at(context: PageContext) -> Kept:
    """How long samples are kept here, for a page drawn now."""
    return Kept.of(context.now.replace(second=0, microsecond=0), runtime.current().settings)


def window_of(window: Window) -> Window:
    """The window in buckets that suit samples: a minute at least, ten minutes up to two days."""
    bucket = max(window.bucket, _LEAST_BUCKET)
    if window.bucket == timedelta(hours=1) and window.span <= _FINER_UP_TO:
        bucket = _FINER
    if bucket == window.bucket:
        return window
    return replace(window, bucket=bucket, from_ts=MONDAY + (window.from_ts - MONDAY) // bucket * bucket)


def question(context: PageContext, wanted: Wanted) -> Question:
    """The series over the page's window."""
    return samples.series(window_of(context.window), wanted, kept_at(context))


def draw(context: PageContext, chart: Chart, *, height: int) -> None:
    """Draw a chart as a tile."""
    window = window_of(context.window)
    tile = Tile(
        key=chart.key,
        title=chart.title,
        unit="" if chart.unit in _KINDS or chart.unit == "bytes" else _per(chart.unit),
        question=question(context, chart.wanted),
        empty=chart.empty,
        is_chart=True,
        hint=chart.hint,
    )

    def show(frame: pl.DataFrame) -> None:
        lines = lines_of(frame, chart, window, context.now)
        if not lines:
            tiles.note(chart.empty, height=height)
            return
        tiles.chart(context, figure_of(lines, chart, context, window, height), tile.key)

    tiles.show(tile, show, height=height)


def draw_week(context: PageContext, chart: Chart) -> None:
    """Draw the series of a chart, put together, by hour of day and weekday, as a tile."""
    kept, scale = kept_at(context), _SCALES.get(chart.unit, 1.0)

    def show(value: float | None) -> str:
        return _SHOWN[chart.unit](None if value is None else value * scale)

    week = Week(
        chart.key,
        chart.title,
        lambda window: samples.week(window, chart.wanted, kept),
        chart.column,
        show,
        _per(chart.unit),
        chart.empty,
    )
    week_tile.draw(context, week)


def _per(unit: Unit) -> str:
    return {"bytes per second": "per second", "rate": "per second"}.get(unit, "")


def lines_of(frame: pl.DataFrame, chart: Chart, window: Window, now: datetime) -> list[tuple[str, list[float | None]]]:
    """Name and values of each line, bucket by bucket; a bucket that is not over has no rate yet."""
    key = "label" if chart.wanted.by else "name"
    found = frame.filter(pl.col(chart.column).is_not_null())
    if chart.column == "per_second":
        found = found.filter(pl.col("bucket") <= now - window.bucket)
    sums = dict(found.group_by(key).agg(pl.col(chart.column).sum()).iter_rows())
    others = sorted((name for name in sums if name not in chart.names), key=lambda name: -sums[name])
    chosen = [name for name in chart.names if name in sums] + ([] if chart.only_named else others[:_MOST_LINES])
    scale = _SCALES.get(chart.unit, 1.0)
    buckets = range(max(1, window.span // window.bucket))
    result = []
    for name in chosen:
        rows = found.filter(pl.col(key) == name)
        values = dict(zip(rows["bucket"], rows[chart.column], strict=True))
        told = [values.get(window.from_ts + index * window.bucket) for index in buckets]
        shown = chart.names.get(name, name or "(none)")
        result.append((shown, [None if value is None else value * scale for value in told]))
    return result


def figure_of(
    lines: Sequence[tuple[str, list[float | None]]],
    chart: Chart,
    context: PageContext,
    window: Window,
    height: int,
) -> go.Figure:
    """The lines of `lines_of`, drawn as the chart says."""
    moments = figures.local(
        (window.from_ts + index * window.bucket for index in range(max(1, window.span // window.bucket))), window
    )
    if chart.stacked:  # an area would fall to zero where nothing was measured yet
        told = max(
            (place + 1 for _, values in lines for place, value in enumerate(values) if value is not None), default=0
        )
        moments, lines = moments[:told], [(name, values[:told]) for name, values in lines]
    colors = context.palette.series
    series = [
        figures.Series(name, colors[place % len(colors)], moments, values) for place, (name, values) in enumerate(lines)
    ]
    kind = _KINDS.get(chart.unit, "bytes" if chart.unit.startswith("bytes") else "count")
    figure = figures.lines(window, series, context.palette, height=height, show=_SHOWN[chart.unit], kind=kind)
    largest = max((value for _, values in lines for value in values if value is not None), default=0.0)
    is_whole = all(value == int(value) for _, values in lines for value in values if value is not None)
    if kind == "count" and largest < _MANY and not is_whole:
        figure.update_yaxes(tickformat="~g")
    if chart.stacked:
        figures.stack(figure)
    return figure
