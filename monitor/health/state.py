"""The status of a probe, which follows its results only after several alike in a row.

A single lost packet is no outage: a worse status needs `failures` results in a row that are worse than it, a better one
`successes` that are better. Where they differ, the mildest of the worse ones and the worst of the better ones count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_RANKS = {Status.HEALTHY: 0, Status.DEGRADED: 1, Status.UNHEALTHY: 2}
_STATUSES = list(_RANKS)


def following(status: Status, recent: Sequence[Status], failures: int, successes: int) -> Status:
    """The status after the results `recent`, of which the last one is new.

    A result that could not be had (unknown) is neither good nor bad: only `failures` of them in a row make the
    status unknown. From an unknown status on, a healthy result counts as better, any other as worse.
    """
    newest = recent[-1]
    if newest is Status.UNKNOWN:
        last = recent[-failures:]
        return newest if len(last) == failures and set(last) == {newest} else status
    rank = _RANKS.get(status)
    is_worse = _RANKS[newest] > (rank or 0)
    last = recent[-(failures if is_worse else successes) :]
    ranks = [_RANKS[result] for result in last if result is not Status.UNKNOWN]
    if len(ranks) < (failures if is_worse else successes):
        return status
    if is_worse:
        return _STATUSES[min(ranks)] if min(ranks) > (rank or 0) else status
    if rank is None:
        return Status.HEALTHY if max(ranks) == 0 else status
    return _STATUSES[max(ranks)] if max(ranks) < rank else status


@dataclass(slots=True)
class ProbeState:
    """One probe's status now, since when, and its last results, the newest last."""

    status: Status = Status.UNKNOWN
    since: datetime | None = None
    recent: list[Status] = field(default_factory=list)

    def add(self, result: Status, failures: int, successes: int) -> Status:
        """Take a new result; the status before it."""
        before = self.status
        self.recent = [*self.recent, result][-max(failures, successes) :]
        self.status = following(before, self.recent, failures, successes)
        return before


def whole(states: Sequence[tuple[Status, bool]]) -> Status:
    """The status of all probes together, each with whether it is critical.

    Unhealthy where a critical one is, degraded where any other is not healthy; what was not asked yet says nothing.
    """
    known = [(status, critical) for status, critical in states if status is not Status.UNKNOWN]
    if any(status is Status.UNHEALTHY and critical for status, critical in known):
        return Status.UNHEALTHY
    if any(status is not Status.HEALTHY for status, _ in known):
        return Status.DEGRADED
    return Status.HEALTHY if known else Status.UNKNOWN
