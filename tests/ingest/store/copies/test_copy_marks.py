"""What counts: an event that several streams of a service tell counts once, whatever they are called and come in."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ingest.store.copies import copy_marks
from ingest.store.removal.stream_drop import DropOrder, drop
from ingest.store.rollups import hourly_rollup
from sql.warehouse import Warehouse
from tests.sql.given import at, make_older, read, record, warehouse, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Row = dict[str, Any]
_BASES = ("app", "access", "server", "worker", "main")
_SECONDS = ("error", "errors", "slow_requests", "audit", "alerts", "zz")
_WORDS = ("no answer from {}", "payment {} was declined", "{} took too long", "cannot find {}", "lost {} on the way")


@dataclass
class Service:
    """The records of one service, and how many events they tell of by level."""

    name: str
    chance: random.Random
    rows: list[Row] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def base(self) -> str:
        """The stream that has most."""
        return self._names[0]

    @property
    def second(self) -> str:
        """The other stream."""
        return self._names[1]

    def __post_init__(self) -> None:
        """Choose the names of its streams."""
        self._names = (self.chance.choice(_BASES), self.chance.choice(_SECONDS))

    def moments(self, number: int) -> list[datetime]:
        """Times within three hours, some of them only milliseconds apart."""
        start = at("10:00:00")
        seconds = [self.chance.uniform(0, 10_700) for _ in range(number)]
        near = [second + self.chance.uniform(0.03, 0.9) for second in seconds[: number // 4]]
        return [start + timedelta(seconds=second) for second in (seconds + near)[:number]]

    def event(self, ts: datetime, level: str = "ERROR", **told: Any) -> Row:
        """A new event's record in the base stream; not stored yet."""
        self.events[level] += 1
        number = self.events.total()
        message = self.chance.choice(_WORDS).format(f"{self.name}-{number}")
        return {"ts": ts, "level": level, "message": message, **told}

    def write(self, source: str, told: Row, **changes: Any) -> None:
        """Store a record of it in a stream."""
        row = record("10:00", source, self.name, **(told | changes))
        self.lines[source] += 1
        number = self.lines[source]
        file_id = hash_of(self.name, source)
        self.rows.append(row | {"file_id": file_id, "line_number": number, "byte_offset": number * 100})


def hash_of(service: str, source: str) -> int:
    """A number for the file of a stream."""
    return int(service.removeprefix("s")) * 10 + (_BASES + _SECONDS).index(source) % 11


def _full(service: Service) -> None:
    for ts in service.moments(8):
        told = service.event(ts, service.chance.choice(("INFO", "WARNING", "ERROR")))
        service.write(service.base, told)
        service.write(service.second, told)


def _partial(service: Service) -> None:
    """The second stream has the errors of the base, and warnings that the base leaves out."""
    for ts in service.moments(10):
        told = service.event(ts, service.chance.choice(("INFO", "WARNING", "ERROR")))
        if told["level"] != "WARNING":
            service.write(service.base, told)
        if told["level"] != "INFO":
            service.write(service.second, told)


def _reworded(service: Service) -> None:
    """The second stream says it in other words: an id or the exception's type tells that it is the same."""
    for index, ts in enumerate(service.moments(8)):
        tie = service.chance.choice(("trace_id", "request_id", "error_type"))
        told = service.event(ts, service.chance.choice(("WARNING", "ERROR", "CRITICAL")), **{tie: f"{tie}-{index}"})
        service.write(service.base, told)
        service.write(service.second, told, message=f"other words {index}")


def _none(service: Service) -> None:
    """Two streams with nothing in common, though of the same minutes and levels."""
    for ts in service.moments(10):
        told = service.event(ts, service.chance.choice(("INFO", "ERROR")))
        service.write(service.chance.choice((service.base, service.second)), told)


def _later(service: Service) -> None:
    """The second stream had errors of its own first, and repeats the base's from some moment on."""
    moments = sorted(service.moments(12))
    for index, ts in enumerate(moments):
        told = service.event(ts)
        if index >= 4:
            service.write(service.base, told)
        service.write(service.second, told)


