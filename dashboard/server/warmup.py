"""What the first visitor would wait for, done while the server starts: modules, figures and names that pages need."""

from __future__ import annotations

import gc
import inspect
from datetime import timedelta
from importlib import import_module

from dashboard import reads
from dashboard.components.charts import figures
from dashboard.components.controls import time_range
from dashboard.components.layout import page_registry
from dashboard.style import palette

_ASKED_FOR_LATE = (
    "PIL.Image",
    "PIL.ImageFile",
    "streamlit.material_icon_names",
    "dashboard.components.layout.page_layout",
)
"""What is imported only while a page is drawn: by Streamlit for a page's icons, by its script for all pages."""

_HEIGHT = 100


def warm() -> None:
    """Import what pages need, and never look through it again.

    Streamlit collects garbage after every run of a page, which with the hundred thousand objects of imported modules
    takes 80 ms and stops all other work of the process; frozen, they cost nothing.
    """
    page_registry.find()
    for name in _ASKED_FOR_LATE:
        import_module(name)
    time_range.zones()
    inspect.stack()  # Streamlit asks for it once, at the first element: it looks into every module there is
    _draw_figures()
    gc.collect()
    gc.freeze()


def _draw_figures() -> None:
    """Plotly imports each kind of trace and each part of a layout when a figure first has it."""
    start = reads.utc_now()
    window = reads.Window(
        from_ts=start, to_ts=start + timedelta(hours=1), timezone="UTC", bucket=timedelta(hours=1), origin=start
    )
    series = [figures.Series("one", palette.LIGHT.accent, [start], [1.0])]
    for figure in (
        figures.stacked_bars(window, series, palette.LIGHT, height=_HEIGHT, ghosts=series),
        figures.lines(window, series, palette.LIGHT, height=_HEIGHT),
    ):
        figure.to_json()
