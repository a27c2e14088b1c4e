"""Charts of requests over time: by class of status, by percentile of latency, and as a heat map of durations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import reads
from dashboard.components.charts import figures
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.reads import requests
from dashboard.reads.requests import Wanted
from dashboard.style import numbers

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question
    from dashboard.reads.requests import Endpoint

_CLASSES = {
    "5xx": "status_5xx",
    "4xx": "status_4xx",
    "3xx": "status_3xx",
    "2xx": "status_2xx",
    "other": "status_other",
}
_PERCENTILES = {"p99": "p99_ms", "p95": "p95_ms", "p50": "p50_ms"}
_NOTHING = "No requests in this range."


def _rows(context: PageContext, endpoint: Endpoint | None) -> Question:
    if endpoint is None:
        return reads.rows(context.window, "requests")
    return requests.unbounded(context.window, Wanted("all", newest=True, endpoint=endpoint, limit=100))


def statuses_over_time(context: PageContext, slow_ms: float, endpoint: Endpoint | None, *, height: int) -> None:
    """Requests per bucket, stacked by class of status, failures at the axis."""
    tile = Tile(
        key="requests-statuses",
        title="Requests by status",
        unit=numbers.every(context.window.bucket),
        question=requests.series(context.window, slow_ms, endpoint),
        rows=_rows(context, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        moments = figures.local(frame["bucket"], context.window)
        series = [
            figures.Series(
                name, context.palette.status_classes.get(name, context.palette.other), moments, frame[column].to_list()
            )
            for name, column in _CLASSES.items()
            if frame[column].sum()
        ]
        tiles.chart(context, figures.stacked_bars(context.window, series, context.palette, height=height), tile.key)

    tiles.show(tile, draw, height=height)


def latency(context: PageContext, slow_ms: float, endpoint: Endpoint | None, *, height: int) -> None:
    """p50, p95 and p99 over time."""
    tile = Tile(
        key="requests-latency",
        title="Latency",
        question=requests.series(context.window, slow_ms, endpoint),
        rows=_rows(context, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        found: dict[datetime, dict[str, float]] = {row["bucket"]: row for row in frame.iter_rows(named=True)}
        buckets = [
            context.window.from_ts + index * context.window.bucket
            for index in range(context.window.span // context.window.bucket)
        ]
        moments = figures.local(buckets, context.window)
        colors = (context.palette.series[2], context.palette.accent, context.palette.ghost)
        series = [
            figures.Series(name, color, moments, [found.get(bucket, {}).get(column) for bucket in buckets])
            for (name, column), color in zip(_PERCENTILES.items(), colors, strict=True)
        ]
        figure = figures.lines(
            context.window, series, context.palette, height=height, show=numbers.milliseconds, kind="ms"
        )
        tiles.chart(context, figure, tile.key)

    tiles.show(tile, draw, height=height)


def latency_map(context: PageContext, endpoint: Endpoint | None = None, *, height: int) -> None:
    """How many requests took how long, when."""
    tile = Tile(
        key="latency-map",
        title="Latency heat map",
        unit="darker is more",
        question=requests.latency_map(context.window, endpoint),
        rows=_rows(context, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        cells = [figures.Cell(*row) for row in frame.select("bucket", "low_ms", "high_ms", "requests").iter_rows()]
        tiles.chart(context, figures.latency_map(context.window, cells, context.palette, height=height), tile.key)

    tiles.show(tile, draw, height=height)
