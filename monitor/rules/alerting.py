"""Evaluates the rules while the process lives: each at its moments, up to where reading has got.

A moment is evaluated once, when what was logged before it is stored: reading may be behind (the ledger says how far),
and what was measured is stored some seconds later. So a late line neither fires nor resolves wrongly, and while reading
is far behind alerts keep their states. Moments that were missed, because the process did not run or the machine slept,
are evaluated together afterwards. How far each rule is, how its alerts stand and what became of them are stored in one
transaction; a new start goes on from the rows and finds the same as if it had not stopped.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.rules import finding, store
from monitor.rules.question import LIMIT_SECONDS, Asking, Grid
from monitor.rules.replay import EPOCH
from monitor.rules.states import Change, State, States
from monitor.rules.store import Progress
from monitor.scheduler import Ended, Job
from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from ingest.settings import Settings
    from monitor.limits import Limit
    from monitor.rules.question import Point
    from monitor.rules.rule import Rule
    from monitor.rules.states import Alert
    from monitor.scheduler import Turn
    from sql.warehouse import Warehouse

SETTLED = timedelta(seconds=10)
"""How old a moment must be: what was measured or logged before it is stored by then, if nothing is behind."""
MOST_CATCH_UP = 2_880
"""Moments that are made up for after a pause: a day, where a rule is evaluated every 30 seconds."""
_KEPT_SECONDS = 60.0
"""How often a rule whose alerts do not change is stored: what is evaluated again after a crash."""
_AT_ONCE = timedelta(minutes=1)
_LONG_AGO = float("-inf")
_TIDY_SECONDS = 3600.0
_TIDY_LIMIT = 300.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands: its series at the last moment, its alerts, and what keeps it from knowing more."""

    rule: Rule
    evaluated_to: datetime | None
    points: Sequence[Point]
    alerts: Sequence[Alert]
    problem: str | None
    behind: timedelta
    """How far reading is behind, where the rule reads logs."""
    has_run: bool
    """Whether it was evaluated, or failed, since the start."""

    @property
    def is_stale(self) -> bool:
        """Whether reading is behind by more than the rule looks at: states are kept, and nothing new is found."""
        return self.behind > max(self.rule.window, timedelta(minutes=1))


