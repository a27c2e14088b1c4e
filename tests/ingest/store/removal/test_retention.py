"""Whole days go when their time is over, and the ledger can still be proven."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from ingest.settings import RETENTION_DAYS, Settings
from ingest.store.removal.retention import Dropped, Retention, days_of
from ingest.store.rollups import hourly_rollup
from sql import catalog
from sql.warehouse import ROW_GROUP_ROWS
from tests.ingest.lab import Lab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NAIVE = TODAY.replace(tzinfo=None)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Lab]:
    """A folder of logs and a real writer."""
    laboratory = Lab(tmp_path, real_writer=True)
    yield laboratory
    laboratory.close()


def _record(day: int, hour: int = 1, **more: object) -> str:
    moment = TODAY + timedelta(days=day, hours=hour)
    return json.dumps({"ts": moment.isoformat(), "level": "info", "msg": f"day {day}", **more})


def _lines(*records: str) -> str:
    return "".join(f"{record}\n" for record in records)


def _later(shop: Lab, days: int, **settings: Any) -> Retention:
    """Retention as it is so many days from now."""
    return Retention(shop.warehouse, Settings(**settings), lambda: TODAY + timedelta(days=days, hours=12))


def _select(shop: Lab, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
    with shop.warehouse.reader() as cursor:
        return cursor.execute(sql, parameters).fetchall()


def _unproven(shop: Lab) -> list[tuple[Any, ...]]:
    return _select(shop, catalog.query("ledger_proof").body, first_file=0, last_file=1_000_000)


def _known_for_long(shop: Lab) -> None:
    with shop.warehouse.transaction() as cursor:
        cursor.execute("update files set first_seen_at = timestamp '2020-01-01'")


@pytest.mark.parametrize(
    ("source", "days"),
    [("app", 30), ("access", 30), ("error", 60), ("errors", 60), ("slow_requests", 60), ("business", 90), ("x", 30)],
)
def test_default_days(source: str, days: int) -> None:
    """Errors and slow requests stay longer than the rest, business records longest."""
    assert days == days_of(source, RETENTION_DAYS)


def test_own_days_go_over_the_defaults() -> None:
    """A name goes before a pattern, the longer pattern before the shorter, and what is not named keeps its default."""
    settings = Settings(retention_days={"app": 7, "error*": 14, "*": 0})
    found = [days_of(source, settings.retention_days) for source in ("app", "error", "slow", "business", "other")]
    assert found == [7, 14, 60, 90, 0]


def test_days_go_oldest_first_each_source_in_its_time(shop: Lab) -> None:
    """After 31 days app's first day goes, after 61 the errors', after 91 business'; each step is one day."""
    days = _lines(_record(-1), _record(0))
    for name in ("app.log", "error.log", "business.log"):
        shop[name].write_text(days)
    shop.run()
    seen = []
    for later in (29, 30, 31, 60, 61, 89, 91):
        steps = [step for step in _later(shop, later).run() if step.rows]
        seen.append((later, [(step.day, step.rows) for step in steps]))
        assert _unproven(shop) == []
    one, two = NAIVE - timedelta(days=1), NAIVE
    assert [
        (29, []),
        (30, []),
        (31, [(one, 1), (two, 1)]),
        (60, []),
        (61, [(one, 1), (two, 1)]),
        (89, []),
        (91, [(one, 1), (two, 1)]),
    ] == seen
    assert _select(shop, "select count(*) from logs") == [(0,)]


def test_ledger_remembers_lines_rows_and_rejects(shop: Lab) -> None:
    """What was dropped is counted beside what was read, and the proof holds at every step."""
    several = f"[{_record(0)},{_record(1)},{_record(2)}]"
    shop["app.log"].write_text(_lines(several, "no record", _record(0), "", _record(2)))
    shop.run()
    assert _unproven(shop) == []
    _known_for_long(shop)
    ledger = "select lines, rows, row_lines, rejected, blank, dropped_rows, dropped_lines, dropped_rejects from files"
    seen = []
    for later in (31, 32, 33):
        _later(shop, later).run()
        seen.append(_select(shop, ledger)[0])
        assert _unproven(shop) == []
    assert seen == [
        (5, 5, 3, 1, 1, 2, 1, 1),
        (5, 5, 3, 1, 1, 3, 1, 1),
        (5, 5, 3, 1, 1, 5, 3, 1),
    ]


def test_reading_goes_on_after_a_drop(shop: Lab) -> None:
    """The counters of what was dropped survive the file's next lines."""
    shop["app.log"].write_text(_lines(_record(0)))
    shop.run()
    _later(shop, 31).run()
    with shop["app.log"].open("a") as file:
        file.write(_lines(_record(0, 5)))
    shop.run()
    assert _select(shop, "select lines, rows, dropped_rows, dropped_lines from files") == [(2, 2, 1, 1)]
    assert _unproven(shop) == []


def test_history_that_is_new_to_us_stays(shop: Lab) -> None:
    """A year-old file counts from when it was first seen, in the very run that reads it and for its whole time."""
    shop["app.log"].write_text(_lines(_record(-365)))
    shop.run()
    assert _select(shop, "select count(*) from logs") == [(1,)]
    _later(shop, 29).run()
    assert _select(shop, "select count(*) from logs") == [(1,)]
    _later(shop, 32).run()
    assert _select(shop, "select count(*) from logs") == [(0,)]


