"""When what fired: a row for each rule, a bar for each time, in the colour of its severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.components.alerts import severity_look
from dashboard.components.charts import figures
from dashboard.style.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import plotly.graph_objects as go

    from dashboard.components.layout.page_context import PageContext

_ROW, _HEAD = 38, 88
_BAR, _LABEL_AT = 0.36, 0.27
_LEAST = 1 / 350
"""The least share of the width that a bar has, or nobody would see it."""


@dataclass(frozen=True, slots=True)
class Span:
    """One time that something fired: in which row, from when to when (UTC without a zone), and what is said of it."""

    row: int
    start: datetime
    end: datetime
    severity: str
    told: str


def height_of(rows: int) -> int:
    """The height in pixels that so many rows need."""
    return rows * _ROW + _HEAD


def figure_of(context: PageContext, names: Sequence[str], spans: Sequence[Span]) -> go.Figure:
    """The figure; the first name is at the top, each stands over its bars."""
    window, palette = context.window, context.palette
    figure = figures.time_figure(window, palette, height=height_of(len(names)))
    for severity in severity_look.WORST_FIRST:
        mine = [span for span in spans if span.severity == severity]
        if not mine:
            continue
        starts = [max(span.start, window.from_ts) for span in mine]
        ends = [min(span.end, window.to_ts) for span in mine]
        widths = [max(end - start, window.span * _LEAST) for start, end in zip(starts, ends, strict=True)]
        figure.add_bar(
            orientation="h",
            base=figures.local(starts, window),
            x=[width.total_seconds() * 1000 for width in widths],
            y=[span.row + 0.12 for span in mine],
            width=_BAR,
            name=severity,
            marker={"color": severity_look.color(severity, palette), "line": {"width": 0}},
            customdata=[figures.text(span.told, 200) for span in mine],
            hovertemplate="%{customdata}<extra></extra>",
        )
    for row, name in enumerate(names):
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=row - _LABEL_AT,
            text=figures.text(visible(name), 60),
            showarrow=False,
            font={"size": 12, "color": palette.text},
            xshift=-3,
        )
    figure.update_layout(barmode="overlay", hovermode="closest", margin={"l": 6, "t": 26, "b": 44}, showlegend=True)
    figure.update_yaxes(
        range=[len(names) - 0.4, -0.6], showticklabels=False, gridcolor=palette.grid, dtick=1, tick0=0.5
    )
    return figure
