"""What the shop's Celery would tell: tasks by state and name, how long they run and wait, its queue, its workers."""

from __future__ import annotations

from math import erf, log, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from dashboard.demo import troubles
from dashboard.demo.services import REBUILD_INDEX, REFRESH_PRICES, RESERVE_STOCK, SEND_CONFIRMATION, SERVICES
from dashboard.demo.traffic import MAIL_FAILS
from dashboard.demo.watched.signals import Signal, counter, gauge
from monitor.sample import Series, labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dashboard.demo.services import Task
    from dashboard.demo.watched.signals import Floats, Moments

_OF: Final = {"job": "workers", "instance": "cache-1:6379"}
_BOUNDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, float("inf"))
"""The upper ends of the buckets of a duration, seconds."""
_SPREAD: Final = 0.5
_FAILS: Final = {SEND_CONFIRMATION.name: 0.012, RESERVE_STOCK.name: 0.015, REBUILD_INDEX.name: 0.04}
_BY_THE_CLOCK: Final = {REFRESH_PRICES.name: 300.0, REBUILD_INDEX.name: 900.0}
"""Seconds between two runs of those that no order starts."""
_ORDERS: Final = 0.014
"""A second, in a minute as busy as the mean."""
_MAIL_HANGS: Final = 80.0
"""Seconds that a mail takes while its server hangs."""


def signals() -> list[Signal]:
    """Celery's."""
    found: list[Signal] = []
    for task in (SEND_CONFIRMATION, RESERVE_STOCK, REFRESH_PRICES, REBUILD_INDEX):
        found += _states(task)
        found += _histogram("celery_task_runtime", task, task.median_ms / 1_000, worse=2.0)
        found += _histogram("celery_task_queue_wait_time", task, 0.04, worse=300.0)
    found.append(gauge("celery_queue_length", _waiting, queue_name="celery", **_OF))
    for host in SERVICES["worker"].hosts:
        of = {"hostname": f"celery@{host}", **_OF}
        found.append(gauge("celery_worker_up", lambda at: at.up, **of))
        found.append(gauge("celery_worker_tasks_active", lambda at: np.round(0.4 + at.busy + 5 * at.bad), **of))
        reserved = gauge("celery_worker_tasks_reserved", lambda at: np.round(2 * at.busy + 14 * at.bad), **of)
        found += [reserved, gauge("celery_worker_tasks_scheduled", lambda at: np.round(1 + 3 * at.bad), **of)]
    found.append(gauge("up", lambda at: np.ones(len(at.ts)), **_OF))
    return found


def _waiting(at: Moments) -> Floats:
    usual = 0.6 * at.busy + 70 * at.bad + at.noise("queue", 0.4)
    waiting: Floats = at.up * np.clip(usual + 240 * at.during(troubles.MAIL), 0.0, None)
    return np.rint(waiting)


def _rate(task: Task, at: Moments) -> Floats:
    """Tasks a second: of each order one, which are few in the incident, or by the clock; mails that fail come again."""
    if task.name in _BY_THE_CLOCK:
        return np.full(len(at.ts), 1 / _BY_THE_CLOCK[task.name])
    return _ORDERS * at.busy * (1 - 0.7 * at.bad) * (1 + _hangs(task, at))


def _hangs(task: Task, at: Moments) -> Floats:
    """1 where a task sends a mail and the mail server hangs, else 0."""
    return at.during(troubles.MAIL) if task.template else np.zeros(len(at.ts))


def _states(task: Task) -> Iterator[Signal]:
    def of_share(share: Callable[[Moments], Floats]) -> Callable[[Moments], Floats]:
        return lambda at: _rate(task, at) * share(at)

    def failed(at: Moments) -> Floats:
        return np.minimum(_FAILS.get(task.name, 0.002) + 0.16 * at.bad + MAIL_FAILS * _hangs(task, at), 1.0)

    shares: dict[str, Callable[[Moments], Floats]] = {
        **dict.fromkeys(("sent", "received", "started"), lambda at: np.ones(len(at.ts))),
        "succeeded": lambda at: 1 - failed(at),
        "failed": failed,
        "retried": lambda at: 0.5 * failed(at),
    }
    for state, share in shares.items():
        yield counter(f"celery_task_{state}_total", of_share(share), name=f"worker.tasks.{task.name}", **_OF)


def _histogram(name: str, task: Task, median: float, *, worse: float) -> Iterator[Signal]:
    """Durations around `median` seconds (log-normal); in the incident, `worse` times as long beside."""

    def middle(at: Moments) -> Floats:
        return median * (1 + worse * at.bad) + _MAIL_HANGS * _hangs(task, at)

    def below(bound: float) -> Callable[[Moments], Floats]:
        def at_rate(at: Moments) -> Floats:
            shares = [0.5 * (1 + erf(log(bound / one) / _SPREAD / sqrt(2))) for one in middle(at)]
            return _rate(task, at) * np.array(shares, np.float64)

        return at_rate if bound != float("inf") else lambda at: _rate(task, at)

    of = {"name": f"worker.tasks.{task.name}", **_OF}
    for bound in _BOUNDS:
        told = "+Inf" if bound == float("inf") else f"{bound:g}"
        yield Signal(Series(f"{name}_bucket", labels(le=told, **of), "histogram"), below(bound))
    yield Signal(Series(f"{name}_count", labels(of), "histogram"), lambda at: _rate(task, at))
    yield Signal(
        Series(f"{name}_sum", labels(of), "histogram"),
        lambda at: _rate(task, at) * middle(at) * float(np.exp(_SPREAD**2 / 2)),
    )
