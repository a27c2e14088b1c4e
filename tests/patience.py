"""How long tests wait on this machine: deadlines are written for an idle, ordinary one and follow the one at hand.

The factor has two parts. How slow one core is: the CPU time of a fixed small piece of work, measured once in a process,
beside what an ordinary core takes. How many want a core: the load of the last minute, or pytest's own workers where
these have just begun, for each core. A deadline only ever grows, and at most tenfold: a test that waits for what never
comes still fails.
"""

from __future__ import annotations

import os
import time
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDINARY_SECONDS = 0.04
"""CPU time of the work on one core of a common server of 2020."""

_MOST = 10.0
_PAUSE = 0.05


def factor() -> float:
    """How many times as long as on an idle, ordinary machine things may take now: 1 to 10."""
    return min(_MOST, max(1.0, _slowness()) * max(1.0, _crowd()))


@cache
def _slowness() -> float:
    return min(_work() for _ in range(3)) / _ORDINARY_SECONDS


def _work() -> float:
    """The CPU time of a little hashing and a little Python."""
    started = time.process_time()
    data = bytes(1024)
    for number in range(20_000):
        data = sha256(data + number.to_bytes(8, "big")).digest() * 8
    return time.process_time() - started


def _crowd() -> float:
    """Processes that want to run, for each core."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(os.getloadavg()[0], workers) / cores


def seconds(base: float) -> float:
    """The deadline that is `base` seconds on an idle, ordinary machine."""
    return base * factor()


def milliseconds(base: float) -> float:
    """The same in milliseconds, as Playwright takes it; `base` is in seconds."""
    return 1000 * seconds(base)


class Deadline:
    """`base` seconds from now, and more while the machine is busy: load that comes later counts too."""

    def __init__(self, base: float) -> None:
        self._base = base
        self._started = time.monotonic()
        self._longest = seconds(base)

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        elapsed = time.monotonic() - self._started
        if elapsed > self._longest:
            self._longest = max(self._longest, seconds(self._base))
        return elapsed > self._longest


def wait_for(condition: Callable[[], Any], what: str, base: float = 60.0) -> Any:
    """What `condition` gives as soon as it is true. Raises `AssertionError` where it is not in time."""
    deadline = Deadline(base)
    while not (found := condition()):
        if deadline.is_over:
            sentence = f"Waited {base:.0f} s, times {factor():.1f} on this machine, for {what}."
            raise AssertionError(sentence)
        time.sleep(_PAUSE)
    return found
