"""Charts as SVG text, for HTML and for paper: bars and lines over time, and bars from the baseline to the window.

Plain SVG 1.1 without scripts, styles or links. Colours are given by a `Paint`: hexadecimal for paper, CSS variables
for a page that follows the reader's theme. Text from logs is escaped; nothing is drawn outside of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from dashboard.style import numbers, palette
from dashboard.style.text import in_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FONT = "Inter, InterTabular, Inter Tabular, system-ui, sans-serif"
WIDTH, HEIGHT = 720, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 10, 26, 24
_SIZE = 11
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 43200)
"""Minutes between two marks of a time axis."""

_MOST_MARKS, _MOST_LABELS = 8, 3


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a chart, as SVG takes them."""

    text: str
    muted: str
    line: str
    grid: str
    accent: str
    ghost: str
    error: str
    warning: str
    calm: str
    band: str


def of(colors: palette.Palette) -> Paint:
    """The colours of a theme."""
    return Paint(
        text=colors.text,
        muted=colors.muted,
        line=colors.line,
        grid=colors.grid,
        accent=colors.accent,
        ghost=colors.ghost,
        error=colors.error,
        warning=colors.levels["WARNING"],
        calm=colors.levels["INFO"],
        band=colors.grid,
    )


PAPER = of(palette.LIGHT)
PAGE = Paint(**{name: f"var(--{name})" for name in Paint.__slots__})
"""Colours that the page's own style sets."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values by bucket, None where there is nothing to measure; `kind` is bar (stacked), line or ghost (dotted)."""

    name: str
    color: str
    values: Sequence[float | None]
    kind: str = "bar"


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn over time: buckets from `start`, lines over them, marks at moments, a band for the window."""

    title: str
    start: datetime
    bucket: timedelta
    lines: Sequence[Line]
    show: Callable[[float | None], str] = numbers.count
    marks: Sequence[tuple[datetime, str]] = ()
    band: tuple[datetime, datetime] | None = None
    height: int = HEIGHT
    empty: str = "Nothing in this window."
    least: float = 1.0


def draw(chart: Chart, paint: Paint) -> str:
    """The chart as one SVG element, WIDTH wide."""
    count = max((len(line.values) for line in chart.lines), default=0)
    top = _largest(chart)
    if not count or top <= 0:
        return _svg(chart.title, chart.height, [_text(WIDTH / 2, chart.height / 2, chart.empty, paint.muted, "middle")])
    frame = _Frame(chart, count, _nice(max(top, chart.least)))
    parts = [*frame.band(paint), *frame.grid(paint), *frame.time_axis(paint)]
    stacked = [0.0] * count
    for line in chart.lines:
        if line.kind == "bar":
            parts += frame.bars(line, stacked)
    for line in chart.lines:
        if line.kind != "bar":
            parts += frame.path(line)
    return _svg(chart.title, chart.height, [*parts, *frame.marks(paint), *frame.legend(paint)])


def _largest(chart: Chart) -> float:
    bars = [line.values for line in chart.lines if line.kind == "bar"]
    stacks = (sum(value or 0.0 for value in column) for column in zip(*bars, strict=True)) if bars else ()
    others = (value for line in chart.lines if line.kind != "bar" for value in line.values if value is not None)
    return max([*stacks, *others], default=0.0)


class _Frame:
    """The place of values and moments in a picture."""

    def __init__(self, chart: Chart, count: int, top: float) -> None:
        self._chart = chart
        self._count = count
        self._top = top
        self._width = WIDTH - _LEFT - _RIGHT
        self._floor = chart.height - _BOTTOM

    def _x(self, moment: datetime) -> float:
        place = (moment - self._chart.start) / (self._chart.bucket * self._count)
        return _LEFT + self._width * min(1.0, max(0.0, place))

    def _y(self, value: float) -> float:
        return self._floor - (self._floor - _TOP) * value / self._top

    def band(self, paint: Paint) -> list[str]:
        if self._chart.band is None:
            return []
        start, end = (self._x(moment) for moment in self._chart.band)
        return [_rect(start, _TOP, max(end - start, 1.0), self._floor - _TOP, paint.band)]

    def grid(self, paint: Paint) -> list[str]:
        parts = []
        for part in range(5):
            value = self._top * part / 4
            y = self._y(value)
            color = paint.line if part == 0 else paint.grid
            parts.append(f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" stroke="{color}" stroke-width="1"/>')
            if part % 2 == 0:
                parts.append(_text(_LEFT - 6, y + 4, self._chart.show(value), paint.muted, "end"))
        return parts

    def time_axis(self, paint: Paint) -> list[str]:
        minutes = self._chart.bucket * self._count / timedelta(minutes=1)
        step = timedelta(minutes=next((one for one in _STEPS if minutes / one <= _MOST_MARKS), _STEPS[-1]))
        midnight = self._chart.start.replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + ceil((self._chart.start - midnight) / step) * step
        end = self._chart.start + self._chart.bucket * self._count
        form = "%d %b" if step >= timedelta(days=1) else "%H:%M"
        parts = []
        while at <= end:
            x = self._x(at)
            anchor = "end" if x > WIDTH - _RIGHT - 16 else "middle"
            label = f"{at:%d %b}" if form == "%H:%M" and at == midnight + timedelta(days=1) else f"{at:{form}}"
            parts.append(f'<path d="M{x:.1f} {self._floor}v4" stroke="{paint.line}" stroke-width="1"/>')
            parts.append(_text(x, self._floor + 16, label, paint.muted, anchor))
            at += step
        return parts

    def bars(self, line: Line, stacked: list[float]) -> list[str]:
        """One path for all bars of a colour: small, and a printer draws it at once."""
        width = self._width / self._count
        gap = width * 0.14 if width > 3 else 0.0  # noqa: PLR2004 (pixels)
        strokes = []
        for index, value in enumerate(line.values):
            if value:
                low, stacked[index] = stacked[index], stacked[index] + value
                x, y = _LEFT + index * width + gap / 2, self._y(stacked[index])
                strokes.append(f"M{x:.1f} {self._y(low):.1f}V{y:.1f}h{width - gap:.2f}V{self._y(low):.1f}z")
        return [f'<path d="{"".join(strokes)}" fill="{line.color}"/>'] if strokes else []

    def path(self, line: Line) -> list[str]:
        width = self._width / self._count
        pieces, drawing = [], False
        for index, value in enumerate(line.values):
            if value is None:
                drawing = False
                continue
            pieces.append(f"{'L' if drawing else 'M'}{_LEFT + (index + 0.5) * width:.1f} {self._y(value):.1f}")
            alone = not drawing and (index + 1 == len(line.values) or line.values[index + 1] is None)
            pieces += ["h0.1"] if alone else []
            drawing = True
        dots = ' stroke-dasharray="2 3"' if line.kind == "ghost" else ""
        thick = "1.2" if line.kind == "ghost" else "1.8"
        style = (
            f'fill="none" stroke="{line.color}" stroke-width="{thick}" stroke-linejoin="round" stroke-linecap="round"'
        )
        return [f'<path d="{"".join(pieces)}" {style}{dots}/>'] if pieces else []

    def marks(self, paint: Paint) -> list[str]:
        parts = []
        for number, (moment, label) in enumerate(sorted(self._chart.marks)[:_MOST_LABELS]):
            x = self._x(moment)
            anchor, shift = ("end", -4) if x > WIDTH * 0.7 else ("start", 4)
            style = f'stroke="{paint.text}" stroke-width="1" stroke-dasharray="4 2"'
            parts.append(f'<path d="M{x:.1f} {_TOP}V{self._floor}" {style}/>')
            parts.append(_text(x + shift, _TOP + 10 + 13 * number, label, paint.text, anchor))
        return parts

    def legend(self, paint: Paint) -> list[str]:
        parts, x = [], float(_LEFT)
        for line in self._chart.lines:
            dots = ' stroke-dasharray="2 3"' if line.kind == "ghost" else ""
            if line.kind == "bar":
                parts.append(_rect(x, 7, 9, 9, line.color))
            else:
                parts.append(f'<path d="M{x:.1f} 11.5h12" stroke="{line.color}" stroke-width="2"{dots}/>')
            parts.append(_text(x + 16, 15, line.name, paint.muted, "start"))
            x += 32 + 6.2 * len(line.name)
        return parts


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a comparison: a name, the value now and before (None: there was none), and how they read."""

    name: str
    now: float | None
    before: float | None
    text: str


