"""Replays a rule over history: when it would have fired, for how long and on what."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.rules.question import Asking, Grid
from monitor.rules.states import State, States
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from monitor.rules.rule import Rule
    from monitor.rules.states import Alert, Change, Labels
    from sql.warehouse import Warehouse

LIMIT_SECONDS = 30.0
"""What one statement of a replay may take."""
WHOLE_SECONDS = 120.0
"""What a replay may take."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Where the moments of each rule are counted from, so that they are the same for whoever evaluates it."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One time that an alert fired. Times are UTC without a zone; `resolved_at` is None where it still fires."""

    labels: Labels
    severity: str
    since: datetime
    fired_at: datetime
    resolved_at: datetime | None
    peak: float | None
    threshold: float | None
    reason: str

    @property
    def seconds(self) -> float | None:
        """How long it fired; None where it still does."""
        return None if self.resolved_at is None else (self.resolved_at - self.fired_at).total_seconds()


@dataclass(slots=True)
class Replay:
    """What a replay found: its episodes in the order they began, and how many moments and series it looked at."""

    episodes: list[Episode] = field(default_factory=list)
    moments: int = 0
    series: int = 0
    values: list[tuple[datetime, Labels, float | None, float | None]] = field(default_factory=list)
    """Moment, labels, value and threshold, where they were asked for."""


def grid_of(rule: Rule, start: datetime, end: datetime, every: float | None = None) -> Grid | None:
    """The rule's moments from `start` to `end`, both among them; None where there is none."""
    step = timedelta(seconds=every or rule.every)
    first = EPOCH - (EPOCH - start) // step * step
    count = (end - first) // step + 1
    return Grid(first, step, count) if count > 0 else None


def replay(  # noqa: PLR0913 (what to replay, each with a name)
    warehouse: Warehouse,
    rule: Rule,
    start: datetime,
    end: datetime,
    *,
    every: float | None = None,
    with_values: bool = False,
    given: Sequence[str] = (),
    before: Sequence[tuple[str, Mapping[str, Any]]] = (),
    stop: Callable[[], bool] | None = None,
) -> Replay:
    """Evaluate `rule` at its moments from `start` to `end` (UTC without a zone), as if each had been now.

    `every` are the seconds between two moments where the rule's own are not wanted. Raises `QueryError`, also where
    `stop` says that nobody wants it any more.
    """
    asking = Asking(
        warehouse, rule, given=given, before=before, limit_seconds=LIMIT_SECONDS, client="replay", stop=stop
    )
    grid, found = grid_of(rule, start, end, every), Replay()
    seen: set[Labels] = set()
    states = States(rule)
    changes: list[Change] = []
    until = time.monotonic() + WHOLE_SECONDS
    for moment, points in asking.points(grid) if grid else ():
        if time.monotonic() > until:
            sentence = f"The replay takes more than {WHOLE_SECONDS:g} s: replay a shorter time."
            raise QueryError(sentence)
        found.moments += 1
        seen.update(point.labels for point in points)
        changes += states.at(moment, points)
        if with_values:
            found.values += [(moment, point.labels, point.value, point.threshold) for point in points]
    found.series = len(seen)
    found.episodes = sorted(_episodes(changes, states.alerts), key=lambda one: (one.fired_at, one.labels))
    return found


def _episodes(changes: Sequence[Change], still: Sequence[Alert]) -> Iterator[Episode]:
    for change in changes:
        if change.resolves:
            yield _episode(change.before, change.at, change.reason, change.alert)
    for alert in still:
        if alert.state in (State.FIRING, State.NO_DATA):
            yield _episode(alert, None, "", alert)


def _episode(fired: Alert, resolved_at: datetime | None, reason: str, last: Alert) -> Episode:
    fired_at = fired.fired_at or fired.since or EPOCH
    since = fired.since or fired_at
    threshold = last.threshold if last.threshold is not None else fired.threshold
    peak = last.peak if last.peak is not None else fired.peak
    return Episode(fired.labels, fired.severity, since, fired_at, resolved_at, peak, threshold, reason)
