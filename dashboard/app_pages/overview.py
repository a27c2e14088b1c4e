"""Overview: is it all right now?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import level_chart
from dashboard.components.controls import time_range
from dashboard.components.layout import headline, navigation, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.requests import Endpoint
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Subset

PAGE = PageInfo(title="Overview", question="Is it all right now?", icon="monitoring", section="", order=10)
_CHART_HEIGHT = 250
_TABLE_ROWS = 8
_BEFORE = {"24h": "day before", "7d": "week before"}


def render(view: PageContext) -> None:
    """Draw the page."""
    cache.prepare(_questions(view))
    _headline(view)
    _levels(view)
    left, right = st.columns(2, gap="small")
    with left:
        _top_errors(view)
    with right:
        _slowest_endpoints(view)
    _freshness(view)


def _questions(view: PageContext) -> Iterator[Question]:
    """What the tiles will ask, in their order."""
    complete = view.window.complete(view.now)
    numbers_of = [view.window, complete]
    if _has_before(view):
        numbers_of.append(complete.shifted(view.window.span))
    yield from map(reads.headline, numbers_of)
    yield reads.headline_series(complete)
    yield from map(reads.open_errors, numbers_of if _has_before(view) else [view.window])
    yield reads.open_errors_series(complete)
    yield reads.records_by_level(view.window)
    yield reads.top_errors(view.window)
    yield reads.slowest_endpoints(view.window)
    yield reads.freshness(view.window)


def _has_before(view: PageContext) -> bool:
    """Whether the same time before this range lies within what is stored."""
    complete = view.window.complete(view.now)
    return view.data is not None and view.data[0] <= complete.from_ts - view.window.span


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


def _headline(view: PageContext) -> None:
    with st.grid(len(_NUMBERS), min_column_width=168, gap="small", key="headline"):
        for number in _NUMBERS:
            _number(view, number)


def _number(view: PageContext, number: _Number) -> None:
    ask = reads.open_errors if number.of_errors else reads.headline
    ask_series = reads.open_errors_series if number.of_errors else reads.headline_series
    complete = view.window.complete(view.now)
    shown = complete if number.per_second else view.window
    tile = Tile(
        key=f"number-{number.key}",
        title=number.title,
        question=ask(shown),
        rows=reads.rows(view.window, number.subset),
        download=ask_series(view.window),
    )

    def draw(frame: pl.DataFrame) -> None:
        changed = None
        if _has_before(view):
            now, before = (
                number.value(cache.ask(ask(window)), window)
                for window in (complete, complete.shifted(view.window.span))
            )
            changed = numbers.change(now, before)
        value = number.value(frame, shown)
        spark = number.line(cache.ask(ask_series(complete)), complete)
        worse = view.palette.error if number.is_error else view.palette.worse
        headline.draw(
            number.show(value),
            headline.exact(value),
            change=None
            if changed is None
            else headline.Change(changed, _before_words(view), worse if number.more_is == "bad" else None),
            spark=spark,
            palette=view.palette,
            color=number.color(spark, view.palette),
        )

    tiles.show(tile, draw, height=headline.HEIGHT)


def _before_words(view: PageContext) -> str:
    choice = url.frame().range.choice
    if choice in _BEFORE:
        return _BEFORE[choice]
    return f"{numbers.span(view.window.span)} before" if choice in time_range.PRESETS else "the time before"


def _levels(view: PageContext) -> None:
    tile = Tile(
        key="levels",
        title="Records by level",
        unit=numbers.every(view.window.bucket),
        question=reads.records_by_level(view.window),
        rows=reads.rows(view.window),
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        tiles.chart(view, level_chart.figure(view, frame, height=_CHART_HEIGHT), tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _top_errors(view: PageContext) -> None:
    tile = Tile(
        key="top-errors",
        title="Top errors",
        unit="click for the whole of it",
        question=reads.top_errors(view.window),
        rows=reads.rows(view.window, "errors"),
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


def _slowest_endpoints(view: PageContext) -> None:
    tile = Tile(
        key="slowest-endpoints",
        title="Slowest endpoints",
        unit="by p95, click for one",
        question=reads.slowest_endpoints(view.window),
        rows=reads.rows(view.window, "slow"),
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


def _freshness(view: PageContext) -> None:
    tile = Tile(
        key="freshness",
        title="Freshness of every source",
        question=reads.freshness(view.window),
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