class Alerting:
    """What `Watching` runs and stores of rules. Raises `SettingsError` where one is wrong."""

    def __init__(self, warehouse: Warehouse, settings: Settings, clock: Callable[[], datetime] = clock.now) -> None:
        self._warehouse = warehouse
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self.on_change: Callable[[], None] = lambda: None
        """What is told that there is something to store which people wait for."""
        self.on_configure: Callable[[Sequence[str], Sequence[Job]], None] = lambda _removed, _added: None
        """What is told which jobs are no more, and which are new or other than they were."""
        self.on_store: list[Callable[[DuckDBPyConnection, Sequence[tuple[Rule, Change]]], None]] = []
        """What takes part in the transaction that stores changes."""
        stored = store.read(warehouse)
        self.rules: dict[str, Rule] = {rule.name: rule for rule in finding.all_rules(settings)}
        self._runs = {
            rule.name: _Run(rule, stored.evaluated_to.get(rule.name), stored.alerts.get(rule.name, []), stored.digests)
            for rule in self.rules.values()
            if rule.enabled
        }
        gone = (stored.evaluated_to.keys() | stored.alerts.keys()) - self._runs.keys()
        self._gone = [_removed(name, stored.alerts.get(name, []), name in self.rules, clock()) for name in sorted(gone)]
        self._removed: dict[str, Rule] = {}
        """The last that was known of rules which were taken out since the start."""

    def jobs(self) -> Iterator[Job]:
        """One for each rule, and one that keeps the table of changes small."""
        yield from map(self._job, self._runs.values())
        yield Job("tidy alerts", _TIDY_SECONDS, _TIDY_LIMIT, self._tidy, lambda _: None)

    def _job(self, run: _Run) -> Job:
        # Moments that are made up for may take as long again, and more; the query has its own limit.
        limit, evaluate, tell = 20 * LIMIT_SECONDS, partial(self._evaluate, run), partial(self._tell, run)
        return Job(_job_name(run.rule.name), run.rule.every, limit, evaluate, tell)

    def configure(self, rules: Sequence[Rule]) -> None:
        """Evaluate these from now on. One of a name that was there before goes on with its alerts, as after a start."""
        after, now = {rule.name: rule for rule in rules}, self._clock()
        with self._lock:
            before, runs = self._runs, {}
            for name, rule in after.items():
                if rule.enabled:
                    run = before.get(name)
                    runs[name] = _Run(rule, None, [], {}) if run is None else run if run.rule == rule else run.as_(rule)
            ended = [run for name, run in before.items() if name not in runs]
            self._gone += [run.removed(run.rule.name in after, now) for run in ended]
            self._removed |= {name: rule for name, rule in self.rules.items() if name not in after}
            self.rules, self._runs = after, runs
        changed = [run for name, run in runs.items() if before.get(name) is not run]
        self.on_configure([_job_name(run.rule.name) for run in ended], list(map(self._job, changed)))

    def _evaluate(self, run: _Run, _limit: Limit) -> None:
        self._advance(run)

    def evaluate(self, name: str) -> None:
        """Evaluate a rule for all its moments that are due. Raises `QueryError` where its query fails."""
        self._advance(self._runs[name])

    def _advance(self, run: _Run) -> None:
        run.ask(self._warehouse)
        now = self._clock()
        horizon = self._horizon(now) if run.reads_logs else now - SETTLED
        with self._lock:
            run.behind = now - SETTLED - horizon
        grid = run.due(horizon)
        if grid is None or (run.is_new and now - horizon > SETTLED + _AT_ONCE):
            return  # a rule begins when reading has got to now: what lies before is history
        changes = run.evaluated(grid)
        with self._lock:
            if self._runs.get(run.rule.name) is not run:
                return  # the rule was changed meanwhile: another run goes on from where this one began
            run.take(grid.last, changes)
        if changes:
            self.on_change()

    def _horizon(self, now: datetime) -> datetime:
        """The moment up to which everything that was logged is stored."""
        with self._warehouse.reader() as cursor:
            row = cursor.execute(catalog.statement("reading_horizon").body, {"now": now}).fetchone()
        behind = row[0] if row else None
        return min(now, behind or now) - SETTLED

    def _tell(self, run: _Run, turn: Turn) -> None:
        """Take how a turn ended: a rule that fails keeps its alerts, and says why."""
        problem = None
        if turn.ended is Ended.FAILED:
            problem = str(turn.error)
        elif turn.ended is not Ended.DONE:
            problem = f"It was not evaluated within {20 * LIMIT_SECONDS:g} s: make its query read less."
        with self._lock:
            is_new = problem != run.problem
            run.problem, run.has_run = problem, True
            run.stored_at = _LONG_AGO if is_new else run.stored_at

    def _tidy(self, _limit: Limit) -> None:
        days = self._settings.rollup_days
        if days:
            with self._warehouse.transaction() as cursor:
                before = self._clock() - timedelta(days=days)
                cursor.execute(catalog.statement("drop_alert_events").body, {"before": before})

    def take(self) -> list[Progress] | None:
        """What waits to be stored."""
        with self._lock:
            gone, self._gone = self._gone, []
            found = [*gone, *(progress for run in self._runs.values() if (progress := run.progress()) is not None)]
        return found or None

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Write it, and let those who tell people take part."""
        store.write(cursor, batch, self._clock())
        known = {**self._removed, **self.rules}
        changes = [
            (known[progress.rule], change)
            for progress in batch
            for change in progress.changes
            if progress.rule in known
        ]
        for take_part in self.on_store if changes else ():
            take_part(cursor, changes)

    def standings(self) -> list[Standing]:
        """How each rule that is on stands, by name."""
        with self._lock:
            return [run.standing() for run in self._runs.values()]


class _Run:
    """One rule as it is evaluated: how far, with which states, and what waits to be stored of it."""

    def __init__(
        self, rule: Rule, evaluated_to: datetime | None, alerts: Sequence[Alert], digests: dict[str, str]
    ) -> None:
        self.rule = rule
        self.problem: str | None = None
        self.has_run = False
        self.behind = timedelta()
        self.stored_at = _LONG_AGO if evaluated_to is None else time.monotonic()
        self._evaluated_to = evaluated_to
        self._digest = digests.get(rule.name, rule.digest)
        """That of the rule by which its alerts are as they are."""
        self._alerts = list(alerts)
        self._states = States(rule, alerts)
        self._changes: list[Change] = []
        self._asking: Asking | None = None
        self._points: list[Point] = []

    def as_(self, rule: Rule) -> _Run:
        """The same with another rule: its alerts stay as they are until it is evaluated."""
        other = _Run(rule, self._evaluated_to, self._alerts, {rule.name: self._digest})
        other._changes, other.stored_at = self._changes, self.stored_at
        other._points = self._points if rule.digest == self._digest else []
        return other

    def removed(self, is_off: bool, moment: datetime) -> Progress:  # noqa: FBT001 (as `_removed`)
        """What is stored when it is there no more: what waits, and the end of its alerts."""
        progress = _removed(self.rule.name, self._alerts, is_off, moment)
        progress.changes = [*self._changes, *progress.changes]
        return progress

    @property
    def is_new(self) -> bool:
        """Whether it was never evaluated."""
        return self._evaluated_to is None

    @property
    def reads_logs(self) -> bool:
        """Whether it depends on how far reading is."""
        return self._asking is None or self._asking.reads_logs

    def ask(self, warehouse: Warehouse) -> None:
        """Prepare its question. Raises `QueryError` where its query is no SELECT."""
        self._asking = self._asking or Asking(warehouse, self.rule)

    def due(self, horizon: datetime) -> Grid | None:
        """The moments up to `horizon` that were not evaluated; the last ones where there are too many."""
        step = timedelta(seconds=self.rule.every)
        last = EPOCH + (horizon - EPOCH) // step * step
        first = last if self._evaluated_to is None else self._next(step)
        first = max(first, last - (MOST_CATCH_UP - 1) * step)
        return Grid(first, step, (last - first) // step + 1) if first <= last else None

    def _next(self, step: timedelta) -> datetime:
        """The first moment after the last one; another interval has other moments."""
        evaluated_to = self._evaluated_to or EPOCH
        return EPOCH + ((evaluated_to - EPOCH) // step + 1) * step

    def evaluated(self, grid: Grid) -> list[Change]:
        """What became of its alerts at these moments."""
        changes: list[Change] = []
        if self._asking is None:
            return changes
        for moment, points in self._asking.points(grid):
            if self._digest != self.rule.digest:
                changes += self._begin_anew(moment, points)
            changes += self._states.at(moment, points)
            self._points = points
        return changes

    def _begin_anew(self, moment: datetime, points: Sequence[Point]) -> list[Change]:
        """The rule is another: what fires and meets its condition goes on firing, all else is resolved."""
        self._digest = self.rule.digest
        met = {point.labels for point in points if point.meets}
        kept = [alert for alert in self._alerts if alert.labels in met and alert.state is State.FIRING]
        self._states = States(self.rule, kept)
        fired = (alert for alert in self._alerts if alert not in kept and alert.state in (State.FIRING, State.NO_DATA))
        return [_resolved(alert, moment, "rule changed") for alert in fired]

    def take(self, moment: datetime, changes: Sequence[Change]) -> None:
        """Be as far as `moment`."""
        self._evaluated_to = moment
        self._alerts = self._states.alerts
        self._changes += changes

    def progress(self) -> Progress | None:
        """What is to be stored now, if anything is."""
        is_due = time.monotonic() - self.stored_at >= _KEPT_SECONDS
        if self._evaluated_to is None or not (self._changes or is_due):
            return None
        changes, self._changes, self.stored_at = self._changes, [], time.monotonic()
        return Progress(self.rule.name, self._digest, self._evaluated_to, self.problem, self._alerts, changes)

    def standing(self) -> Standing:
        """How it stands."""
        return Standing(
            self.rule, self._evaluated_to, self._points, self._alerts, self.problem, self.behind, self.has_run
        )


def _job_name(rule: str) -> str:
    return f"rule {rule}"


def _resolved(alert: Alert, moment: datetime, reason: str) -> Change:
    return Change(moment, alert, replace(alert, state=State.INACTIVE, since=None, resolved_at=moment), reason)


def _removed(name: str, alerts: Sequence[Alert], is_off: bool, moment: datetime) -> Progress:  # noqa: FBT001 (told once)
    """What is stored of a rule that is there no more, or is off: its alerts are resolved."""
    reason = "rule switched off" if is_off else "rule removed"
    fired = [alert for alert in alerts if alert.state in (State.FIRING, State.NO_DATA)]
    changes = [_resolved(alert, moment, reason) for alert in fired]
    return Progress(name, "", moment, None, [], changes, is_removed=True)
