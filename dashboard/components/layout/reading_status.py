"""A line in the page header: whether logs are being read now, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence


def warn(page_problems: Sequence[str]) -> None:
    """Name the pages that cannot be loaded."""
    for problem in page_problems:
        st.warning(plain(problem), icon=":material/warning:")


def progress() -> None:
    """Say how far a first reading has come, where one is under way."""
    try:
        ingest = runtime.current().ingest
    except LongtailError:
        return
    if ingest is None or not ingest.status.running or not ingest.status.bytes_total:
        return
    now = ingest.status
    share = min(1.0, now.bytes_read / now.bytes_total)
    sentence = f"Reading: {numbers.byte_size(now.bytes_read)} of {numbers.byte_size(now.bytes_total)}"
    st.progress(share, text=f"{sentence}, {numbers.count(now.lines_per_second)} lines/s")


@st.fragment(run_every=5, key="ingest-status")
def draw() -> None:
    """Draw the line; it refreshes by itself."""
    try:
        ingest = runtime.current().ingest
    except LongtailError:
        return
    if ingest is None:
        st.caption(":gray[:material/radio_button_unchecked:] Not reading logs")
        return
    status = ingest.status
    if not status.running:
        st.caption(":orange[:material/pause_circle:] Reading has stopped")
    elif status.lag_bytes:
        st.caption(f":blue[:material/downloading:] Reading, {numbers.byte_size(status.lag_bytes)} to go")
    else:
        st.caption(f":green[:material/check_circle:] Up to date · {numbers.count(status.files_watched)} files")
