"""Overview: is it all right now?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.alerts import alert_number
from dashboard.components.charts import level_chart
from dashboard.components.controls import time_range
from dashboard.components.layout import headline, navigation, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.moments import earlier
from dashboard.reads.requests import Endpoint
from dashboard.reads.watched import alerts
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Subset

PAGE = PageInfo(title="Overview", question="Is it all right now?", icon="monitoring", section="Watch", order=10)
_CHART_HEIGHT = 250
_TABLE_ROWS = 8
_BEFORE = {"24h": "day before", "7d": "week before"}


def render(context: PageContext) -> None:
    """Draw the page."""
    cache.prepare(_questions(context))
    _headline(context)
    _levels(context)
    left, right = st.columns(2, gap="small")
    with left:
        _top_errors(context)
    with right:
        _slowest_endpoints(context)
    _freshness(context)


def _questions(context: PageContext) -> Iterator[Question]:
    """What the tiles will ask, in their order."""
    complete = context.window.complete(context.now)
    numbers_of = [context.window, complete]
    if _has_before(context):
        numbers_of.append(complete.shifted(context.window.span))
    yield alerts.now()
    yield from map(reads.headline, numbers_of)
    yield reads.headline_series(complete)
    yield from map(reads.open_errors, numbers_of if _has_before(context) else [context.window])
    yield reads.open_errors_series(complete)
    yield alerts.firing_series(context.window, context.now)
    yield reads.records_by_level(context.window)
    yield reads.top_errors(context.window)
    yield reads.slowest_endpoints(context.window)
    yield reads.freshness(context.window)


def _has_before(context: PageContext) -> bool:
    """Whether the same time before this range lies within what is stored."""
    complete = context.window.complete(context.now)
    return context.data is not None and context.data[0] <= earlier(complete.from_ts, context.window.span)


@dataclass(frozen=True, slots=True)
class _Number(headline.Number):
    """A headline number: whether more of it is bad, the records behind it, and whether errors are asked for it."""

    more_is: Literal["bad", "neutral"] = "neutral"
    subset: Subset = "records"
    of_errors: bool = False


_NUMBERS = (
    _Number("records", "Records", "records", numbers.count),
    _Number("rate", "Requests", "requests", numbers.rate, per_second=True, subset="requests"),
    _Number(
        "error-rate",
        "Error rate",
        "error_rate",
        numbers.percent,
        is_measure=True,
        is_error=True,
        more_is="bad",
        subset="failed",
    ),
    _Number("p95", "p95 latency", "p95_ms", numbers.milliseconds, is_measure=True, more_is="bad", subset="requests"),
    _Number("slow", "Slow requests", "slow_requests", numbers.count, more_is="bad", subset="slow"),
    _Number(
        "errors",
        "Open errors",
        "error_groups",
        numbers.count,
        is_error=True,
        more_is="bad",
        subset="errors",
        of_errors=True,
    ),
)


def _headline(context: PageContext) -> None:
    with st.grid(len(_NUMBERS) + 1, min_column_width=150, gap="small", key="headline"):
        alert_number.draw(context)
        for number in _NUMBERS:
            _number(context, number)


def _number(context: PageContext, number: _Number) -> None:
    ask = reads.open_errors if number.of_errors else reads.headline
    ask_series = reads.open_errors_series if number.of_errors else reads.headline_series
    complete = context.window.complete(context.now)
    shown = complete if number.per_second else context.window
    tile = Tile(
        key=f"number-{number.key}",
        title=number.title,
        question=ask(shown),
        rows=reads.rows(context.window, number.subset),
        download=ask_series(context.window),
    )

    def draw(frame: pl.DataFrame) -> None:
        changed = None
        if _has_before(context):
            now, before = (
                number.value(cache.ask(ask(window)), window)
                for window in (complete, complete.shifted(context.window.span))
            )
            changed = numbers.change(now, before)
        value = number.value(frame, shown)
        spark = number.line(cache.ask(ask_series(complete)), complete)
        worse = context.palette.error if number.is_error else context.palette.worse
        headline.draw(
            number.show(value),
            headline.exact(value),
            change=None
            if changed is None
            else headline.Change(changed, _compared_with(context), worse if number.more_is == "bad" else None),
            spark=spark,
            palette=context.palette,
            color=number.color(spark, context.palette),
        )

    tiles.show(tile, draw, height=headline.HEIGHT)


def _compared_with(context: PageContext) -> str:
    choice = url.state().range.choice
    if choice in _BEFORE:
        return _BEFORE[choice]
    return f"{numbers.span(context.window.span)} before" if choice in time_range.PRESETS else "the time before"


def _levels(context: PageContext) -> None:
    tile = Tile(
        key="levels",
        title="Records by level",
        unit=numbers.every(context.window.bucket),
        question=reads.records_by_level(context.window),
        rows=reads.rows(context.window),
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        tiles.chart(context, level_chart.figure(context, frame, height=_CHART_HEIGHT), tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _top_errors(context: PageContext) -> None:
    tile = Tile(
        key="top-errors",
        title="Top errors",
        unit="click for details",
        question=reads.top_errors(context.window),
        rows=reads.rows(context.window, "errors"),
        empty="No errors in this range.",
    )

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.concat_str(
                [pl.col("error_type").fill_null("Error"), pl.col("error_message").fill_null("")], separator=": "
            ).alias("error"),
        )

        def open_group(row: int) -> None:
            navigation.to("errors", {"error": frame["error_id"][row]})

        tables.show(tables.in_utc(shown), _ERROR_COLUMNS, rows=_TABLE_ROWS, key="table-errors", on_pick=open_group)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _slowest_endpoints(context: PageContext) -> None:
    tile = Tile(
        key="slowest-endpoints",
        title="Slowest endpoints",
        unit="by p95, click for details",
        question=reads.slowest_endpoints(context.window),
        rows=reads.rows(context.window, "slow"),
        empty="No requests in this range.",
    )

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(
            pl.concat_str([pl.col("method").fill_null(""), pl.col("route").fill_null("(no route)")], separator=" ")
            .str.strip_chars()
            .alias("endpoint"),
            pl.col("share_of_time") * 100,
        )

        def open_endpoint(row: int) -> None:
            parts = (frame[name][row] or "" for name in ("service", "method", "route"))
            navigation.to("requests", {"endpoint": Endpoint(*parts).key})

        tables.show(shown, _ENDPOINT_COLUMNS, rows=_TABLE_ROWS, key="table-slowest", on_pick=open_endpoint)

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _freshness(context: PageContext) -> None:
    tile = Tile(
        key="freshness",
        title="Freshness of every source",
        question=reads.freshness(context.window),
        empty="No source has been read yet.",
    )

    def draw(frame: pl.DataFrame) -> None:
        shown = frame.with_columns(pl.col("service").fill_null("(none)"))
        tables.show(tables.in_utc(shown), _FRESHNESS_COLUMNS, rows=_TABLE_ROWS)

    tiles.show(tile, draw, height=tables.height_of(4))


_ERROR_COLUMNS = {
    "error": tables.text("Error", width=240),
    "service": tables.text("Service", width=80),
    "occurrences": tables.count("Count", width=60),
    "trend": tables.bars("Trend", width=90, color="red"),
    "last_seen": tables.ago("Last seen", width=110),
    "status": tables.text("Status", width=80),
    "users": tables.count("Users", width=60),
}
_ENDPOINT_COLUMNS = {
    "endpoint": tables.text("Endpoint", width=175),
    "service": tables.text("Service", width=90),
    "p95_ms": tables.milliseconds("p95", width=75),
    "p50_ms": tables.milliseconds("p50", width=70),
    "requests": tables.count("Requests", width=75),
    "error_rate": tables.share("Errors", width=65),
    "share_of_time": tables.progress("Time", width=115, help_text="The endpoint's share of all time spent on requests"),
}
_FRESHNESS_COLUMNS = {
    "service": tables.text("Service"),
    "source": tables.text("Source"),
    "last_ts": tables.ago("Last record"),
    "last_read_at": tables.ago("Last read"),
    "records": tables.count("Records"),
    "files": tables.count("Files"),
    "lag_bytes": tables.byte_size("Waiting"),
}
