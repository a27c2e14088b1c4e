"""Trends: since when? One metric over time, split, against the day or week before, and by hour of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.layout import headline, tiles, url
from dashboard.components.layout.page_registry import PageInfo
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.style import numbers
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Subset, Window

PAGE = PageInfo(title="Trends", question="Since when?", icon="trending_up", section="Explore", order=20)
_CHART_HEIGHT = 320
_MAP_HEIGHT = 250
_TABLE_ROWS = 7
_MOST_SERIES = 7
_ALL_SERIES = 1000
_MAP_SPAN = timedelta(days=28)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Metric:
    """A metric: its query, its column, and how it is drawn and written."""

    title: str
    column: str
    family: Literal["counts", "latency", "users"]
    kind: Literal["count", "share", "ms"]
    show: Callable[[float | None], str]
    subset: Subset = "records"
    stacked: bool = False


_METRICS: Mapping[str, _Metric] = {
    "records": _Metric("Records", "records", "counts", "count", numbers.count, stacked=True),
    "requests": _Metric("Requests", "requests", "counts", "count", numbers.count, "requests", stacked=True),
    "error-rate": _Metric("Error rate", "error_rate", "counts", "share", numbers.percent, "failed"),
    "p50": _Metric("p50 latency", "p50_ms", "latency", "ms", numbers.milliseconds, "requests"),
    "p95": _Metric("p95 latency", "p95_ms", "latency", "ms", numbers.milliseconds, "requests"),
    "p99": _Metric("p99 latency", "p99_ms", "latency", "ms", numbers.milliseconds, "requests"),
    "slow-share": _Metric("Slow requests", "slow_share", "counts", "share", numbers.percent, "slow"),
    "users": _Metric("Users", "users", "users", "count", numbers.count),
}
_SPLITS: Mapping[str, str] = {
    "none": "Nothing",
    "service": "Service",
    "level": "Level",
    "source": "Source",
    "route": "Route",
    "status": "Status class",
    "host": "Host",
}
_PLURALS: Mapping[str, str] = {
    "service": "Services",
    "level": "Levels",
    "source": "Sources",
    "route": "Routes",
    "status": "Status classes",
    "host": "Hosts",
}
_HEADLINE = (
    ("Records", "records", numbers.count),
    ("Requests", "requests", numbers.count),
    ("Error rate", "error_rate", numbers.percent),
    ("Slow requests", "slow_requests", numbers.count),
    ("p50 latency", "p50_ms", numbers.milliseconds),
    ("p95 latency", "p95_ms", numbers.milliseconds),
    ("p99 latency", "p99_ms", numbers.milliseconds),
)
_COMPARE: Mapping[str, str] = {"none": "Off", "day": "Day before", "week": "Week before"}
_SHIFTS: Mapping[str, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7)}


def render(context: PageContext) -> None:
    """Draw the page."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="trend-controls"):
        metric = _METRICS[_pick("metric", "Metric", {key: one.title for key, one in _METRICS.items()}, "requests")]
        split = _pick("split", "Split by", _SPLITS, "none")
        compare = _pick("compare", "Compare with", _COMPARE, "none")
    _chart(context, metric, split, _SHIFTS.get(compare))
    left, right = st.columns([4, 3], gap="small")
    with left:
        _week(context, metric)
    with right:
        if split == "none":
            _all_metrics(context, _SHIFTS.get(compare))
        else:
            _series_table(context, metric, split, _SHIFTS.get(compare))


def _pick(name: str, label: str, options: Mapping[str, str], default: str) -> str:
    chosen = url.own(name, list(options), default)
    widget = f"own-{name}"
    st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda key: options[key],
        key=widget,
        on_change=lambda: url.set_own(name, st.session_state[widget], default),
        width=165,
    )
    return chosen


def _question(window: Window, metric: _Metric, split: str, limit: int = _MOST_SERIES) -> Question:
    if metric.family == "latency":
        return reads.trend_latency(window, split, limit=limit)
    if metric.family == "users":
        return reads.trend_users(window, split, limit=limit)
    return reads.trend(window, split, requests_only=metric.column != "records", limit=limit)


