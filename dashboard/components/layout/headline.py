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
    from collections.abc import Callable, Sequence

    import polars as pl

    from dashboard.reads import Window
    from dashboard.style.palette import Palette

HEIGHT = 96
"""Pixels that a tile needs for one number."""

_WIDTH, _HEIGHT, _PAD = 160.0, 34.0, 2.0
_MANIFOLD = 10.0
_NOTABLE = 0.05


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a result: its column, its format and its kind.

    Where `per_second`, it is a count that is shown as a rate. Of a measure (a share, a duration) a bucket without
    records tells nothing, of a count it tells zero.
    """

    key: str
    title: str
    column: str
    show: Callable[[float | None], str]
    per_second: bool = False
    is_measure: bool = False
    is_error: bool = False

    def value(self, frame: pl.DataFrame, window: Window) -> float | None:
        """The number in an answer's only row, per second of the window where it is a rate."""
        value = frame[self.column].item()
        if value is None:
            return None
        return float(value) / window.span.total_seconds() if self.per_second else float(value)

    def line(self, frame: pl.DataFrame, window: Window) -> list[float | None]:
        """The number bucket by bucket, from an answer with a row for each that has any."""
        return line_of(frame, self.column, window, gaps=self.is_measure)

    def color(self, line: Sequence[float | None], palette: Palette) -> str:
        """What its line is drawn with: a quiet one where nothing happened."""
        if not any(line):
            return palette.ghost
        return palette.error if self.is_error else palette.accent


def exact(value: float | None) -> str:
    """A number of requests in full, for the hover text: at most three decimals."""
    return "no requests" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")


def line_of(frame: pl.DataFrame, column: str, window: Window, *, gaps: bool = False) -> list[float | None]:
    """A column by bucket over a window; a missing row or value is a gap, or zero."""
    found = dict(zip(frame["bucket"], frame[column], strict=True))
    buckets = range(max(1, window.span // window.bucket))
    values = [found.get(window.from_ts + index * window.bucket) for index in buckets]
    if gaps:
        return [None if value is None else float(value) for value in values]
    return [float(value or 0) for value in values]


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a value: as a share (0.2: up by a fifth), compared with what, and its colour."""

    share: float
    against: str
    worse_color: str | None


def draw(  # noqa: PLR0913 (the parts of one number, all named)
    value: str,
    exact: str,
    *,
    change: Change | None,
    spark: Sequence[float | None],
    palette: Palette,
    color: str,
    note: str = "",
) -> None:
    """Draw one number; `exact` is the hover text, `note` stands where there is no change."""
    st.html(
        f'<div class="lt-number" style="color:{palette.text}">'
        f'<div class="lt-value" title="{escape(exact)}">{escape(value)}</div>'
        f"{_change(change, note, palette)}{_line(spark, color)}</div>"
    )


def _change(change: Change | None, note: str, palette: Palette) -> str:
    if change is None:
        return f'<div class="lt-change" style="color:{palette.muted}">{escape(note) or "&nbsp;"}</div>'
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


def _line(values: Sequence[float | None], color: str) -> str:
    """The values as a line from left to right, on a scale from zero; a None leaves a gap."""
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    step = _WIDTH / max(1, len(values) - 1)
    parts: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append((index * step, _HEIGHT - _PAD - max(0.0, value) / top * (_HEIGHT - 2 * _PAD)))
    drawn = "".join(_part(part, step, color) for part in parts if part)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" preserveAspectRatio="none">'
        f"{drawn}</svg>"
    )
    return f'<img class="lt-spark" alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'


def _part(points: list[tuple[float, float]], step: float, color: str) -> str:
    if len(points) == 1:  # one point alone becomes a short dash, or nobody would see it
        points = [(points[0][0] - step / 4, points[0][1]), (points[0][0] + step / 4, points[0][1])]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    foot = f"{points[0][0]:.1f},{_HEIGHT:.0f} {path} {points[-1][0]:.1f},{_HEIGHT:.0f}"
    return (
        f'<polygon points="{foot}" fill="{color}" opacity="0.12"/>'
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5" '
        'vector-effect="non-scaling-stroke" stroke-linejoin="round"/>'
    )
