"""A Plotly figure on a page: drawn by the part of Plotly that the pages use, which a browser loads quickly.

Streamlit's own chart element brings the whole of Plotly, 4.7 MB of which pages draw with a quarter; plot.js beside this
module makes a Streamlit component of static/plotly.js instead (static/plotly-LICENSE.txt says how that was made). It
knows the traces scatter, bar and heatmap.
"""

from __future__ import annotations

from functools import cache as remembered
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go
    from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent
_BUNDLE = _HERE.parents[1] / "static" / "plotly.js"
_TRACES = frozenset({"scatter", "bar", "heatmap"})


def draw(figure: go.Figure, key: str, on_zoom: Callable[[str, str], None] | None = None) -> None:
    """Draw a figure, as high as its layout says; `on_zoom` gets the ends of what a drag chose on the x axis.

    Raises `ValueError` for a kind of trace that static/plotly.js does not know.
    """
    unknown = {trace.type for trace in figure.data} - _TRACES
    if unknown:
        message = f"static/plotly.js cannot draw {', '.join(sorted(unknown))}; plotly-LICENSE.txt says how to add it"
        raise ValueError(message)

    def zoom() -> None:
        state: Any = st.session_state.get(key, {})
        chosen = ends(state.get("zoom"))
        if chosen is not None and on_zoom is not None:
            on_zoom(*chosen)

    _component()(
        key=key,
        data={
            "figure": figure.to_json(),
            "name": f"longtail-{key.removeprefix('chart-')}",
            "selects": on_zoom is not None,
            "source": source(),
        },
        height=int(figure.layout.height),
        on_zoom_change=zoom,
    )


def source() -> str:
    """Where the browser finds Plotly: an address that changes with its content, so that it may be kept for good."""
    return f"app/static/{_BUNDLE.name}?{_version()}"


def ends(value: object) -> tuple[str, str] | None:
    """What the browser sent. It is untrusted: anything but two values counts as nothing."""
    if not isinstance(value, list) or len(value) != len(("start", "end")):
        return None
    start, end = sorted(str(moment) for moment in value)
    return start, end


@remembered
def _version() -> str:
    return sha256(_BUNDLE.read_bytes()).hexdigest()[:12]


@remembered
def _component() -> ComponentRenderer:
    script = (_HERE / "plotly_chart.js").read_text(encoding="utf-8")
    return st.components.v2.component("longtail_plot", js=script, isolate_styles=False)
