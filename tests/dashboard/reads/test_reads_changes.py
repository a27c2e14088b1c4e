"""What changed between two hours of a small scenario: every query, given and expected, and the ranking made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, changes
from dashboard.reads.changes import Change, Comparison, Shares, events
from tests.dashboard import asking
from tests.sql.given import at, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

AFTER = Window(at("11:00:00"), at("12:00:00"))
BOTH = Comparison.of(AFTER, AFTER.before())
ALL = Shares(1.0, 1.0)

_GET = {"method": "GET", "path": "/a", "route": "/a", "level": "INFO", "host": "h1"}
_BUG = {"level": "ERROR", "error_type": "PayError", "error_message": "declined", "error_id": "e1", "host": "h2"}
_OLD_BUG = {"level": "ERROR", "error_type": "KeyError", "error_message": "'sku'", "error_id": "e2", "host": "h1"}
_V1, _V2 = ('{"version": "1", "cart": ' + str(cart) + "}" for cart in (7, 8)), '{"version": "2", "ok": true}'
GIVEN = [
    record("09:30:00", "app", **_OLD_BUG, trace_id="t0", file_id=3, line=1),
    record("10:00:10", "access", **_GET, status=200, duration_ms=100.0, line=1),
    record("10:30:00", "access", **_GET, status=200, duration_ms=100.0, line=2),
    record("10:59:59.9", "access", **_GET, status=404, duration_ms=200.0, line=3),
    record(
        "10:10:00", "app", message="cart 17 saved", level="INFO", host="h1", attributes=next(_V1), file_id=3, line=2
    ),
    record(
        "10:20:00", "app", message="cart 18 saved", level="INFO", host="h1", attributes=next(_V1), file_id=3, line=3
    ),
    record("10:20:00", "app", **_OLD_BUG, trace_id="t1", file_id=3, line=4),
    record("11:00:00", "access", **_GET, status=200, duration_ms=2000.0, line=4),
    record("11:59:59.9", "access", **_GET, status=500, duration_ms=2000.0, line=5),
    record("11:59:59.9", "slow_requests", **_GET, status=500, duration_ms=2000.0, file_id=2),
    record("11:10:00", "app", message="cart 19 saved", level="INFO", host="h2", attributes=_V2, file_id=3, line=5),
    record("11:20:00", "app", **_BUG, trace_id="t2", file_id=3, line=6),
    record("11:20:00", "error", **_BUG, trace_id="t2", file_id=4),
    record("11:30:00", "app", **_BUG, trace_id="t3", file_id=3, line=7),
    record("12:00:00", "access", **_GET, status=200, duration_ms=9000.0, line=6),
]


def _spark(**slots: int) -> list[int]:
    return [slots.get(f"at_{slot}", 0) for slot in range(24)]


def _place(name: str, *counts: Any, spark: list[int]) -> tuple[Any, ...]:
    return (None, None, None, name, *counts, spark)


_NO_TIMES = (0, 0, None, None, None, None, None, None, None)
CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "changes_sizes": (lambda: changes.sizes(BOTH), [(6, 7)]),
    "changes_split": (
        lambda: changes.split(BOTH, "endpoint"),
        [
            (
                *("shop", "GET", "/a", ""),
                *(0, 0, 0, 0, 3, 2, 0, 1, 3, 2),
                *(100, 2000, 200, 2000, 200, 0, 2),
                _spark(at_0=1, at_6=1, at_11=1, at_12=1, at_23=1),
            )
        ],
    ),
    "changes_errors": (
        lambda: changes.errors(BOTH),
        [
            ("e1", "PayError", "declined", "shop", 0, 2, at("11:20:00"), _spark(at_16=1, at_18=1)),
            ("e2", "KeyError", "'sku'", "shop", 1, 0, at("09:30:00"), _spark(at_4=1)),
        ],
    ),
    "changes_statuses": (lambda: changes.statuses(BOTH, ALL), [(200, 2, 1), (404, 1, 0), (500, 0, 1)]),
    "changes_patterns": (
        lambda: changes.patterns(BOTH, ALL),
        [("cart <*> saved", "INFO", "shop", "cart 17 saved", 2, 1, 6, 5)],
    ),
    "changes_keys": (lambda: changes.keys(BOTH, ALL), [("version", 3, 2), ("cart", 2, 2), ("ok", 1, 1)]),
    "changes_attributes": (
        lambda: changes.attributes(BOTH, ALL, ["version", "ok"]),
        [
            ("version", "1", "shop", 2, 0, 2, 1),
            ("ok", "true", "shop", 0, 1, 0, 1),
            ("version", "2", "shop", 0, 1, 2, 1),
        ],
    ),
}


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A warehouse with the scenario in it."""
    with asking.holding(GIVEN) as target:
        yield target


