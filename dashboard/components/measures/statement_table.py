"""Statements of a database by the time that they took in the range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.measures import sample_charts
from dashboard.components.tables import tables
from dashboard.reads import samples

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.components.layout.page_context import PageContext

NAMES: Mapping[str, tuple[str, str]] = {
    "postgres_max_connections": ("postgres", "queryid"),
    "mysql_max_connections": ("mysql", "digest"),
}
"""Of the kinds that tell statements: how names of samples begin, and the label that tells statements apart."""
_ROWS = 8
_COLUMNS = {
    "query": tables.text("Statement", width=400),
    "share": tables.share("Share of time", width=100),
    "calls": tables.count("Calls", width=95),
    "mean_ms": tables.milliseconds("Mean", width=90),
}


def draw(context: PageContext, kind: str, job: str) -> None:
    """Draw the table of one target."""
    prefix, label = NAMES[kind]
    window = sample_charts.window_of(context.window)
    tile = Tile(
        key="statements",
        title="Statements",
        unit="by the time they took",
        question=samples.statements(window, prefix, label, job, sample_charts.kept_at(context)),
        empty="No statement was told in this range: PostgreSQL needs pg_stat_statements, MySQL its performance_schema.",
    )

    def show(frame: pl.DataFrame) -> None:
        tables.show(frame, _COLUMNS, rows=_ROWS)

    tiles.show(tile, show, height=tables.height_of(_ROWS))
