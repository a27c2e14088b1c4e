"""Turns a chosen range (the last 24 hours, everything, from–to) into a window of whole buckets.

A relative range ends at the end of the bucket that now is in: everybody who asks within that bucket asks the same
question, and the cache answers it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache as remembered
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from dashboard.reads import FINE_SPAN, MONDAY, Window
from dashboard.reads.moments import EARLIEST, LATEST, earlier, later, naive_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESETS: Mapping[str, timedelta] = {
    "15m": timedelta(minutes=15),
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
ALL = "all"
CUSTOM = "custom"
DEFAULT = "24h"
LABELS: Mapping[str, str] = {
    "15m": "15 min",
    "1h": "1 h",
    "6h": "6 h",
    "24h": "24 h",
    "7d": "7 d",
    "30d": "30 d",
    ALL: "All",
}
_FINE_LADDER = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 15, 60, 300))
_COARSE_LADDER = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 168, 672))
_MOST_FINE_BUCKETS = 96
_MOST_COARSE_BUCKETS = 180
_DAY = timedelta(days=1)
_FIRST, _LAST = later(EARLIEST, 31 * _DAY), earlier(LATEST, 31 * _DAY)
"""A month within what there is, so that zones and weeks around a moment are there too."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """What was chosen: a key of `PRESETS`, `ALL`, or `CUSTOM` with both ends (UTC without a zone)."""

    choice: str = DEFAULT
    from_ts: datetime | None = None
    to_ts: datetime | None = None


def bucket_of(span: timedelta) -> timedelta:
    """The bucket in which a span is shown: few enough to see each, the hour at least where only the rollup is fast."""
    if span <= FINE_SPAN:
        return next((b for b in _FINE_LADDER if span <= _MOST_FINE_BUCKETS * b), _FINE_LADDER[-1])
    return next((b for b in _COARSE_LADDER if span <= _MOST_COARSE_BUCKETS * b), _COARSE_LADDER[-1])


def window_of(
    chosen: TimeRange, *, now: datetime, timezone: str, data: tuple[datetime, datetime] | None = None
) -> Window:
    """The window of `chosen` at `now`; `data` is the span of what is stored, for `ALL`. Times are UTC."""
    anchor = None
    if chosen.choice == ALL and data is not None:
        start, end = data[0], later(data[1], timedelta(microseconds=1))
    elif chosen.choice == CUSTOM and chosen.from_ts is not None and chosen.to_ts is not None:
        start, end = chosen.from_ts, chosen.to_ts
    else:
        length = PRESETS.get(chosen.choice, PRESETS[DEFAULT])
        bucket = bucket_of(length)
        end = _up(now, bucket, _origin(now, bucket, timezone))
        start, anchor = end - length, now
    bucket = bucket_of(end - start)
    origin = _origin(anchor or end, bucket, timezone)
    return Window(
        from_ts=_down(start, bucket, origin),
        to_ts=_up(end, bucket, origin),
        timezone=timezone,
        bucket=bucket,
        origin=origin,
    )


def _origin(moment: datetime, bucket: timedelta, timezone: str) -> datetime:
    """A Monday's local midnight near `moment`, in UTC, so that days and weeks begin where the viewer's do.

    Shorter buckets begin on the hours of UTC, as the rollups do.
    """
    if bucket < _DAY:
        return MONDAY
    zone = ZoneInfo(timezone)
    local = min(max(moment, _FIRST), _LAST).replace(tzinfo=UTC).astimezone(zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    in_utc = monday.astimezone(UTC).replace(tzinfo=None)
    return in_utc.replace(minute=0)


def _down(moment: datetime, bucket: timedelta, origin: datetime) -> datetime:
    return later(origin, (moment - origin) // bucket * bucket)


def _up(moment: datetime, bucket: timedelta, origin: datetime) -> datetime:
    return earlier(origin, (origin - moment) // bucket * bucket)


@remembered
def zones() -> frozenset[str]:
    """The names of the zones that this machine knows; finding them means reading a folder of hundreds of files."""
    return frozenset(available_timezones())


def to_local(moment: datetime, timezone: str) -> datetime:
    """UTC without a zone → the zone's clock, without a zone."""
    return min(max(moment, _FIRST), _LAST).replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


def to_utc(moment: datetime, timezone: str) -> datetime:
    """The zone's clock, without a zone → UTC without a zone."""
    return naive_utc(moment.replace(tzinfo=ZoneInfo(timezone)))


def describe(window: Window) -> str:
    """The window in words, on the viewer's clock: `Fri 20 Nov 14:00 – Sat 21 Nov 14:00`."""
    start, end = to_local(window.from_ts, window.timezone), to_local(window.to_ts, window.timezone)
    year = "" if start.year == end.year == to_local(datetime.now(UTC).replace(tzinfo=None), "UTC").year else " %Y"
    clock = "%H:%M:%S" if window.bucket < timedelta(minutes=1) else "%H:%M"
    if window.bucket >= _DAY:
        return f"{start:%a %d %b{year}} – {end:%a %d %b{year}}"
    if start.date() == end.date():
        return f"{start:%a %d %b{year} {clock}} – {end:{clock}}"
    return f"{start:%a %d %b{year} {clock}} – {end:%a %d %b{year} {clock}}"
