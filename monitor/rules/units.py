"""Values with their units as people read them, in notifications, on pages and in documents alike."""

from __future__ import annotations

import math

_UNITS = {"": "", "ratio": "%", "percent": " %", "milliseconds": " ms", "ms": " ms", "seconds": " s", "s": " s"}
_NO_DECIMALS = 100
"""From this value on its decimals say nothing."""
_BYTES = ("B", "kB", "MB", "GB", "TB", "PB")


def number(value: float, unit: str) -> str:
    """A value with its unit: 12.3 %, 1,240 ms, 3.2 GB."""
    if not math.isfinite(value):
        return str(value)
    if unit == "bytes":
        power = min(len(_BYTES) - 1, max(0, int(math.log10(abs(value)) // 3))) if value else 0
        return f"{_short(value / 1000**power)} {_BYTES[power]}"
    if unit == "ratio":
        return f"{_short(100 * value)} %"
    return f"{_short(value)}{_UNITS.get(unit, f' {unit}')}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _NO_DECIMALS or value == int(value) else f"{value:.3g}"
