"""What a record becomes depends on the record alone: not on the batch, the order, or what was read before."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ingest.files.reading.chunk import Chunk
from ingest.formats import field_names
from ingest.formats.text_registry import built_in
from ingest.records.normalise import Normaliser
from ingest.records.parsing import container_prefix
from ingest.records.parsing.assemble import hold_back
from ingest.records.plans import plan, shapes, skeletons
from ingest.records.plans.plan_cache import KeptPlans
from ingest.records.redaction.batch import Redaction
from ingest.settings import Settings
from tests import warehouses
from tests.generated import rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.formats.log_format import Record
    from sql.warehouse import Warehouse

SHARED = Path(__file__).parents[4] / "shared"
MODIFIED_AT = datetime(2026, 1, 5)  # noqa: DTZ001 (UTC without a zone, as in the warehouse)
_MOST_LINES = 15
Rows = dict[tuple[int, int, int], tuple[Any, ...]]


@dataclass
class _Reader:
    """Reads batches one after another, with what it learnt."""

    warehouse: Warehouse

    def __post_init__(self) -> None:
        self._normaliser = Normaliser(KeptPlans(self.warehouse.resident), Redaction.of(Settings()))
        self._last_times: dict[int, datetime | None] = {}

    def read(self, chunks: list[Chunk]) -> Rows:
        """The rows of a batch by file, offset and place within the line."""
        with self.warehouse.preparation() as cursor:
            found = self._normaliser.run(cursor, chunks, lambda: self._last_times)
            self._last_times |= found.last_times
            names = [str(column[0]) for column in cursor.execute("select * from batch limit 0").description]
            places = [names.index(name) for name in ("file_id", "byte_offset", "record_index")]
            rows = cursor.execute("select * from batch").fetchall()
            cursor.close()
        return {(row[places[0]], row[places[1]], row[places[2]]): row for row in rows}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """A warehouse in memory, of which only macros and cursors are used."""
    with warehouses.in_memory() as opened:
        yield opened


def _shared() -> Iterator[bytes]:
    """The heads of all corpora and cases."""
    for path in sorted([*(SHARED / "corpora").rglob("*"), *(SHARED / "cases").rglob("*.log")]):
        if path.is_file() and path.suffix != ".md" and path.name != "expected.jsonl" and "text" not in path.parts:
            yield b"".join(path.read_bytes().splitlines(keepends=True)[:_MOST_LINES])


_VALUES: dict[str, tuple[Any, ...]] = {
    "ts": ("2026-11-26T10:00:00.25Z", 1795687200123, 1795687200.5, "26/Nov/2026:10:00:00 +0100", "soon", None),
    "level": ("info", "ERROR", 30, 3, "x", None),
    "method": ("GET", "post", "none", 7),
    "path": ("/a/b?c=1", "https://shop.example/x", "plain", None),
    "status": (200, "404", "done", 99, None),
    "client_ip": ("203.0.113.7", "203.0.113.7:8080", "web-1", None),
    "duration_ms": (12.5, "18ms", 1_500_000, "long", None),
    "stack_trace": ("Error: x\n    at f (/srv/a.js:1:2)", ["a", "b"], None),
}
_VALUES["wordy"] = tuple(value for values in _VALUES.values() for value in values)
_OTHERS: tuple[Any, ...] = ("word", 7, 1.50, None, True, [1, "a"], {"deep": {"er": 1}}, "-", {}, [], [{"id": 1}, 2])
_SPELLINGS = (
    str,
    str.upper,
    lambda name: name.replace("_", "-"),
    lambda name: name.replace("_", "."),
    lambda name: f"_{name}",
    lambda name: "".join(word.title() for word in name.split("_")),
)
_INSIDE = ("context", "attributes", "http", "request", "extra", "exception", "record")
_WORDY = (
    "edge_status",
    "cli_ip",
    "evt_time",
    "lb_req_method",
    "gw_path",
    "resp_time_ms",
    "zx_status",
    "zx_time",
    "sev",
    "src_address",
    "start_time_ms",
    "trace_context",
    "response_code_2",
    "log_msg",
)
_ODD = ("timezone", "date", "time", "nanos", "seconds", "start", "end", "latency", "latency_human", "0", "fields")


def _generated(seed: int) -> Iterator[bytes]:
    """Files of records whose names are spelt and nested in any way, some with very many keys, or ids for keys."""
    chance = random.Random(seed)
    for _ in range(24):
        kinds = [[_placed(chance) for _ in range(chance.randint(2, 14))] for _ in range(chance.randint(1, 6))]
        lines = [_record(chance, chance.choice(kinds)) for _ in range(chance.randint(1, 24))]
        yield "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def _placed(chance: random.Random) -> tuple[tuple[str, ...], str]:
    column = chance.choice([*field_names.NAMES, "duration_ms", "odd", "wordy", "wordy"])
    others = {"odd": _ODD, "wordy": _WORDY, "duration_ms": ("duration", "elapsed_ms", "took")}
    names = field_names.NAMES.get(column) or others[column]
    name = chance.choice(_SPELLINGS)(chance.choice(names[:14]))
    return tuple(chance.choice(_INSIDE) for _ in range(chance.choice((0, 0, 0, 1, 1, 2)))), f"{column} {name}"


def _record(chance: random.Random, kind: list[tuple[tuple[str, ...], str]]) -> Record:
    record: Record = {}
    for inside, named in kind:
        column, name = named.split(" ", 1)
        holder = record
        for key in inside:
            holder = holder.setdefault(key, {}) if isinstance(holder.get(key, {}), dict) else record
        if chance.random() < 0.9:
            holder[name] = chance.choice(_VALUES.get(column, _OTHERS) if chance.random() < 0.8 else _OTHERS)
    if chance.random() < 0.1:
        record["by_id"] = {f"{chance.randrange(10**9):x}": {"status": 500, "at": 1}}
    if chance.random() < 0.03:
        record |= {f"k{number}": number for number in range(300)}
    if chance.random() < 0.05:
        record["list"] = [{"status": 200, "user_id": "u-1"}, {"method": "GET"}]
    return record


@cache
def _files(seed: int) -> tuple[bytes, ...]:
    return (*_shared(), *_generated(seed))


def _texts(seed: int) -> tuple[bytes, ...]:
    """Text logs: a file for each format with its samples, and files with the samples of several formats."""
    samples = [[f"{sample.lines}\n" for sample in item.samples] for item in built_in().formats]
    chance = random.Random(seed)
    mixed = [chance.sample([text for texts in samples for text in texts], 12) for _ in range(12)]
    return tuple("".join(texts).encode() for texts in (*samples, *mixed))


def _chunk(number: int, data: bytes, begin: int, end: int) -> Chunk:
    line_number = data.count(b"\n", 0, begin) + 1
    name = f"s{number}"
    return Chunk(number, name, None, data[begin:end], begin, line_number, MODIFIED_AT, final=end == len(data))


@pytest.fixture(scope="module")
def alone(warehouse: Warehouse) -> Callable[[tuple[bytes, ...]], Rows]:
    """Gives the rows of each file, read by a reader that has seen nothing else; the same files are read once."""

    @cache
    def rows_of(files: tuple[bytes, ...]) -> Rows:
        rows: Rows = {}
        for number, data in enumerate(files):
            rows |= _Reader(warehouse).read([_chunk(number, data, 0, len(data))])
        return rows

    return rows_of


def _mixed(chance: random.Random, files: tuple[bytes, ...]) -> Iterator[list[Chunk]]:
    """Batches of any size that hold pieces of any files, each file in its own order."""
    begins = [0] * len(files)
    left = list(range(len(files)))
    while left:
        batch = []
        for number in chance.sample(left, min(len(left), chance.choice((1, 3, 20, len(left))))):
            data, begin = files[number], begins[number]
            end = _end(chance, data, begin)
            if end > begin or end == len(data):
                batch.append(_chunk(number, data, begin, end))
                begins[number] = end
            if end == len(data):
                left.remove(number)
        yield batch


def _end(chance: random.Random, data: bytes, begin: int) -> int:
    """Where a piece of a file may end: behind a line, and behind the whole record that it belongs to."""
    if b"\0" in data:
        return len(data)  # lines of two-byte characters do not end in a byte
    ends = [place + 1 for place in range(begin, len(data)) if data[place] == ord("\n")]
    end = chance.choice([*ends[:30], len(data)])
    held = hold_back(data[begin:end], final=end == len(data))
    return end - held if held < end - begin else len(data)


def _differences(expected: Rows, found: Rows) -> dict[Any, Any]:
    return {
        place: (expected.get(place), found.get(place))
        for place in expected.keys() | found.keys()
        if expected.get(place) != found.get(place)
    }


_LIMITS = {
    (plan, "MAX_PLANS"): 2,
    (plan, "UNION_LIMIT"): 12,
    (plan, "WIDE"): 16,
    (plan, "MAX_CANDIDATES"): 2,
    (shapes, "MOST_SHAPES"): 20,
    (skeletons, "MOST_ANSWERS"): 30,
    (skeletons, "MOST_FAMILIES"): 2,
    (skeletons, "MOST_PLACES"): 20,
    (skeletons, "WIDE"): 10,
    (skeletons, "FEW"): 0,
    (container_prefix, "FEW"): 0,
}


@pytest.mark.parametrize("seed", range(rounds(1, 2)))
@pytest.mark.parametrize("is_beyond_limits", [False, True], ids=["usual", "beyond-limits"])
def test_any_mix(
    warehouse: Warehouse,
    alone: Callable[[tuple[bytes, ...]], Rows],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    *,
    is_beyond_limits: bool,
) -> None:
    """Any mix, order and batch size gives the rows of each file alone, also past every limit on what is kept."""
    files = _files(seed)
    expected = alone(files)
    if is_beyond_limits:
        for (module, name), value in _LIMITS.items():
            monkeypatch.setattr(module, name, value)
    reader = _Reader(warehouse)
    found: Rows = {}
    for batch in _mixed(random.Random(seed), files):
        found |= reader.read(batch)
    assert not _differences(expected, found)


@pytest.mark.parametrize("seed", range(rounds(1, 4)))
def test_any_mix_of_texts(warehouse: Warehouse, alone: Callable[[tuple[bytes, ...]], Rows], seed: int) -> None:
    """The same for text logs of every format."""
    files = _texts(seed)
    reader = _Reader(warehouse)
    found: Rows = {}
    for batch in _mixed(random.Random(seed), files):
        found |= reader.read(batch)
    assert not _differences(alone(files), found)


@pytest.mark.parametrize("seed", range(3))
def test_services_that_name_things_differently(
    warehouse: Warehouse, alone: Callable[[tuple[bytes, ...]], Rows], seed: int
) -> None:
    """Sixteen services, each with its own name for the time: together, one by one and in any order they keep it."""
    files = tuple(path.read_bytes() for path in sorted((SHARED / "cases" / "neighbours").glob("*.log")))
    expected = alone(files)
    order = random.Random(seed).sample(range(len(files)), len(files))
    together = _Reader(warehouse).read([_chunk(number, files[number], 0, len(files[number])) for number in order])
    reader = _Reader(warehouse)
    one_by_one: Rows = {}
    for number in order:
        one_by_one |= reader.read([_chunk(number, files[number], 0, len(files[number]))])
    assert expected == together == one_by_one


def test_plans_stay_few(warehouse: Warehouse) -> None:
    """Records with ids for keys at every level have shapes for ever, and are read by few plans."""
    lines = [
        json.dumps({"time": "2026-11-26T10:00:00Z", "msg": "m", "by_id": {f"{number:x}": {"status": number}}})
        for number in range(3_000)
    ]
    reader = _Reader(warehouse)
    data = "".join(f"{line}\n" for line in lines).encode()
    rows = reader.read([_chunk(1, data, 0, len(data))])
    sizes: defaultdict[Any, int] = defaultdict(int)
    for row in rows.values():
        sizes[row[1]] += 1
    assert len(rows) == len(lines)
    assert len(reader._normaliser.skeletons.shapes.plans) == 1
