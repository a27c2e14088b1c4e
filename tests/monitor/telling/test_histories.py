"""Generated histories with restarts, silences and acknowledgements: who is told what, held against what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from monitor.notify import sender
from monitor.telling import decisions
from monitor.telling.decisions import Silence
from tests.monitor.notify import sinks
from tests.monitor.rules.given import moment, rule
from tests.monitor.telling.given import AT_ONCE, HOOKS, Server, alerts, settings
from tests.patience import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

_HOSTS = "abc"
_ROUTES: tuple[tuple[Mapping[str, Any], ...], ...] = (
    (AT_ONCE,),
    ({"channels": ["ops"], "group_wait": "15s", "group_interval": "1m", "repeat_interval": "2m"},),
    (
        {
            "channels": ["ops"],
            "group_by": ["host"],
            "group_wait": "5s",
            "group_interval": "30s",
            "repeat_interval": "45s",
        },
    ),
    (),
)
_END = 900


@dataclass(frozen=True, slots=True)
class _Episode:
    """What happened: an alert from when its condition began to hold, by the rows of `alert_events`."""

    host: str
    since: str
    fired_at: datetime
    resolved_at: datetime | None
    severities: tuple[str, ...]


def _history(chance: Random) -> list[dict[str, float]]:
    """Values of three hosts, each ten seconds; at the end all are well."""
    found, values = [], dict.fromkeys(_HOSTS, 1.0)
    for second in range(10, _END, 10):
        for host in _HOSTS:
            values[host] = min(max(values[host] + chance.uniform(-5, 5), 0), 12)
        is_over = second > _END - 300
        found.append(dict.fromkeys(_HOSTS, 1.0) if is_over else {host: round(one, 2) for host, one in values.items()})
    return found


def _episodes(warehouse: Warehouse) -> list[_Episode]:
    with warehouse.reader() as cursor:
        rows = cursor.execute(
            "select labels['host'], strftime(min(since), '%Y-%m-%dT%H:%M:%S+00:00'), fired_at, "
            "min(ts) filter (state in ('inactive', 'pending')), "
            "list(severity order by ts) filter (state = 'firing') "
            "from alert_events where fired_at is not null and (state = 'firing' or state_before = 'firing') "
            "group by labels['host'], fired_at"
        ).fetchall()
    return [_Episode(host, since, fired, ended, tuple(said)) for host, since, fired, ended, said in rows]


def _said(server: Server, channel: str = "ops") -> list[tuple[str, str, str, str, datetime]]:
    """Event, host, since, severity, and when, of each alert that the channel was told of."""
    return [
        (one["event"], one["labels"]["host"], one["since"], one["severity"], datetime.fromisoformat(payload["at"]))
        for payload in server.told(channel)
        for one in alerts(payload)
    ]


def _run(server: Server, chance: Random, history: Sequence[dict[str, float]], act: Any = None) -> Iterator[float]:
    """Let it happen, with moments that are evaluated together."""
    waiting = 0
    for place, values in enumerate(history):
        second = 10.0 * (place + 1)
        server.write(second, values)
        waiting += 1
        if chance.random() < 0.7 or waiting > 5:
            waiting = 0
            server.at(second)
            if act is not None:
                act()
        yield second
    for second in (_END + 10.0, _END + 200.0, _END + 400.0, _END + 4000.0, _END + 8000.0):
        server.at(second)


def _rule() -> Rule:
    return rule("critical when: value > 9", "summary: {host} has {value}")


@pytest.mark.parametrize("seed", range(6))
def test_each_firing_is_told_once(seed: int, warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """With restarts in between: each beginning, each worsening and each end, once; nothing is left open."""
    chance, own = Random(seed), _rule()
    only[own.name] = own
    server = Server(warehouse, settings(*_ROUTES[seed % len(_ROUTES)]))
    for _ in _run(server, chance, _history(chance)):
        if chance.random() < 0.2:
            server.crash()
    said, happened = _said(server), _episodes(warehouse)
    assert len(happened) > 3
    ends = Counter((host, since) for event, host, since, _, _ in said if event == "resolved")
    assert ends == Counter((one.host, one.since) for one in happened)
    begins = Counter((host, since, severity) for event, host, since, severity, _ in said if event == "firing")
    possible = {(one.host, one.since, severity) for one in happened for severity in one.severities}
    assert (set(begins) <= possible, max(begins.values(), default=1)) == (True, 1)
    assert _was_told_in_time(server, said, happened) == []
    keys = [payload["key"] for payload in server.told()]
    assert len(keys) == len(set(keys))
    with warehouse.reader() as cursor:
        left = cursor.execute("select count(*) from told_alerts where state <> 'resolved' or due_at is not null")
        assert left.fetchone() == (0,)


def _was_told_in_time(server: Server, said: Sequence[tuple[Any, ...]], happened: Sequence[_Episode]) -> list[_Episode]:
    """Firings that lasted long after their first look, and that nobody was told of while they did."""
    begun = {(host, since) for event, host, since, _, _ in said if event == "firing"}
    way = server.telling.routing.ways({"rule": ("too_high",), "severity": ("warning",)})[-1]
    longest = timedelta(seconds=way.group_wait + way.group_interval + 70)
    return [
        one
        for one in happened
        if (one.host, one.since) not in begun
        and one.resolved_at is not None
        and one.resolved_at - one.fired_at > longest
        and not server.flapped(one.host)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_told_what_is_silenced(seed: int, warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Nothing is said of an alert while a silence covers it; what was told before is told to its end afterwards."""
    chance, own = Random(seed), _rule()
    only[own.name] = own
    server = Server(warehouse, settings(*_ROUTES[seed % 3]))
    spans: list[tuple[str, datetime, datetime]] = []
    noted: list[tuple[str, str, str, datetime]] = []

    def act() -> None:
        if chance.random() < 0.15:
            host, seconds = chance.choice(_HOSTS), chance.choice((40.0, 90.0, 200.0))
            wanted = Silence({"host": (host,)}, server.clock.now + timedelta(seconds=seconds), "ada", "known")
            silence_id = decisions.silence(warehouse, wanted, server.clock)
            end = wanted.until_ts
            if chance.random() < 0.3:
                server.clock.now += timedelta(seconds=5)
                assert decisions.end_silence(warehouse, silence_id, "ada", server.clock)
                end = server.clock.now
            spans.append((host, wanted.until_ts - timedelta(seconds=seconds), end))
        if chance.random() < 0.2:
            noted.extend(_acknowledge(server, chance))
        if chance.random() < 0.2:
            server.crash()

    for _ in _run(server, chance, _history(chance), act):
        pass
    said, happened = _said(server), _episodes(warehouse)
    assert len(spans) > 2
    told_within = [
        one
        for one in said
        for host, first, last in spans
        if host == one[1] and first < one[4].replace(tzinfo=None) < last
    ]
    assert told_within == []
    begins = {(host, since) for event, host, since, _, _ in said if event == "firing"}
    ends = Counter((host, since) for event, host, since, _, _ in said if event == "resolved")
    assert (max(ends.values()), begins <= set(ends)) == (1, True)
    unsilenced = [one for one in happened if not any(host == one.host for host, _, _ in spans)]
    assert {(one.host, one.since) for one in unsilenced} <= set(ends)
    repeats = [(host, since, severity, at) for event, host, since, severity, at in said if event == "repeat"]
    for host, since, severity, noted_at in noted:
        late = [one for one in repeats if one[:3] == (host, since, severity) and one[3].replace(tzinfo=None) > noted_at]
        assert late == []


