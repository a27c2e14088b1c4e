"""When a rule fires and is resolved: each key of the header over the same kind of history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.rules.question import MOST_SERIES, Asking, Grid
from monitor.rules.replay import replay
from sql.errors import QueryError
from tests import warehouses
from tests.monitor.rules.given import VALUES, fired, moment, rule, write_samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sql.warehouse import Warehouse

# a: high from 100 to 200, low until 300, a peak at 400; b: never high. A sample each 10 s.
_HISTORY = [
    *((second, "a", 9.0 if 100 <= second < 200 or second == 400 else 1.0) for second in range(0, 600, 10)),
    *((second, "b", 2.0) for second in range(0, 600, 10)),
]


@pytest.fixture
def target() -> Iterator[Warehouse]:
    """A warehouse with ten minutes of samples."""
    with warehouses.in_memory() as opened:
        write_samples(opened, _HISTORY)
        yield opened


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ([], [(110, 220), (410, 430)]),
        (["for: 30s"], [(140, 220)]),
        (["for: 2m"], []),
        (["recovers: value < 2 for 1m"], [(110, 280), (410, 490)]),
        (["recovers: value < 1"], [(110, 620)]),
        (["keep firing for: 2m"], [(110, 330), (410, 540)]),
        (["cooldown: 5m"], [(110, 220)]),
        (["cooldown: 1m"], [(110, 220), (410, 430)]),
        (["when: value < $limit", "parameters: limit = 5, window = 10s"], [(10, 110), (210, 410), (420, 610)]),
    ],
)
def test_one_series(target: Warehouse, header: list[str], expected: list[tuple[float, float | None]]) -> None:
    """The host a by itself."""
    query = VALUES.replace("group by host", "and labels['host'] = 'a' group by host")
    found = replay(target, rule(*header, query=query), moment(0), moment(620))
    assert [({"host": "a"}, *times) for times in expected] == fired(found)


def test_severities_and_peaks(target: Warehouse) -> None:
    """The worst condition that holds counts, an alert gets worse and not milder, and its peak is kept."""
    write_samples(target, [(150, "a", 50.0)])
    found = replay(target, rule("critical when: value > 10"), moment(0), moment(620))
    assert [("critical", 50.0), ("warning", 9.0)] == [(one.severity, one.peak) for one in found.episodes]


@pytest.mark.parametrize(
    ("no_data", "expected"),
    [("ok", [(140, 180)]), ("keep", [(140, None)]), ("alert", [(140, None)])],
)
def test_a_series_that_ends(no_data: str, expected: list[tuple[float, float | None]]) -> None:
    """A host that is gone while its alert fires."""
    with warehouses.in_memory() as own:
        write_samples(own, [(second, "a", 9.0) for second in range(100, 160, 10)])
        write_samples(own, [(second, "b", 1.0) for second in range(100, 600, 10)])
        found = replay(own, rule(f"no data: {no_data}", "for: 30s"), moment(110), moment(500))
    assert [({"host": "a"}, *times) for times in expected] == fired(found)


def test_no_series_at_all() -> None:
    """A query that gives nothing is an alert where the rule says so, and ends with the first row."""
    with warehouses.in_memory() as own:
        write_samples(own, [(300, "a", 1.0)])
        found = replay(own, rule("no data: alert", "for: 1m"), moment(0), moment(400))
        assert [({"no_data": "true"}, 60, 310), ({"no_data": "true"}, 390, None)] == fired(found)


@pytest.mark.parametrize(
    "query",
    [
        VALUES,
        VALUES.replace("and ts < $to ", ""),
        VALUES.replace("ts >= $from and ", ""),
        f"with mine as ({VALUES}) from mine",
        f"with b as (select 'b' as host) from ({VALUES}) as mine where mine.host not in (select host from b)",
        f"from ({VALUES}) as mine where not exists (from samples where ts < $from and labels['host'] = mine.host)",
        "select 'a$from' as host, '$to' as \"x$to\", 1 as value -- $to\nfrom samples where ts between $from and $to",
        "select count(*) as value from samples /* $to */ where ts between $from and $to - interval 1 microsecond",
        f"select host, avg(value) as value from (from ({VALUES}) order by value limit 2) group by host",
        VALUES.replace("max(value)", "quantile_cont(value, 0.5)") + " having count(*) > 1",
        "select coalesce(sum(value), 0) as value, 4 as threshold from samples where ts >= $to - $window and ts < $to",
    ],
)
def test_many_moments_are_as_each_alone(target: Warehouse, query: str) -> None:
    """One statement over all moments gives what each moment gives alone."""
    asked = rule(query=query)
    asking = Asking(target, asked)
    together = list(asking.points(Grid(moment(0), moment(10) - moment(0), 63)))
    alone = [one for at, _ in together for one in asking.points(Grid(at, moment(10) - moment(0), 1))]
    assert [(at, sorted(points, key=str)) for at, points in alone] == [
        (at, sorted(points, key=str)) for at, points in together
    ]
    assert any(points for _, points in together)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("select host as value from nowhere", "nowhere"),
        ("select 1 as other", "value"),
        ("select 'x' as value", "Could not convert|x"),
        ("drop table logs", "refused"),
        ("select * from read_text('/etc/passwd')", "refused"),
        ("select value from query_history", "refused"),
        (f"select range as host, 1 as value from range({MOST_SERIES + 1})", "more than 10,000 series"),
    ],
)
def test_a_wrong_query_is_told(target: Warehouse, query: str, sentence: str) -> None:
    """A rule's query is as untrusted as any other."""
    with pytest.raises(QueryError, match=sentence):
        replay(target, rule(query=query), moment(0), moment(0))
