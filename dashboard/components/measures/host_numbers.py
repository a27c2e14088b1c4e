"""A host in a row of headline numbers: processor, memory, fullest disk, load, network, processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.layout import headline, tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.measures import sample_charts
from dashboard.components.measures.sample_charts import Chart
from dashboard.reads import samples
from dashboard.reads.samples import Wanted
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Window


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: the chart whose lines it sums up, how it reads, and from where on it is worth a look."""

    chart: Chart
    show: Callable[[float | None], str]
    warn: float | None = None
    is_worse_up: bool = True
    is_of_many: bool = False


def of_host(only: tuple[str, ...]) -> tuple[Figure, ...]:
    """The numbers of one host, or of all: then those of the one where it is tightest."""
    used = ("cpu=all", "mode=used", *only)
    figures = (
        Figure(_chart("cpu", "Processor", "cpu_usage_percent", used, "percent"), numbers.percent, 0.8),
        Figure(_chart("memory", "Memory", "memory_usage_percent", only, "percent"), numbers.percent, 0.85),
        Figure(_chart("disk", "Fullest disk", "disk_usage_percent", only, "percent"), numbers.percent, 0.9),
        Figure(_chart("load", "Load, 1 min", "load_average", ("period=1m", *only), "count"), numbers.count),
        Figure(
            _chart("network", "Network", "network_io_bytes_total", only, "bytes per second", combine_sum=True),
            lambda value: numbers.NOTHING if value is None else f"{numbers.byte_size(value)}/s",
        ),
        Figure(_chart("processes", "Processes", "processes", only, "count", combine_sum=True), numbers.count),
    )
    return tuple(replace(figure, is_of_many=not only) for figure in figures)


def _chart(  # noqa: PLR0913, PLR0917 (the parts of a number)
    key: str,
    title: str,
    name: str,
    only: tuple[str, ...],
    unit: sample_charts.Unit,
    combine_sum: bool = False,  # noqa: FBT001, FBT002 (named by all callers)
) -> Chart:
    wanted = Wanted((name,), only=only, combine="sum" if combine_sum else "max")
    return Chart(f"number-{key}", title, wanted, unit, column="per_second" if name.endswith("_total") else "value")


def draw(context: PageContext, figures: Sequence[Figure], *, key: str) -> None:
    """Draw the row."""
    with st.grid(len(figures), min_column_width=150, gap="small", key=key):
        for figure in figures:
            _draw(context, figure)


def _draw(context: PageContext, figure: Figure) -> None:
    window = sample_charts.window_of(context.window)
    kept = sample_charts.kept_at(context)
    tile = Tile(
        key=figure.chart.key,
        title=figure.chart.title,
        unit="" if figure.chart.wanted.combine == "sum" or not figure.is_of_many else "highest",
        question=samples.series(window, figure.chart.wanted, kept),
        hint=figure.chart.hint,
    )

    def line(frame: pl.DataFrame, of: Window) -> list[float | None]:
        lines = sample_charts.lines_of(frame, figure.chart, of, context.now)
        return lines[0][1] if lines else []

    def show(frame: pl.DataFrame) -> None:
        told = line(frame, window)
        last = next((value for value in reversed(told) if value is not None), None)
        before = line(cache.ask(samples.series(window.before(), figure.chart.wanted, kept)), window.before())
        is_much = figure.warn is not None and last is not None and last >= figure.warn
        headline.draw(
            figure.show(last),
            f"now {figure.show(last)}, mean {figure.show(_mean(told))}",
            change=_change(told, before, context.palette.worse if figure.is_worse_up else None),
            spark=told,
            palette=context.palette,
            color=context.palette.worse if is_much else context.palette.accent,
        )

    tiles.show(tile, show, height=headline.HEIGHT)


def _mean(values: Sequence[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return sum(found) / len(found) if found else None


def _change(now: Sequence[float | None], before: Sequence[float | None], worse: str | None) -> headline.Change | None:
    """Of the mean, against the time before, where that was measured too."""
    if sum(value is not None for value in before) < len(before) / 2:
        return None
    changed = numbers.change(_mean(now), _mean(before))
    return None if changed is None else headline.Change(changed, "the time before", worse)
