"""The streams whose records lack a time, with the line of the settings that gives it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from dashboard import cache, reads
from dashboard.components.layout import tiles
from dashboard.components.layout.tiles import Tile
from dashboard.components.tables import tables
from dashboard.reads.untimed import UntimedStream

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext

_ROWS = 6
_EMPTY_HEIGHT = 56
_COLUMNS = {
    "service": tables.text("Service", width=110),
    "source": tables.text("Stream", width=110),
    "records": tables.count("Records", width=85, help_text="Those without a time that can be read"),
    "borrowed": tables.text("Have the time of", width=150),
    "key": tables.text("May be the time", width=140, help_text="A key of these records, as a JSON pointer"),
    "example": tables.text("For example", width=200),
    "help": tables.text("Line for longtail.toml", help_text="It holds for records that are read from then on"),
}


def show(context: PageContext) -> None:
    """Streams whose records lack a time; nothing is asked where the ledger knows of no such record."""
    if not cache.ask(reads.ledger_totals(context.window))["flagged"].sum():
        return
    question = reads.untimed_streams(context.window)
    rows = min(_ROWS, cache.ask(question).height)
    tile = Tile(
        key="untimed",
        title="Records without a time",
        unit="charts, searches by time and the order between files are wrong for them",
        question=question,
        empty="The newest records of every stream have a time of their own.",
    )

    def draw(frame: pl.DataFrame) -> None:
        streams = [UntimedStream.of(row) for row in frame.iter_rows(named=True)]
        told = frame.with_columns(
            pl.Series("borrowed", [stream.borrowed for stream in streams], dtype=pl.String),
            pl.Series("help", [stream.help for stream in streams], dtype=pl.String),
        )
        tables.show(told, _COLUMNS, rows=rows)

    tiles.show(tile, draw, height=tables.height_of(rows) if rows else _EMPTY_HEIGHT)
