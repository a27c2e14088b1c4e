"""Charts of any result: kind and columns, guessed from the types or chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast, get_args
from urllib.parse import unquote

import polars as pl
import polars.selectors as cs

from dashboard.components.charts import figures
from dashboard.reads import Window
from dashboard.reads.moments import EARLIEST, LATEST, later

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

    from dashboard.style.palette import Palette

Kind = Literal["line", "bar", "area", "scatter"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_POINTS = 5_000
MOST_SERIES = 12
_MOST_Y = 8
_MARKERS_UP_TO = 60


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn: the columns' names; without `series` each of `y` is one line."""

    kind: Kind
    x: str
    y: tuple[str, ...]
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a result, by their role in a chart."""

    times: tuple[str, ...]
    numbers: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that can be on an axis."""
        return (*self.times, *self.texts, *self.numbers)


def columns_of(frame: pl.DataFrame) -> Columns:
    """Sort the columns of a result by their role."""
    return Columns(
        tuple(frame.select(cs.temporal() - cs.duration() - cs.time()).columns),
        tuple(frame.select(cs.numeric()).columns),
        tuple(frame.select(cs.string() | cs.boolean()).columns),
    )


def guess(frame: pl.DataFrame) -> Plot | None:
    """The default chart: the first time as x, numbers as y, a text as series; None if no chart fits."""
    columns = columns_of(frame)
    if not columns.numbers or frame.is_empty():
        return None
    if columns.times:
        series = next((name for name in columns.texts if 1 < frame[name].n_unique() <= MOST_SERIES), None)
        numbers = columns.numbers[:1] if series else columns.numbers[:_MOST_Y]
        return Plot("line", columns.times[0], numbers, series)
    if columns.texts:
        return Plot("bar", columns.texts[0], columns.numbers[:1])
    if len(columns.numbers) > 1:
        kind: Kind = "line" if frame[columns.numbers[0]].is_sorted() else "scatter"
        return Plot(kind, columns.numbers[0], columns.numbers[1:_MOST_Y])
    return None


def fitting(wanted: Mapping[str, str], frame: pl.DataFrame) -> Plot | None:
    """What was chosen, as far as this result has it, and the guess for the rest.

    `y` names columns in the form of a URL with commas between them; a `series` that no column is called means none.
    """
    plot = guess(frame)
    columns = columns_of(frame)
    if plot is None:
        if not columns.numbers or len(columns.all) < 2:  # noqa: PLR2004 (two axes)
            return None
        plot = Plot("scatter", columns.all[0], columns.numbers[-1:])
    if wanted.get("kind") in KINDS:
        plot = replace(plot, kind=cast("Kind", wanted["kind"]))
    if wanted.get("x") in columns.all:
        plot = replace(plot, x=wanted["x"])
    named = [unquote(name) for name in wanted.get("y", "").split(",")]
    chosen = tuple(name for name in named if name in columns.numbers)
    if chosen:
        plot = replace(plot, y=chosen[:_MOST_Y])
    if "series" in wanted:
        plot = replace(plot, series=wanted["series"] if wanted["series"] in columns.texts else None)
    return plot


def drawn_rows(frame: pl.DataFrame, plot: Plot) -> tuple[pl.DataFrame, str]:
    """The rows that are drawn, and one sentence on those that are not (empty where all are)."""
    left_out = []
    if plot.series is not None:
        largest = (
            frame.group_by(plot.series)
            .agg(pl.col(plot.y[0]).cast(pl.Float64).abs().sum())
            .sort(plot.y[0], descending=True, nulls_last=True)
        )
        if largest.height > MOST_SERIES:
            kept = largest[plot.series].head(MOST_SERIES)
            frame = frame.filter(pl.col(plot.series).is_in(kept.implode(), nulls_equal=True))
            left_out.append(f"the {MOST_SERIES} largest of {largest.height} series")
    if frame.height > MOST_POINTS:
        left_out.append(f"the first {MOST_POINTS:,} of {frame.height:,} rows")
        frame = frame.head(MOST_POINTS)
    return frame, f"Drawn: {', '.join(left_out)}." if left_out else ""


