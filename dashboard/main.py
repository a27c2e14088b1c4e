"""The entry of the pages: finds them, offers them for navigation and runs the one that was asked for.

Streamlit runs this file from the top for every interaction; everything that lasts lives in `runtime`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.layout import navigation, page_layout, page_registry, page_style, reading_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import Page

    from dashboard.components.layout.page_registry import FoundPage


def _runner(page: FoundPage) -> Callable[[], None]:
    def run() -> None:
        page_layout.show(page)

    return run


def main() -> None:
    """Run one interaction."""
    page_style.apply()
    pages, problems = page_registry.find()
    sections: dict[str, list[Page]] = {}
    entries: dict[str, Page] = {}
    for index, page in enumerate(pages):
        entry = st.Page(
            _runner(page),
            title=page.info.title,
            icon=f":material/{page.info.icon}:",
            url_path=page.path,
            default=index == 0,
        )
        entries[page.path] = entry
        sections.setdefault(page.info.section, []).append(entry)
    chosen = st.navigation(sections, position="top")
    navigation.offer(entries)
    reading_status.warn(problems)
    chosen.run()


if __name__ == "__main__":
    main()
