"""What the Traces page and the API ask: where an id stands, and every event of it, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import bind, traces
from ingest.store.id_filters import Span
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

_PAY = {"method": "POST", "path": "/pay", "route": "/pay", "status": 500, "duration_ms": 900.0}
_ONE = {"trace_id": "t-1", "request_id": "r-1", "span_id": "s-1"}
_BUG = {"message": "no answer", "error_type": "PayError", "level": "ERROR", "error_id": "e1"}
GIVEN = [
    record("10:00:01", "access", "web", **_PAY, **_ONE, file_id=1, level="INFO", user_id="u1"),
    record("10:00:01", "slow_requests", "web", **_PAY, **_ONE, file_id=2, level="WARNING"),
    record("10:00:00.9", "app", "web", message="paying", **_ONE, file_id=3),
    record("10:00:00.9", "app", "web", message="paying", **_ONE, file_id=3, line=2),
    record(
        "10:00:00.8",
        "access",
        "bank",
        **_PAY | {"status": 200, "duration_ms": 300.0},
        trace_id="t-1",
        span_id="s-2",
        attributes='{"parent_span_id": "s-1"}',
        file_id=4,
    ),
    record("10:00:00.7", "app", "bank", **_BUG, trace_id="t-1", span_id="s-2", file_id=5),
    record("10:00:00.7", "error", "bank", **_BUG, trace_id="t-1", span_id="s-2", file_id=6, stack_trace="Traceback"),
    record("11:00:00", "app", "web", message="another", trace_id="t-2", file_id=3, line=3),
]
_FOUND = traces.Found("t-1", at("10:00:00.7"), at("10:00:01"), 7)
_SHOWN = ("began_ts", "service", "sources", "copies", "message", "status", "is_failed", "stack_trace", "parent_span_id")
_EVENTS: list[tuple[Any, ...]] = [
    (at("10:00:00.1"), "web", ["access", "slow_requests"], 2, None, 500, True, None, None),
    (at("10:00:00.5"), "bank", ["access"], 1, None, 200, False, None, "s-1"),
    (at("10:00:00.7"), "bank", ["app", "error"], 2, "no answer", None, True, "Traceback", None),
    (at("10:00:00.9"), "web", ["app"], 1, "paying", None, False, None, None),
    (at("10:00:00.9"), "web", ["app"], 1, "paying", None, False, None, None),
]
_SPAN: Mapping[str, Any] = {"min_us": 0, "max_us": 2**62, "min_file_id": 4, "max_file_id": 9}

CASES: Mapping[str, tuple[Callable[[], Question], int]] = {
    "ids_kept": (lambda: bind("ids_kept"), 1),
    "id_filters_of_part": (lambda: bind("id_filters_of_part", part=3), 1),
    "places_of_id": (lambda: bind("places_of_id", id="t-1", **_SPAN), 3),
    "trace_records": (lambda: traces.records(_FOUND), 5),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN) as target:
        yield target


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """Each query answers, and the SQL that is shown gives the same rows."""
    ask, expected = CASES[name]
    answer = reads.run(filled, ask())
    assert (expected, True) == (answer.height, answer.equals(asking.shown(filled, ask())))


def test_events_of_a_trace(filled: Warehouse) -> None:
    """By when they began; what stands in several files once, with most to tell; two equal lines of a file are two."""
    answer = reads.run(filled, traces.records(_FOUND))
    shown = [
        tuple(cell.to_list() if hasattr(cell, "to_list") else cell for cell in row)
        for row in answer.select(_SHOWN).rows()
    ]
    assert _EVENTS == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t-1", _FOUND),
        (' "r-1" ', traces.Found("r-1", at("10:00:00.9"), at("10:00:01"), 4)),
        ("s-2", traces.Found("s-2", at("10:00:00.7"), at("10:00:00.8"), 3)),
        ("t-2", traces.Found("t-2", at("11:00:00"), at("11:00:00"), 1)),
        ("t-3", None),
        ("", None),
        ("'; drop table logs; --", None),
        ("x" * 600, None),
    ],
)
def test_find_id(text: str, expected: traces.Found | None, filled: Warehouse) -> None:
    """A trace, request or span id is found over all files, as it is pasted; what nobody has is not."""
    assert expected == traces.find_id(filled, text)


@pytest.mark.parametrize(
    ("fields", "began"),
    [
        ({"duration_ms": 250.0}, "09:59:59.75"),
        ({"duration_ms": 250.0, "attributes": '{"response_flags": "-"}'}, "10:00:00"),
        ({"duration_ms": 250.0, "attributes": '{"latencies": {"kong": 2, "proxy": 9}}'}, "10:00:00"),
        ({"duration_ms": 250.0, "attributes": '{"latencies": 3}'}, "09:59:59.75"),
        ({"duration_ms": 0.0}, "10:00:00"),
        ({"duration_ms": -5.0}, "10:00:00"),
        ({"duration_ms": 1e300}, "10:00:00"),
        ({}, "10:00:00"),
    ],
)
def test_a_record_is_written_when_it_is_done(fields: dict[str, Any], began: str) -> None:
    """What has a duration began that long before its time, but where Envoy or Kong say when it started."""
    with warehouse() as target:
        write(target, [record("10:00:00", "access", trace_id="t-1", **fields)])
        found = traces.find_id(target, "t-1")
        assert found is not None
        assert [at(began)] == reads.run(target, traces.records(found))["began_ts"].to_list()


@pytest.mark.parametrize(
    ("attributes", "parent"),
    [
        ('{"parent_span_id": "p"}', "p"),
        ('{"parentSpanId": "p"}', "p"),
        ('{"parent": {"id": "p"}}', "p"),
        ('{"parent.id": "p"}', "p"),
        ('{"dd": {"parent_id": 17}}', "17"),
        ('{"parent_id": "0000000000000000"}', None),
        ('{"parent_span_id": "", "parentId": "p"}', "p"),
        ('{"parent": "p"}', None),
        (None, None),
    ],
)
def test_parent_spans(attributes: str | None, parent: str | None) -> None:
    """The span that called is read under its usual names."""
    with warehouse() as target:
        write(target, [record("10:00:00", "app", trace_id="t-1", attributes=attributes)])
        found = traces.find_id(target, "t-1")
        assert found is not None
        assert [parent] == reads.run(target, traces.records(found))["parent_span_id"].to_list()


def test_an_id_of_many_days_is_looked_for_in_one_pass() -> None:
    """Very many candidates become one span; a few stay apart unless they overlap in time and files."""
    apart = [Span(hour * 10, hour * 10 + 5, 1, 1) for hour in range(traces.MOST_PLACES + 1)]
    whole = [Span(0, traces.MOST_PLACES * 10 + 5, 1, 1)]
    overlapping = [Span(0, 9, 1, 2), Span(5, 14, 2, 3), Span(20, 30, 1, 1), Span(5, 14, 7, 9)]
    assert (whole, apart[1:], [Span(0, 14, 1, 3), Span(5, 14, 7, 9), Span(20, 30, 1, 1)]) == (
        traces.apart(apart),
        traces.apart(apart[1:]),
        traces.apart(overlapping),
    )
