"""One exception in several files is one occurrence, whatever order it arrives in."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.store.errors import occurrences
from tests import warehouses
from tests.sql.given import make_batch, read, record, warehouse, write

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

_SOURCES = ("app", "error", "errors", "worker")
_IDS = st.sampled_from([("t1", "r1"), ("t2", None), (None, "r1"), ("-", "0000-0000"), (None, None)])


@st.composite
def _event(draw: st.DrawFn) -> dict[str, Any]:
    trace_id, request_id = draw(_IDS)
    return {
        "time": f"10:00:0{draw(st.integers(0, 1))}.{draw(st.integers(0, 3))}",
        "service": draw(st.sampled_from(["shop", None])),
        "error_type": draw(st.sampled_from(["shop.errors.Timeout", "Timeout", "ValueError", None])),
        "trace_id": trace_id,
        "request_id": request_id,
        "message": draw(st.sampled_from(["failed", "failed again"])),
        "seen_in": draw(st.lists(st.sampled_from(_SOURCES), min_size=1, max_size=4, unique=True)),
        "stacks": draw(st.lists(st.sampled_from([None, "x.js\n  at a (b.js:1:1)"]), min_size=4, max_size=4)),
        "texts": draw(st.lists(st.sampled_from([None, "short", "a longer one"]), min_size=4, max_size=4)),
    }


def _rows(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for number, event in enumerate(events):
        for source, stack, text in zip(event["seen_in"], event["stacks"], event["texts"], strict=False):
            rows.append(
                record(
                    event["time"],
                    source,
                    event["service"],
                    line=number + 1,
                    file_id=_SOURCES.index(source) + 1,
                    level="ERROR",
                    message=event["message"],
                    error_type=event["error_type"],
                    error_message=text,
                    stack_trace=stack,
                    error_id=f"{event['error_type']}{bool(stack)}",
                    trace_id=event["trace_id"],
                    request_id=event["request_id"],
                )
            )
    return rows


def _real(value: str | None) -> str | None:
    return None if value is None or not value.strip("-0") else value


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    """The rule in words of its own: service, bare type, and the id, or else the second (and a message without type)."""
    error_type = (row["error_type"] or "").rpartition(".")[2]
    event_id = _real(row["trace_id"]) or _real(row["request_id"])
    if event_id:
        return (row["service"], error_type, event_id)
    return (row["service"], error_type, row["ts"].replace(microsecond=0), None if error_type else row["message"])


def _richness(row: dict[str, Any]) -> tuple[Any, ...]:
    text = row["error_message"] or row["message"]
    return (row["stack_trace"] is None, row["error_message"] is None, -len(text), row["source"], row["byte_offset"])


def _expected(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    by_source: dict[tuple[Any, ...], dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_source[_key(row)][row["source"]].append(row)
    occurred: Counter[tuple[Any, ...]] = Counter()
    for streams in by_source.values():
        ordered = [sorted(stream, key=lambda row: (row["ts"], row["byte_offset"])) for stream in streams.values()]
        for ordinal in range(max(map(len, ordered))):
            sightings = [stream[ordinal] for stream in ordered if len(stream) > ordinal]
            best = min(sightings, key=_richness)
            sources = tuple(sorted(sighting["source"] for sighting in sightings))
            text = best["error_message"] or best["message"]
            occurred[ordinal + 1, best["ts"], best["error_id"], text, best["source"], best["line_number"], sources] += 1
    return occurred


_STORED = "select ordinal, ts, error_id, error_message, source, line_number, sources from errors"
_EVERYTHING = "select * from {} order by occurrence_key, ordinal, source"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(_event(), min_size=1, max_size=8), data=st.data())
def test_any_order_of_arrival_gives_the_same_errors(events: list[dict[str, Any]], data: st.DataObject) -> None:
    """Any permutation and chunking of the rows makes the table that the rule, told again in Python, expects."""
    rows = _rows(events)
    shuffled = data.draw(st.permutations(rows))
    size = data.draw(st.integers(1, len(rows)))
    with warehouse() as at_once, warehouse() as bit_by_bit:
        write(at_once, rows)
        write(bit_by_bit, *(shuffled[start : start + size] for start in range(0, len(rows), size)))
        stored = Counter((*row[:-1], tuple(row[-1])) for row in read(bit_by_bit, _STORED))
        assert _expected(rows) == stored
        for table in ("errors", "error_echoes"):
            assert read(at_once, _EVERYTHING.format(table)) == read(bit_by_bit, _EVERYTHING.format(table))
        assert [(len(rows),)] == read(
            bit_by_bit, "select (select count(*) from errors) + (select count(*) from error_echoes)"
        )


def test_records_without_an_error_leave_no_trace() -> None:
    """A batch of plain records adds nothing."""
    with warehouse() as target:
        write(target, [record("10:00", "app", level="INFO", message="fine")])
        assert read(target, "select count(*) from errors") == [(0,)]


@pytest.mark.parametrize(
    ("fields", "occurred"),
    [
        ({"trace_id": "t"}, 1),
        ({"request_id": "r"}, 1),
        ({"trace_id": "-", "request_id": "r"}, 1),
        ({"trace_id": "00000000000000000000000000000000", "request_id": "r"}, 1),
        ({"trace_id": "-", "request_id": ""}, 2),
        ({}, 2),
    ],
)
def test_real_ids_tie_rows_over_time(fields: dict[str, str], occurred: int) -> None:
    """Rows of one request seconds apart are one event; ids that stand for none leave the second to decide."""
    with warehouse() as target:
        write(target, [record("10:00:00.9", "app", error_type="X", **fields)])
        write(target, [record("10:00:03.1", "error", error_type="a.b.X", file_id=2, **fields)])
        assert read(target, "select count(*) from errors") == [(occurred,)]


def test_the_richest_row_stands_for_the_occurrence() -> None:
    """A stack beats a message, a message beats none, and the sources of all are remembered."""
    ids = {"trace_id": "t", "error_type": "X"}
    with warehouse() as target:
        write(target, [record("10:00", "errors", file_id=3, error_message="a very long message", **ids)])
        write(target, [record("10:00", "error", file_id=2, stack_trace="X: m", **ids)])
        write(target, [record("10:00", "app", file_id=1, message="m", **ids)])
        assert read(target, "select source, has_stack, sources from errors") == [
            ("error", True, ["app", "error", "errors"])
        ]
        assert read(target, "select source from error_echoes order by all") == [("app",), ("errors",)]


def test_keys_are_stable() -> None:
    """The key of an event is the same number in every version, or stored occurrences would double after an upgrade."""
    with warehouse() as target:
        query = (
            "select occurrence_key('shop', 'a.X', 't1', timestamp '2026-11-20', null), "
            "occurrence_key(null, null, null, timestamp '2026-11-20 10:00:00.7', 'm')"
        )
        assert read(target, query) == [(10296996057273354878, 12671848193631843498)]


def test_a_failed_transaction_leaves_errors_as_they_were() -> None:
    """What was told anew in a transaction that fails is as before it."""
    rows = [record("10:00", "app", error_type="X", trace_id="t")]
    again = [record("10:00", "error", error_type="X", trace_id="t", stack_trace="X", file_id=2)]
    with warehouses.in_memory() as target:
        write(target, rows)
        before = read(target, "from errors")
        with pytest.raises(ZeroDivisionError):
            _apply_and_fail(target, again)
        assert before == read(target, "from errors")


def _apply_and_fail(target: Warehouse, rows: list[dict[str, Any]]) -> None:
    with target.transaction() as cursor:
        make_batch(cursor, rows)
        occurrences.apply(cursor)
        raise ZeroDivisionError