def _clocks(service: Service) -> None:
    """Each stream has its own clock reading, some milliseconds apart, before or behind."""
    for ts in service.moments(8):
        told = service.event(ts, service.chance.choice(("INFO", "ERROR")))
        service.write(service.base, told)
        apart = timedelta(microseconds=service.chance.randint(-9_000, 9_000))
        service.write(service.second, told, ts=ts + apart)


def _seconds(service: Service) -> None:
    """The second stream writes whole seconds."""
    for ts in service.moments(8):
        told = service.event(ts)
        service.write(service.base, told)
        service.write(service.second, told, ts=ts.replace(microsecond=0))


def _repeated(service: Service) -> None:
    """The same words again and again within milliseconds: as many events as the stream with most has."""
    for ts in service.moments(3):
        told = service.event(ts)
        again = service.chance.randint(1, 4)
        service.events["ERROR"] += again - 1
        for index in range(again):
            service.write(service.base, told, ts=ts + timedelta(milliseconds=2 * index))
        for index in range(service.chance.randint(1, again)):
            service.write(service.second, told, ts=ts + timedelta(milliseconds=2 * index + 1))


def _requests(service: Service) -> None:
    """Slow requests stand in two streams, with levels of their own."""
    for index, ts in enumerate(service.moments(8)):
        request = {"method": "GET", "path": f"/orders/{index}", "route": "/orders/{id}", "status": 200}
        told = service.event(ts, "INFO", **request, duration_ms=service.chance.uniform(1, 900))
        service.write(service.base, told)
        if told["duration_ms"] > 500:
            service.write(service.second, told, level="WARNING", message="slow request")


def _three(service: Service) -> None:
    """Three streams, of which the third has other words for what two have."""
    for index, ts in enumerate(service.moments(6)):
        told = service.event(ts, trace_id=f"t{index // 2}")
        service.write(service.base, told)
        service.write(service.second, told)
        if service.second != "errors":
            service.write("errors", told, message=f"more {index}", ts=ts + timedelta(milliseconds=1))


def _two_in_a_trace(service: Service) -> None:
    """One trace, two errors within milliseconds, of which the second stream has one and another of its own."""
    for index, ts in enumerate(service.moments(5)):
        first = service.event(ts, trace_id=f"t{index}")
        own = service.event(ts + timedelta(milliseconds=service.chance.choice((-3, 3))), trace_id=f"t{index}")
        service.write(service.base, first)
        service.write(service.second, first, ts=ts + timedelta(milliseconds=1))
        service.write(service.second, own)


_KINDS: tuple[Callable[[Service], None], ...] = (
    _full,
    _partial,
    _reworded,
    _none,
    _later,
    _clocks,
    _seconds,
    _repeated,
    _requests,
    _three,
    _two_in_a_trace,
)
_EACH = 20
_MARKED = "select service, source, count(*) filter (is_copy) from logs group by all order by all"


def _services(seed: int) -> list[Service]:
    """Twenty services of each kind."""
    made = []
    for number in range(len(_KINDS) * _EACH):
        service = Service(f"s{number}", random.Random(f"{seed} {number}"))
        _KINDS[number % len(_KINDS)](service)
        made.append(service)
    return made


def _files(services: list[Service]) -> dict[int, list[Row]]:
    files: dict[int, list[Row]] = {}
    for service in services:
        for row in sorted(service.rows, key=lambda row: row["ts"]):
            files.setdefault(row["file_id"], []).append(row)
    return files


def _by_file(services: list[Service], chance: random.Random, *, second_first: bool) -> list[list[Row]]:
    """One file after the other, several services' at a time."""
    files = list(_files(services).values())
    seconds = [file for file in files if file[0]["source"] in _SECONDS]
    bases = [file for file in files if file[0]["source"] in _BASES]
    chance.shuffle(seconds)
    chance.shuffle(bases)
    batches = []
    for group in (seconds, bases) if second_first else (bases, seconds):
        batches += [[row for file in group[part::7] for row in file] for part in range(7)]
    return batches


