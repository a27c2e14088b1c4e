"""Plotly figures in one look: no boxes, few grid lines, the same time axis one under the other.

Plotly renders some HTML in names and labels, so text that comes from logs goes through `text` first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, log10, sqrt
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from dashboard.components.controls.time_range import to_local
from dashboard.reads import Window
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dashboard.style.palette import Palette

FONT = "InterTabular, system-ui, sans-serif"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GAP = 0.14
_MARKERS_UP_TO = 48
_SECONDS_FROM = 1000.0
_TOWERING = 3.0
"""From so many times the 95th percentile on a value towers over the others."""
_LONGEST_NAME = 42
_BYTES = ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
_FEW = 4
"""Counts up to here have a tick each, never one between two."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of a stack: values over buckets; None leaves a gap."""

    name: str
    color: str
    x: Sequence[datetime]
    y: Sequence[float | None]
    dashed: bool = False
    hidden_in_legend: bool = False


def text(value: str, longest: int = _LONGEST_NAME) -> str:
    """Text from a log as Plotly shall show it: as it is written, and not longer than a label can be."""
    short = value if len(value) <= longest else value[: longest - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blank(palette: Palette, *, height: int) -> go.Figure:
    """A figure with nothing in it yet, in the look of all."""
    figure = go.Figure()
    _look(figure, palette, height=height)
    return figure


def local(moments: Iterable[datetime], window: Window) -> list[datetime]:
    """Moments from the warehouse on the viewer's clock."""
    return [to_local(moment, window.timezone) for moment in moments]


def stacked_bars(
    window: Window, series: Sequence[Series], palette: Palette, *, height: int, ghosts: Sequence[Series] = ()
) -> go.Figure:
    """Counts over time, one bar per bucket; the first series is at the axis. `ghosts` are lines over the bars."""
    figure = time_figure(window, palette, height=height)
    width = window.bucket.total_seconds() * 1000
    for one in series:
        figure.add_bar(
            x=list(one.x),
            y=list(one.y),
            name=text(one.name),
            marker={"color": one.color, "line": {"width": 0}},
            width=width * (1 - _GAP),
            offset=width * _GAP / 2,
            customdata=[numbers.exact(value) for value in one.y],
            hovertemplate="%{customdata}",
            showlegend=not one.hidden_in_legend,
        )
    for ghost in ghosts:
        figure.add_scatter(
            x=[moment + window.bucket / 2 for moment in ghost.x],
            y=list(ghost.y),
            name=text(ghost.name),
            mode="lines",
            line={"color": palette.text, "width": 1.5, "dash": "dot"},
            customdata=[numbers.exact(value) for value in ghost.y],
            hovertemplate="%{customdata}",
        )
    figure.update_layout(barmode="stack", showlegend=len(series) + len(ghosts) > 1)
    figure.update_yaxes(tickformat="~s", rangemode="tozero")
    if _highest(series) <= _FEW:
        figure.update_yaxes(dtick=1, tickformat="d")
    return figure


def _highest(series: Sequence[Series]) -> float:
    """The largest sum of one bar."""
    sums: dict[datetime, float] = {}
    for one in series:
        for moment, value in zip(one.x, one.y, strict=True):
            sums[moment] = sums.get(moment, 0.0) + (value or 0.0)
    return max(sums.values(), default=0.0)


def lines(  # noqa: PLR0913 (what is drawn, and four ways to draw it, all named)
    window: Window,
    series: Sequence[Series],
    palette: Palette,
    *,
    height: int,
    show: Callable[[float | None], str] = numbers.count,
    kind: str = "count",
) -> go.Figure:
    """Values over time, one line each; `kind` (count, ms, share, bytes) sets the axis, `show` the hover text."""
    figure = time_figure(window, palette, height=height)
    largest = max((value for one in series for value in one.y if value is not None), default=0.0)
    factor, suffix = _axis(kind, largest)
    for one in series:
        few = sum(value is not None for value in one.y) <= _MARKERS_UP_TO and not one.dashed
        figure.add_scatter(
            x=[moment + window.bucket / 2 for moment in one.x],
            y=[None if value is None else value * factor for value in one.y],
            name=text(one.name),
            mode="lines+markers" if few else "lines",
            line={"color": one.color, "width": 1.5 if one.dashed else 2, "dash": "dot" if one.dashed else "solid"},
            marker={"size": 3.5, "color": one.color},
            customdata=[show(value) for value in one.y],
            hovertemplate="%{customdata}",
            connectgaps=False,
            showlegend=not one.hidden_in_legend,
        )
    figure.update_layout(showlegend=len(series) > 1)
    figure.update_yaxes(ticksuffix=suffix, rangemode="tozero", tickformat="~s" if kind == "count" else "~g")
    whole = all(value == int(value) for one in series for value in one.y if value is not None)
    if kind == "count" and largest <= _FEW and whole:
        figure.update_yaxes(dtick=1, tickformat="d")
    return figure


def stack(figure: go.Figure) -> None:
    """Let the lines of a figure be a stack of areas, the first at the axis."""
    for trace in figure.data:
        color = trace.line.color
        trace.update(stackgroup="all", mode="lines", line={"color": color, "width": 0.5}, fillcolor=_faded(color))
    figure.update_layout(showlegend=len(figure.data) > 1)


def _faded(color: str) -> str:
    """A colour `#rrggbb` as an area is filled with it."""
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.55)"


