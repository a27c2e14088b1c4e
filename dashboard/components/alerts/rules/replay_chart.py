"""A rule's values over time against its threshold, with what would have fired shaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import isfinite
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.alerts import severity_look
from dashboard.components.alerts.rules import running_replay
from dashboard.components.charts import figures
from dashboard.components.charts.figures import Series
from dashboard.components.layout import navigation, tiles, url
from dashboard.style import numbers
from dashboard.style.text import plain, visible
from monitor import kinds
from monitor.rules.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    import plotly.graph_objects as go

    from dashboard.components.alerts.rules.running_replay import Line, Order, Replaying, Shown
    from dashboard.components.layout.page_context import PageContext
    from monitor.rules.replay import Episode
    from monitor.rules.rule import Rule

HEIGHT = 260
_LOOK_EVERY = 1.0
_MOST_SHADES = 150
_SHADE = 0.14
_KINDS: Mapping[str, tuple[str, float]] = {
    "ratio": ("share", 1.0),
    "percent": ("share", 0.01),
    "ms": ("ms", 1.0),
    "milliseconds": ("ms", 1.0),
    "s": ("ms", 1000.0),
    "seconds": ("ms", 1000.0),
    "bytes": ("bytes", 1.0),
}
"""How the axis counts a unit, and by what values are multiplied for it."""


def draw(context: PageContext, key: str, order: Order) -> None:
    """Draw the chart as soon as it is there, at the place of this `key`; meanwhile the page goes on."""
    is_done = running_replay.of(key, order).is_done

    @st.fragment(run_every=None if is_done else _LOOK_EVERY, key=f"replay-{key}")
    def chart() -> None:
        navigation.follow()
        url.follow()
        running = running_replay.of(key, order)
        if running.is_done and not is_done:
            st.rerun(scope="app")
        if running.shown is None:
            if running.problem is not None:
                tiles.failed(running.problem, height=HEIGHT)
            else:
                st.skeleton(height=HEIGHT)
        elif not running.shown.lines:
            tiles.note("The rule's query gives no series in this range.", height=HEIGHT)
        else:
            figure = figure_of(context, order.rule, running.shown)
            tiles.chart(context, figure, key, is_marked=False)
            st.caption(told(order, running.shown) + _progress(running))

    chart()


def _progress(running: Replaying) -> str:
    if not running.is_done:
        return " :gray[A first look; each of its moments is being looked at.]"
    return "" if running.problem is None else f" :gray[Only a first look. {plain(running.problem)}]"


def figure_of(context: PageContext, rule: Rule, shown: Shown) -> go.Figure:
    """The figure."""
    palette, window = context.palette, replace(context.window, bucket=shown.step)
    kind, factor = _KINDS.get(rule.unit, ("count", 1.0))
    colors = palette.series
    lines = [
        Series(
            name_of(line.labels),
            colors[index % len(colors)],
            figures.local((moment for moment, _, _ in points), window),
            [_finite(value, factor) for _, value, _ in points],
        )
        for index, line in enumerate(shown.lines)
        for points in [_with_gaps(line, shown.step)]
    ]
    bounds = list(_bounds(context, rule, shown, factor))
    figure = figures.lines(
        window,
        [*lines, *bounds],
        palette,
        height=HEIGHT,
        kind=kind,
        show=lambda value: numbers.NOTHING if value is None else number(value / factor, rule.unit),
    )
    for trace in figure.data:
        trace.update(mode="lines")
    figure.update_layout(shapes=list(_shades(context, shown.episodes)), showlegend=True)
    return figure


def name_of(labels: Sequence[tuple[str, str]]) -> str:
    """A series by the values of its labels."""
    return visible(" · ".join(value for _, value in labels)) or "value"


def _finite(value: float | None, factor: float) -> float | None:
    return value * factor if value is not None and isfinite(value) else None


def _with_gaps(line: Line, step: timedelta) -> list[tuple[datetime, float | None, float | None]]:
    """The points, and an empty one where the series was not there: the line ends there."""
    points: list[tuple[datetime, float | None, float | None]] = []
    for point in line.points:
        if points and point[0] - points[-1][0] > 2 * step:
            points.append((points[-1][0] + step, None, None))
        points.append(point)
    return points


def _bounds(context: PageContext, rule: Rule, shown: Shown, factor: float) -> Iterator[Series]:
    """The thresholds: one line for each severity, or that of each series where each has its own."""
    window, palette = context.window, context.palette
    ends = figures.local((window.from_ts, window.to_ts - shown.step), window)
    for severity, condition in ((rule.severity, rule.when), *rule.worse):
        bound = condition.bound(rule.parameters)
        color = severity_look.ink(severity, palette)
        if bound is not None:
            name = f"{severity} {number(bound, rule.unit)}"
            yield Series(name, color, ends, [bound * factor] * 2, dashed=True)
        else:
            for line in shown.lines[:1] if len(shown.lines) > 1 else shown.lines:
                moments = figures.local((moment for moment, _, _ in line.points), window)
                values = [_finite(threshold, factor) for _, _, threshold in line.points]
                yield Series(f"{severity}, {name_of(line.labels)}", color, moments, values, dashed=True)


def _shades(context: PageContext, episodes: Sequence[Episode]) -> Iterator[dict[str, object]]:
    """A rectangle for each time that something fired; those that overlap are one."""
    window = context.window
    merged: list[tuple[datetime, datetime, str]] = []
    for one in sorted(episodes, key=lambda one: one.fired_at):
        end = one.resolved_at or window.to_ts
        if merged and one.fired_at <= merged[-1][1]:
            first, last, severity = merged[-1]
            merged[-1] = (first, max(last, end), severity_look.worst((severity, one.severity)) or severity)
        else:
            merged.append((one.fired_at, end, one.severity))
    for start, end, severity in sorted(merged, key=lambda span: span[0] - span[1])[:_MOST_SHADES]:
        first, last = figures.local((start, end), window)
        yield {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": first,
            "x1": last,
            "y0": 0,
            "y1": 1,
            "fillcolor": severity_look.color(severity, context.palette),
            "opacity": _SHADE,
            "line": {"width": 0},
            "layer": "below",
        }


def told(order: Order, shown: Shown) -> str:
    """What a replay found, in one sentence."""
    each = f"Evaluated every {kinds.told(shown.every)}"
    if shown.every != order.rule.every:
        each += f" instead of every {kinds.told(order.rule.every)}"
    series = "1 series" if shown.series == 1 else f"{shown.series:,} series"
    if not shown.episodes:
        return f"It would not have fired. {each}, {series}."
    ends = (one.resolved_at or order.end for one in shown.episodes)
    whole = sum((end - one.fired_at for one, end in zip(shown.episodes, ends, strict=True)), timedelta())
    times = "once" if len(shown.episodes) == 1 else f"{len(shown.episodes):,} times"
    which = len({one.labels for one in shown.episodes})
    return f"It would have fired {times}, {numbers.span(whole)} in all, on {which:,} of {series}. {each}."
