"""The table of endpoints: how they answer, how that changed, and a click that opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import polars as pl

from dashboard import cache
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads import requests
from dashboard.reads.requests import Endpoint
from dashboard.style import numbers
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads.requests import Sort

_ROWS = 12
_KEYS = ("service", "method", "route")


def draw(  # noqa: PLR0913 (what is compared and ordered, all named)
    context: PageContext, *, compare: str, label: str, slow_ms: float, sort: str, on_pick: Callable[[Endpoint], None]
) -> None:
    """Draw the tile; `label` says what p95 is compared with."""
    before = requests.compared(context.window, compare)
    reaches = context.data is not None and context.data[0] < before.to_ts
    tile = Tile(
        key="endpoints",
        title="Endpoints",
        unit=f"p95 against {label}" if reaches else f"no records in {label}",
        question=requests.endpoints(context.window, before, context.now, slow_ms, cast("Sort", sort)),
        empty="No requests in this range.",
        hint="Click an endpoint to open it. Apdex: up to T counts fully, up to 4 T half, slower and failed not at all.",
    )

    def show(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.concat_str([pl.col("method").fill_null(""), pl.col("route").fill_null("(no route)")], separator=" ")
            .str.strip_chars()
            .alias("endpoint"),
            pl.col("service").fill_null("(none)"),
            pl.col("share_of_time") * 100,
            pl.col("p95_change") * 100,
            _trends(context, frame),
        )

        def pick(row: int) -> None:
            on_pick(Endpoint(*(frame[name][row] or "" for name in _KEYS)))

        tables.show(shown, _columns(slow_ms, label), rows=_ROWS, key="table-endpoints", on_pick=pick)

    tiles.show(tile, show, height=tables.height_of(_ROWS))


def _trends(context: PageContext, frame: pl.DataFrame) -> pl.Series:
    """The p95 of each endpoint over time; nothing where that cannot be had."""
    try:
        found = cache.ask(requests.endpoint_trends(context.window))
    except LongtailError:
        found = pl.DataFrame(schema={**dict.fromkeys(_KEYS, pl.String), "p95_trend": pl.List(pl.Float64)})
    trends = {row[:3]: row[3] for row in found.select(*_KEYS, "p95_trend").iter_rows()}
    values = [trends.get(key, []) for key in frame.select(_KEYS).iter_rows()]
    return pl.Series("p95_trend", values, dtype=pl.List(pl.Float64))


def _columns(slow_ms: float, label: str) -> tables.Columns:
    return {
        "endpoint": tables.text("Endpoint", width=215),
        "service": tables.text("Service", width=95),
        "rate": tables.per_second("Rate", width=80),
        "requests": tables.count("Requests", width=85),
        "error_rate": tables.share("Errors", width=70),
        "p50_ms": tables.milliseconds("p50", width=75),
        "p95_ms": tables.milliseconds("p95", width=80),
        "p99_ms": tables.milliseconds("p99", width=80),
        "p95_change": tables.change("p95 change", width=90, help_text=f"Against {label}"),
        "p95_trend": tables.line("p95 over time", width=110),
        "slow_requests": tables.count(f"≥ {numbers.milliseconds(slow_ms)}", width=75),
        "apdex": tables.ratio("Apdex", width=65),
        "share_of_time": tables.progress(
            "Time", width=100, help_text="The endpoint's share of all time spent on requests"
        ),
    }
