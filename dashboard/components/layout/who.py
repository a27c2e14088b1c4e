"""Who looks at the page: the way to one's account, or a quiet word that nobody needs one yet."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.components.controls import permission
from dashboard.server import runtime
from dashboard.style.text import visible

_OPEN = (
    "No accounts yet: whoever is on this machine may do everything. "
    "`longtail accounts add NAME --role admin` makes the first one; then all others need one, too."
)


def draw() -> None:
    """Draw it; nothing where the warehouse is in memory and has no accounts."""
    if runtime.current().accounts is None:
        return
    name = permission.name()
    if not name:
        st.button(":gray[:material/lock_open:]", key="account-open", type="tertiary", help=_OPEN)
        return
    shown = escape(visible(name))
    st.html(f'<a class="lt-account" href="/account" target="_self" title="Account and log-out of {shown}">{shown}</a>')
