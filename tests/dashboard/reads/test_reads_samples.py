"""What pages and API ask of samples, given and expected, whichever table the answer is taken from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from dashboard import reads
from dashboard.reads import Window, samples
from dashboard.reads.samples import Kept, Wanted
from monitor.sample import counter, gauge
from monitor.samples.rollups import Rollups
from monitor.samples.store import SampleStore
from tests.dashboard import asking
from tests.sql.given import at, warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

NOW = at("12:00:00")
KEPT = Kept(NOW)
WINDOW = Window(at("10:00:00"), at("12:00:00"), bucket=timedelta(hours=1))
_USED = Wanted(("used",), by="mount", only=("host=h1",))


@pytest.fixture(scope="module")
def filled() -> Iterator[Warehouse]:
    """A week of two hosts' disks every ten minutes, one of which fills, and a counter; summed up while it was over."""
    with warehouse() as target:
        store, rollups = SampleStore(target), Rollups(target)
        begin = NOW - timedelta(days=7)
        for step in range(7 * 144):
            ts, day = begin + timedelta(minutes=10 * step), step / 144
            for mount, used in (("/", 100.0 + 10 * day), ("/full", 50.0)):
                of = {"host": "h1", "mount": mount}
                store.add(
                    mount,
                    ts,
                    [
                        gauge("used", step % 6, **of),
                        gauge("disk_used_bytes", used, **of),
                        gauge("disk_free_bytes", 270.0 - used, **of),
                        counter("n_total", 60.0 * step, **of),
                    ],
                )
            store.add("other", ts, [gauge("used", 50, host="h2", mount="/")])
        batch = store.take()
        assert batch is not None
        with target.transaction() as cursor:
            batch.store(cursor)
        while rollups.advance(NOW - timedelta(minutes=5)):
            pass
        yield target


_COUNTED = 60.0 * (7 * 144 - 12 + 2.5)
"""What the counter says on average from ten to eleven."""

CASES: Mapping[str, tuple[Callable[[], Question], list[tuple[Any, ...]] | None]] = {
    "sample_series": (
        lambda: samples.series(WINDOW, _USED, KEPT),
        [
            (at("10:00:00"), "used", "/", 2.5, 5.0, None),
            (at("10:00:00"), "used", "/full", 2.5, 5.0, None),
            (at("11:00:00"), "used", "/", 2.5, 5.0, None),
            (at("11:00:00"), "used", "/full", 2.5, 5.0, None),
        ],
    ),
    "sample_values": (
        lambda: samples.present(("used",), at("11:52:00")),
        [
            ("used", '{"host":"h1","mount":"/"}', 5.0, at("11:50:00")),
            ("used", '{"host":"h1","mount":"/full"}', 5.0, at("11:50:00")),
            ("used", '{"host":"h2","mount":"/"}', 50.0, at("11:50:00")),
        ],
    ),
    "sample_names": (lambda: samples.known(("used", "nothing"), "host"), [("used", "h1", 2), ("used", "h2", 1)]),
    "sample_week": (
        lambda: samples.week(
            Window(at("10:00:00"), NOW, timezone="Europe/Berlin"), Wanted(("used", "n_total"), only=("host=h1",)), KEPT
        ),
        [
            (5, 11, pytest.approx(5 + 2 * _COUNTED), pytest.approx(2 * 360 / 3600)),
            (5, 12, pytest.approx(5 + 2 * (_COUNTED + 360)), pytest.approx(2 * 360 / 3600)),
        ],
    ),
    "disk_forecast": (lambda: samples.disk_forecast(KEPT), None),
}


@pytest.mark.parametrize("name", [name for name, (_, expected) in CASES.items() if expected is not None])
def test_query(name: str, filled: Warehouse) -> None:
    """The scenario gives the rows that are expected; those of the forecast are looked at below."""
    ask, expected = CASES[name]
    assert expected == asking.rows(filled, ask())


