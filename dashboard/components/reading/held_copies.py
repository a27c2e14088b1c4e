"""The files that are not read because they are copies of a log that is read: the ledger has no row for them."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl
import streamlit as st

from dashboard.components.tables import tables
from dashboard.server import runtime
from dashboard.style import numbers

_ROWS = 6
_COLUMNS = {
    "path": tables.text("File that is not read"),
    "original": tables.text("File that begins with all of it"),
    "bytes": tables.byte_size("Length", width=90),
}


def show() -> None:
    """Name each with the file that has all of it; nothing where there are none."""
    ingest = runtime.current().ingest
    copies = [] if ingest is None else ingest.copies()
    if not copies:
        return
    one = len(copies) == 1
    told = f"{numbers.count(len(copies))} {'file is a copy' if one else 'files are copies'} of a log that is read"
    with st.expander(f"{told}: not read", icon=":material/content_copy:"):
        frame = pl.DataFrame([asdict(copy) for copy in copies])
        tables.show(frame, _COLUMNS, rows=min(_ROWS, frame.height))
