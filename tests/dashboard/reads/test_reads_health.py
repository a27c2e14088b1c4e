"""What the page Health asks, given and expected, from single runs and from hours alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import reads
from dashboard.reads import Window, health
from ingest.settings import Settings
from monitor.health import store
from monitor.health.store import Batch, Call, Change, Result
from tests.dashboard import asking
from tests.sql.given import at, warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

NOW = at("12:00:00")
WINDOW = Window(at("10:30:00"), NOW, bucket=timedelta(minutes=30))
LONG = Window(NOW - timedelta(days=30), NOW, bucket=timedelta(days=30), origin=NOW - timedelta(days=30))

_YEAR = Window(NOW - timedelta(days=360), NOW, bucket=timedelta(days=1))


def _results() -> Iterator[Result]:
    """The shop every ten minutes for three hours, down from 11:00 to 11:20; a disk without latency; a month ago."""
    for minute in range(0, 180, 10):
        ts = NOW - timedelta(minutes=180 - minute)
        status = "unhealthy" if 120 <= minute < 140 else "degraded" if minute == 140 else "healthy"
        latency = None if status == "unhealthy" else 100.0 if minute < 150 else 200.0
        yield Result(ts, "shop", "http", "http://shop", status, status, latency, f"It is {status}.", {"a": minute})
        yield Result(ts, "disk", "disk", "/", "healthy", "healthy", None, "It has room.", {})
    yield Result(NOW - timedelta(days=20), "shop", "http", "http://shop", "unknown", "unknown", None, "Not asked.", {})


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A shop that was down for twenty minutes, a disk, and a job that called twice."""
    changes = [
        Change(at(moment), "shop", "http", "http://shop", before, after, f"It is {after}.")
        for moment, before, after in (
            ("09:00:00", "unknown", "healthy"),
            ("11:10:00", "healthy", "unhealthy"),
            ("11:20:00", "unhealthy", "healthy"),
        )
    ]
    calls = [Call(at("11:00:00"), "job", "start", None, None), Call(at("11:01:30"), "job", "fail", 2, "no room")]
    with warehouse() as target:
        with target.transaction() as cursor:
            store.write(cursor, Batch(list(_results()), changes, calls))
            cursor.execute("insert into probes values ('shop', 'http', 'http://shop', 600, true, 'shop', 500, 0)")
            cursor.execute("insert into probes values ('disk', 'disk', '/', 600, false, null, null, 1)")
        yield target


def _row(probe: str, *uptimes: float) -> tuple[Any, ...]:
    last = at("11:50:00")
    if probe == "disk":
        return ("disk", "disk", "/", "unknown", None, last, None, "It has room.", False, None, *uptimes)
    shop = ("shop", "http", "http://shop", "healthy", at("11:20:00"), last, 200.0)
    return (*shop, "It is healthy.", True, "shop", *uptimes)


CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]]]] = {
    "probe_rows": (lambda: health.probes(NOW), [_row("shop", 8 / 9, 8 / 9, 8 / 9), _row("disk", 1.0, 1.0, 1.0)]),
    "probe_periods": (
        lambda: reads.bind("probe_periods", WINDOW, single=True, by_day=False, periods=3),
        [
            ("disk", 0, 3, 0, 0, 0, None),
            ("disk", 1, 3, 0, 0, 0, None),
            ("disk", 2, 3, 0, 0, 0, None),
            ("shop", 0, 3, 0, 0, 0, 100.0),
            ("shop", 1, 3, 1, 2, 0, 100.0),
            ("shop", 2, 3, 0, 0, 0, 200.0),
        ],
    ),
    "probe_latency": (
        lambda: health.latency(WINDOW, NOW, "shop"),
        [
            (at("10:30:00"), 3, 100.0, 100.0, 100.0),
            (at("11:00:00"), 1, 100.0, 100.0, 100.0),
            (at("11:30:00"), 3, 200.0, 200.0, 200.0),
        ],
    ),
    "probe_week": (
        lambda: health.week(replace(WINDOW, timezone="Europe/Berlin"), "shop"),
        [(5, 11, 100.0, 6, 0), (5, 12, 175.0, 6, 2)],
    ),
    "probe_history": (
        lambda: health.history("shop", NOW, 2),
        [
            (at("11:20:00"), "healthy", "unhealthy", 2400.0, "It is healthy."),
            (at("11:10:00"), "unhealthy", "healthy", 600.0, "It is unhealthy."),
        ],
    ),
    "probe_last": (lambda: health.last("shop"), [(at("11:50:00"), "healthy", 200.0, "It is healthy.", '{"a": 170}')]),
    "heartbeat_calls": (
        lambda: health.calls("job"),
        [(at("11:01:30"), "fail", 2, 90.0, "no room"), (at("11:00:00"), "start", None, None, None)],
    ),
    "probe_outages": (
        lambda: health.outages(("shop", "disk"), NOW, 14, 5),
        [("shop", at("11:10:00"), at("11:20:00"))],
    ),
    "probe_days": (
        lambda: health.days(NOW, 2),
        [("disk", at("00:00:00"), 18, 0, 0, 0), ("shop", at("00:00:00"), 18, 1, 2, 0)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected (latencies within the 1 % of their buckets)."""
    ask, expected = CASES[name]
    assert asking.close(expected) == asking.rows(filled, ask())


@pytest.mark.parametrize("name", CASES)
def test_shown_sql_gives_the_same_rows(name: str, filled: Warehouse) -> None:
    """The SQL that a tile shows, with its parameters written in, runs and answers what the tile shows."""
    question = CASES[name][0]()
    assert reads.run(filled, question).equals(asking.shown(filled, question))


@pytest.mark.parametrize("name", CASES)
def test_query_of_nothing(name: str) -> None:
    """An empty warehouse answers every question, without an error."""
    assert asking.of_nothing(CASES[name][0]()).is_empty()


def test_hours_say_what_runs_say(filled: Warehouse) -> None:
    """Of whole hours both tables tell the same."""
    window = replace(WINDOW, from_ts=at("09:00:00"), bucket=timedelta(hours=1), origin=at("09:00:00"))
    for query, more in (("probe_periods", {"periods": 3, "by_day": False}), ("probe_latency", {"probe": "shop"})):
        runs, hours = (
            asking.rows(filled, reads.bind(query, window, single=single, **more)) for single in (True, False)
        )
        assert asking.close(runs) == hours


def test_a_long_range_is_asked_of_hours() -> None:
    """Single runs stay for days only; a range of few hours long ago is cut into those."""
    old = replace(WINDOW, from_ts=NOW - timedelta(days=9), to_ts=NOW - timedelta(days=9, hours=-5))
    found = [(health.is_single(window, NOW), health.periods_of(window, NOW)) for window in (WINDOW, LONG, old)]
    assert [(True, 90), (False, 90), (False, 5)] == found


@pytest.mark.parametrize(
    "ask", [lambda: health.periods(_YEAR, NOW), lambda: health.days(NOW, 30)], ids=["periods", "days"]
)
def test_days_tell_what_hours_tell(ask: Callable[[], Question]) -> None:
    """Before and after days were summed up, and also once their hours are gone."""
    with warehouse() as target:
        with target.transaction() as cursor:
            store.write(cursor, Batch(list(_results())))
        before = asking.rows(target, ask())
        settings = Settings(rollup_days=0)
        for _ in range(2):
            store.tidy(target, settings, NOW)
        after = asking.rows(target, ask())
        with target.transaction() as cursor:
            found = cursor.execute("select day, sum(n) from probe_day_totals group by day").fetchall()
            cursor.execute("delete from probe_hours where hour < $day", {"day": at("00:00:00")})
        gone = asking.rows(target, ask())
    day = at("00:00:00") - timedelta(days=20)
    assert ([(day, 1)], before, before) == (found, after, gone)
