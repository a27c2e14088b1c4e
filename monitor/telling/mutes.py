"""What keeps people from being told of an alert now: a silence, maintenance, the hours of its route, another alert."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.telling import matching, told
from monitor.telling.matching import matches
from monitor.telling.routing import common

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from monitor.rules.rule import Rule
    from monitor.telling.matching import Subject
    from monitor.telling.route_settings import InhibitSettings
    from monitor.telling.routing import Common, Routing, Way

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
    sources: Sequence[Mapping[Common, Sequence[tuple[str, Subject]]]]
    """For each inhibition the alerts that inhibit, by the labels that they have in common with others."""

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
        sources = [_sources(one, firing) for one in routing.inhibits]
        return cls(now, routing, rules, [{**one, "match": _match(one["match"])} for one in silences], sources)

    def of(self, alert_id: str, found: Subject, way: Way) -> Mute | None:
        """What keeps this alert quiet on its way."""
        return self.of_everywhere(alert_id, found) or self._out_of_hours(way)

    def of_everywhere(self, alert_id: str, found: Subject) -> Mute | None:
        """What keeps this alert quiet on every way."""
        for silence in self.silences:
            if matches(silence["match"], found):
                return Mute(f"silence {silence['silence_id']}", silence["until_ts"])
        for window in self.routing.maintenance:
            until = window.times.until(self.now) if window.times else None
            if until is not None and matches(window.match, found):
                return Mute(f"maintenance {window.name}", until)
        for one, sources in zip(self.routing.inhibits, self.sources, strict=True):
            for source_id, source in sources.get(common(one, found), ()) if matches(one.target, found) else ():
                if source_id != alert_id:
                    return Mute(f"{INHIBITED} by {source['rule'][0]}", self.now + LOOK_AGAIN)
        return None

    def _out_of_hours(self, way: Way) -> Mute | None:
        if way.hours is None:
            return None
        begins = way.hours.begins(self.now)
        return Mute("out of hours", begins) if begins > self.now else None


def _sources(one: InhibitSettings, firing: Sequence[tuple[str, Subject]]) -> dict[Common, list[tuple[str, Subject]]]:
    """The alerts that inhibit; those without any label in common with others do not."""
    found: dict[Common, list[tuple[str, Subject]]] = {}
    for alert_id, source in firing:
        if matches(one.source, source) and (key := common(one, source)):
            found.setdefault(key, []).append((alert_id, source))
    return found


def _match(text: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in json.loads(text).items()}
