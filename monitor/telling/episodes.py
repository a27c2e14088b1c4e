"""From changes of alerts to rows of what is to be told, in the transaction that stores the changes.

An alert that fires is a row for each channel that its routes name; its end, and that it got worse, change these rows.
So nothing is told that is not stored, and nothing stored is forgotten. What began and ended while nobody looked, a
while ago, makes no rows: after a pause only what still fires is told, and the end of what was told before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.rules.severity import Severity, rank
from monitor.rules.states import State
from monitor.rules.store import id_of
from monitor.telling import matching, told
from monitor.telling.told import Groups, Told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.rules.rule import Rule
    from monitor.rules.states import Change
    from monitor.telling.routing import Routing, Way

    Place = tuple[str, datetime, str]

CAUGHT_UP = timedelta(minutes=10)
"""What ended so long ago, and was found together with its beginning, is not told."""
FLAPPING = 6
"""More changes than these within an hour are too many."""
FLAPPING_SPAN = timedelta(hours=1)
"""An alert that flaps is told once in this time."""


@dataclass(slots=True)
class _Book:
    """What one transaction reads and changes: rows by alert, and the places of those that are new or changed."""

    groups: Groups
    rows: dict[str, dict[Place, Told]] = field(default_factory=dict)
    changes: dict[str, list[datetime]] = field(default_factory=dict)
    new: set[Place] = field(default_factory=set)
    changed: set[Place] = field(default_factory=set)

    def of_alert(self, alert_id: str) -> list[Told]:
        return list(self.rows.get(alert_id, {}).values())

    def know(self, row: Told) -> None:
        self.rows.setdefault(row.alert_id, {})[row.place] = row

    def put(self, row: Told) -> None:
        self.know(row)
        self.changed.add(row.place)

    def forget(self, row: Told) -> None:
        self.rows[row.alert_id].pop(row.place)
        self.changed.discard(row.place)


def take(
    cursor: DuckDBPyConnection, routing: Routing, changes: Sequence[tuple[Rule, Change]], now: datetime
) -> list[Told]:
    """Store what is to be told of these changes; gives the rows that changed."""
    told_of = [(rule, change) for rule, change in changes if change.fires or change.resolves]
    if not told_of:
        return []
    alert_ids = sorted({id_of(rule.name, change.alert.labels) for rule, change in told_of})
    first = min(change.at for _, change in told_of)
    found = told.read(cursor, "open_told_alerts", alert_ids=alert_ids, after=first - FLAPPING_SPAN)
    book = _Book(Groups.read(cursor, now))
    for known in found:
        book.know(known)
    for row in told.rows(cursor, "changes_of_alerts", alert_ids=alert_ids, after=first - FLAPPING_SPAN):
        book.changes.setdefault(row["alert_id"], []).append(row["ts"])
    for rule, change in told_of:
        if change.resolves:
            _end(book, routing, rule, change, now)
        else:
            _begin(book, routing, rule, change, now)
    changed = [book.rows[place[0]][place] for place in sorted(book.changed)]
    told.write(cursor, changed)
    return changed


def _begin(book: _Book, routing: Routing, rule: Rule, change: Change, now: datetime) -> None:
    """It fires, has no data, or gets worse: that does not wait for the group's next turn."""
    alert = change.alert
    alert_id, fired_at = id_of(rule.name, alert.labels), alert.fired_at or change.at
    labels = {**rule.labels, **dict(alert.labels)}
    state = told.NO_DATA if alert.state is State.NO_DATA else told.FIRING
    severity = alert.severity or rule.severity
    known = {row.channel: row for row in book.of_alert(alert_id) if row.fired_at == fired_at and not row.is_over}
    for way in routing.ways(matching.subject(rule.name, severity, labels, rule.also)):
        if way.channel not in known or _waits_for_less(known[way.channel], severity):
            known.pop(way.channel, None)
            group = way.group(matching.subject(rule.name, severity, labels))
            row = Told(alert_id, fired_at, way.channel, rule.name, labels, way.route, group, state, severity, change.at)
            flapping = not row.is_digest and _is_flapping(book, alert_id, change.at)
            row = _with_values(replace(row, is_flapping=flapping), change)
            book.new.add(row.place)
            book.put(replace(row, due_at=_due(book, row, way, now)))
    for row in known.values():
        way = routing.way(row.route, row.channel)
        is_worse = rank(severity) > rank(row.severity)
        changed = _with_values(replace(row, state=state, severity=severity, changed_at=change.at), change)
        if is_worse and row.is_digest:
            changed = replace(changed, group_key=way.group(matching.subject(rule.name, severity, labels)))
        if row.told_event is not None:
            changed = replace(changed, due_at=now if is_worse else _due(book, changed, way, now))
        book.put(changed)


def _waits_for_less(row: Told, severity: str) -> bool:
    """Whether a channel would be told later than it is to be now: with the digest, or if nobody acknowledges it."""
    is_late = row.is_step or (row.is_digest and severity != Severity.INFO)
    return is_late and row.told_event is None


def _end(book: _Book, routing: Routing, rule: Rule, change: Change, now: datetime) -> None:
    """It fires no more."""
    alert_id = id_of(rule.name, change.alert.labels)
    fired_at = change.alert.fired_at or change.before.fired_at
    for row in book.of_alert(alert_id):
        if row.is_over or (fired_at is not None and row.fired_at != fired_at):
            continue
        if row.place in book.new and change.at < now - CAUGHT_UP:
            book.forget(row)
            continue
        changed = _with_values(ended(row, change.at, change.reason), change)
        if row.told_event is not None or not (row.held_by or row.is_step):
            changed = replace(changed, due_at=_due(book, changed, routing.way(row.route, row.channel), now))
        book.put(changed)


def ended(row: Told, at: datetime, reason: str) -> Told:
    """The row of what is over. What nobody was told of, because it was held back, is not told now either."""
    due = row.due_at if row.told_event is not None or not (row.held_by or row.is_step) else None
    return replace(row, state=told.RESOLVED, resolved_at=at, changed_at=at, reason=reason, due_at=due)


def _with_values(row: Told, change: Change) -> Told:
    alert = change.alert
    values = {name: value for name in ("value", "threshold", "peak") if (value := getattr(alert, name)) is not None}
    return replace(row, since=row.since or alert.since or change.before.since, **values)


def _due(book: _Book, row: Told, way: Way, now: datetime) -> datetime:
    """When it is told: in its group's turn, or with the digest; what flaps, an hour after it was told last."""
    if row.is_digest and way.digest is not None:
        return way.digest.next(now)
    if row.is_flapping:
        last = [one.told_at for one in book.of_alert(row.alert_id) if one.channel == row.channel and one.is_flapping]
        told_at = max((moment for moment in last if moment is not None), default=None)
        if told_at is not None:
            return max(now, told_at + FLAPPING_SPAN)
    return book.groups.due((row.group_key, row.channel), now, way.group_wait, way.group_interval)


def _is_flapping(book: _Book, alert_id: str, at: datetime) -> bool:
    near = [moment for moment in book.changes.get(alert_id, ()) if at - FLAPPING_SPAN < moment <= at]
    return len(near) > FLAPPING
