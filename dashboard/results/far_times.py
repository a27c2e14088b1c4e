"""Dates and times that Python's types do not hold: before the year 1, after 9999, and infinity, as DuckDB writes them.

The calendar is the proleptic Gregorian one, which repeats after 400 years.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

_EPOCH = date(1970, 1, 1).toordinal()
_CYCLE_DAYS, _CYCLE_YEARS = 146_097, 400
_INFINITE_DAYS, _INFINITE_TIME = 2**31 - 1, 2**63 - 1
_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_DAY_SECONDS = 86_400


def date_text(days: int) -> str:
    """A date by its days since 1970: `294247-01-10`, `0044-03-15 (BC)`, `infinity`."""
    if abs(days) == _INFINITE_DAYS:
        return "infinity" if days > 0 else "-infinity"
    written, is_before = _written(days)
    return f"{written} (BC)" if is_before else written


def time_text(value: int, unit: str) -> str:
    """A time in UTC by its units since 1970: `294247-01-10T04:00:54Z`."""
    if abs(value) == _INFINITE_TIME:
        return "infinity" if value > 0 else "-infinity"
    seconds, fraction = divmod(value, _A_SECOND[unit])
    days, seconds = divmod(seconds, _DAY_SECONDS)
    written, is_before = _written(days)
    part = f".{fraction:0{len(str(_A_SECOND[unit])) - 1}d}".rstrip("0").rstrip(".") if fraction else ""
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{part}Z"
    return f"{written}T{clock} (BC)" if is_before else f"{written}T{clock}"


def _written(days: int) -> tuple[str, bool]:
    """The date without its era, and whether it is before the year 1."""
    cycles, within = divmod(days + _EPOCH - 1, _CYCLE_DAYS)
    found = date.fromordinal(within + 1)
    year = found.year + cycles * _CYCLE_YEARS
    is_before = year <= 0
    return f"{1 - year if is_before else year:04d}-{found.month:02d}-{found.day:02d}", is_before


def held(scalar: pa.Scalar) -> Any:
    """A value of Arrow as one of Python; what Python's dates do not hold is a text, also within lists and objects.

    An object whose keys are not all different, as `row()` makes it, is a list of its values.
    """
    if scalar.is_valid and pa.types.is_nested(scalar.type):
        return _nested(scalar)
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        kind = scalar.type
        return date_text(scalar.value) if pa.types.is_date(kind) else time_text(scalar.value, kind.unit)


def _nested(scalar: pa.Scalar) -> Any:
    kind = scalar.type
    if pa.types.is_struct(kind):
        names, items = [field.name for field in kind], [held(scalar[place]) for place in range(kind.num_fields)]
        return dict(zip(names, items, strict=True)) if len(set(names)) == len(names) else items
    if pa.types.is_union(kind):
        return held(scalar.value)
    if pa.types.is_map(kind):
        return [(held(pair["key"]), held(pair["value"])) for pair in scalar.values]
    return [held(item) for item in scalar.values]
