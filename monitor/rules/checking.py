"""Runs a rule's own examples: rows that are given, and what must fire when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.rules import relations
from monitor.rules.example import DAY
from monitor.rules.replay import Replay, replay
from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.rules.example import Example, Expected, Given
    from monitor.rules.rule import Rule
    from sql.warehouse import Warehouse

_AFTER = timedelta(hours=1)
"""How long after its last row an example is looked at."""
_LONGEST = timedelta(days=2)
"""Over how long an example is evaluated, at its end; what is given may be older."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule: the line in its file and a sentence."""

    line: int
    sentence: str


def check(warehouse: Warehouse, rule: Rule) -> list[Problem]:
    """Run the rule once, and all of its examples, on an empty warehouse; what is wrong, in order."""
    found = []
    try:
        replay(warehouse, rule, DAY, DAY + timedelta(seconds=rule.every))
    except QueryError as error:
        return [Problem(error.line or 0, str(error))]
    for example in rule.examples:
        problem = _problem(warehouse, rule, example)
        if problem:
            found.append(Problem(example.line, f"the example {example.title!r} {problem}"))
    return found


def _problem(warehouse: Warehouse, rule: Rule, example: Example) -> str | None:
    wrong = next((one.relation for one in example.given if bool(one.times) != (one.relation in relations.TIMES)), None)
    if wrong:
        return (
            f"gives rows of {wrong} {'without a time' if wrong in relations.TIMES else 'at a time, which it has not'}"
        )
    if not any(one.times for one in example.given):
        return "gives no rows with a time: add a line `-- given: …`"
    times = [moment for given in example.given for moment in given.times]
    until = max([*times, *(one.at for one in example.then)]) + (timedelta() if example.then else _AFTER)
    try:
        found = replay(
            warehouse,
            rule,
            max(min(times) - rule.window, until - _LONGEST),
            until,
            given=sorted({given.relation for given in example.given}),
            before=tables(example.given),
        )
    except QueryError as error:
        return f"cannot be run: {error}"
    return _difference(found, example.then)


def tables(given: Sequence[Given]) -> list[tuple[str, Mapping[str, Any]]]:
    """Statements that make the relations with the rows that are given."""
    made: list[tuple[str, Mapping[str, Any]]] = [
        (f"create or replace temp table {name} as from main.{name} limit 0", {})
        for name in sorted({one.relation for one in given})
    ]
    return [*made, *(_rows(one) for one in given)]


def _rows(given: Given) -> tuple[str, Mapping[str, Any]]:
    columns = "".join(f', $c{place} as "{name}"' for place, name in enumerate(given.columns))
    if not given.times:
        text = f"insert into {given.relation} by name select {columns.removeprefix(', ')}"
        return text, {f"c{place}": one for place, one in enumerate(given.columns.values())}
    text = f"insert into {given.relation} by name select unnest($times) as {relations.TIMES[given.relation]}{columns}"
    return text, {"times": list(given.times), **{f"c{place}": one for place, one in enumerate(given.columns.values())}}


def _difference(found: Replay, then: Sequence[Expected]) -> str | None:
    """What fired otherwise than the example says; None where nothing did."""
    happened = [("fires", one.fired_at, {**dict(one.labels), "severity": one.severity}) for one in found.episodes]
    happened += [
        ("resolves", one.resolved_at, {**dict(one.labels), "severity": one.severity})
        for one in found.episodes
        if one.resolved_at is not None
    ]
    happened.sort(key=lambda one: one[1])
    left = list(happened)
    for expected in then:
        word = "fires" if expected.fires else "resolves"
        match = next(
            (
                one
                for one in left
                if one[0] == word and one[1] == expected.at and expected.labels.items() <= one[2].items()
            ),
            None,
        )
        if match is None:
            return f"does not hold: it {word} not at {expected.at:%H:%M:%S}; {_told(happened)}"
        left.remove(match)
    return f"does not hold: {_told(left)} beside what it says" if left else None


def _told(happened: Sequence[tuple[str, datetime, Mapping[str, str]]]) -> str:
    if not happened:
        return "nothing happens"
    return ", ".join(
        f"it {word} at {moment:%H:%M:%S} ({', '.join(f'{k}={v}' for k, v in labels.items())})"
        for word, moment, labels in happened
    )