def compare(title: str, bars: Sequence[Bar], paint: Paint) -> str:
    """Rows with the window's value as a bar and the baseline's as a line across it."""
    row, width = 30, WIDTH - 330
    top = max([value for bar in bars for value in (bar.now, bar.before) if value], default=0.0)
    height = 12 + row * len(bars)
    parts = []
    for number, bar in enumerate(bars):
        y = 8 + row * number
        name = bar.name if len(bar.name) <= 34 else bar.name[:33] + "…"  # noqa: PLR2004 (what the column has room for)
        parts.append(_text(212, y + 15, name, paint.text, "end"))
        if bar.now and top:
            parts.append(_rect(220, y + 4, max(1.0, width * bar.now / top), 14, paint.accent))
        if bar.before is not None and top:
            x = 220 + width * bar.before / top
            parts.append(f'<path d="M{x:.1f} {y}v22" stroke="{paint.text}" stroke-width="1.5"/>')
        parts.append(_text(WIDTH - _RIGHT, y + 15, bar.text, paint.muted, "end"))
    return _svg(title, height, parts)


def _nice(value: float) -> float:
    """The next number that a person would choose as an axis' end."""
    unit: float = 10.0 ** floor(log10(value))
    return next(step * unit for step in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if step * unit >= value * 0.999)


def _text(x: float, y: float, text: str, color: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{anchor}">{_escaped(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, color: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{color}"/>'


def _escaped(text: str) -> str:
    return escape(in_xml(text), quote=True)


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{_escaped(title)}" font-family="{FONT}" font-size="{_SIZE}">'
        f"{''.join(parts)}</svg>"
    )
