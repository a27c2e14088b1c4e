"""Who is told of an alert: the tree of routes, or the defaults; and which alerts inhibit others.

A route is taken where its labels match, and the first one ends the search unless it says `continue`, as in
Alertmanager. What no route takes goes the way that it goes where there are no routes at all: every channel is told of
everything, of what is only `info` once a day, the environment's channels of mail of their own part. The pages are told
of everything at once.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import SettingsError
from monitor.notify.configured import IN_APP, MAIL, channels_of
from monitor.rules.severity import Severity
from monitor.settings import checked
from monitor.telling.digest import DAILY
from monitor.telling.matching import matches
from monitor.telling.route_settings import InhibitSettings, MaintenanceSettings, RouteSettings, _Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.settings import Settings
    from monitor.telling.digest import Digest
    from monitor.telling.hours import Hours
    from monitor.telling.matching import Subject
    from monitor.telling.route_settings import EscalateSettings

Common = tuple[Any, ...]
ALL_LABELS = "..."
DEFAULT = "default"
STEP = "^"
"""Between the name of a route and the number of its step of escalation."""
DIGEST_GROUP = " digest"
"""How the group ends that a digest tells."""
_DEFAULT_INHIBIT = {"source": {"severity": "critical"}, "target": {"severity": "warning"}}
_OWN_PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "email-critical": {"severity": ("critical", "error")},
    "email-warning": {"severity": ("warning",)},
    "email-celery": {"component": ("celery",)},
}
"""What the environment's channels of mail are told, where no route says it."""

_Kind = TypeVar("_Kind", bound=_Table)


@dataclass(frozen=True, slots=True)
class Step:
    """Who is told of what nobody acknowledged, `after` so many seconds."""

    place: int
    after: float
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How a channel is told: seconds as Alertmanager means them; `route` is the way's name, for what is stored."""

    channel: str
    route: str = DEFAULT
    group_by: tuple[str, ...] = ("rule",)
    group_wait: float = 10.0
    group_interval: float = 60.0
    repeat_interval: float = 4 * 3600.0
    hours: Hours | None = None
    steps: tuple[Step, ...] = ()
    digest: Digest | None = DAILY
    """When alerts of severity `info` are told together; None where they are told as others are."""
    zone: str = "UTC"

    def group(self, found: Subject) -> str:
        """The group that an alert is told in."""
        if self.digest is not None and found["severity"][0] == Severity.INFO:
            return f"{self.route}{DIGEST_GROUP}"
        names = sorted(found) if ALL_LABELS in self.group_by else self.group_by
        return f"{self.route} {json.dumps({name: found.get(name, ('',))[0] for name in names}, ensure_ascii=False)}"


CHANNEL_FAILS = "channel_fails"
"""The rule whose alerts the channel that its label names is not told."""
_IN_APP_WAY = Way(IN_APP, IN_APP, (ALL_LABELS,), 0.0, 0.0, 0.0, digest=None)
"""The pages show everything at once, and need not be told twice."""


@dataclass(frozen=True, slots=True)
class _Route:
    settings: RouteSettings
    ways: tuple[Way, ...]
    inner: tuple[_Route, ...]


