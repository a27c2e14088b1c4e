"""The slider of a rule's threshold; what it shows is the session's value under its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.components.alerts.rules.thresholds import Threshold


def draw(known: Threshold, chosen: float | None, key: str, on_change: Callable[[], None]) -> None:
    """Draw it at the threshold that was chosen, or at the rule's own."""
    st.session_state[key] = known.shown(known.value if chosen is None else chosen)
    st.slider(
        f"Threshold ({known.unit})" if known.unit else "Threshold",
        min_value=0.0,
        max_value=known.shown(known.most(chosen)),
        step=known.step,
        format=known.format,
        key=key,
        on_change=on_change,
        width=420,
    )
