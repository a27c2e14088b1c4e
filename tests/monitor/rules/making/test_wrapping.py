"""A query that somebody has, as a rule: its range, its other parameters, its value and its labels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.rules import rule
from monitor.rules.making import wrapping, writing
from monitor.rules.making.wrapping import Wanted
from monitor.rules.question import Asking, Grid
from tests import warehouses
from tests.monitor.rules.given import START, moment, write_samples

if TYPE_CHECKING:
    from sql.literals import Value

_QUERY = """\
select labels['host'] as "the host", value as load, '$from' as text -- $to
from samples
where ts >= $from_ts and ts < $to_ts and name = $name and list_contains($hosts, labels['host']);
"""


def test_a_query_as_a_rule() -> None:
    """Its range becomes the window, its other parameters are written in, rows of a label are taken together."""
    values: dict[str, Value] = {"from_ts": START, "to_ts": moment(60), "name": "load", "hosts": ("a", "it's")}
    query = wrapping.windowed(_QUERY, values, timedelta(minutes=1))
    wanted = Wanted(
        "Load", "error", "load", "max", ["the host"], ">=", 7.5, wrapping.window_of(timedelta(minutes=1)), ""
    )
    found = rule.parse(wrapping.rule_text(query, wanted), "load")
    with warehouses.in_memory() as target:
        write_samples(target, [(n, host, n) for n in range(0, 60, 10) for host in "ab"])
        ((_, points),) = Asking(target, found).points(Grid(moment(60), timedelta(seconds=30), 1))
    (point,) = points
    assert ((("the host", "a"),), 50.0, 7.5, True, "error", 60.0) == (
        point.labels,
        point.value,
        point.threshold,
        point.meets,
        point.severity,
        found.window.total_seconds(),
    )
    assert "'$from' as text -- $to" in query


def test_names_that_a_rule_has_otherwise() -> None:
    """A label that is called as the value is gets another name; without a column rows are counted."""
    text = wrapping.rule_text("select 1", Wanted("T", "info", wrapping.ROWS, "max", ["value"], "<", 1.0, "5m", "10m"))
    assert ["    value as value_of,", "    count(*) as value", "group by value"] == [
        line for line in text.splitlines() if "value" in line and not line.startswith("--")
    ]


@pytest.mark.parametrize(("minutes", "expected"), [(0.2, "1m"), (15, "15m"), (60, "1h"), (1440, "1d"), (90.4, "90m")])
def test_windows(minutes: float, expected: str) -> None:
    """In the largest unit that is whole."""
    assert expected == wrapping.window_of(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("line", "name", "value", "expected"),
    [
        ("-- parameters: a = 5, b = 10m", "b", "1h", "-- parameters: a = 5, b = 1h"),
        ("-- parameters: a = 5, b = 10m", "a", 7.25, "-- parameters: a = 7.25, b = 10m"),
        ("-- parameters: aa = 'x, a = 1', a = 2", "a", 3.0, "-- parameters: aa = 'x, a = 1', a = 3"),
        ("-- parameters: at_least = 2", "least", 3.0, "-- parameters: at_least = 2"),
        ("-- title: a = 5", "a", 3.0, "-- title: a = 5"),
    ],
)
def test_another_value_of_a_parameter(line: str, name: str, value: object, expected: str) -> None:
    """Only that one, and only in the header."""
    assert f"{expected}\nselect 1" == writing.with_parameter(f"{line}\nselect 1", name, value)


def test_another_number_of_a_condition() -> None:
    """A number at the end of `when` is another; one that is computed stays."""
    assert ("-- when: value > 7.5\n", "-- when: value > $a\n") == (
        writing.with_number("-- when: value > 5\n", 7.5),
        writing.with_number("-- when: value > $a\n", 7.5),
    )


def test_moments_are_written_as_such() -> None:
    """A parameter of the page that is a moment but no end of its range."""
    text = wrapping.windowed("select $now", {"now": datetime(2026, 3, 2, 10)}, timedelta(hours=1))  # noqa: DTZ001
    assert "select timestamp '2026-03-02 10:00:00'" == text