def _mixed(services: list[Service], chance: random.Random) -> list[list[Row]]:
    """Records of all files in batches of any size and order."""
    rows = [row for service in services for row in service.rows]
    chance.shuffle(rows)
    cuts = sorted(chance.sample(range(1, len(rows)), 12))
    return [rows[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]


def _live(services: list[Service]) -> list[list[Row]]:
    """All files as they grow, fifteen minutes of them at a time."""
    rows = sorted((row for service in services for row in service.rows), key=lambda row: row["ts"])
    parts: dict[int, list[Row]] = {}
    for row in rows:
        parts.setdefault(int(row["ts"].timestamp() // 900), []).append(row)
    return list(parts.values())


def _orders(services: list[Service], seed: int) -> Iterator[tuple[str, list[list[Row]]]]:
    chance = random.Random(seed)
    yield "at once", [[row for service in services for row in service.rows]]
    yield "base first", _by_file(services, chance, second_first=False)
    yield "second first", _by_file(services, chance, second_first=True)
    yield "mixed", _mixed(services, chance)
    yield "live", _live(services)


def _marks(target: Warehouse) -> list[tuple[Any, ...]]:
    return read(target, "select file_id, byte_offset from logs where is_copy order by all")


def _totals(target: Warehouse) -> dict[str, tuple[int, ...]]:
    rows = read(target, "select service, sum(records), sum(errors), sum(warnings) from hourly_stats group by service")
    return {name: tuple(map(int, numbers)) for name, *numbers in rows}


def _expected(services: list[Service]) -> dict[str, tuple[int, ...]]:
    return {
        service.name: (
            service.events.total(),
            service.events["ERROR"] + service.events["CRITICAL"],
            service.events["WARNING"],
        )
        for service in services
    }


def _wrong(services: list[Service], target: Warehouse) -> list[tuple[Any, ...]]:
    totals, expected = _totals(target), _expected(services)
    kinds = {service.name: _KINDS[int(service.name[1:]) % len(_KINDS)].__name__ for service in services}
    return [
        (kinds[name], name, expected[name], totals.get(name)) for name in expected if expected[name] != totals.get(name)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_event_counts_once_in_any_order(seed: int) -> None:
    """Hundreds of services with copies of all kinds: every total is the number of events, whatever comes first."""
    services = _services(seed)
    marks = []
    for order, batches in _orders(services, seed):
        with warehouse() as target:
            write(target, *batches)
            assert [] == _wrong(services, target), order
            hourly_rollup.compact(target, min_partials=1)
            assert [] == _wrong(services, target), order
            marks.append(_marks(target))
            assert read(target, _MARKED) == read(target, "select service, source, copies from sources order by all")
    assert [marks[0]] * len(marks) == marks


_TOLD = {"level": "ERROR", "message": "no answer"}
_COUNTED = "select sum(records)::bigint, sum(errors)::bigint from hourly_stats"


def _ledger(target: Warehouse, *file_ids: int) -> None:
    """Rows in the ledger for the files, as far as dropping one needs them."""
    with target.transaction() as cursor:
        for file_id in file_ids:
            cursor.execute(
                """
                insert into files by name
                select
                    $file_id as file_id, 'f' || $file_id as path, 'app' as source, 'drained' as state,
                    0 as head_length, '' as head_hash, 0 as tail_length, '' as tail_hash, 0 as content_crc, 0 as size,
                    0 as bytes_read, 0 as lines, 0 as rows, 0 as row_lines, 0 as rejected, 0 as blank,
                    0 as possible_duplicates, 0 as gap_bytes, now()::timestamp as first_seen_at
                """,
                {"file_id": file_id},
            )


@pytest.mark.parametrize(("gone", "copies_left"), [(1, 0), (2, 0), (3, 1)])
def test_what_a_dropped_stream_counted_counts_elsewhere(gone: int, copies_left: int) -> None:
    """Where the stream that counted an event is dropped, its copy counts; the rollups follow."""
    with warehouse() as target:
        write(target, [record("10:00", "app", **_TOLD), record("10:00", "error", file_id=2, **_TOLD)])
        write(target, [record("11:00", "audit", file_id=3, level="INFO", message="other")])
        hourly_rollup.compact(target, min_partials=1)
        _ledger(target, 1, 2, 3)
        drop(target, DropOrder(gone, "ada"))
        events = 1 if gone == 3 else 2
        for _ in range(2):
            assert [(events, 1)] == read(target, _COUNTED)
            assert [(copies_left,)] == read(target, "select count(*) from logs where is_copy")
            assert [(copies_left,)] == read(target, "select sum(copies)::bigint from sources")
            hourly_rollup.compact(target, min_partials=1)


def test_an_older_warehouse_is_judged_after_its_upgrade(tmp_path: Path) -> None:
    """Its records are judged an hour at a time; what retention took stays as it was counted."""
    path = tmp_path / "older.duckdb"
    own = {"level": "ERROR", "message": "the file's own"}
    with Warehouse.open(path, threads=1) as target:
        write(target, [record("08:00", "app", **_TOLD), record("08:00", "error", file_id=2, **_TOLD)])
        write(target, [record("10:00", "app", **_TOLD), record("10:00", "error", file_id=2, **_TOLD)])
        write(target, [record("11:00", "error", file_id=2, **own)])
        with target.transaction() as cursor:
            cursor.execute("delete from logs where ts < timestamp '2026-11-20 10:00'")
        make_older(target)
    with Warehouse.open(path, threads=1) as target:
        assert [(at("10:00"),), (at("11:00"),)] == read(target, "from unjudged_hours order by hour")
        steps = [copy_marks.settle(target) for _ in range(3)]
        assert steps == [True, True, False]
        assert [(3, 3)] == read(target, _COUNTED)
        hourly_rollup.compact(target, min_partials=1)
        assert [(3, 3)] == read(target, _COUNTED)
        assert [("error",)] == read(target, "select source from logs where is_copy")


@pytest.mark.parametrize(
    ("first", "second", "events"),
    [
        ({}, {}, 1),
        ({}, {"ts": at("10:00:00.511")}, 2),
        ({}, {"ts": at("10:00:00.49")}, 1),
        ({}, {"level": "WARNING"}, 2),
        ({}, {"service": "web"}, 2),
        ({}, {"message": "another"}, 2),
        ({"trace_id": "trace-0001"}, {"trace_id": "trace-0002"}, 2),
        ({"trace_id": "trace-0001"}, {}, 1),
        ({"trace_id": "-"}, {"trace_id": "trace-0002"}, 1),
        ({"trace_id": "trace-0001"}, {"trace_id": "trace-0001", "message": "another"}, 1),
        ({"error_type": "a.PayError"}, {"error_type": "PayError", "message": "another"}, 1),
        ({"level": "INFO"}, {"level": "INFO"}, 1),
        ({"level": "INFO", "request_id": "request-1"}, {"level": "INFO", "request_id": "request-1", "message": "b"}, 2),
        ({"service": None}, {"service": None}, 1),
        ({"source": "error"}, {"source": "error"}, 2),
        ({"message": None, "error_message": "no answer"}, {}, 1),
        ({"level": None, "error_type": "X"}, {"error_type": "X"}, 1),
        ({"ts": at("10:00:00.999")}, {"ts": at("10:00:00")}, 1),
        ({"ts": at("10:00:01.2")}, {"ts": at("10:00:00")}, 2),
    ],
)
def test_when_two_records_tell_of_one_event(first: dict[str, Any], second: dict[str, Any], events: int) -> None:
    """Each condition of the rule, alone."""
    rows = [
        {**record("10:00:00.5", "app"), **_TOLD, **first},
        {**record("10:00:00.5", "other", file_id=2), **_TOLD, **second},
    ]
    for order in (rows, rows[::-1]):
        with warehouse() as target:
            write(target, *[[row] for row in order])
            assert [(events,)] == read(target, "select count(*) from logs where not is_copy")
