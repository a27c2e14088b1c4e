"""A tile with a map of hour of day × weekday: four weeks at least, so that each hour is seen several times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from dashboard.components.layout.page_context import PageContext
    from dashboard.reads import Question, Window

HEIGHT = 250
_SPAN = timedelta(days=28)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """What is asked of the window, and which column of its rows (weekday from 1, hour_of_day) is shown, and how."""

    key: str
    title: str
    ask: Callable[[Window], Question]
    column: str
    show: Callable[[float | None], str]
    unit: str = ""
    empty: str = "Nothing was measured in these weeks."


def window_of(context: PageContext) -> Window:
    """The page's window, or the four weeks up to its end where it is shorter than a week."""
    window = context.window
    if window.span >= _A_WEEK:
        return window
    asked = time_range.TimeRange(time_range.CUSTOM, window.to_ts - _SPAN, window.to_ts)
    longer = time_range.window_of(asked, now=context.now, timezone=window.timezone)
    return replace(window, from_ts=longer.from_ts, to_ts=longer.to_ts, bucket=longer.bucket, origin=longer.origin)


def draw(context: PageContext, week: Week) -> None:
    """Draw the tile."""
    window = window_of(context)
    parts = [part for part in ("4 weeks" if window is not context.window else "", week.unit) if part]
    tile = Tile(
        key=week.key,
        title=week.title,
        unit=", ".join(parts),
        question=week.ask(window),
        is_chart=True,
        empty=week.empty,
    )

    def show(frame: pl.DataFrame) -> None:
        rows = frame.select("weekday", "hour_of_day", week.column).iter_rows()
        cells = {(day, hour): value for day, hour, value in rows}
        figure = figures.week_map(cells, context.palette, height=HEIGHT, show=week.show)
        tiles.chart(context, figure, tile.key, selects_range=False)

    tiles.show(tile, show, height=HEIGHT)
