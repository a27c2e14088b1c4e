"""What keeps people from being told of an alert now: a silence, maintenance, the hours of its route, another alert."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.telling import matching, told
from monitor.telling.routing import inhibits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.rules.rule import Rule
    from monitor.telling.matching import Subject
    from monitor.telling.routing import Routing, Way

INHIBITED = "inhibited"
LOOK_AGAIN = timedelta(seconds=10)
"""How often it is looked whether what inhibits still fires."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Why nobody is told, in a few words, and until when; then it is looked at again."""

    reason: str
    until: datetime

    @property
    def is_inhibition(self) -> bool:
        """Whether another alert is the reason: the end of what was told is told all the same."""
        return self.reason.startswith(INHIBITED)


@dataclass(frozen=True, slots=True)
class Mutes:
    """What holds at a moment."""

    now: datetime
    routing: Routing
    rules: Mapping[str, Rule]
    silences: Sequence[Mapping[str, Any]]
    firing: Sequence[tuple[str, Subject]]

    @classmethod
    def read(cls, cursor: DuckDBPyConnection, routing: Routing, rules: Mapping[str, Rule], now: datetime) -> Mutes:
        """As it stands now."""
        silences = told.rows(cursor, "silences_that_hold", now=now)
        firing = []
        for row in told.rows(cursor, "firing_alerts"):
            rule = rules.get(row["rule"])
            labels = {**(rule.labels if rule else {}), **json.loads(row["labels"])}
            also = rule.also if rule else ()
            firing.append((row["alert_id"], matching.subject(row["rule"], row["severity"], labels, also)))
        return cls(now, routing, rules, [{**one, "match": _match(one["match"])} for one in silences], firing)

    def of(self, alert_id: str, found: Subject, way: Way) -> Mute | None:
        """What keeps this alert quiet on its way."""
        return self.of_everywhere(alert_id, found) or self._out_of_hours(way)

    def of_everywhere(self, alert_id: str, found: Subject) -> Mute | None:
        """What keeps this alert quiet on every way."""
        for silence in self.silences:
            if matching.matches(silence["match"], found):
                return Mute(f"silence {silence['silence_id']}", silence["until_ts"])
        for window in self.routing.maintenance:
            until = window.times.until(self.now) if window.times else None
            if until is not None and matching.matches(window.match, found):
                return Mute(f"maintenance {window.name}", until)
        for one in self.routing.inhibits:
            for source_id, source in self.firing:
                if source_id != alert_id and inhibits(one, source, found):
                    return Mute(f"{INHIBITED} by {source['rule'][0]}", self.now + LOOK_AGAIN)
        return None

    def _out_of_hours(self, way: Way) -> Mute | None:
        if way.hours is None:
            return None
        begins = way.hours.begins(self.now)
        return Mute("out of hours", begins) if begins > self.now else None


def _match(text: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in json.loads(text).items()}
