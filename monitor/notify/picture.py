"""A small chart as PNG: an alert's value over the last while against its threshold, for channels that take pictures.

Times are UTC. Nothing is drawn of what comes from logs but numbers.
"""

from __future__ import annotations

import io
import math
from contextlib import suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from monitor.notify import wording
from monitor.rules import units
from monitor.rules.severity import rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.notify.notice import AlertNotice, Chart, Notification

WIDTH, HEIGHT = 560, 180
MOST = 3
"""Charts of one notification."""
_FINE = 2
"""Each pixel is drawn as so many by so many, and made smaller at the end, so that lines are smooth."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 14, 26
_SIZE = 12
_DASH = 6
_PAPER, _INK, _GRID, _BOUND = "#ffffff", "#5f6b7a", "#e3e7ec", "#a4133c"
_LEAST_SPAN = 1e-9

_Point = tuple[float, float]


def drawn(notification: Notification, most: int = MOST) -> dict[int, bytes]:
    """The PNG of each alert that has a chart, by its place, of the first ones where there are many.

    What cannot be drawn is left out: a picture keeps nobody from being told.
    """
    found: dict[int, bytes] = {}
    for place, alert in enumerate(notification.alerts):
        if alert.chart is not None and len(found) < most:
            with suppress(Exception):
                found[place] = draw(alert, alert.chart)
    return found


def draw(alert: AlertNotice, chart: Chart) -> bytes:
    """The PNG, WIDTH by HEIGHT."""
    image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), _PAPER)
    _Drawing(image, alert, chart).draw()
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


class _Drawing:
    """One chart on its way to a picture."""

    def __init__(self, image: Image.Image, alert: AlertNotice, chart: Chart) -> None:
        self._on = ImageDraw.Draw(image)
        self._font = ImageFont.load_default(_SIZE * _FINE)
        self._alert, self._chart = alert, chart
        is_known = alert.threshold is not None and math.isfinite(alert.threshold)
        self._bound = alert.threshold if is_known else None
        self._color = list(wording.COLOURS.values())[max(0, rank(alert.severity))]
        told = [value for value in chart.values if value is not None and math.isfinite(value)]
        bounds = [*told, *([] if self._bound is None else [self._bound])]
        self._low, self._high = _nice(min([*bounds, 0.0]), max([*bounds, 0.0]))

    def draw(self) -> None:
        """All of it, what is above last."""
        self._axis()
        for piece in self._pieces():
            self._area(piece)
        for piece in self._pieces():
            self._line(piece)
        if self._bound is not None:
            self._threshold(self._bound)

    def _x(self, place: float) -> float:
        return (_LEFT + (WIDTH - _LEFT - _RIGHT) * place / max(1, len(self._chart.values) - 1)) * _FINE

    def _y(self, value: float) -> float:
        share = (value - self._low) / max(self._high - self._low, _LEAST_SPAN)
        return (HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share) * _FINE

    def _pieces(self) -> Iterator[Sequence[_Point]]:
        """Runs of values without a gap."""
        piece: list[_Point] = []
        for place, value in enumerate((*self._chart.values, None)):
            if value is not None and math.isfinite(value):
                piece.append((self._x(place), self._y(value)))
            elif piece:
                yield piece
                piece = []

    def _area(self, piece: Sequence[_Point]) -> None:
        floor = self._y(0.0)
        if len(piece) > 1:
            pale = tuple(round(255 - (255 - int(self._color[at : at + 2], 16)) * 0.16) for at in (1, 3, 5))
            self._on.polygon([(piece[0][0], floor), *piece, (piece[-1][0], floor)], fill=pale)

    def _line(self, piece: Sequence[_Point]) -> None:
        if len(piece) > 1:
            self._on.line(list(piece), fill=self._color, width=2 * _FINE, joint="curve")
        else:
            ((x, y),) = piece
            self._on.ellipse((x - _FINE, y - _FINE, x + _FINE, y + _FINE), fill=self._color)

    def _threshold(self, value: float) -> None:
        y, x, end = self._y(value), float(_LEFT * _FINE), (WIDTH - _RIGHT) * _FINE
        while x < end:
            self._on.line([(x, y), (min(x + _DASH * _FINE, end), y)], fill=_BOUND, width=_FINE)
            x += 2 * _DASH * _FINE
        words = f"threshold {units.number(value, self._alert.unit)}"
        self._on.text((_LEFT * _FINE + 4 * _FINE, y - 2 * _FINE), words, _BOUND, self._font, anchor="lb")

    def _axis(self) -> None:
        for value in (self._low, (self._low + self._high) / 2, self._high):
            y = self._y(value)
            self._on.line([(_LEFT * _FINE, y), ((WIDTH - _RIGHT) * _FINE, y)], fill=_GRID, width=_FINE)
            place = ((_LEFT - 8) * _FINE, y)
            self._on.text(place, units.number(value, self._alert.unit), _INK, self._font, anchor="rm")
        last = self._chart.start + (len(self._chart.values) - 1) * self._chart.step
        form = "%d %b %H:%M" if last - self._chart.start >= timedelta(days=1) else "%H:%M"
        y = (HEIGHT - _BOTTOM + 5) * _FINE
        for x, anchor, moment in ((_LEFT, "la", self._chart.start), (WIDTH - _RIGHT, "ra", last)):
            self._on.text((x * _FINE, y), _clock(moment, form), _INK, self._font, anchor=anchor)


def _clock(moment: datetime, form: str) -> str:
    return f"{moment.astimezone(UTC):{form}} UTC"


def _nice(low: float, high: float) -> tuple[float, float]:
    """Bounds of an axis, a little beyond the values, with few digits."""
    if high - low < _LEAST_SPAN:
        return low, low + 1.0
    step = 10.0 ** math.floor(math.log10(high - low)) / 2
    first, last = math.floor(low / step) * step, math.ceil(high * 1.0001 / step) * step
    return first, last
