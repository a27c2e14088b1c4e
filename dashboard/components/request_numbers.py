"""Requests in a row of headline numbers, each with its line over time and its change against another time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components import headline, numbers, tiles
from dashboard.components.tiles import Tile
from dashboard.reads import requests

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from dashboard.components.view import View
    from dashboard.reads import Window
    from dashboard.reads.requests import Endpoint

_HEIGHT = 96


@dataclass(frozen=True, slots=True)
class Against:
    """What the numbers are held against: `before`, `day` or `week`, and how that reads."""

    compare: str
    words: str


@dataclass(frozen=True, slots=True)
class _Number:
    """One number: its column in an answer, how it reads, and which way is worse."""

    key: str
    title: str
    column: str
    show: Callable[[float | None], str]
    worse: int = 1
    is_rate: bool = False
    is_error: bool = False

    def value(self, frame: pl.DataFrame, window: Window) -> float | None:
        """The number in an answer's only row, per second of the window where it is a rate."""
        value = frame[self.column].item()
        if value is None:
            return None
        return float(value) / window.span.total_seconds() if self.is_rate else float(value)


def _apdex(value: float | None) -> str:
    return numbers.NOTHING if value is None else f"{value:.2f}"


def _numbers(slow_ms: float) -> tuple[_Number, ...]:
    return (
        _Number("rate", "Requests", "requests", numbers.rate, worse=0, is_rate=True),
        _Number("errors", "Error rate", "error_rate", numbers.percent, is_error=True),
        _Number("p50", "p50 latency", "p50_ms", numbers.milliseconds),
        _Number("p95", "p95 latency", "p95_ms", numbers.milliseconds),
        _Number("p99", "p99 latency", "p99_ms", numbers.milliseconds),
        _Number("slow", f"Slower than {numbers.milliseconds(slow_ms)}", "slow_requests", numbers.count),
        _Number("apdex", "Apdex", "apdex", _apdex, worse=-1),
    )


def draw(view: View, slow_ms: float, against: Against, endpoint: Endpoint | None = None) -> None:
    """Draw the row, of all requests or of one endpoint's."""
    shown = _numbers(slow_ms)
    with st.grid(len(shown), min_column_width=150, gap="small", key="request-numbers"):
        for number in shown:
            _draw(view, number, slow_ms, against, endpoint)


def _draw(view: View, number: _Number, slow_ms: float, against: Against, endpoint: Endpoint | None) -> None:
    complete = view.window.complete(view.now)
    window = complete if number.is_rate else view.window
    tile = Tile(
        key=f"requests-{number.key}",
        title=number.title,
        question=requests.headline(window, slow_ms, endpoint),
        download=requests.series(view.window, slow_ms, endpoint),
    )

    def show(frame: pl.DataFrame) -> None:
        value = number.value(frame, window)
        spark = _spark(cache.ask(requests.series(complete, slow_ms, endpoint)), number, complete)
        quiet = not any(spark)
        color = view.palette.ghost if quiet else view.palette.error if number.is_error else view.palette.accent
        headline.draw(
            number.show(value),
            "no requests" if value is None else f"{value:,.3f}".rstrip("0").rstrip("."),
            change=_change(view, number, slow_ms, against, endpoint),
            spark=spark,
            palette=view.palette,
            color=color,
        )

    tiles.show(tile, show, height=_HEIGHT)


def _change(
    view: View, number: _Number, slow_ms: float, against: Against, endpoint: Endpoint | None
) -> headline.Change | None:
    """Against the other time, where the data reaches back that far."""
    complete = view.window.complete(view.now)
    shift = view.window.from_ts - requests.compared(view.window, against.compare).from_ts
    if view.data is None or view.data[0] > complete.from_ts - shift:
        return None
    now, before = (
        number.value(cache.ask(requests.headline(window, slow_ms, endpoint)), window)
        for window in (complete, complete.shifted(shift))
    )
    changed = numbers.change(now, before)
    if changed is None:
        return None
    color = view.palette.error if number.is_error else view.palette.worse
    return headline.Change(changed, against.words, color if number.worse > 0 else None)


def _spark(frame: pl.DataFrame, number: _Number, window: Window) -> list[float | None]:
    """The series bucket by bucket: nothing in a bucket is zero for a count, and a gap for a measure."""
    found = dict(zip(frame["bucket"], frame[number.column], strict=True))
    values = [
        found.get(window.from_ts + index * window.bucket) for index in range(max(1, window.span // window.bucket))
    ]
    if number.column in {"requests", "slow_requests"}:
        return [float(value or 0) for value in values]
    return [None if value is None else float(value) for value in values]