def shade(figure: go.Figure, window: Window, color: str, name: str) -> None:
    """Mark a window of time on a figure, behind what is drawn, with its name at the top."""
    start, end = (to_local(moment, window.timezone) for moment in (window.from_ts, window.to_ts))
    figure.add_vrect(x0=start, x1=end, fillcolor=color, opacity=0.13, line_width=0, layer="below")
    figure.add_annotation(
        x=start,
        y=1,
        yref="paper",
        text=text(name),
        showarrow=False,
        xanchor="left",
        yanchor="bottom",
        font={"size": 11, "color": color},
    )


def week_map(
    cells: Mapping[tuple[int, int], float | None],
    palette: Palette,
    *,
    height: int,
    show: Callable[[float | None], str],
) -> go.Figure:
    """Hour of day × weekday, darker is more; `cells` by (weekday from 1, hour)."""
    grid = [[cells.get((day, hour)) for hour in range(24)] for day in range(1, 8)]
    values = [value for row in grid for value in row if value is not None]
    steps = len(palette.scale) - 1
    figure = go.Figure()
    figure.add_heatmap(
        z=grid,
        x=[f"{hour:02d}" for hour in range(24)],
        y=list(WEEKDAYS),
        customdata=[[show(value) for value in row] for row in grid],
        hovertemplate="%{y} %{x}:00 – %{customdata}<extra></extra>",
        colorscale=[(index / steps, color) for index, color in enumerate(palette.scale)],
        showscale=False,
        xgap=2,
        ygap=2,
        zmin=min(values, default=0.0),
        zmax=_darkest(values),
        hoverongaps=False,
    )
    _look(figure, palette, height=height)
    figure.update_layout(margin={"l": 40, "r": 4, "t": 4, "b": 24}, dragmode=False)
    figure.update_xaxes(
        showgrid=False, tickmode="array", tickvals=[f"{h:02d}" for h in range(0, 24, 3)], type="category"
    )
    figure.update_yaxes(
        showgrid=False, autorange="reversed", type="category", tickmode="array", tickvals=list(WEEKDAYS)
    )
    return figure


def _darkest(values: Sequence[float]) -> float:
    """The value that is drawn darkest: the largest, or where a few tower over all others one that leaves these seen."""
    ordered = sorted(values)
    if not ordered:
        return 1.0
    usual = ordered[int(0.95 * (len(ordered) - 1))]
    return ordered[-1] if ordered[-1] <= _TOWERING * usual or usual <= 0 else _TOWERING * usual


def _axis(kind: str, largest: float) -> tuple[float, str]:
    if kind == "share":
        return 100.0, " %"
    if kind == "bytes":
        unit, name = next(((size, name) for size, name in _BYTES if largest >= size), (1, "B"))
        return 1 / unit, f" {name}"
    if kind == "ms":
        return (0.001, " s") if largest >= _SECONDS_FROM else (1.0, " ms")
    return 1.0, ""


def time_figure(window: Window, palette: Palette, *, height: int) -> go.Figure:
    """A figure over a window of time with nothing in it yet, in the look of all."""
    figure = go.Figure()
    _look(figure, palette, height=height)
    start, end = (to_local(moment, window.timezone) for moment in (window.from_ts, window.to_ts))
    set_window(figure, window)
    figure.update_layout(
        dragmode="select",
        selectdirection="h",
        hovermode="x unified",
        activeselection={"fillcolor": palette.accent, "opacity": 0.15},
        newselection={"line": {"color": palette.accent, "width": 1, "dash": "solid"}},
    )
    figure.update_xaxes(
        type="date",
        range=[start, end],
        showgrid=False,
        hoverformat="%a %d %b"
        if window.bucket >= timedelta(days=1)
        else "%a %d %b %H:%M:%S"
        if window.bucket < timedelta(minutes=1)
        else "%a %d %b %H:%M",
        tickformatstops=_TICKS,
        tickangle=0,
    )
    return figure


def set_window(figure: go.Figure, window: Window) -> None:
    """Let a figure know that its axis is this window: deploys and alerts are marked on it."""
    figure.update_layout(meta={name: _plain(getattr(window, name)) for name in _OF_WINDOW})


