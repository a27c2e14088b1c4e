"""Moments, and arithmetic with them that ends at the first and the last that there is: the years 1 to 9999.

A range that is open at one end, and a record whose clock was wrong by thousands of years, are asked for like any other.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EARLIEST, LATEST = datetime.min, datetime.max  # noqa: DTZ901 (UTC without saying so)
"""UTC without a zone, as all times of the warehouse."""


def later(moment: datetime, by: timedelta) -> datetime:
    """The moment `by` after another, or the last (the first, where `by` is negative)."""
    try:
        return moment + by
    except OverflowError:
        return LATEST if by > timedelta() else EARLIEST


def earlier(moment: datetime, by: timedelta) -> datetime:
    """The moment `by` before another, or the first."""
    return later(moment, -by)


def naive_utc(moment: datetime) -> datetime:
    """A moment as the warehouse has it; without a zone it is UTC already."""
    offset = moment.utcoffset()
    return earlier(moment.replace(tzinfo=None), offset) if offset else moment.replace(tzinfo=None)


def aware_utc(moment: datetime) -> datetime:
    """A moment of the warehouse with its zone."""
    return naive_utc(moment).replace(tzinfo=UTC)
