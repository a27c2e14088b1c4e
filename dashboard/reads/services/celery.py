"""What the Celery page asks: tasks by state and name, how long they run and wait, and which fail.

The same numbers from two places: counters, as both common exporters and Longtail's own reading of events tell them, or
what the workers log where nobody counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.reads import Question, Window, bind, samples

if TYPE_CHECKING:
    from dashboard.reads.samples import Kept

STATES = ("sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected")
NAMES = (*(f"celery_task_{state}_total" for state in STATES), "celery_tasks_total")
"""Counters of tasks: danihodovic's exporter has one for each state, OvalMoney's one with a label."""
RUNTIMES = ("celery_task_runtime_bucket", "celery_tasks_runtime_seconds_bucket")
WAITS = ("celery_task_queue_wait_time_bucket", "celery_tasks_latency_seconds_bucket")


def counted() -> Question:
    """name, label, series: which of the counters there are."""
    return samples.known(NAMES, "job")


def states(window: Window, kept: Kept, *, from_logs: bool) -> Question:
    """bucket, label, value, per_second: how many tasks came to each state."""
    return bind("celery_states", window, names=NAMES, from_logs=from_logs, **kept.until(window.bucket))


def rate(window: Window, kept: Kept, *, from_logs: bool) -> Question:
    """bucket, label, value, per_second: tasks that succeeded and failed, over five minutes at least."""
    return bind("celery_rate", window, names=NAMES, from_logs=from_logs, **kept.until(window.bucket))


def workers(window: Window, kept: Kept) -> Question:
    """bucket, label, value: how many workers are up, and whether each exporter answers."""
    return bind("celery_workers", window, names=NAMES, **kept.until(window.bucket))


def durations(window: Window, kept: Kept, *, from_logs: bool) -> Question:
    """bucket, p50, p95, p99, waiting_p95, in seconds."""
    until = kept.until(window.bucket)
    return bind("celery_durations", window, runtimes=RUNTIMES, waits=WAITS, from_logs=from_logs, **until)


def week(window: Window, kept: Kept, *, from_logs: bool) -> Question:
    """Weekday (1 Monday), hour_of_day, tasks: those that ended, per hour."""
    return bind("celery_week", window, names=NAMES, from_logs=from_logs, **kept.until(timedelta(hours=1)))


def tasks(window: Window, kept: Kept, *, from_logs: bool) -> Question:
    """task, ended, failed, retried, failure_rate, p50_ms, p95_ms."""
    until = kept.until(window.bucket)
    return bind("celery_tasks", window, names=NAMES, runtimes=RUNTIMES, from_logs=from_logs, **until)


def failures(window: Window) -> Question:
    """task, error_id, error_type, failures, last_ts."""
    return bind("celery_failures", window)
