"""When a digest is told: once a day at a time, several times a day, or every so often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.kinds import seconds_of

MORNING = time(9)
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_ANCHOR = datetime(2001, 1, 1, 9)  # noqa: DTZ001 (a Monday morning, in any zone)
"""What is told every so often is told at this moment, and so often before and after it: each day at 9, each hour."""
_LEAST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Digest:
    """Times of the day in a zone, or `every` so often. Moments are UTC without a zone."""

    times: tuple[time, ...] = (MORNING,)
    every: timedelta | None = None
    zone: str = "UTC"

    def next(self, after: datetime) -> datetime:
        """The first moment after `after` at which a digest is told."""
        zone = ZoneInfo(self.zone)
        local = after.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        if self.every is not None:
            turn = (local - _ANCHOR) // self.every + 1
            while (found := _utc(_ANCHOR + turn * self.every, zone)) <= after:
                turn += 1  # the clock was set back within it
            return found
        days = (local.date() + timedelta(days=place) for place in range(-1, 3))
        moments = (_utc(datetime.combine(day, at), zone) for day in days for at in self.times)
        return min(moment for moment in moments if moment > after)


DAILY = Digest()
"""Each morning, in UTC."""


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def parse(value: Any) -> Digest | None:
    """A digest as the settings write it: `"09:00"`, `["09:00", "17:00"]`, `"1h"`; None where it is 0: there is none.

    Raises `ValueError`, a sentence without its subject.
    """
    if isinstance(value, Digest):
        return value
    words = value if isinstance(value, list | tuple) else [value]
    times = [_TIME.fullmatch(word.strip()) if isinstance(word, str) else None for word in words]
    sentence = 'it must be times of day such as "09:00" or ["09:00", "17:00"], a duration such as "1h", or 0 for none'
    try:
        if words and all(times):
            return Digest(tuple(sorted(time(int(found[1]), int(found[2])) for found in times if found)))
        seconds = float(seconds_of(value))
    except (TypeError, ValueError):
        raise ValueError(sentence) from None
    every = timedelta(seconds=seconds)
    if every and every < _LEAST:
        raise ValueError(sentence)
    return Digest(every=every) if every else None
