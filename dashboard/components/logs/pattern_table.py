"""Message patterns of a search: messages that differ only in their values are counted as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard.components.layout import tiles, url
from dashboard.components.layout.tiles import Tile
from dashboard.components.logs import record
from dashboard.components.tables import tables
from dashboard.reads import search as searches
from sql.search import editing

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.reads.search import Search

_COLUMNS = {
    "level": tables.text("Level", width=82),
    "records": tables.count("Count", width=70),
    "share": tables.progress("Share", width=90),
    "new": tables.text("", width=48),
    "pattern": tables.text("Pattern", width="large"),
    "service": tables.text("Service", width=95),
    "first_seen": tables.ago("First", width=105),
    "last_seen": tables.ago("Last", width=105),
    "sample": tables.text("Newest", width=260),
}


def draw(search: Search, *, rows: int) -> None:
    """A table of so many rows; a click on one searches for it."""
    tile = Tile(
        key="patterns",
        title="Message patterns",
        question=searches.patterns(search),
        empty="No messages in this range.",
        hint="Messages that differ only in their values are one pattern. Click one to search for it.",
    )

    def draw(frame: pl.DataFrame) -> None:
        sampled = int(frame["sampled"][0])
        sentence = (
            f"From the newest {sampled:,} records of the range; new: not among as many records before it."
            if sampled >= searches.PATTERN_SAMPLE
            else f"From all {sampled:,} records of the range; new: not seen shortly before it."
        )
        st.caption(sentence)
        shown = tables.in_utc(frame).with_columns(
            pl.when("is_new").then(pl.lit("new")).otherwise(pl.lit("")).alias("new"),
            (pl.col("records") * 100 / sampled).alias("share"),
        )
        tables.show(shown, _COLUMNS, rows=rows, key="patterns-table", on_pick=_search_for(frame))

    tiles.show(tile, draw, height=tables.height_of(rows))


def _search_for(frame: pl.DataFrame) -> Callable[[int], None]:
    def search(index: int) -> None:
        text = url.own_text(record.QUERY)
        url.set_own(record.QUERY, f"{text} {editing.for_pattern(frame['pattern'][index])}".strip(), "")
        url.set_own("view", "rows", "rows")
        url.rerun_app()

    return search