@pytest.mark.parametrize("ask", [case[0] for case in CASES.values()])
def test_shown_sql_gives_the_same_rows(ask: Callable[[], Question], filled: Warehouse) -> None:
    """The SQL with its parameters written in gives the same rows."""
    assert reads.run(filled, ask()).equals(asking.shown(filled, ask()))


@pytest.mark.parametrize("ask", [case[0] for case in CASES.values()])
def test_query_of_nothing(ask: Callable[[], Question]) -> None:
    """An empty warehouse has no samples."""
    assert asking.of_nothing(ask()).height == 0


@pytest.mark.parametrize("combine", ["sum", "mean", "max"])
@pytest.mark.parametrize("names", [("used",), ("n_total",)])
def test_every_table_tells_the_same(combine: samples.Combine, names: tuple[str, ...], filled: Warehouse) -> None:
    """Samples, minutes and hours give the same sums of a day's hours, whatever is taken from which."""
    window = Window(NOW - timedelta(days=1), NOW, bucket=timedelta(hours=1))
    wanted = Wanted(names, by="host", combine=combine)
    kept = {
        "samples": Kept(NOW - timedelta(days=9), 0, 0),
        "minutes": Kept(NOW - timedelta(days=2), 2, 0),
        "all": KEPT,
    }
    found = {name: reads.run(filled, samples.series(window, wanted, one)) for name, one in kept.items()}
    assert [24 * found["all"]["label"].n_unique()] * 3 == [frame.height for frame in found.values()]
    for frame in found.values():
        for column in ("value", "highest", "per_second"):
            expected = found["samples"][column].to_list()
            assert expected == pytest.approx(frame[column].to_list())
    if names == ("n_total",):
        rate = {"sum": 0.2, "mean": 0.1, "max": 0.1}[combine]
        assert {rate} == {round(value, 9) for value in found["all"]["per_second"]}


def test_what_is_gone_by_sample_is_taken_by_minute() -> None:
    """A short bucket of an old window is answered from minutes, a fine one of a very old from hours."""
    until = Kept(NOW, 2, 30).until(timedelta(seconds=15))
    assert (NOW - timedelta(days=30) + timedelta(hours=1), NOW - timedelta(days=2) + timedelta(hours=1)) == tuple(
        until.values()
    )
    coarse = KEPT.until(timedelta(hours=6))
    assert (at("11:00:00"), at("11:58:00")) == tuple(coarse.values())


def test_a_disk_that_fills_has_its_day(filled: Warehouse) -> None:
    """At ten bytes a day and 100 free, ten days from now; one that does not fill is not in sight."""
    found = reads.run(filled, samples.disk_forecast(KEPT)).rows(named=True)
    by_mount = {row["mount"]: row for row in found}
    rising, level = by_mount["/"], by_mount["/full"]
    assert 10 == pytest.approx(rising["per_day"], rel=0.01)
    assert timedelta(hours=6) > abs(rising["full_at"] - (NOW + timedelta(days=10)))
    assert rising["earliest"] <= rising["full_at"] <= rising["latest"]
    assert (None, None, None) == (level["full_at"], level["earliest"], level["latest"])
    assert 50 / 270 == pytest.approx(level["share"])


def test_a_noisy_disk_is_not_in_sight(filled: Warehouse) -> None:
    """Where the line may as well be level, no day is told."""
    change = (
        "update sample_hours set mean = {} where series_id in "
        "(select series_id from series where name = 'disk_used_bytes' and labels['mount'] = '/full')"
    )
    with filled.transaction() as cursor:
        cursor.execute(change.format("100 + 60 * sin(epoch(ts))"))
    try:
        found = reads.run(filled, samples.disk_forecast(KEPT)).filter(pl.col("mount") == "/full")
    finally:
        with filled.transaction() as cursor:
            cursor.execute(change.format("50"))
    assert [None] == found["full_at"].to_list()
