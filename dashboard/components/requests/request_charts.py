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


def _rows(view: PageContext, endpoint: Endpoint | None) -> Question:
    if endpoint is None:
        return reads.rows(view.window, "requests")
    return requests.unbounded(view.window, Wanted("all", newest=True, endpoint=endpoint, limit=100))


def statuses_over_time(view: PageContext, slow_ms: float, endpoint: Endpoint | None, *, height: int) -> None:
    """Requests per bucket, stacked by class of status, failures at the axis."""
    tile = Tile(
        key="requests-statuses",
        title="Requests by status",
        unit=numbers.every(view.window.bucket),
        question=requests.series(view.window, slow_ms, endpoint),
        rows=_rows(view, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        moments = figures.local(frame["bucket"], view.window)
        series = [
            figures.Series(
                name, view.palette.status_classes.get(name, view.palette.other), moments, frame[column].to_list()
            )
            for name, column in _CLASSES.items()
            if frame[column].sum()
        ]
        tiles.chart(view, figures.stacked_bars(view.window, series, view.palette, height=height), tile.key)

    tiles.show(tile, draw, height=height)


def latency(view: PageContext, slow_ms: float, endpoint: Endpoint | None, *, height: int) -> None:
    """p50, p95 and p99 over time."""
    tile = Tile(
        key="requests-latency",
        title="Latency",
        question=requests.series(view.window, slow_ms, endpoint),
        rows=_rows(view, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        found: dict[datetime, dict[str, float]] = {row["bucket"]: row for row in frame.iter_rows(named=True)}
        buckets = [
            view.window.from_ts + index * view.window.bucket for index in range(view.window.span // view.window.bucket)
        ]
        moments = figures.local(buckets, view.window)
        colors = (view.palette.series[2], view.palette.accent, view.palette.ghost)
        series = [
            figures.Series(name, color, moments, [found.get(bucket, {}).get(column) for bucket in buckets])
            for (name, column), color in zip(_PERCENTILES.items(), colors, strict=True)
        ]
        figure = figures.lines(view.window, series, view.palette, height=height, show=numbers.milliseconds, kind="ms")
        tiles.chart(view, figure, tile.key)

    tiles.show(tile, draw, height=height)


def latency_map(view: PageContext, endpoint: Endpoint | None = None, *, height: int) -> None:
    """How many requests took how long, when."""
    tile = Tile(
        key="latency-map",
        title="Latency heat map",
        unit="the stronger, the more",
        question=requests.latency_map(view.window, endpoint),
        rows=_rows(view, endpoint),
        empty=_NOTHING,
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        cells = [figures.Cell(*row) for row in frame.select("bucket", "low_ms", "high_ms", "requests").iter_rows()]
        tiles.chart(view, figures.latency_map(view.window, cells, view.palette, height=height), tile.key)

    tiles.show(tile, draw, height=height)
