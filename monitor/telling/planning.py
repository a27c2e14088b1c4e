"""From what is due to notifications: what is told together, what is held back, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.notify.notice import Event
from monitor.rules.severity import rank
from monitor.telling import escalation, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.rules.rule import Rule
    from monitor.telling.mutes import Mutes
    from monitor.telling.routing import Routing, Way
    from monitor.telling.told import Told

    Place = tuple[str, datetime, str]

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
        """What is said of all of it: that it is a digest, or the most urgent."""
        if self.told[0][0].is_digest:
            return Event.DIGEST
        return min((event for _, event in self.told), key=_ORDER.index)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is told now, and the rows as they are then."""

    notifications: tuple[Planned, ...]
    rows: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides beside the rows that are due; `open_rows` are all rows of firings that are not over."""

    routing: Routing
    mutes: Mutes
    acknowledged: Acknowledged
    rules: Mapping[str, Rule]
    open_rows: Sequence[Told] = ()


def plan(due: Sequence[Told], situation: Situation) -> Plan:
    """What becomes of rows that are due."""
    planning = _Planning(situation)
    for row in due:
        planning.take(row)
    planning.escalate()
    return Plan(tuple(_planned(planning.groups)), tuple(planning.changed.values()))


@dataclass(slots=True)
class _Planning:
    """A plan while it is made."""

    situation: Situation
    groups: dict[tuple[str, str], list[tuple[Told, Event]]] = field(default_factory=dict)
    changed: dict[Place, Told] = field(default_factory=dict)

    def take(self, row: Told) -> None:
        """Tell one row, or say until when it waits."""
        way, event = self.situation.routing.way(row.route, row.channel), row.event()
        if event is None or self._is_left_out(row, event):
            self._put(replace(row, due_at=None))
        elif (held := self._held(row, way)) is not None:
            self._put(held)
        else:
            self._tell(row, event, way)

    def escalate(self) -> None:
        """Let the next ones be told where nobody acknowledges what is told now."""
        known: dict[tuple[str, datetime], dict[str, Told]] = {}
        for row in (*self.situation.open_rows, *self.changed.values()):
            known.setdefault(row.place[:2], {})[row.channel] = row
        for row, event in [one for rows in self.groups.values() for one in rows]:
            if event in (Event.FIRING, Event.NO_DATA) and not (row.is_step or row.is_digest):
                way, others = self.situation.routing.way(row.route, row.channel), known[row.place[:2]]
                for step in escalation.begun(row, way, others, self.situation.mutes.now):
                    others[step.channel] = step
                    self._put(step)

    def _put(self, row: Told) -> None:
        self.changed[row.place] = row

    def _is_left_out(self, row: Told, event: Event) -> bool:
        """Whether it is not told: somebody has taken note of it, or it is over and began when nobody was told."""
        if event is Event.REPEAT or (row.is_waiting_step and not row.is_over):
            return is_acknowledged(row, self.situation.acknowledged)
        return row.is_over and row.told_event is None and (row.held_by is not None or row.is_step)

    def _held(self, row: Told, way: Way) -> Told | None:
        """The row as it waits on; None where nothing keeps it back."""
        mutes, rule = self.situation.mutes, self.situation.rules.get(row.rule)
        mute = mutes.of(row.alert_id, row.subject(rule.also if rule else ()), way)
        is_its_end = row.is_over and row.told_event is not None
        if mute is None or (mute.is_inhibition and is_its_end):
            if row.is_digest and way.digest is not None and row.held_by is not None:
                return replace(row, held_by=None, due_at=way.digest.next(mutes.now))
            return None
        over = row.is_over and row.told_event is None
        return replace(row, held_by=mute.reason, due_at=None if over else mute.until)

    def _tell(self, row: Told, event: Event, way: Way) -> None:
        now = self.situation.mutes.now
        self.groups.setdefault((row.channel, row.group_key), []).append((row, event))
        is_once = row.is_over or row.is_digest or row.state == told.ERROR
        repeats = way.repeat_interval > 0 and not is_once
        again = now + timedelta(seconds=way.repeat_interval) if repeats else None
        is_new = event is not Event.REPEAT
        self._put(
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


def is_acknowledged(row: Told, acknowledged: Acknowledged) -> bool:
    """Whether somebody has taken note of it as it is: it is no other since, and no worse."""
    known = acknowledged.get((row.alert_id, row.fired_at))
    return known is not None and known[0] == row.state and rank(known[1]) >= rank(row.severity)


def _planned(groups: Mapping[tuple[str, str], list[tuple[Told, Event]]]) -> Iterator[Planned]:
    for (channel, _), rows in groups.items():
        worst_first = sorted(rows, key=lambda one: (_ORDER.index(one[1]), -rank(one[0].severity), one[0].fired_at))
        yield Planned(channel, tuple(worst_first))