def test_late_record_of_a_known_file_goes_with_the_next_run(shop: Lab) -> None:
    """It is stored, counted by hour, dropped at the end of the run, and counted as dropped."""
    shop["app.log"].write_text(_lines(_record(0)))
    shop.run()
    _known_for_long(shop)
    with shop["app.log"].open("a") as file:
        file.write(_lines(_record(-40)))
    shop.run()
    assert _select(shop, "select rows, dropped_rows from files") == [(2, 1)]
    assert _select(shop, "select count(*) from logs") == [(1,)]
    assert _select(shop, "select sum(n)::int from hourly_rollup") == [(2,)]
    assert _unproven(shop) == []


def test_hourly_numbers_outlive_rows(shop: Lab) -> None:
    """They go after 400 days from every rollup, and only for days that have no rows any more."""
    shop["app.log"].write_text(_lines(_record(0), _record(0, level="error")))
    shop["keep.log"].write_text(_lines(_record(1), _record(1, level="error")))
    shop.run()
    assert hourly_rollup.compact(shop.warehouse, min_partials=1) == 4
    settings = {"retention_days": {"keep": 0}}
    rollups = ("hourly_rollup", "stream_rollup", "coarse_rollup", "coarse_stream_rollup")
    hours = " union all ".join(f"select sum(n)::int from {name}" for name in rollups)
    seen = []
    for later in (31, 400, 500):
        _later(shop, later, **settings).run()
        seen.append([*_select(shop, hours), *_select(shop, "select count(*) from logs")])
    assert seen == [[(4,)] * 4 + [(2,)], [(4,)] * 4 + [(2,)], [(2,)] * 4 + [(2,)]]


def test_errors_stay_as_long_as_the_error_sources(shop: Lab) -> None:
    """The table of errors keeps what app has lost, for 60 days; echoes go with them."""
    stack = "Traceback (most recent call last):\nValueError: no"
    broken: dict[str, Any] = {"level": "error", "exc_info": stack, "request_id": "r1"}
    shop["app.log"].write_text(_lines(_record(0, **broken)))
    shop["error.log"].write_text(_lines(_record(0, **broken)))
    shop.run()
    seen = []
    for later in (31, 60, 61):
        _later(shop, later).run()
        seen += _select(shop, "select (select count(*) from errors), (select count(*) from error_echoes)")
    assert seen == [(1, 1), (1, 1), (0, 0)]


def test_for_ever(shop: Lab) -> None:
    """0 days means that nothing goes."""
    shop["app.log"].write_text(_lines(_record(0), "no record"))
    shop.run()
    assert _later(shop, 4000, retention_days={"*": 0, "error*": 0}, rollup_days=0).run() == []


def test_size_takes_the_oldest_day_of_all_sources(shop: Lab) -> None:
    """A day goes, whatever its source, and the warehouse fits again."""
    moments = [TODAY + timedelta(days=day, hours=1) for day in (-3, -2, -1)]
    for moment, name in zip(moments, ("business.log", "app.log", "app.log"), strict=True):
        start = f'{{"ts":"{moment.isoformat()}","msg":"'
        noise = (sha256(f"{moment} {index}".encode()).hexdigest() for index in range(ROW_GROUP_ROWS))
        with shop[name].open("a") as file:
            file.writelines(f'{start}{text}"}}\n' for text in noise)
        shop.run()
    shop.warehouse.checkpoint()
    full = shop.warehouse.used_bytes()
    retention = _later(shop, 0, max_warehouse_bytes=full - 1)
    assert [Dropped(NAIVE - timedelta(days=3), rows=ROW_GROUP_ROWS)] == retention.run()
    assert retention.problem is None
    assert full > shop.warehouse.used_bytes()
    assert _select(shop, "select source, count(*) from logs group by source") == [("app", 2 * ROW_GROUP_ROWS)]
    assert _unproven(shop) == []


def test_size_leaves_the_last_day(shop: Lab) -> None:
    """Where a single day is more than the warehouse may hold, it stays, and the problem is told."""
    shop["app.log"].write_text(_lines(_record(-3), _record(-2), "no record", _record(-1)))
    shop.run()
    retention = _later(shop, 0, max_warehouse_bytes=1)
    assert [(step.rows, step.rejects) for step in retention.run()] == [(1, 0), (1, 0), (1, 0)]
    assert "max_warehouse_bytes" in (retention.problem or "")
    assert _select(shop, "select count(*) from rejects") == [(1,)]
    assert _unproven(shop) == []


def test_room_is_reused(shop: Lab) -> None:
    """What a dropped day took is there for the next ones: eight of them do not take the room of two."""
    name = shop.warehouse_path
    sizes = []
    for round_number in range(8):
        noise = [_record(0, more=f"{(index + round_number) * 7919 % 100_003:x}" * 40) for index in range(4000)]
        shop[f"app_{round_number}.log"].write_text(_lines(*noise))
        shop.run()
        shop.warehouse.checkpoint()
        _later(shop, 31).run()
        sizes.append(name.stat().st_size)
    assert max(sizes) < 2 * sizes[0]  # blocks of 256 KiB are free one checkpoint later, so it goes up and down
    assert _select(shop, "select sum(dropped_rows)::int from files") == [(32000,)]


def test_following_keeps_at_its_start(shop: Lab) -> None:
    """A service that follows the logs drops what is due when it starts, and goes on reading."""
    shop["app.log"].write_text(_lines(_record(-40), _record(0)))
    shop.run()
    _known_for_long(shop)
    with shop["app.log"].open("a") as file:
        file.write(_lines(_record(0)))
    shop.start()
    shop.wait_for(lambda: _select(shop, "select rows, dropped_rows from files") == [(3, 1)])
    assert _select(shop, "select count(*) from logs") == [(2,)]