def _acknowledge(server: Server, chance: Random) -> list[tuple[str, str, str, datetime]]:
    """Take note of one alert that fires."""
    with server.warehouse.reader() as cursor:
        firing = cursor.execute(
            "select alert_id, labels['host'], strftime(since, '%Y-%m-%dT%H:%M:%S+00:00'), severity from alerts "
            "where state = 'firing'"
        ).fetchall()
    if not firing:
        return []
    alert_id, host, since, severity = chance.choice(sorted(firing))
    assert decisions.acknowledge(server.warehouse, alert_id, "ada", "I look at it", server.clock)
    return [(host, since, severity, server.clock.now)]


@pytest.mark.parametrize("seed", range(2))
def test_who_is_told_of_what_nobody_acknowledged(seed: int, warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """The next one, once, no sooner than said, where nobody took note; who knew of the begin is told of the end."""
    chance, own = Random(seed), _rule()
    only[own.name] = own
    steps = [{"after": "1m", "channels": ["boss"]}, {"after": "2m", "channels": ["chief"]}]
    route = {**_ROUTES[seed % 3][0], "repeat_interval": 0, "escalate": steps}
    server = Server(warehouse, settings(route, names=("ops", "boss", "chief")))
    noted: list[tuple[str, str, str, datetime]] = []

    def act() -> None:
        if chance.random() < 0.1:
            noted.extend(_acknowledge(server, chance))
        if chance.random() < 0.2:
            server.crash()

    for _ in _run(server, chance, _history(chance), act):
        pass
    first = _first_begins(server, "ops")
    acknowledged = {(host, since) for host, since, _, _ in noted}
    ended = {(one.host, one.since): one.resolved_at for one in _episodes(warehouse)}
    for channel, after in (("boss", 60), ("chief", 120)):
        said, firsts = _said(server, channel), _first_begins(server, channel)
        begins = Counter(one[:4] for one in said if one[0] == "firing")
        ends = Counter(one[1:3] for one in said if one[0] == "resolved")
        assert (max(begins.values(), default=1), ends) == (1, Counter(set(firsts)))
        assert [one for one, at in firsts.items() if at < first[one] + timedelta(seconds=after)] == []
        long = timedelta(seconds=after + 80)
        lasted = {one for one, at in first.items() if (end := ended[one]) and end > at.replace(tzinfo=None) + long}
        assert lasted - acknowledged - set(firsts) == set()
        late = [
            one
            for host, since, severity, noted_at in noted
            for one in said
            if one[:4] == ("firing", host, since, severity) and one[4].replace(tzinfo=None) > noted_at
        ]
        assert late == []


def _first_begins(server: Server, channel: str) -> dict[tuple[str, str], datetime]:
    """When a channel was first told that an alert fires, by host and since."""
    found: dict[tuple[str, str], datetime] = {}
    for event, host, since, _, at in _said(server, channel):
        if event == "firing":
            found.setdefault((host, since), at)
    return found


@pytest.mark.parametrize("seed", range(1))
def test_a_digest_has_all_that_happened(seed: int, warehouse: Warehouse, only: dict[str, Rule]) -> None:
    """Each begin that lasted and each end, once, at its times only, and nothing where nothing happened."""
    chance, own = Random(seed), rule("severity: info")
    only[own.name] = own
    server = Server(warehouse, settings({"channels": ["ops"], "digest": "5m"}))
    looked = [server.clock.now]
    for _ in _run(server, chance, _history(chance), lambda: looked.append(server.clock.now)):
        if chance.random() < 0.2:
            server.crash()
    told, happened = server.told(), _episodes(warehouse)
    said = [(one["event"], one["labels"]["host"], one["since"]) for payload in told for one in alerts(payload)]
    assert Counter(one for one in said if one[0] == "resolved") == Counter(
        ("resolved", one.host, one.since) for one in happened
    )
    assert max(Counter(said).values()) == 1
    assert ({payload["event"] for payload in told}, len(told) >= 3) == ({"digest"}, True)
    slots = [datetime.fromisoformat(payload["at"]).replace(tzinfo=None, second=0, microsecond=0) for payload in told]
    assert len({slot.replace(minute=slot.minute // 5 * 5) for slot in slots}) == len(slots)
    with warehouse.reader() as cursor:
        left = cursor.execute("select count(*) from told_alerts where channel = 'ops' and due_at is not null")
        assert left.fetchone() == (0,)


@pytest.mark.parametrize("seed", range(2))
def test_keys_are_the_same_after_a_crash(seed: int, only: dict[str, Rule]) -> None:
    """A process that dies before each commit tells nothing with another key than one that lives."""
    from tests import warehouses  # noqa: PLC0415 (two at a time)

    own = _rule()
    only[own.name] = own
    told = []
    for fails_first in (False, True):
        chance = Random(seed)
        with warehouses.in_memory() as target:
            server = Server(target, settings(*_ROUTES[seed % len(_ROUTES)]), fails_first=fails_first)
            for _ in _run(server, chance, _history(chance)):
                pass
            told.append([(one["key"], one["event"], one["at"]) for one in server.told()])
    assert (told[0], len(told[0]) > 5) == (told[1], True)


def test_a_sink_gets_what_the_tables_say(
    warehouse: Warehouse, only: dict[str, Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each notification comes once to a webhook that sometimes refuses, in the order of the table."""
    own, chance = _rule(), Random(3)
    only[own.name] = own
    answers = [sinks.Said(503, "busy"), *[sinks.Said()] * 3] * 40
    monkeypatch.setattr(sender, "PAUSES", (0.0, 0.0))
    with sinks.http(*answers) as sink:
        hook = {**HOOKS[0], "url": sink.url}
        server = Server(warehouse, settings(_ROUTES[1][0]).model_copy(update={"channel": (hook,)}))
        server.crash()
        for _ in _run(server, chance, _history(chance)):
            pass
        sending = sender.Sender(warehouse, server.settings, pauses=(0.0, 0.0))

        def is_sent() -> bool:
            sending.look()
            with warehouse.reader() as cursor:
                rows = cursor.execute("select count(*) from notifications where channel = 'ops' and state <> 'sent'")
                return rows.fetchone() == (0,)

        wait_for(is_sent, "all notifications are sent")
        sending.end()
        keys = list(dict.fromkeys(one.headers["Idempotency-Key"] for one in sink.got))
        bodies = {one.json["key"]: one.json for one in sink.got}
    assert keys == [one["key"] for one in server.told()]
    assert [bodies[one["key"]]["event"] for one in server.told()] == [one["event"] for one in server.told()]
    assert moment(0) < server.clock.now
