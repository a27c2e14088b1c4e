"""Ways from one page to another: with the range and the filters of now, or with others.

A switch keeps the session and the open connection, which a link would not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import url
from dashboard.components.layout import url_state as states

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.navigation.page import Page

    from dashboard.components.layout.url_state import UrlState

_PENDING, _ENTRIES = "_navigate", "_pages"


def offer(entries: Mapping[str, Page]) -> None:
    """Register the pages by path, and go where a callback asked; called once per run, before a page is drawn."""
    st.session_state[_ENTRIES] = dict(entries)
    follow()


def to(page: str, own: Mapping[str, str] | None = None, state: UrlState | None = None) -> None:
    """Go to a page in the next run (a widget's callback), with that page's own choices and the URL's state."""
    st.session_state[_PENDING] = (page, _params(own, state))
    url.rerun_app()


def follow() -> None:
    """Go where a callback asked; called at the top of every fragment too, which else would only run itself."""
    pending = st.session_state.pop(_PENDING, None)
    if pending is None:
        return
    page, params = pending
    entry = st.session_state.get(_ENTRIES, {}).get(page)
    if entry is not None:
        url.forget()
        st.switch_page(entry, query_params=params)


def _params(own: Mapping[str, str] | None, state: UrlState | None) -> dict[str, list[str]]:
    said = states.to_params(url.state() if state is None else state)
    return said | {name: [value] for name, value in (own or {}).items() if value}