def _ask(target: Warehouse) -> Callable[[Question], pl.DataFrame]:
    return lambda question: reads.run(target, question)


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected (durations within the 1 % of their buckets)."""
    ask, expected = CASES[name]
    assert asking.close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that the page shows, with its parameters written in, answers the same."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "service",
            [
                _place(
                    *("shop", 6, 5, 1, 2, 3, 2, 0, 1, 3, 2, 100, 2000, 200, 2000, 200, 0, 2),
                    spark=_spark(at_0=1, at_2=1, at_4=2, at_6=1, at_11=1, at_12=1, at_14=1, at_16=1, at_18=1, at_23=1),
                )
            ],
        ),
        (
            "host",
            [
                _place(
                    *("h1", 6, 2, 1, 0, 3, 2, 0, 1, 3, 2, 100, 2000, 200, 2000, 200, 0, 2),
                    spark=_spark(at_0=1, at_2=1, at_4=2, at_6=1, at_11=1, at_12=1, at_23=1),
                ),
                _place(*("h2", 0, 3, 0, 2, 0, 0, 0, 0, *_NO_TIMES), spark=_spark(at_14=1, at_16=1, at_18=1)),
            ],
        ),
        (
            "status",
            [
                _place(
                    *("2xx", 0, 0, 0, 0, 2, 1, 0, 0, 2, 1, 100, 2000, 100, 2000, 100, 0, 1),
                    spark=_spark(at_0=1, at_6=1, at_12=1),
                ),
                _place(
                    *("4xx", 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 200, None, 200, None, None, None, None),
                    spark=_spark(at_11=1),
                ),
                _place(
                    *("5xx", 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, None, 2000, None, 2000, None, None, None),
                    spark=_spark(at_23=1),
                ),
            ],
        ),
    ],
)
def test_split(by: str, expected: list[tuple[Any, ...]], filled: Warehouse) -> None:
    """Each split counts records, errors and requests of both windows, and where durations differ most."""
    assert asking.close(expected) == asking.rows(filled, changes.split(BOTH, by))


@pytest.mark.parametrize("by", ["endpoint", "service", "host", "level", "status"])
@pytest.mark.parametrize("minutes", [0, 25], ids=["whole hours", "ragged hours"])
def test_rollup_and_records_agree(by: str, minutes: int, filled: Warehouse) -> None:
    """Long windows take whole hours from the rollup and the rest from the records, and count the same."""
    shift = timedelta(minutes=minutes)
    after = replace(AFTER, from_ts=AFTER.from_ts - shift, to_ts=AFTER.to_ts + shift)
    before = Window(at("09:00:00") + shift, at("10:35:00"))
    fine = Comparison.of(after, before)
    coarse = Comparison(*(replace(window, from_records=False) for window in (fine.after, fine.before)))
    plain = [reads.run(filled, changes.split(one, by)).drop("spark") for one in (fine, coarse)]
    assert plain[0].equals(plain[1])


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_sample_is_the_beginning_of_each_sixteenth(share: float) -> None:
    """A quarter of a window is the first quarter of each of its sixteenths; all of it is everything, once."""
    rows = [record(f"11:{minute:02}:{second:02}", "app", line=minute * 60 + second)
            for minute in range(16) for second in range(60)]  # fmt: skip
    with warehouse() as target:
        write(target, rows)
        with target.reader() as cursor:
            found = cursor.execute(
                "select ts from sampled_logs($from, $to, $share) order by ts",
                {"from": at("11:00:00"), "to": at("11:16:00"), "share": share},
            ).fetchall()
    assert [row["ts"] for row in rows if row["ts"].second < 60 * share] == [ts for (ts,) in found]


def test_share_of_a_sample(filled: Warehouse) -> None:
    """A sample takes as many of each window's records as it is to have, and all where there are fewer."""
    assert (Shares(0.5, 3 / 7), ALL) == tuple(changes.shares(_ask(filled), BOTH, rows) for rows in (3, 50))


@pytest.mark.parametrize("field", ["services", "sources", "levels", "routes", "hosts"])
@pytest.mark.parametrize("name", [name for name in CASES if name != "changes_sizes"])
def test_filter_that_nothing_passes(name: str, field: str, filled: Warehouse) -> None:
    """Every question knows every filter, and a value like SQL is a value."""
    hostile = replace(AFTER, **{field: ("'; drop table logs; --",)})  # type: ignore[arg-type]
    both = Comparison.of(hostile, hostile.before())
    question = CASES[name][0]()
    asked = replace(
        question,
        parameters=tuple((key, getattr(both.after, key, value) if key == field else value)
                         for key, value in question.parameters),
    )  # fmt: skip
    assert reads.run(filled, asked).height == 0


def test_nothing_changed_in_too_little(filled: Warehouse) -> None:
    """Two hours of a few records have no change that chance could not do."""
    assert changes.find(_ask(filled), BOTH) == []


def test_empty_warehouse() -> None:
    """Without records nothing changed."""
    with warehouse() as target:
        assert changes.find(_ask(target), BOTH) == []


# a larger change


def _hour(start: str, requests: int, **fields: Any) -> list[dict[str, Any]]:
    moments = [at(start) + timedelta(seconds=3599 / requests * index) for index in range(requests)]
    return [
        record(moment.isoformat(sep=" "), "access", line=index, trace_id=f"{start}-{index}", **(_GET | fields))
        for index, moment in enumerate(moments)
    ]


