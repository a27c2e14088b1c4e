"""Holds what the receivers took against the script, and against the warehouse."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.notify.channels import email
from monitor.notify.sender import TRIES
from sql.warehouse import Warehouse
from tests.faults.alerts.sinks import HOOK, MAIL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.faults.alerts.script import Script
    from tests.faults.alerts.sinks import Taken
    from tests.faults.alerts.world import Asked, World

SENDER_DOMAIN = "longtail.example"
RULES = {"service": "lines_are_errors", "site": "site_fails", "queue": "queue_is_long"}
_LABELS = {"service": "service", "site": "probe", "queue": "queue"}
_SURE_SECONDS = 8.0
"""What was seen for so long within one life was seen by the rules too: more than one of their moments lies in it."""
_STORED_SECONDS = 4.0
"""What was seen so shortly before a kill may not have been stored."""
_LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Row:
    """A notification as the warehouse has it."""

    channel: str
    key: str
    state: str
    tries: int
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Firing:
    """What an alert is known by: its rule, its name, since when."""

    rule: str
    name: str
    since: str


def is_quiet(path: Path) -> bool:
    """Whether nothing is left to be evaluated, told or sent."""
    with Warehouse.open(path) as warehouse, warehouse.reader() as cursor:
        open_ones = cursor.execute(
            "select (select count(*) from alerts where state <> 'inactive') + "
            "(select count(*) from told_alerts where state <> 'resolved' or due_at is not null) + "
            "(select count(*) from notifications where state in ('waiting', 'sending'))"
        ).fetchone()
    return open_ones == (0,)


@dataclass(frozen=True, slots=True)
class Happened:
    """What was to be told, and what the receivers took; `spans` are the server's lives in seconds of the world."""

    script: Script
    world: World
    taken: Sequence[Taken]
    spans: Sequence[tuple[float, float]]
    kills: int


def compare(happened: Happened, path: Path) -> list[str]:
    """What is wrong with the warehouse at `path` and what was told, a sentence each."""
    with Warehouse.open(path) as warehouse, warehouse.reader() as cursor:
        rows = [
            Row(channel, key, state, tries, json.loads(payload))
            for channel, key, state, tries, payload in cursor.execute(
                "select channel, key, state, tries, payload from notifications order by created_at, rowid"
            ).fetchall()
        ]
        episodes = cursor.execute(
            "select rule, labels, strftime(min(since), '%Y-%m-%dT%H:%M:%S.%f+00:00'), "
            "count(*) filter (state = 'firing' and state_before <> 'firing'), "
            "count(*) filter (state_before = 'firing' and state <> 'firing') "
            "from alert_events where fired_at is not null group by rule, labels, fired_at"
        ).fetchall()
        lines = cursor.execute("select count(*) from logs where starts_with(service, 'service-')").fetchone()
    wrong = (
        [] if lines == (happened.world.lines,) else [f"{happened.world.lines} lines were written, {lines} are stored"]
    )
    wrong += _unlike_tables(rows, happened.taken, happened.kills)
    for channel in (HOOK, MAIL):
        told = _told(row for row in rows if row.channel == channel)
        wrong += [f"{channel}: {sentence}" for sentence in (*_told_twice(told), *_unlike_script(happened, told))]
        known = {(rule, _name(labels), _second(since)) for rule, labels, since, *_ in episodes}
        said = {(one.rule, one.name, _second(one.since)) for one in told}
        wrong += [f"{channel}: told of {one}, which alert_events does not have" for one in said - known]
        wrong += [f"{channel}: not told of {one} of alert_events" for one in known - said]
    wrong += [f"alert_events has an episode with {one}" for one in episodes if one[3:] != (1, 1)]
    return [*wrong, *_without_evidence(rows)]


def _second(text: str) -> str:
    return text[:19]


def _name(labels: Mapping[str, str]) -> str:
    return next(labels[label] for label in _LABELS.values() if label in labels)


