"""A form for the two ends of a window, on the viewer's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.controls import time_range

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Window


def ask(key: str, window: Window, *, hint: str, problem: str) -> tuple[datetime, datetime] | None:
    """What is typed over the ends of `window`, UTC without a zone, in the run that applies it; else None.

    `problem` is said of a beginning that does not lie before the end.
    """
    start, end = (time_range.to_local(moment, window.timezone) for moment in (window.from_ts, window.to_ts))
    with st.form(key, border=False):
        first, last = (
            st.datetime_input(
                label, moment.replace(second=0), step=timedelta(minutes=5), format="YYYY-MM-DD", required=True
            )
            for label, moment in (("From", start), ("To", end))
        )
        st.caption(f"On the clock of {window.timezone}. {hint}")
        if not st.form_submit_button("Apply", type="primary", width="stretch"):
            return None
        if first >= last:
            st.error(problem, icon=":material/error:")
            return None
    return time_range.to_utc(first, window.timezone), time_range.to_utc(last, window.timezone)