_OF_WINDOW = ("from_ts", "to_ts", "services", "timezone")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def window_of(figure: go.Figure) -> Window | None:
    """The window that a figure of time is over, with its services and time zone; None where its axis is no time."""
    told = figure.layout.meta
    if not isinstance(told, dict) or told.keys() != set(_OF_WINDOW):
        return None
    services = None if told["services"] is None else tuple(told["services"])
    start, end = (datetime.fromisoformat(told[name]) for name in ("from_ts", "to_ts"))
    return Window(start, end, services=services, timezone=told["timezone"])


_TICKS: list[dict[str, Any]] = [
    {"dtickrange": [None, 60_000], "value": "%H:%M:%S"},
    {"dtickrange": [60_000, 43_200_000], "value": "%H:%M\n%a %d %b"},
    {"dtickrange": [43_200_001, "M1"], "value": "%a %d %b\n%Y"},
    {"dtickrange": ["M1", "M12"], "value": "%b\n%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def _look(figure: go.Figure, palette: Palette, *, height: int) -> None:
    figure.update_layout(
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 12, "color": palette.muted},
        margin={"l": 48, "r": 4, "t": 28, "b": 36},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "indentation": -6,
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"size": 12, "color": palette.muted},
            "itemsizing": "trace",
            "traceorder": "normal",
            "itemclick": "toggleothers",
            "itemdoubleclick": "toggle",
        },
        hoverlabel={
            "bgcolor": palette.surface,
            "bordercolor": palette.line,
            "font": {"family": FONT, "size": 12, "color": palette.text},
            "align": "left",
        },
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": palette.muted, "activecolor": palette.accent},
        template="none",
        separators=".\u202f",
    )
    figure.update_xaxes(
        showline=True,
        linecolor=palette.line,
        linewidth=1,
        zeroline=False,
        tickcolor=palette.line,
        ticklen=4,
        ticks="outside",
    )
    figure.update_yaxes(
        gridcolor=palette.grid,
        gridwidth=1,
        zeroline=False,
        showline=False,
        nticks=5,
        ticks="",
        automargin=False,
        fixedrange=True,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a latency map: its bucket, the ends of its band of durations in milliseconds, and how many."""

    bucket: datetime
    low_ms: float
    high_ms: float
    requests: int


def latency_map(window: Window, cells: Sequence[Cell], palette: Palette, *, height: int) -> go.Figure:
    """Time × duration on a logarithmic scale; the colours too are logarithmic, so that a few requests stay seen."""
    figure = time_figure(window, palette, height=height)
    columns = [window.from_ts + index * window.bucket for index in range(max(1, window.span // window.bucket))]
    bands = sorted({(cell.low_ms, cell.high_ms) for cell in cells})
    found = {(cell.bucket, cell.low_ms): cell for cell in cells}
    grid = [[found.get((column, low)) for column in columns] for low, _ in bands]
    steps = len(palette.scale) - 1
    centers = [log10(sqrt(low * high)) for low, high in bands]
    x = [to_local(column, window.timezone) + window.bucket / 2 for column in columns]
    figure.add_heatmap(
        x=x,
        y=centers,
        z=[[None if cell is None else log10(1 + cell.requests) for cell in row] for row in grid],
        customdata=[["" if cell is None else _cell_text(cell) for cell in row] for row in grid],
        hovertemplate="%{x|%a %d %b %H:%M}<br>%{customdata}<extra></extra>",
        colorscale=[(index / steps, color) for index, color in enumerate(palette.scale)],
        zmin=0,
        zmax=log10(1 + max(cell.requests for cell in cells)),  # Plotly heeds zmin only beside zmax
        showscale=False,
        hoverongaps=False,
    )
    # what a drag selects: a heat map alone cannot be dragged over
    figure.add_scatter(x=x, y=[centers[0]] * len(x), mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    powers = range(floor(log10(bands[0][0])), ceil(log10(bands[-1][1])) + 1)
    marks = [power for power in powers if log10(bands[0][0]) - 0.05 <= power <= log10(bands[-1][1]) + 0.05]
    figure.update_layout(hovermode="closest", showlegend=False)
    figure.update_yaxes(
        tickmode="array",
        tickvals=marks,
        ticktext=[numbers.milliseconds(10.0**power) for power in marks],
        showgrid=False,
        range=[log10(bands[0][0]), log10(bands[-1][1])],
    )
    return figure


def _cell_text(cell: Cell) -> str:
    low, high = numbers.milliseconds(cell.low_ms), numbers.milliseconds(cell.high_ms)
    return f"{numbers.exact(cell.requests)} took {low} to {high}"
