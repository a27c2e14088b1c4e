"""Headline numbers: one value, its change and its line over time, as a small piece of HTML that loads nothing.

Everything in it is a number or a sentence of ours; what could come from a log is escaped all the same.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.palette import Palette

_WIDTH, _HEIGHT, _PAD = 160.0, 34.0, 2.0
_MANIFOLD = 10.0
_NOTABLE = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """How a value changed: as a share (0.2: up by a fifth), against what, and which colour says whether that is bad."""

    share: float
    against: str
    worse_color: str | None


def draw(  # noqa: PLR0913 (the parts of one number, all named)
    value: str, exact: str, *, change: Change | None, spark: Sequence[float], palette: Palette, color: str
) -> None:
    """Draw one number; `exact` stands in the hover text."""
    st.html(
        f'<div class="lt-number" style="color:{palette.text}">'
        f'<div class="lt-value" title="{escape(exact)}">{escape(value)}</div>'
        f"{_change(change, palette)}{_line(spark, color)}</div>"
    )


def _change(change: Change | None, palette: Palette) -> str:
    if change is None:
        return f'<div class="lt-change" style="color:{palette.muted}">&nbsp;</div>'
    color = palette.muted
    if change.worse_color is not None and abs(change.share) >= _NOTABLE:
        color = change.worse_color if change.share > 0 else palette.accent
    return (
        f'<div class="lt-change" style="color:{palette.muted}">'
        f'<b style="color:{color}">{signed(change.share)}</b> vs {escape(change.against)}</div>'
    )


def signed(share: float) -> str:
    """A change as people read it: `↑ 22 %`, `↓ 5 %`, `→ 0 %`, `↑ 12×`."""
    size = f"{abs(share) * 100:.0f}\u202f%" if share < _MANIFOLD else f"{share + 1:.0f}×"
    arrow = "→" if size.startswith("0") else "↑" if share > 0 else "↓"
    return f"{arrow} {size}"


def _line(values: Sequence[float], color: str) -> str:
    if len(values) < 2:  # noqa: PLR2004 (a line has two ends)
        return '<div class="lt-spark"></div>'
    top, step = max(values) or 1.0, _WIDTH / (len(values) - 1)
    points = [
        (index * step, _HEIGHT - _PAD - max(0.0, value) / top * (_HEIGHT - 2 * _PAD))
        for index, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" preserveAspectRatio="none">'
        f'<polygon points="0,{_HEIGHT:.0f} {path} {_WIDTH:.0f},{_HEIGHT:.0f}" fill="{color}" opacity="0.12"></polygon>'
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5" '
        'vector-effect="non-scaling-stroke" stroke-linejoin="round"></polyline></svg>'
    )
    return f'<img class="lt-spark" alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
