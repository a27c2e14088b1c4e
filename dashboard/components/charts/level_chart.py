"""Records by level over time, worst level on the axis: the picture that Overview and Logs share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.components.charts import figures
from dashboard.style import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.components.layout.page_context import PageContext


def figure(context: PageContext, frame: pl.DataFrame, *, height: int) -> go.Figure:
    """The chart of bucket, level, records."""
    series = []
    for level in palette.LEVELS:
        mine = frame.filter(pl.col("level") == level)
        if not mine.is_empty():
            series.append(
                figures.Series(
                    level or "no level",
                    context.palette.levels[level],
                    figures.local(mine["bucket"], context.window),
                    mine["records"].to_list(),
                )
            )
    return figures.stacked_bars(context.window, series, context.palette, height=height)
