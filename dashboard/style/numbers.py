"""Numbers as people read them: 1.2 M, 348 ms, 2.4 s, 3 min ago. The exact value belongs into the hover text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

NOTHING = "–"
_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BYTES = ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))
_SPANS = ((31_557_600.0, "y"), (86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
_EVERY = {
    timedelta(seconds=1): "second",
    timedelta(minutes=1): "minute",
    timedelta(hours=1): "hour",
    timedelta(days=1): "day",
    timedelta(days=7): "week",
}
_KILO, _TEN, _HUNDRED, _MINUTE, _HOUR = 1000.0, 10.0, 100.0, 60.0, 3_600.0
_RARE = 0.01
"""Rates per second below this are said by the hour."""


def _three_digits(value: float) -> str:
    if value >= _HUNDRED:
        return f"{value:.0f}"
    return f"{value:.1f}".removesuffix(".0") if value >= _TEN else f"{value:.2f}".rstrip("0").rstrip(".")


def count(value: float | None) -> str:
    """A count: 987, 12.4 k, 1.2 M."""
    if value is None:
        return NOTHING
    for unit, name in _UNITS:
        if abs(value) >= unit:
            return f"{value / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{value:.0f}" if value == int(value) else _three_digits(value)


def exact(value: float | None) -> str:
    """A count in full, with thin groups: 1 234 567."""
    return NOTHING if value is None else f"{value:,.0f}".replace(",", "\u202f")


def milliseconds(value: float | None) -> str:
    """A duration given in milliseconds: 0.8 ms, 348 ms, 2.4 s, 3.1 min."""
    if value is None:
        return NOTHING
    if value < _KILO:
        return f"{_three_digits(value)} ms"
    seconds = value / _KILO
    return f"{_three_digits(seconds)} s" if seconds < _MINUTE else f"{_three_digits(seconds / _MINUTE)} min"


def percent(value: float | None) -> str:
    """A share of 1: 0.42 %, 12.5 %, 100 %."""
    return NOTHING if value is None else f"{_three_digits(value * _HUNDRED)} %"


def rate(value: float | None) -> str:
    """Something per second: 0.3/s, 12.4 k/s; what is rarer by the hour, 6.7/h, for nothing rounds to none."""
    if value is None:
        return NOTHING
    return f"{count(value * _HOUR)}/h" if 0 < value < _RARE else f"{count(value)}/s"


def byte_size(value: float | None) -> str:
    """Bytes: 512 B, 1.5 MiB."""
    if value is None:
        return NOTHING
    for unit, name in _BYTES:
        if value >= unit:
            return f"{_three_digits(value / unit)} {name}"
    return f"{value:.0f} B"


def span(value: timedelta) -> str:
    """A length of time in its largest unit: 3 min, 2 d."""
    seconds = abs(value.total_seconds())
    for unit, name in _SPANS:
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return "0 s"


def every(bucket: timedelta) -> str:
    """A bucket as a unit: per hour, per 5 min, per day."""
    return f"per {_EVERY.get(bucket) or span(bucket)}"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long before `now` something was: just now, 3 min ago, 2 d ago (or ahead, where clocks disagree)."""
    if moment is None:
        return NOTHING
    passed = now - moment
    if abs(passed) < timedelta(seconds=2):
        return "just now"
    return f"{span(passed)} ago" if passed > timedelta() else f"{span(passed)} ahead"


def change(value: float | None, before: float | None) -> float | None:
    """How much a value changed against the one before it, as a share of that; None where nothing can be said."""
    if value is None or not before:
        return None
    return value / before - 1
