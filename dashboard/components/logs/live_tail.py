"""The live tail: what a search finds as it comes in, newest on top, every second; at most so many rows are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import reads
from dashboard.reads import search as searches
from dashboard.server import runtime

if TYPE_CHECKING:
    from dashboard.reads.search import Search

MOST_ROWS = 500
EVERY_SECONDS = 1.0
_BACK = timedelta(minutes=10)
_AHEAD = timedelta(days=1)
_STATE = "_tail"
_IDENTITY = ["file_id", "byte_offset", "record_index"]
_ORDER = ["ts", *_IDENTITY]


def rows(search: Search) -> tuple[pl.DataFrame, int]:
    """The newest rows up to now, and how many of them have come since the last call.

    A line is seen if its time is at most ten minutes ago when it comes. Raises `LongtailError`.
    """
    key = (search.text, search.every_line, *(getattr(search.window, name) for name in reads.FILTERS))
    state = st.session_state.get(_STATE)
    kept, generation = (state[1], state[2]) if state is not None and state[0] == key else (None, -1)
    warehouse = runtime.current().warehouse
    newest = warehouse.generation
    if kept is not None and generation == newest:
        return kept, 0
    now = reads.utc_now()
    found = reads.run(warehouse, searches.rows(search.within(now - _BACK, now + _AHEAD), MOST_ROWS))
    merged = found if kept is None else merge(kept, found)
    come = 0 if kept is None else merged.join(kept, on=_IDENTITY, how="anti").height
    st.session_state[_STATE] = (key, merged, newest)
    return merged, come


def merge(kept: pl.DataFrame, found: pl.DataFrame, most: int = MOST_ROWS) -> pl.DataFrame:
    """Rows of both, each once, newest first, at most `most`."""
    both = pl.concat([found, kept]).unique(subset=_IDENTITY, keep="first", maintain_order=True)
    return both.sort(_ORDER, descending=True).head(most)


def forget() -> None:
    """Begin with an empty list the next time."""
    st.session_state.pop(_STATE, None)
