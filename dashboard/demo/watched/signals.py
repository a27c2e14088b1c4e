"""What the shop's machines and services would tell if they were measured, at any moments.

A signal is a series and a function of time, of the demo's plan and of a seed, and of nothing else: so the history and
what is told live go together, and the incident is in all of them at the same minute. Names and labels are those of
Longtail's own collectors.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dashboard.demo import troubles
from dashboard.demo.clock import SECOND
from dashboard.demo.plan import rhythm
from monitor.sample import Series, labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dashboard.demo.plan import Plan

Floats: TypeAlias = "NDArray[np.float64]"
_STEP = 60 * SECOND
"""Noise and rates hold for a minute."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments (microseconds since the epoch), how busy the shop is then, and how far the incident has come (0 to 1).

    `up` is 0 where the shop's Redis refuses connections, else 1.
    """

    plan: Plan
    ts: NDArray[np.int64]
    busy: Floats
    bad: Floats
    up: Floats

    @classmethod
    def of(cls, plan: Plan, ts: NDArray[np.int64]) -> Moments:
        """The incident sets in within four minutes, and is over three minutes after the release was rolled back."""
        busy = np.array([rhythm(int(moment)) for moment in ts], np.float64)
        begun = (ts - plan.incident_at) / (4 * _STEP)
        ended = (plan.incident_end + 3 * _STEP - ts) / (3 * _STEP)
        up = np.array([not plan.is_out(int(moment)) for moment in ts], np.float64)
        return cls(plan, ts, busy, np.clip(np.minimum(begun, ended), 0.0, 1.0), up)

    def during(self, trouble: str) -> Floats:
        """1 in a trouble of the shop, else 0."""
        inside = [(begun <= self.ts) & (self.ts < ended) for begun, ended in troubles.spans(self.plan, trouble)]
        found: Floats = np.any(inside, axis=0).astype(np.float64)
        return found

    def noise(self, name: str, size: float) -> Floats:
        """Numbers around zero, the same for a name and a minute, with `size` as their standard deviation."""
        with np.errstate(over="ignore"):
            mixed = (self.ts // _STEP).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= np.uint64(zlib.crc32(f"{self.plan.seed} {name}".encode())) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            mixed ^= mixed >> np.uint64(31)
        return size * 1.7 * (mixed.astype(np.float64) / 2.0**63 - 1.0)


@dataclass(frozen=True, slots=True)
class Signal:
    """A series, and its value at some moments; of a counter what it grows by in a second."""

    series: Series
    at: Callable[[Moments], Floats]


def gauge(name: str, at: Callable[[Moments], Floats], /, **of: object) -> Signal:
    """A signal that rises and falls."""
    return Signal(Series(name, labels(of), "gauge"), at)


def counter(name: str, at: Callable[[Moments], Floats], /, **of: object) -> Signal:
    """A signal that only grows: `at` gives by how much in a second."""
    return Signal(Series(name, labels(of), "counter"), at)