@pytest.fixture(scope="module")
def worse() -> Iterator[Warehouse]:
    """An hour of 200 requests to /a and /b, then one in which /a is slow, h2 fails, and a host has gone."""
    quick = {"status": 200, "duration_ms": 50.0, "attributes": '{"version": "1"}'}
    other = quick | {"route": "/b", "path": "/b", "host": "h2", "file_id": 5}
    gone = {"host": "h3", "route": "/b", "path": "/b", "file_id": 6}
    rows = [
        *_hour("10:00:00", 200, **quick),
        *_hour("10:00:00", 200, **other),
        *_hour("10:00:00", 60, **(quick | gone)),
        *_hour("11:00:00", 200, **(quick | {"duration_ms": 900.0, "attributes": '{"version": "2"}', "file_id": 7})),
        *_hour("11:00:00", 200, **(other | {"file_id": 8})),
    ]
    for index, row in enumerate(row for row in rows if row["host"] == "h2" and row["ts"] >= at("11:00:00")):
        if index % 2:
            row |= {"status": 503, "level": "ERROR"}
    jobs = [
        record(f"{hour}:{index // 60:02}:{index % 60:02}", "app", message=f"Job {index} {word}", level="WARNING",
               host="h1", file_id=20 + hour, line=index)
        for hour, word in ((10, "done"), (11, "given up")) for index in range(50)
    ]  # fmt: skip
    with warehouse() as target:
        write(target, [*rows, *jobs])
        yield target


@pytest.fixture(scope="module")
def found(worse: Warehouse) -> list[Change]:
    """What changed in the larger scenario."""
    return changes.find(_ask(worse), BOTH)


@pytest.mark.parametrize(
    ("sentence", "tone"),
    [
        ("GET /a: p95 50 ms → 900 ms", "worse"),
        ("GET /b: failed requests 0 % → 50 %", "worse"),
        ("host h2: share of errors 0 % → 50 %, failed requests 0 % → 50 %", "worse"),
        ("host h3: silent, 60 records before", "worse"),
        ("version 2: new, 200 records", "different"),
        ("Job <*> given up: new, 50 records", "worse"),
        ("Job <*> done: gone, 50 records before", "different"),
        ("status 503: new, 100 requests", "worse"),
        ("level ERROR: new, 100 records", "worse"),
    ],
)
def test_change_in_words(sentence: str, tone: str, found: list[Change]) -> None:
    """Each change says in words what it is, and whether it is harm."""
    said = {one.sentence.replace("50.9 ms", "50 ms").replace("49.9 ms", "50 ms"): one.tone for one in found}
    assert tone == said.get(sentence), list(said)


def test_swapped_windows_turn_every_change(worse: Warehouse, found: list[Change]) -> None:
    """The other way round the same things changed as much, in the other direction; what was new is gone."""
    back = changes.find(_ask(worse), Comparison(BOTH.before, BOTH.after))
    there = {(one.kind, one.name): (round(one.score, 6), one.is_new, one.is_gone) for one in found}
    assert there == {(one.kind, one.name): (-round(one.score, 6) or 0.0, one.is_gone, one.is_new) for one in back}


def test_one_kind_is_a_part_of_all(worse: Warehouse, found: list[Change]) -> None:
    """Asked for one kind, the ranking is that of all without the others."""
    alone = {kind: changes.find(_ask(worse), BOTH, [kind]) for kind in changes.KINDS}
    assert {kind: [one for one in found if one.kind == kind] for kind in changes.KINDS} == alone


def test_a_kind_does_not_fill_the_top(found: list[Change]) -> None:
    """The first rows are of different kinds, and the scores of one kind descend."""
    kinds = [one.kind for one in found]
    endpoints = [abs(one.score) for one in found if one.kind == "endpoint"]
    assert (len(set(kinds[:3])) > 1, sorted(endpoints, reverse=True)) == (True, endpoints)


def test_windows_of_different_lengths_compare_by_rate(worse: Warehouse) -> None:
    """A half of the hour against the hour before it has the same rates: what was new is, and no share fell by half."""
    half = Comparison.of(replace(AFTER, to_ts=at("11:30:00")), AFTER.before())
    found = {one.sentence for one in changes.find(_ask(worse), half)}
    assert {"version 2: new, 101 records", "Job <*> given up: new, 50 records"} <= found
    assert "Job <*> done: gone, 50 records before" in found


def test_rates_are_written_in_a_unit_that_shows_them() -> None:
    """Counts of windows of different lengths are written per second, minute, hour or day, whichever reaches 1."""
    both = Comparison.of(AFTER, Window(at("09:00:00"), at("11:00:00")))
    written = [events._occurred(counts, both, "record", is_new=False) for counts in ((7200, 7200), (1, 90), (2, 3))]
    assert ["1 → 2 per second", "0.01 → 1.5 per minute", "1 → 3 per hour"] == written