def figure(frame: pl.DataFrame, plot: Plot, palette: Palette, *, height: int) -> go.Figure:
    """The chart, in the look of all others."""
    result = figures.blank(palette, height=height)
    if plot.series is None:
        parts = [(name, frame, name) for name in plot.y]
    else:
        grouped = frame.group_by([plot.series], maintain_order=True)
        parts = [
            (f"{_name(key[0])} · {name}" if len(plot.y) > 1 else _name(key[0]), part, name)
            for key, part in grouped
            for name in plot.y
        ]
    for index, (name, part, column) in enumerate(parts):
        _add(result, plot, part, column, name, palette.series[index % len(palette.series)])
    result.update_layout(
        barmode="stack" if plot.series is not None else "group",
        showlegend=len(parts) > 1,
        hovermode="closest" if plot.kind == "scatter" else "x unified",
        dragmode=False,
        margin={"l": 56, "r": 12, "b": 48},
    )
    result.update_xaxes(title={"text": figures.text(plot.x), "standoff": 8}, showgrid=False, automargin=True)
    unit = figures.text(plot.y[0]) if len(plot.y) == 1 else ""
    result.update_yaxes(title={"text": unit, "standoff": 8}, tickformat="~s", automargin=True)
    if plot.kind in ("bar", "area"):
        result.update_yaxes(rangemode="tozero")
    if frame.schema[plot.x] in (pl.String, pl.Boolean):
        result.update_xaxes(type="category")
    window = window_of(frame, plot)
    if window is not None:
        figures.set_window(result, window)
    return result


def window_of(frame: pl.DataFrame, plot: Plot) -> Window | None:
    """The window (UTC) of the chart's times, with the last one's bucket; None where its axis is no time, or has one."""
    if plot.x not in columns_of(frame).times:
        return None
    times = frame[plot.x].drop_nulls().cast(pl.Datetime("us")).clip(EARLIEST, LATEST).unique().sort()
    if times.len() < 2:  # noqa: PLR2004 (a beginning and an end)
        return None
    first, *_, last = times
    return Window(first, later(last, min(times.diff().drop_nulls())), timezone="UTC")


def _add(result: go.Figure, plot: Plot, part: pl.DataFrame, column: str, name: str, color: str) -> None:  # noqa: PLR0913, PLR0917 (one trace)
    if plot.kind in ("line", "area"):
        part = part.sort(plot.x, nulls_last=True)
    kind = part.schema[plot.x]
    x = (
        [figures.text(_name(value)) for value in part[plot.x]]
        if kind in (pl.String, pl.Boolean)
        else list(part[plot.x])
    )
    values = [None if value is None else float(value) for value in part[column].to_list()]
    shared = {"x": x, "y": values, "name": figures.text(name), "hovertemplate": "%{y:,.6~g}"}
    if plot.kind == "bar":
        result.add_bar(**shared, marker={"color": color, "line": {"width": 0}})
        return
    if plot.kind == "scatter":
        hover = "%{x}, %{y:,.6~g}"
        result.add_scatter(
            **(shared | {"hovertemplate": hover}), mode="markers", marker={"size": 6, "color": color, "opacity": 0.7}
        )
        return
    markers = "+markers" if len(values) <= _MARKERS_UP_TO and plot.kind == "line" else ""
    more = {"stackgroup": "all"} if plot.kind == "area" else {"connectgaps": False}
    result.add_scatter(
        **shared, mode=f"lines{markers}", line={"width": 2, "color": color}, marker={"size": 4, "color": color}, **more
    )


def _name(value: object) -> str:
    return "(null)" if value is None else str(value) or "(empty)"