def _unit(metric: _Metric, window: Window) -> str:
    return numbers.every(window.bucket) if metric.kind == "count" else ""


def _chart(context: PageContext, metric: _Metric, split: str, shift: timedelta | None) -> None:
    window = context.window
    by = "" if split == "none" else f" by {_SPLITS[split].lower()}"
    tile = Tile(
        key="trend",
        title=f"{metric.title}{by}",
        unit=_unit(metric, window),
        question=_question(window, metric, split),
        rows=reads.rows(window, metric.subset),
        empty="No requests in this range." if metric.family == "latency" else "Nothing in this range.",
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        now = _series(frame, metric, context, split)
        before = [] if shift is None else _ghosts(context, metric, split, shift, {one.name: one.color for one in now})
        if metric.stacked:
            figure = figures.stacked_bars(window, now, context.palette, height=_CHART_HEIGHT, ghosts=before)
        else:
            figure = figures.lines(
                window, [*before, *now], context.palette, height=_CHART_HEIGHT, show=metric.show, kind=metric.kind
            )
        tiles.chart(context, figure, tile.key)

    tiles.show(tile, draw, height=_CHART_HEIGHT)


def _ghosts(
    context: PageContext, metric: _Metric, split: str, shift: timedelta, colors: Mapping[str, str]
) -> list[figures.Series]:
    """The same metric earlier, moved onto this window: a dotted line for each series of now, one for all counts."""
    window = context.window.shifted(shift)
    split = "none" if metric.stacked else split
    question = _question(window, metric, split, _ALL_SERIES)
    try:
        frame = cache.ask(question).with_columns(pl.col("bucket") + shift)
    except LongtailError:
        return []
    label = "day before" if shift < _A_WEEK else "week before"
    found = _series(frame, metric, context, split)
    if split == "none":
        return [replace(one, name=label, color=context.palette.ghost, dashed=True) for one in found]
    return [
        replace(one, name=f"{one.name}, {label}", color=colors[one.name], dashed=True, hidden_in_legend=True)
        for one in found
        if one.name in colors
    ]


def _series(frame: pl.DataFrame, metric: _Metric, context: PageContext, split: str) -> list[figures.Series]:
    """One series per rank, the rest ("other") last; an empty bucket is zero for a count, a gap for a measure."""
    window = context.window
    buckets = [window.from_ts + index * window.bucket for index in range(window.span // window.bucket)]
    local = figures.local(buckets, window)
    over = [moment > context.now for moment in buckets]
    series = []
    for (rank, name), part in sorted(
        frame.group_by(["rank", "series"], maintain_order=True), key=lambda item: (item[0][0] == 0, item[0][0])
    ):
        values: dict[datetime, float] = dict(zip(part["bucket"], part[metric.column], strict=True))
        nothing = 0.0 if metric.kind == "count" else None
        series.append(
            figures.Series(
                name=_name(str(name), split, metric),
                color=_color(context, split, int(str(rank)), str(name)),
                x=local,
                y=[None if ahead else values.get(moment, nothing) for moment, ahead in zip(buckets, over, strict=True)],
            )
        )
    return series


def _name(name: str, split: str, metric: _Metric) -> str:
    if split == "none":
        return metric.title
    return name or f"(no {_SPLITS[split].lower()})"


def _color(context: PageContext, split: str, rank: int, name: str) -> str:
    if rank == 0:
        return context.palette.other
    if split == "level":
        return context.palette.levels.get(name, context.palette.other)
    if split == "status":
        return context.palette.status_classes.get(name, context.palette.other)
    return context.palette.series[(rank - 1) % len(context.palette.series)]


def _against(context: PageContext, shift: timedelta | None) -> tuple[timedelta, str]:
    against = shift or context.window.span
    return against, {timedelta(days=1): "day before", _A_WEEK: "week before"}.get(against, "period before")


def _all_metrics(context: PageContext, shift: timedelta | None) -> None:
    """Every metric over the whole range, against the same time earlier."""
    window = context.window.complete(context.now)
    against, label = _against(context, shift)
    tile = Tile(
        key="trend-series",
        title="Every metric",
        unit=f"against the {label}",
        question=reads.headline(window),
        rows=reads.rows(context.window),
    )

    def draw(frame: pl.DataFrame) -> None:
        earlier = cache.ask(reads.headline(window.shifted(against)))
        shown = []
        for title, column, show in _HEADLINE:
            value, before = frame[column].item(), earlier[column].item()
            shown.append({"series": title, **_compared(value, before, show)})
        tables.show(pl.DataFrame(shown), _columns("none", label), rows=len(_HEADLINE))

    tiles.show(tile, draw, height=tables.height_of(len(_HEADLINE)))


def _compared(value: float | None, before: float | None, show: Callable[[float | None], str]) -> dict[str, str]:
    changed = numbers.change(value, before)
    return {
        "now": show(value),
        "before": show(before),
        "change": numbers.NOTHING if changed is None else headline.signed(changed),
    }


def _series_table(context: PageContext, metric: _Metric, split: str, shift: timedelta | None) -> None:
    window = context.window.complete(context.now)
    against, label = _against(context, shift)
    tile = Tile(
        key="trend-series",
        title=_PLURALS[split],
        unit=f"against the {label}",
        question=_question(window.whole(), metric, split),
        rows=reads.rows(context.window, metric.subset),
    )

    def draw(frame: pl.DataFrame) -> None:
        earlier = cache.ask(_question(window.shifted(against).whole(), metric, split, _ALL_SERIES))
        before = dict(zip(earlier["series"], earlier[metric.column], strict=True))
        lines = {
            one.name: one
            for one in _series(cache.ask(_question(context.window, metric, split)), metric, context, split)
        }
        shown = []
        for rank, name, value in zip(frame["rank"], frame["series"], frame[metric.column], strict=True):
            label = _name(name, split, metric)
            line = lines.get(label)
            shown.append(
                {
                    "order": rank or _MOST_SERIES + 1,
                    "series": label,
                    **_compared(value, before.get(name), metric.show),
                    "trend": [] if line is None else [float(point) for point in line.y if point is not None],
                }
            )
        tables.show(
            pl.DataFrame(shown, schema_overrides={"trend": pl.List(pl.Float64)}).sort("order"),
            _columns(split, label),
            rows=_TABLE_ROWS,
        )

    tiles.show(tile, draw, height=tables.height_of(_TABLE_ROWS))


def _columns(split: str, label: str) -> tables.Columns:
    trend = {} if split == "none" else {"trend": tables.line("Trend", width=120)}
    return {
        "series": tables.text("Metric" if split == "none" else _SPLITS[split]),
        **trend,
        "now": tables.number_text("Now", width=90),
        "before": tables.number_text(label.capitalize(), width=110),
        "change": tables.number_text("Change", width=90),
    }


def _week(context: PageContext, metric: _Metric) -> None:
    window = context.window
    if window.span < _A_WEEK:
        now = time_range.TimeRange(time_range.CUSTOM, window.to_ts - _MAP_SPAN, window.to_ts)
        longer = time_range.window_of(now, now=context.now, timezone=window.timezone)
        window = replace(window, from_ts=longer.from_ts, to_ts=longer.to_ts, bucket=longer.bucket, origin=longer.origin)
    ask = {"counts": reads.heat_map, "latency": reads.heat_map_latency, "users": reads.heat_map_users}[metric.family]
    tile = Tile(
        key="week",
        title=f"{metric.title} by hour and weekday",
        unit="4 weeks" if window is not context.window else "per hour" if metric.kind == "count" else "",
        question=ask(window),
        rows=reads.rows(window, metric.subset),
        is_chart=True,
    )

    def draw(frame: pl.DataFrame) -> None:
        cells = {
            (day, hour): value
            for day, hour, value in zip(frame["weekday"], frame["hour_of_day"], frame[metric.column], strict=True)
        }
        tiles.chart(
            context,
            figures.week_map(cells, context.palette, height=_MAP_HEIGHT, show=metric.show),
            tile.key,
            selects_range=False,
        )

    tiles.show(tile, draw, height=_MAP_HEIGHT)
