"""Overview's tile of alerts: how many fire now, and how many did over the range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import cache
from dashboard.components.alerts import firing, severity_look
from dashboard.components.layout import headline, tiles
from dashboard.components.layout.tiles import Tile
from dashboard.reads.watched import alerts
from dashboard.style import numbers

if TYPE_CHECKING:
    import polars as pl

    from dashboard.components.layout.page_context import PageContext


def draw(context: PageContext) -> None:
    """Draw it; it shows the same number as the bell."""
    window = context.window
    series = alerts.firing_series(window, context.now)
    tile = Tile(key="number-alerts", title="Alerts", question=alerts.now(), also=(series,), download=series)

    def show(_frame: pl.DataFrame) -> None:
        found = firing.of_page()
        line = headline.line_of(cache.ask(series), "firing", window)
        color = severity_look.ink(found.worst or "error", context.palette) if any(line) else context.palette.ghost
        headline.draw(
            f"{found.count:,}" if found.rules or found.count else numbers.NOTHING,
            f"{found.told()}; {found.pending:,} pending",
            change=None,
            spark=line,
            palette=context.palette,
            color=color,
            note=found.told() + (f" · {found.pending:,} pending" if found.pending else ""),
        )

    tiles.show(tile, show, height=headline.HEIGHT)
