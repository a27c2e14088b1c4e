"""Disks: how full, how fast they fill, and when they are full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard.components.controls.time_range import to_local
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.measures import sample_charts
from dashboard.components.tables import tables
from dashboard.reads import samples
from dashboard.style import numbers

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.layout.page_context import PageContext

_ROWS = 8
_COLUMNS = {
    "host": tables.text("Host", width=110),
    "mount": tables.text("Mount", width=120),
    "percent": tables.progress("Used", width=120),
    "full": tables.text("Full", width=150, help_text="When the line of the last week reaches the disk's size."),
    "free_text": tables.number_text("Free", width=85),
    "growth": tables.number_text("Growth", width=105, help_text="Bytes a day, a straight line through the last week."),
    "between": tables.text("Between", width=185, help_text="95 % interval of the line's slope."),
}


def draw(context: PageContext, host: str) -> None:
    """Draw the table, of one host or of all."""
    tile = Tile(
        key="disks",
        title="Disks",
        unit="full at the rate of the last week",
        question=samples.disk_forecast(sample_charts.kept_at(context)),
        empty="No disk was measured in the last week.",
    )

    def show(frame: pl.DataFrame) -> None:
        chosen = frame.filter(pl.col("host") == host) if host else frame
        rows = [_row(row, context) for row in chosen.iter_rows(named=True)]
        columns = {name: column for name, column in _COLUMNS.items() if name != "host" or not host}
        tables.show(pl.DataFrame(rows, schema=_SCHEMA), columns, rows=_ROWS)

    tiles.show(tile, show, height=tables.height_of(_ROWS))


_SCHEMA = {
    "host": pl.String,
    "mount": pl.String,
    "percent": pl.Float64,
    "free_text": pl.String,
    "growth": pl.String,
    "full": pl.String,
    "between": pl.String,
}


def _row(row: dict[str, object], context: PageContext) -> dict[str, object]:
    told: dict[str, object] = {
        "host": row["host"],
        "mount": row["mount"],
        "percent": None if row["share"] is None else 100 * float(str(row["share"])),
        "free_text": numbers.byte_size(float(str(row["free"]))),
    }
    per_day = row["per_day"]
    growth = 0.0 if per_day is None else float(str(per_day))
    sign = "+" if growth > 0 else "\u2212"
    is_known = per_day is not None and abs(growth) >= 1
    return told | {
        "growth": f"{sign}{numbers.byte_size(abs(growth))}/d" if is_known else numbers.NOTHING,
        "full": _full(row["full_at"], context),  # type: ignore[arg-type] # a moment or None
        "between": _between(row["earliest"], row["latest"], context),  # type: ignore[arg-type] # as above
    }


def _full(moment: datetime | None, context: PageContext) -> str:
    if moment is None:
        return "not in sight"
    return f"{to_local(moment, context.window.timezone):%d %b %Y}, in {numbers.span(moment - context.now)}"


def _between(earliest: datetime | None, latest: datetime | None, context: PageContext) -> str:
    if earliest is None:
        return ""
    zone = context.window.timezone
    begin = to_local(earliest, zone)
    if latest is None:
        return f"{begin:%d %b %Y} or later"
    end = to_local(latest, zone)
    return f"{begin:{'%d %b' if begin.year == end.year else '%d %b %Y'}} – {end:%d %b %Y}"
