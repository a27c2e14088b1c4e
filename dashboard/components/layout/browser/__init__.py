"""The few pieces of JavaScript of ours, each a file beside this one; nothing in them comes from anywhere else.

A piece is registered once for each Streamlit runtime and mounted wherever it is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@st.cache_resource(show_spinner=False)
def piece(name: str, html: str = "") -> ComponentRenderer:
    """The component of `<name>.js` with the style of `<name>.css` where there is one."""
    style = _FOLDER / f"{name}.css"
    return st.components.v2.component(
        f"longtail-{name}",
        html=html,
        css=style.read_text(encoding="utf-8") if style.exists() else None,
        js=(_FOLDER / f"{name}.js").read_text(encoding="utf-8"),
    )
