"""The bell in the header of every page: how many alerts fire, in the colour of the worst; it refreshes by itself."""

from __future__ import annotations

import streamlit as st

from dashboard.components.alerts import firing
from dashboard.components.layout import navigation, url
from sql.errors import LongtailError

_PAGE = "alerts"
_COLORS = {"critical": "red", "error": "red", "warning": "orange"}


@st.fragment(run_every=5, key="alerts-bell")
def draw() -> None:
    """Draw it; a click leads to the alerts. Where no rule was ever evaluated, there is none."""
    navigation.follow()
    url.follow()
    try:
        found = firing.of_bell()
    except LongtailError:
        return
    if not found.rules and not found.count:
        return
    color = _COLORS.get(found.worst or "", "gray")
    told = found.told() + (f"; {found.pending} pending" if found.pending else "")
    st.button(
        f":{color}[:material/notifications_active: {found.count:,}]"
        if found.count
        else ":gray[:material/notifications:]",
        key="alerts-bell-button",
        type="tertiary",
        help=f"Alerts: {told}.",
        on_click=navigation.to,
        args=(_PAGE,),
    )
