"""Requests in a row of headline numbers, each with its line over time and its change against another time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.layout import headline, tiles
from dashboard.components.layout.tiles import Tile
from dashboard.reads import requests
from dashboard.style import numbers

if TYPE_CHECKING:
    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads.requests import Endpoint


@dataclass(frozen=True, slots=True)
class Against:
    """What the numbers are held against: `before`, `day` or `week`, and how that reads."""

    compare: str
    label: str


@dataclass(frozen=True, slots=True)
class _Number(headline.Number):
    """One number, and which way is worse: more (1), less (-1) or neither."""

    worse: int = 1


def _apdex(value: float | None) -> str:
    return numbers.NOTHING if value is None else f"{value:.2f}"


def _numbers(slow_ms: float) -> tuple[_Number, ...]:
    return (
        _Number("rate", "Requests", "requests", numbers.rate, per_second=True, worse=0),
        _Number("errors", "Error rate", "error_rate", numbers.percent, is_measure=True, is_error=True),
        _Number("p50", "p50 latency", "p50_ms", numbers.milliseconds, is_measure=True),
        _Number("p95", "p95 latency", "p95_ms", numbers.milliseconds, is_measure=True),
        _Number("p99", "p99 latency", "p99_ms", numbers.milliseconds, is_measure=True),
        _Number("slow", f"Slower than {numbers.milliseconds(slow_ms)}", "slow_requests", numbers.count),
        _Number("apdex", "Apdex", "apdex", _apdex, is_measure=True, worse=-1),
    )


def draw(context: PageContext, slow_ms: float, against: Against, endpoint: Endpoint | None = None) -> None:
    """Draw the row, of all requests or of one endpoint's."""
    shown = _numbers(slow_ms)
    with st.grid(len(shown), min_column_width=150, gap="small", key="request-numbers"):
        for number in shown:
            _draw(context, number, slow_ms, against, endpoint)


def _draw(context: PageContext, number: _Number, slow_ms: float, against: Against, endpoint: Endpoint | None) -> None:
    complete = context.window.complete(context.now)
    window = complete if number.per_second else context.window
    tile = Tile(
        key=f"requests-{number.key}",
        title=number.title,
        question=requests.headline(window, slow_ms, endpoint),
        download=requests.series(context.window, slow_ms, endpoint),
    )

    def show(frame: pl.DataFrame) -> None:
        value = number.value(frame, window)
        spark = number.line(cache.ask(requests.series(complete, slow_ms, endpoint)), complete)
        headline.draw(
            number.show(value),
            headline.exact(value),
            change=_change(context, number, slow_ms, against, endpoint),
            spark=spark,
            palette=context.palette,
            color=number.color(spark, context.palette),
        )

    tiles.show(tile, show, height=headline.HEIGHT)


def _change(
    context: PageContext, number: _Number, slow_ms: float, against: Against, endpoint: Endpoint | None
) -> headline.Change | None:
    """Against the other time, where the data reaches back that far."""
    complete = context.window.complete(context.now)
    shift = context.window.from_ts - requests.compared(context.window, against.compare).from_ts
    if context.data is None or context.data[0] > complete.from_ts - shift:
        return None
    now, before = (
        number.value(cache.ask(requests.headline(window, slow_ms, endpoint)), window)
        for window in (complete, complete.shifted(shift))
    )
    changed = numbers.change(now, before)
    if changed is None:
        return None
    color = context.palette.error if number.is_error else context.palette.worse
    return headline.Change(changed, against.label, color if number.worse > 0 else None)
