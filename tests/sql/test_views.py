"""Every view, given and expected: one module per view in tests/sql/views."""

from __future__ import annotations

import itertools
import random
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sql import catalog
from tests.generated import rounds
from tests.sql.given import read, record, sorted_rows, warehouse, write

_CASES = sorted(path.stem for path in (Path(__file__).parent / "views").glob("[a-z]*.py"))


def test_every_view_has_a_case() -> None:
    """A view without a given/expect module, or a module without a view, fails here."""
    assert sorted(catalog.objects("views")) == _CASES


@pytest.mark.parametrize("name", _CASES)
def test_view(name: str) -> None:
    """The rows that are given make the rows that are expected, also with the batches in the opposite order."""
    case = import_module(f"tests.sql.views.{name}")
    expected = case.EXPECT if getattr(case, "ORDERED", False) else sorted_rows(case.EXPECT)
    for batches in (case.GIVEN, case.GIVEN[::-1]):
        with warehouse() as target:
            write(target, *batches)
            with target.transaction() as cursor:
                for statement in getattr(case, "MORE", ()):
                    cursor.execute(statement)
            rows = read(target, f"select {getattr(case, 'COLUMNS', '*')} from {name}")
        assert expected == (rows if getattr(case, "ORDERED", False) else sorted_rows(rows))


@pytest.mark.parametrize("name", sorted(catalog.objects("views")))
def test_view_of_nothing_is_empty(name: str) -> None:
    """A new warehouse has views that work and say nothing."""
    with warehouse() as target:
        assert read(target, f"from {name}") == []


def _one_failed_slow_request() -> dict[str, list[dict[str, Any]]]:
    """One request that was slow and failed, as five files of one service tell of it, and a plain one."""
    request = {"method": "POST", "path": "/pay", "route": "/pay", "status": 500, "duration_ms": 812.0}
    ids = {"trace_id": "t1", "request_id": "r1", "user_id": "u1"}
    error = {"error_type": "PaymentTimeout", "level": "ERROR"}
    stack = {"stack_trace": "PaymentTimeout: no answer\n    at pay (/app/src/pay.js:3:1)"}
    plain = {"method": "GET", "path": "/", "route": "/", "status": 200, "duration_ms": 5.0}
    return {
        "app": [record("10:00:01", "app", file_id=1, message="failed", **error, **ids)],
        "error": [record("10:00:01", "error", file_id=2, message="failed", **error, **ids, **stack)],
        "access": [
            record("10:00:02", "access", file_id=3, level="INFO", **request, **ids),
            record("10:00:03", "access", file_id=3, line=2, level="INFO", **plain),
        ],
        "slow_requests": [record("10:00:02", "slow_requests", file_id=4, level="WARNING", **request, **ids)],
        "errors": [record("10:00:01.5", "errors", file_id=5, error_message="no answer", **error, **ids, **stack)],
    }


_TOTALS = """
    select
        (select sum(records) from hourly_stats),
        (select sum(errors) from hourly_stats),
        (select sum(requests) from hourly_stats),
        (select sum(failed_requests) from hourly_stats),
        (select count(*) from requests),
        (select count(*) from slow_requests),
        (select sum(requests) from endpoint_stats),
        (select sum(requests) from endpoint_hours),
        (select count(*) from errors),
        (select occurrences from top_errors),
        (select list_sort(sources) from errors)
"""


@pytest.mark.parametrize("first", ["app", "error", "access", "slow_requests", "errors"])
def test_an_event_in_five_files_counts_once_in_any_order(first: str) -> None:
    """Whatever order the five files arrive in, totals are those of one failed slow request, one plain, one log line."""
    files = _one_failed_slow_request()
    expected = [(3, 1, 2, 1, 2, 1, 2, 2, 1, 1, ["app", "error", "errors"])]
    orders = list(itertools.permutations(sorted(files.keys() - {first})))
    for rest in random.Random(first).sample(orders, rounds(6, len(orders))):
        order = (first, *rest)
        with warehouse() as target:
            write(target, *(files[name] for name in order))
            assert expected == read(target, _TOTALS)


def test_subsets_count_where_they_stand_alone() -> None:
    """A service that only writes error and slow_requests files has exactly what these say, in any order."""
    files = _one_failed_slow_request()
    expected = [(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, ["error"])]
    for order in itertools.permutations(("error", "slow_requests")):
        with warehouse() as target:
            write(target, *(files[name] for name in order))
            assert expected == read(target, _TOTALS)


_SHAPES = {
    "log-normal": lambda draw: draw.lognormvariate(3.5, 1.1),
    "uniform": lambda draw: draw.uniform(0.2, 900.0),
    "heavy-tailed": lambda draw: 2.0 * draw.paretovariate(0.9),
}


@pytest.mark.parametrize(
    ("shape", "count"), [*((shape, 5_000) for shape in _SHAPES), ("log-normal", 1), ("uniform", 3)]
)
def test_percentiles_are_within_one_percent(shape: str, count: int) -> None:
    """p50, p95 and p99 per hour, and over all hours, are within 1 % of quantile_disc over the rows."""
    draw = random.Random(f"{shape} {count}")
    rows = [
        record(
            f"{8 + number % 3:02}:00",
            "access",
            line=number + 1,
            method="GET",
            path="/a",
            route="/a",
            status=200,
            duration_ms=_SHAPES[shape](draw),
        )
        for number in range(count)
    ]
    exact = (
        "unnest([quantile_disc(duration_ms, 0.50), quantile_disc(duration_ms, 0.95), quantile_disc(duration_ms, 0.99)])"
    )
    ours = "unnest([p50_ms, p95_ms, p99_ms])"
    with warehouse() as target:
        write(target, *(rows[start : start + 1_700] for start in range(0, count, 1_700)))
        hours = read(
            target, f"select {exact} from logs group by date_trunc('hour', ts) order by date_trunc('hour', ts)"
        )
        total = read(target, f"select {exact} from logs")
        hours_here = read(target, f"select {ours} from (from hourly_stats order by hour)")
        slowest_here = read(target, "select p95_ms from endpoint_hours order by hour")
        total_here = read(target, f"select {ours} from endpoint_stats")
    assert len(hours_here) == len(hours) == 3 * min(count, 3)
    assert slowest_here == hours_here[1::3]
    expected = [value for (value,) in hours + total]
    assert [value for (value,) in hours_here + total_here] == pytest.approx(expected, rel=0.01)
