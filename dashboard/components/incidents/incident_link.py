"""Ways to a new incident: from a chart, an error group, an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from dashboard.accounts.role import Role
from dashboard.components.controls import permission
from dashboard.components.layout import navigation, page_registry

if TYPE_CHECKING:
    from dashboard.components.layout.url_state import UrlState

PAGE = "incidents"
RANGE = "range"
"""What `new` says where the window is the page's range."""


def button(
    key: str,
    *,
    window: str = RANGE,
    state: UrlState | None = None,
    type: Literal["secondary", "tertiary"] = "secondary",  # noqa: A002 (as Streamlit calls it)
) -> None:
    """A button that begins an incident of `window` (`from..to`, else the range), where there is a page for it."""
    if page_registry.has(PAGE) and permission.may(Role.RESPONDER):
        st.button(
            "New incident",
            key=key,
            icon=":material/emergency:",
            type=type,
            on_click=navigation.to,
            args=(PAGE, {"new": window}, state),
        )
