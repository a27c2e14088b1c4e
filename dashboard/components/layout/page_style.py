"""What the theme file cannot say: the page's name and mark, and the few rules of style that hold for all pages.

Rules name only our own keys (`st-key-…`), never what Streamlit calls its parts inside.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STATIC = Path(__file__).parents[2] / "static"
_STYLE = (_STATIC / "style.css").read_text(encoding="utf-8")


def apply() -> None:
    """Set the page up; called first in every run."""
    st.set_page_config(
        page_title="Longtail",
        page_icon=str(_STATIC / "icon.svg"),
        layout="wide",
        menu_items={"About": "Longtail turns the log files that an application already writes into a warehouse."},
    )
    st.logo(str(_STATIC / "logo.svg"), size="large")
    st.html(f"<style>{_STYLE}</style>")
