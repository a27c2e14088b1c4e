"""The layout of a page: its header drawn once, its tiles again at every refresh, a dialog over both."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import dialogs, keyboard, navigation, page_header, url
from dashboard.style.text import plain
from sql.errors import LongtailError

if TYPE_CHECKING:
    from dashboard.components.layout.page_registry import FoundPage

_log = logging.getLogger(__name__)


def show(page: FoundPage) -> None:
    """Draw one page; an error in it becomes one sentence."""
    keyboard.draw()
    with st.container(key="page", gap="small"):
        context = page_header.draw(page)
        if context is None:
            dialogs.forget()
            return

        @st.fragment(run_every=page_header.refresh_seconds(), key=f"page-{page.path}")
        def tiles() -> None:
            navigation.follow()
            url.follow()
            try:
                page.render(page_header.renewed(context))
                url.write()
            except LongtailError as error:
                st.error(plain(str(error)), icon=":material/error:")
            except Exception:  # noqa: BLE001 (whatever is wrong, the visitor reads one sentence)
                _log.exception("Page %s cannot be drawn", page.path)
                st.error(
                    f"The page {page.info.title} could not be drawn; the server's log says why.",
                    icon=":material/error:",
                )

        tiles()
        if not dialogs.show_pending(context) and page.overlay is not None:
            page.overlay(context)