class Routing:
    """The settings about who is told. Raises `SettingsError`, one sentence about the first mistake."""

    def __init__(self, settings: Settings) -> None:
        channels = channels_of(settings)
        self.channels = [channel.name for channel in channels]
        self._with_charts = {channel.name for channel in channels if getattr(channel, "chart", False)}
        own = {table.get("name") for table in settings.channel}
        self._parts = {name: part for name, part in _OWN_PARTS.items() if name not in own and name in MAIL}
        told = [
            _typed(RouteSettings, table, f"[[route]] {place}") for place, table in enumerate(settings.route, start=1)
        ]
        self._routes = tuple(self._made(one, str(place), Way("")) for place, one in enumerate(told, start=1))
        self._known = {way.route: way for way in _all_ways(self._routes)}
        inhibits: Sequence[Mapping[str, Any]] = (_DEFAULT_INHIBIT,) if settings.inhibit is None else settings.inhibit
        self.inhibits = [
            _typed(InhibitSettings, table, f"[[inhibit]] {place}") for place, table in enumerate(inhibits, start=1)
        ]
        self.maintenance = [
            _typed(MaintenanceSettings, table, f"[[maintenance]] {table.get('name', place)!r}")
            for place, table in enumerate(settings.maintenance, start=1)
        ]

    def _made(self, settings: RouteSettings, name: str, above: Way, channels: Sequence[str] = ()) -> _Route:
        """A route with what it takes from the one above it."""
        self._check_known(name, settings.channels or ())
        keys = ("group_by", "group_wait", "group_interval", "repeat_interval")
        said: dict[str, Any] = {key: value for key in keys if (value := getattr(settings, key)) is not None}
        zone = settings.timezone or above.zone
        digest = above.digest if settings.digest is None else settings.digest.digest
        chosen = settings.channels if settings.channels is not None else channels
        way = replace(
            above,
            route=name,
            hours=settings.times or above.hours,
            zone=zone,
            digest=None if digest is None else replace(digest, zone=zone),
            steps=above.steps if settings.escalate is None else self._steps(name, settings.escalate, chosen),
            **said,
        )
        inner = tuple(
            self._made(one, f"{name}.{place}", way, chosen) for place, one in enumerate(settings.routes, start=1)
        )
        return _Route(settings, tuple(replace(way, channel=channel) for channel in chosen), inner)

    def _check_known(self, name: str, channels: Sequence[str]) -> None:
        for channel in channels:
            if channel not in self.channels:
                near = difflib.get_close_matches(channel, self.channels, n=1, cutoff=0.5)
                remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(self.channels)}."
                sentence = f"[[route]] {name} has the channel {channel!r}, which is none: {remedy}"
                raise SettingsError(sentence)

    def _steps(self, name: str, told: Sequence[EscalateSettings], channels: Sequence[str]) -> tuple[Step, ...]:
        """The steps of escalation; each channel is told by one of them, and was not told before."""
        known = {IN_APP, *channels}
        for step in told:
            self._check_known(name, step.channels)
            for channel in step.channels:
                if channel in known:
                    sentence = f"[[route]] {name} escalates to {channel!r}, which was told before: name another one."
                    raise SettingsError(sentence)
                known.add(channel)
        return tuple(Step(place, one.after, one.channels) for place, one in enumerate(told, start=1))

    def ways(self, found: Subject) -> list[Way]:
        """How each channel is told of an alert; one way for each channel, the first that was found."""
        taken = _taken(self._routes, found)
        ways = [_IN_APP_WAY, *(way for route in taken for way in route.ways)]
        if not taken:
            ways += [Way(channel) for channel in self.channels if self._is_told(channel, found)]
        by_channel: dict[str, Way] = {}
        for way in ways:
            by_channel.setdefault(way.channel, way)
        failing = found.get("channel", ()) if found["rule"][0] == CHANNEL_FAILS else ()
        others = [way for way in by_channel.values() if way.channel not in failing]
        if len(others) < len(by_channel) and all(way.channel == IN_APP for way in others):
            # its routes name only the channel that fails: so whoever else can be told is
            others += [Way(channel) for channel in self.channels if channel not in (IN_APP, *failing)]
        return others

    def _is_told(self, channel: str, found: Subject) -> bool:
        if channel == IN_APP:
            return False
        return matches(self._parts.get(channel, {}), found)

    def takes_charts(self, channel: str) -> bool:
        """Whether a channel shows pictures."""
        return channel in self._with_charts

    def way(self, route: str, channel: str) -> Way:
        """The way of what was stored; with the defaults where the settings have that route no more."""
        if route == IN_APP:
            return _IN_APP_WAY
        return replace(self._known.get(route.partition(STEP)[0], Way(channel)), channel=channel, route=route)


def common(one: InhibitSettings, found: Subject) -> Common:
    """The labels that must be alike; all its own where nothing is said, and nothing where it has none."""
    names = sorted(found.keys() - {"rule", "severity"}) if one.equal is None else one.equal
    return tuple((name, found.get(name, ("",))) for name in names) or (("", ()) if one.equal == () else ())


def _taken(routes: Sequence[_Route], found: Subject) -> list[_Route]:
    """The innermost routes that an alert takes."""
    taken: list[_Route] = []
    for route in routes:
        if matches(route.settings.match, found):
            taken += _taken(route.inner, found) or [route]
            if not route.settings.is_followed:
                break
    return taken


def _all_ways(routes: Sequence[_Route]) -> Iterator[Way]:
    for route in routes:
        yield from route.ways
        yield from _all_ways(route.inner)


def _typed(kind: type[_Kind], table: Mapping[str, Any], where: str) -> _Kind:
    return checked(kind, table, where)
