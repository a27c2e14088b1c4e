"""What is asked of samples: their course over time, what they are now, and when disks will be full.

A question takes each part of its window from the coarsest table that its buckets allow: hours, minutes, or samples as
they were measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.reads import Question, Window, bind
from dashboard.reads.moments import EARLIEST, earlier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.settings import Settings

Combine: TypeAlias = Literal["sum", "mean", "max"]
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_HOURS_BEHIND = timedelta(minutes=5)
_MINUTES_BEHIND = timedelta(seconds=90)
"""How long after its end an hour or a minute is summed up for certain."""
_PRESENT = timedelta(minutes=5)
_FIT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days samples and minutes stay, and the moment that is asked at; 0 days are for ever."""

    now: datetime
    sample_days: int = 2
    minute_days: int = 30

    @classmethod
    def of(cls, now: datetime, settings: Settings) -> Kept:
        """What the settings say."""
        return cls(now, settings.sample_days, settings.sample_minute_days)

    def until(self, bucket: timedelta) -> dict[str, datetime]:
        """Up to where hours are taken, and up to where minutes."""
        hours = self.now - _HOURS_BEHIND if bucket >= _HOUR else self._gone(self.minute_days)
        minutes = self.now - _MINUTES_BEHIND if bucket >= _MINUTE else self._gone(self.sample_days)
        return {
            "hours_until": hours.replace(minute=0, second=0, microsecond=0),
            "minutes_until": minutes.replace(second=0, microsecond=0),
        }

    def _gone(self, days: int) -> datetime:
        """Before this moment they were removed."""
        return EARLIEST + _HOUR if days == 0 else earlier(self.now, timedelta(days=days) - _HOUR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which series: their names, the labels that they must have (`name=value`), and the label that tells them apart."""

    names: tuple[str, ...]
    by: str = ""
    only: tuple[str, ...] = ()
    combine: Combine = "sum"


def series(window: Window, wanted: Wanted, kept: Kept) -> Question:
    """bucket, name, label, value, highest, per_second."""
    return bind(
        "sample_series",
        window,
        names=wanted.names,
        only=wanted.only or None,
        by=wanted.by,
        combine=wanted.combine,
        **kept.until(window.bucket),
    )


def week(window: Window, wanted: Wanted, kept: Kept) -> Question:
    """Weekday (1 Monday), hour_of_day, value, per_second: means of the hours that are over."""
    return bind(
        "sample_week",
        replace(window, to_ts=min(window.to_ts, kept.now.replace(minute=0, second=0, microsecond=0))),
        names=wanted.names,
        only=wanted.only or None,
        combine=wanted.combine,
        **kept.until(_HOUR),
    )


def present(names: Sequence[str], now: datetime, only: tuple[str, ...] = ()) -> Question:
    """name, labels (a JSON object), value, ts of each series as it is now."""
    to_ts = now.replace(microsecond=0) + _MINUTE
    return bind(
        "sample_values", names=tuple(names), only=only or None, from_ts=earlier(to_ts, _PRESENT + _MINUTE), to_ts=to_ts
    )


def known(names: Sequence[str], label: str) -> Question:
    """name, label, series: which of these names are measured, by the values of a label."""
    return bind("sample_names", names=tuple(names), label=label)


def disk_forecast(kept: Kept) -> Question:
    """host, mount, used, free, share, per_day, points, full_at, earliest, latest."""
    now = kept.now.replace(second=0, microsecond=0)
    return bind("disk_forecast", None, now=now, from_ts=earlier(now, timedelta(days=_FIT_DAYS)), **kept.until(_HOUR))


def statements(window: Window, prefix: str, id_label: str, job: str, kept: Kept) -> Question:
    """statement_id, query, calls, seconds, mean_ms, share: statements of a database, those that took most first."""
    return bind(
        "statements",
        window,
        calls=f"{prefix}_statement_calls_total",
        seconds=f"{prefix}_statement_seconds_total",
        id_label=id_label,
        job=job,
        **kept.until(window.bucket),
    )
