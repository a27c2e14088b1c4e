"""The foot of the sidebar: whether logs are being read right now, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import runtime
from dashboard.components import numbers
from dashboard.components.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence


def draw(page_problems: Sequence[str]) -> None:
    """Draw the foot of the sidebar; a page that cannot be loaded is named there."""
    with st.sidebar:
        for problem in page_problems:
            st.warning(plain(problem), icon=":material/warning:")
        _ingest()


@st.fragment(run_every=5, key="sidebar-status")
def _ingest() -> None:
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