def _told(rows: Iterator[Row]) -> dict[Firing, list[tuple[str, str, str]]]:
    """Event, severity and key of what was told of each firing, in order."""
    told: dict[Firing, list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        for alert in row.payload.get("alerts", [row.payload]):
            firing = Firing(alert["rule"], _name(alert["labels"]), alert["since"])
            told[firing].append((alert["event"], alert["severity"], row.key))
    return told


def _told_twice(told: Mapping[Firing, Sequence[tuple[str, str, str]]]) -> Iterator[str]:
    """Each firing is told as a beginning and as its end, once each; of a short one perhaps only the end."""
    for firing, said in told.items():
        events = [event for event, _, _ in said]
        if events not in (["firing", "resolved"], ["resolved"]):
            yield f"{firing} was told as {events}"


def _unlike_tables(rows: Sequence[Row], taken: Sequence[Taken], kills: int) -> Iterator[str]:
    """What the outbox says that it sent, the receivers took; and again only where the answer or the process died."""
    wanted = {(row.channel, _key(row)): row for row in rows if row.channel in (HOOK, MAIL)}
    yield from (f"{row.channel}: {row.key} is {row.state}" for row in wanted.values() if row.state != "sent")
    counts = Counter((one.channel, one.key) for one in taken)
    yield from (f"{place} was sent and never taken" for place in wanted.keys() - counts.keys())
    yield from (f"{place} was taken and is in no table" for place in counts.keys() - wanted.keys())
    for place, count in counts.items():
        unanswered = sum((one.channel, one.key) == place and not one.is_answered for one in taken)
        if count - 1 > kills + unanswered:
            yield f"{place} was taken {count} times, with {kills} kills and {unanswered} answers that never came"
    repeats = sum(count - 1 for count in counts.values())
    unanswered = sum(not one.is_answered for one in taken)
    if repeats > 2 * kills + unanswered:
        yield f"{repeats} repeats of {kills} kills of two channels and {unanswered} answers that never came"
    yield from _unmarked(taken)
    first_at = {place: min(at for at, one in enumerate(taken) if (one.channel, one.key) == place) for place in counts}
    for one in taken:
        row = wanted.get((one.channel, one.key))
        if row is not None and one.payload is not None and _content(one.payload) != _content(row.payload):
            yield f"{one.key} said something else than the table has"
    yield from _out_of_order(rows, first_at)


def _unmarked(taken: Sequence[Taken]) -> Iterator[str]:
    """A repeat says that it may be one."""
    known = set()
    for one in taken:
        if one.payload is not None and one.key in known and not one.payload.get("possible_repeat"):
            yield f"{one.key} came again and did not say so"
        known.add(one.key)


def _content(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != "possible_repeat"}


def _out_of_order(rows: Sequence[Row], first_at: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """No end of an alert comes before its beginning, unless that was given up for a while."""
    begun: dict[tuple[str, Firing], int] = {}
    for row in rows:
        place = first_at.get((row.channel, _key(row)))
        if place is None:
            continue
        for alert in row.payload.get("alerts", [row.payload]):
            firing = row.channel, Firing(alert["rule"], _name(alert["labels"]), alert["since"])
            if alert["event"] == "firing" and row.tries < TRIES:
                begun[firing] = place
            elif place <= begun.get(firing, -1):
                yield f"{firing}: its end came before its beginning"


def _key(row: Row) -> str:
    return row.key if row.channel == HOOK else email._id(f"{row.key} {MAIL}", SENDER_DOMAIN)


def _unlike_script(happened: Happened, told: Mapping[Firing, object]) -> Iterator[str]:
    world = happened.world
    for subject in happened.script.subjects:
        since = sorted(one.since for one in told if (one.rule, one.name) == (RULES[subject.kind], subject.name))
        if subject.kind == "service":
            expected = [(world.moment(first), world.moment(last)) for first, last in subject.phases]
            if len(since) != len(expected) or any(
                not first <= datetime.fromisoformat(one) <= last + _LATE
                for one, (first, last) in zip(since, expected, strict=False)
            ):
                yield f"{subject.name} was broken at {expected} and told as firing since {since}"
        else:
            fewest, most = bounds(world.asked[subject.name], happened.spans)
            if not fewest <= len(since) <= most:
                yield f"{subject.name} was seen broken {fewest} to {most} times and told as firing since {since}"


def bounds(asked: Sequence[Asked], spans: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """How often a subject went from healthy to broken at least, and at most, for one who asked it and was killed."""
    sure = []
    for first, last in spans:
        seen = [one for one in asked if first <= one.at < last - _STORED_SECONDS]
        run: list[Asked] = []
        for one in seen:
            run = [*run, one] if run and run[-1].is_broken == one.is_broken else [one]
            if run[-1].at - run[0].at >= _SURE_SECONDS:
                sure.append(one.is_broken)
    return _rises(sure), _rises([one.is_broken for one in asked])


def _rises(states: Sequence[bool]) -> int:
    return sum(now and not before for before, now in zip((False, *states), states, strict=False))


def _without_evidence(rows: Sequence[Row]) -> Iterator[str]:
    """A service that logs errors is told with such lines."""
    for row in rows:
        for alert in row.payload.get("alerts", [row.payload]) if row.channel == HOOK else ():
            if (alert["rule"], alert["event"]) == (RULES["service"], "firing"):
                name = _name(alert["labels"])
                found = [line for line in alert["evidence"] if (line["level"], line["service"]) == ("ERROR", name)]
                if not found:
                    yield f"{name} was told without a line: {alert['evidence']}"
