"""The page frame: finds the pages, draws what they share and runs the one that was asked for.

Streamlit runs this file from the top for every interaction; everything that lasts lives in `runtime`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import dialogs, frame, look, registry, status, url

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import Page

    from dashboard.components.registry import FoundPage


def show(page: FoundPage) -> None:
    """Draw one page: the frame around it once, its tiles again at every refresh."""
    with st.container(key="page", gap="small"):
        _show(page)


def _show(page: FoundPage) -> None:
    view = frame.draw(page)
    if view is None:
        dialogs.forget()
        return

    @st.fragment(run_every=frame.refresh_seconds(), key=f"page-{page.path}")
    def tiles() -> None:
        url.follow()
        page.render(frame.renewed(view))

    tiles()
    dialogs.show_pending(view)


def _runner(page: FoundPage) -> Callable[[], None]:
    def run() -> None:
        show(page)

    return run


def main() -> None:
    """Run one interaction."""
    look.apply()
    pages, problems = registry.find()
    sections: dict[str, list[Page]] = {}
    for index, page in enumerate(pages):
        entry = st.Page(
            _runner(page),
            title=page.info.title,
            icon=f":material/{page.info.icon}:",
            url_path=page.path,
            default=index == 0,
        )
        sections.setdefault(page.info.section, []).append(entry)
    chosen = st.navigation(sections, position="top")
    status.warn(problems)
    chosen.run()


main()
