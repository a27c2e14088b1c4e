"""The questions of the page Health and of status pages: each probe now and over time, and one probe in full."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.reads import bind

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.reads import Question, Window

PERIODS = 90
"""Into how many periods a range is cut."""

_SINGLE_DAYS = timedelta(days=2)
"""Up to this span the runs themselves are asked, which stay for some days; beyond it, or before, their hours."""

_HOUR = timedelta(hours=1)


def probes(now: datetime) -> Question:
    """Probe, kind, target, status, since, last_ts, latency_ms, reason, critical, service, uptime_day/_week/_month."""
    return bind("probe_rows", now=now.replace(second=0, microsecond=0))


def is_single(window: Window, now: datetime) -> bool:
    """Whether the runs themselves are there for all of the window."""
    return window.from_ts >= now - _SINGLE_DAYS


def periods_of(window: Window, now: datetime) -> int:
    """Into how many periods the window is cut: hours are not cut."""
    return PERIODS if is_single(window, now) else max(1, min(PERIODS, window.span // _HOUR))


def periods(window: Window, now: datetime) -> Question:
    """Probe, period (from 0), runs, degraded, unhealthy, unknown, latency_ms."""
    count = periods_of(window, now)
    by_day = window.span >= count * timedelta(days=1)
    return bind("probe_periods", window, single=is_single(window, now), by_day=by_day, periods=count)


def latency(window: Window, now: datetime, probe: str) -> Question:
    """bucket, runs, p50_ms, p95_ms, p99_ms; buckets of an hour at least, where only hours are there."""
    return bind("probe_latency", window, single=is_single(window, now), probe=probe)


def week(window: Window, probe: str) -> Question:
    """Weekday (1 Monday), hour_of_day, latency_ms, runs, unhealthy."""
    return bind("probe_week", window, probe=probe)


def history(probe: str, now: datetime, limit: int = 200) -> Question:
    """Ts, status, status_before, seconds, reason; newest first."""
    return bind("probe_history", probe=probe, now=now.replace(second=0, microsecond=0), limit=limit)


def last(probe: str) -> Question:
    """One row: ts, status, latency_ms, reason, details (JSON)."""
    return bind("probe_last", probe=probe)


def calls(probe: str, limit: int = 50) -> Question:
    """Ts, event, exit_status, run_seconds, body; newest first."""
    return bind("heartbeat_calls", probe=probe, limit=limit)


def outages(probes: tuple[str, ...], now: datetime, days: int, limit: int) -> Question:
    """Probe, began, ended (null where it still is); newest first."""
    return bind("probe_outages", probes=probes, now=now.replace(second=0, microsecond=0), days=days, limit=limit)


def days(now: datetime, days: int = PERIODS) -> Question:
    """Probe, day, runs, degraded, unhealthy, unknown."""
    return bind("probe_days", now=now.replace(minute=0, second=0, microsecond=0), days=days)
