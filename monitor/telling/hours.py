"""Times of the week, such as working hours or a maintenance window: `mon-fri 09:00-18:00`, in a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?:(?P<days>[a-z]{3}(?:\s*[-,]\s*[a-z]{3})*)\s+)?(?P<from>\d{1,2}:\d{2})\s*-\s*(?P<to>\d{1,2}:\d{2})"
)
_MIDNIGHT = "24:00"
_LOOKED_AHEAD = 9
"""Days: every time of the week comes within them."""
_MOST_JOINED = 60
"""Spans that follow each other without a gap are one; around the clock they never end."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of the week (0 is Monday), from a time to a time; over midnight where it ends before it begins."""

    days: frozenset[int]
    begin: time
    end: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Several spans in one time zone. Moments are UTC without a zone."""

    spans: tuple[Span, ...]
    zone: str = "UTC"

    def until(self, now: datetime) -> datetime | None:
        """When the hours that hold now are over; None where none hold."""
        end: datetime | None = None
        for _ in range(_MOST_JOINED):
            ends = [last for first, last in self._near(end or now) if first <= (end or now) < last]
            if not ends:
                break
            end = max(ends)
        return end

    def begins(self, now: datetime) -> datetime:
        """When the next hours begin; now where they hold."""
        if self.until(now) is not None:
            return now
        return min(first for first, _ in self._near(now) if first > now)

    def _near(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans around a moment, from the day before on."""
        zone = ZoneInfo(self.zone)
        today = now.replace(tzinfo=UTC).astimezone(zone).date()
        for day in (today + timedelta(days=place) for place in range(-1, _LOOKED_AHEAD)):
            for span in self.spans:
                if day.weekday() in span.days:
                    last = day if span.end > span.begin else day + timedelta(days=1)
                    first_at, last_at = datetime.combine(day, span.begin, zone), datetime.combine(last, span.end, zone)
                    yield _naive(first_at), _naive(last_at)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def parse(texts: Sequence[str], zone: str) -> Hours:
    """The hours that these texts say. Raises `ValueError`, a sentence without its subject."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        sentence = f"{zone!r} is no time zone: take a name such as Europe/Berlin, or UTC"
        raise ValueError(sentence) from None
    return Hours(tuple(_span(text) for text in texts), zone)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip().lower())
    sentence = f'{text!r} must be a time of the week such as "mon-fri 09:00-18:00" or "22:00-06:00"'
    if found is None:
        raise ValueError(sentence)
    try:
        days = _days(found["days"]) if found["days"] else frozenset(range(7))
        return Span(days, _time(found["from"]), _time(found["to"]))
    except ValueError:
        raise ValueError(sentence) from None


def _time(text: str) -> time:
    hour, minute = ("0", "0") if text == _MIDNIGHT else text.split(":")
    return time(int(hour), int(minute))


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found |= {place % 7 for place in range(begin, (end if end >= begin else end + 7) + 1)}
    return frozenset(found)
