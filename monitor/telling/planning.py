"""From what is due to notifications: what is told together, what is held back, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.notify.notice import Event, rank
from monitor.telling import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule
    from monitor.telling.mutes import Mutes
    from monitor.telling.routing import Routing
    from monitor.telling.told import Told

Acknowledged = dict[tuple[str, "datetime"], tuple[str, str]]
"""What somebody has taken note of: alert and firing, with the state and the severity that it had then."""
_ORDER = (Event.FIRING, Event.NO_DATA, Event.ERROR, Event.REPEAT, Event.RESOLVED)


@dataclass(frozen=True, slots=True)
class Planned:
    """What one channel is told at once: rows with what is told of each."""

    channel: str
    told: tuple[tuple[Told, Event], ...]

    @property
    def key(self) -> str:
        """The same again for the same changes."""
        return told.key_of([row.key(event) for row, event in self.told])

    @property
    def event(self) -> Event:
        """What is said of all of it: the most urgent."""
        return min((event for _, event in self.told), key=_ORDER.index)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is told now, and the rows as they are then."""

    notifications: tuple[Planned, ...]
    rows: tuple[Told, ...]


def plan(
    due: Sequence[Told], routing: Routing, mutes: Mutes, acknowledged: Acknowledged, rules: Mapping[str, Rule]
) -> Plan:
    """What becomes of rows that are due."""
    now = mutes.now
    groups: dict[tuple[str, str], list[tuple[Told, Event]]] = {}
    changed: list[Told] = []
    for row in due:
        way = routing.way(row.route, row.channel)
        event = row.event()
        if event is None or (event is Event.REPEAT and is_acknowledged(row, acknowledged)):
            changed.append(replace(row, due_at=None))
            continue
        if row.told_event is None and row.is_over and row.held_by is not None:
            changed.append(replace(row, due_at=None))
            continue
        rule = rules.get(row.rule)
        mute = mutes.of(row.alert_id, row.subject(rule.also if rule else ()), way)
        is_its_end = row.is_over and row.told_event is not None
        if mute is not None and not (mute.is_inhibition and is_its_end):
            over = row.is_over and row.told_event is None
            changed.append(replace(row, held_by=mute.reason, due_at=None if over else mute.until))
            continue
        groups.setdefault((row.channel, row.group_key), []).append((row, event))
        repeats = way.repeat_interval > 0 and not row.is_over and row.state != told.ERROR
        again = now + timedelta(seconds=way.repeat_interval) if repeats else None
        is_new = event is not Event.REPEAT
        changed.append(
            replace(
                row,
                told_event=event.value if is_new else row.told_event,
                told_severity=row.severity,
                told_at=now,
                times=row.times + 1,
                due_at=again,
                held_by=None,
            )
        )
    return Plan(tuple(_planned(groups)), tuple(changed))


def is_acknowledged(row: Told, acknowledged: Acknowledged) -> bool:
    """Whether somebody has taken note of it as it is: it is no other since, and no worse."""
    known = acknowledged.get((row.alert_id, row.fired_at))
    return known is not None and known[0] == row.state and rank(known[1]) >= rank(row.severity)


def _planned(groups: Mapping[tuple[str, str], list[tuple[Told, Event]]]) -> Iterator[Planned]:
    for (channel, _), rows in groups.items():
        worst_first = sorted(rows, key=lambda one: (_ORDER.index(one[1]), -rank(one[0].severity), one[0].fired_at))
        yield Planned(channel, tuple(worst_first))
