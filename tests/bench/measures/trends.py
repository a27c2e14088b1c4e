"""Every tile of Trends: the metric over time, its table, and by hour of the week, for every split."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from dashboard import reads
from tests.bench.measure import TILES, asking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.reads import Question, Window
    from tests.bench.measure import Measure, Span

_SPLITS = ("none", "service", "level", "source", "route", "status", "host")
_WEEK_MAP = timedelta(days=28)


def measures(span: Span) -> Iterator[Measure]:
    """The questions of dashboard/app_pages/trends.py."""
    for split in _SPLITS:
        kinds: dict[str, Callable[[Window], Question]] = {
            "trend of records": partial(reads.trend, split=split, requests_only=False, limit=7),
            "trend of requests": partial(reads.trend, split=split, requests_only=True, limit=7),
            "trend_latency": partial(reads.trend_latency, split=split, limit=7),
            "trend_users": partial(reads.trend_users, split=split, limit=7),
        }
        for name, read in kinds.items():
            yield from asking(TILES, f"trends: {name} by {split}", span.filtered(), read)
            whole = {case: window.whole() for case, window in span.windows().items()}
            yield from asking(TILES, f"trends: {name} by {split}, whole", whole, read)
    month = {case: _month(window) for case, window in span.filtered().items()}
    for read in (reads.heat_map, reads.heat_map_latency, reads.heat_map_users):
        yield from asking(TILES, f"trends: {read.__name__}", month, read)


def _month(window: Window) -> Window:
    """What the map of the week shows for a window: four weeks at least."""
    if window.span >= timedelta(days=7):
        return window
    return replace(window, from_ts=window.to_ts - _WEEK_MAP, bucket=timedelta(hours=6))
