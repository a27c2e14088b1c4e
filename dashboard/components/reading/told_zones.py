"""The streams whose times name no zone, with the zone that the write time of their files told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import cache, reads
from dashboard.components.tables import tables

if TYPE_CHECKING:
    from dashboard.components.layout.page_context import PageContext

_ROWS = 6
_COLUMNS = {
    "service": tables.text("Service", width=150),
    "source": tables.text("Stream", width=150),
    "zone": tables.text("Zone", width=150),
    "files": tables.count("Files", width=80),
    "setting": tables.text(
        "Line for longtail.toml", help_text="It sets the zone of records that are read from then on"
    ),
}


def show(context: PageContext) -> None:
    """Name each with its zone; nothing where no write time told one."""
    found = cache.ask(reads.told_zones(context.window))
    if found.is_empty():
        return
    one = found.height == 1
    told = "1 stream writes" if one else f"{found.height} streams write"
    with st.expander(f"{told} times without a zone: write times of files tell it", icon=":material/public:"):
        sentence = "If one is wrong, set the right zone: it goes before what write times tell."
        st.caption(sentence)
        setting = pl.format('timezone."{}" = "UTC"', "source").alias("setting")
        tables.show(found.with_columns(setting), _COLUMNS, rows=min(_ROWS, found.height))
