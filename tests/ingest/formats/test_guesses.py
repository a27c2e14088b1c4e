"""Keys that nobody listed are found by their words, and values decide whether they are what they seem."""

from __future__ import annotations

import json
import random
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from ingest.files.reading.chunk import Chunk
from ingest.records.normalise import Normaliser
from ingest.records.plans.plan_cache import KeptPlans
from ingest.records.redaction.batch import Redaction
from ingest.settings import Settings
from tests import warehouses
from tests.generated import rounds

if TYPE_CHECKING:
    from collections.abc import Iterator

MODIFIED_AT = datetime(2026, 1, 5)  # noqa: DTZ001 (UTC without a zone, as in the warehouse)
_MOMENT = datetime(2026, 11, 26, 10, 0, 0, 250_000)  # noqa: DTZ001 (UTC without a zone, as in the warehouse)
_EPOCH_MS = 1795687200250
_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
_MEMBERS: dict[str, tuple[tuple[tuple[str, Any], ...], Any]] = {
    "ts": (
        (
            ("event time", "2026-11-26T10:00:00.25Z"),
            ("start time ms", _EPOCH_MS),
            ("req time sec", f"{_EPOCH_MS / 1000:.3f}"),
            ("log timestamp", "2026-11-26T10:00:00.250Z"),
            ("start timestamp", _EPOCH_MS * 1_000_000),
            ("occurred at", "2026-11-26T11:00:00.25+01:00"),
        ),
        _MOMENT,
    ),
    "method": ((("req method", "POST"), ("http verb", "post"), ("request method", "POST"), ("method", "POST")), "POST"),
    "status": (
        (("response code", "502"), ("resp status", 502), ("http status code", "502"), ("status code", 502)),
        502,
    ),
    "path": ((("req path", "/pay"), ("request uri", "/pay?x=1"), ("url path", "/pay")), "/pay"),
    "client_ip": (
        (("client ip", "203.0.113.9"), ("src address", "203.0.113.9:5123"), ("remote addr", "203.0.113.9")),
        "203.0.113.9",
    ),
    "duration_ms": (
        (
            ("latency ms", 12.5),
            ("total time micros", 12_500),
            ("response time MSec", 12.5),
            ("duration ns", 12_500_000),
        ),
        12.5,
    ),
    "trace_id": ((("trace id", _TRACE), ("trace context", f"00-{_TRACE}-00f067aa0ba902b7-01")), _TRACE),
    "level": ((("log level", "warn"), ("severity", "WARNING"), ("sev", "W")), "WARNING"),
}
_TEMPTING = {
    "expiry time": "2030-01-01T00:00:00Z",
    "last login at": "2025-01-01T00:00:00Z",
    "payment method": "card",
    "allowed method": "GET",
    "order status": 200,
    "exit code": 137,
    "server ip": "198.51.100.1",
    "destination address": "198.51.100.2",
    "log file path": "/var/log/x.log",
    "avatar url": "/a.png",
    "connect timeout ms": 3000,
    "billed duration ms": 300,
    "battery level": "low",
    "parent span id": "00f067aa0ba902b8",
    "time zone": "UTC",
    "cache ttl sec": 60,
}
_BEFORE = ("", "", "edge", "lb", "client", "nginx", "gw")
_STYLES = ("camel", "pascal", "snake", "kebab", "dots", "constant")


def _spelt(words: str, style: str) -> str:
    parts = words.split()
    joined = {"snake": "_", "kebab": "-", "dots": ".", "constant": "_"}
    if style in joined:
        text = joined[style].join(parts).lower()
        return text.upper() if style == "constant" else text
    text = "".join(part[0].upper() + part[1:] for part in parts)
    return text if style == "pascal" else text[0].lower() + text[1:]


def _generated(seed: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Records in one vendor's way of naming each, with tempting keys beside; and what they must become."""
    chance = random.Random(seed)
    for _ in range(rounds(15, 40)):
        style, shared = chance.choice(_STYLES), chance.choice(("", "", "zx"))
        before, nest = chance.choice(_BEFORE), chance.choice((None, None, "proxy", "httpRequest"))
        record: dict[str, Any] = {}
        expected: dict[str, Any] = {}
        for column, (members, value) in _MEMBERS.items():
            name, written = chance.choice(members)
            word = before if column in {"method", "status", "path"} else ""
            holder = record.setdefault(nest, {}) if nest and column in {"method", "status", "path"} else record
            holder[_spelt(f"{shared} {word} {name}", style)] = written
            expected[column] = value
        for name in chance.sample(sorted(_TEMPTING), 5):
            record[_spelt(f"{shared} {name}", style)] = _TEMPTING[name]
        yield dict(chance.sample(sorted(record.items(), key=str), len(record))), expected


def _read(records: list[dict[str, Any]], **settings: Any) -> list[dict[str, Any]]:
    return _read_streams([("app", records)], **settings)


def _read_streams(streams: list[tuple[str, list[dict[str, Any]]]], **settings: Any) -> list[dict[str, Any]]:
    """The rows of streams that are read in one batch."""
    chosen = Settings(**settings)
    texts = ["".join(f"{json.dumps(record)}\n" for record in records).encode() for _, records in streams]
    chunks = [
        Chunk(number, source, None, text, 0, 1, MODIFIED_AT, final=True)
        for number, ((source, _), text) in enumerate(zip(streams, texts, strict=True))
    ]
    with warehouses.in_memory() as warehouse, warehouse.preparation() as cursor:
        reader = Normaliser(KeptPlans(warehouse.resident), Redaction.of(chosen), keys=chosen.keys)
        reader.run(cursor, chunks, dict)
        found = cursor.execute("select * from batch order by file_id, line_number")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        cursor.close()
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_generated_names(seed: int) -> None:
    """However a vendor spells, prefixes and nests its keys, each column finds its own and no tempting one."""
    made = list(_generated(seed))
    rows = _read([record for record, _ in made])
    wrong = [
        (record, {column: (value, row[column]) for column, value in expected.items() if row[column] != value})
        for (record, expected), row in zip(made, rows, strict=True)
    ]
    assert [item for item in wrong if item[1]] == []


@pytest.mark.parametrize("style", _STYLES)
def test_tempting_names(style: str) -> None:
    """A key that resembles a column's fills none."""
    columns = ("level", "method", "path", "status", "client_ip", "duration_ms", "trace_id", "span_id", "user_id")
    rows = _read([{_spelt(name, style): value, "event": "x"} for name, value in _TEMPTING.items()])
    filled = {name: {column: row[column] for column in columns} for name, row in zip(_TEMPTING, rows, strict=True)}
    assert filled == dict.fromkeys(_TEMPTING, dict.fromkeys(columns))
    assert {row["ts"] for row in rows} == {MODIFIED_AT}


@pytest.mark.parametrize(
    ("key", "value", "column"),
    [
        ("edgeStatus", "ready", "status"),
        ("edgeStatus", 7, "status"),
        ("evtTime", 12.5, "ts"),
        ("evtTime", "soon", "ts"),
        ("lbMethod", "round robin", "method"),
        ("cliIP", "web-1", "client_ip"),
        ("lbLatencyMs", "high", "duration_ms"),
        ("lbLatencyMs", 1795687200123, "duration_ms"),
    ],
)
def test_values_decide(key: str, value: object, column: str) -> None:
    """A guessed key whose value is not of the column's kind stays an attribute and fills no column."""
    (row,) = _read([{key: value, "x": 1}])
    assert json.loads(row["attributes"])[key] == value
    assert row[column] == (MODIFIED_AT if column == "ts" else None)


def test_known_names_go_first() -> None:
    """A guess is made only of columns that no known name fills."""
    (row,) = _read([{"status": 200, "edgeResponseStatus": 502, "method": "GET"}])
    assert (row["status"], json.loads(row["attributes"])["edgeResponseStatus"]) == (200, 502)


def test_setting_keys() -> None:
    """One line in the settings gives a key to a column, or says that it is of none."""
    record = {"evtTime": "2026-11-26T10:00:00Z", "whom": "ada", "lb": {"respTimeMs": 5}, "msg": "m"}
    (row,) = _read([record], keys={"evtTime": "attribute", "whom": "user_id", "lb.respTimeMs": "attribute"})
    assert (row["ts"], row["user_id"], row["duration_ms"]) == (MODIFIED_AT, "ada", None)
    attributes = json.loads(row["attributes"])
    assert (attributes["evtTime"], attributes["lb"]) == ("2026-11-26T10:00:00Z", {"respTimeMs": 5})


_OF_SOURCES = {
    "whom": "user_id",
    "a*": {"whom": "host", "lb.took": "duration_ms"},
    "acc*": {"whom": "attribute"},
    "access": {"evtTime": "attribute", "lb.took": "attribute"},
}


def test_setting_keys_per_source() -> None:
    """A stream's own table goes before a pattern, a long pattern before a short one, what holds everywhere last."""
    record = {"evtTime": "2026-11-26T10:00:00Z", "whom": "ada", "lb": {"took": 5}, "msg": "m"}
    rows = _read_streams([(source, [record]) for source in ("access", "account", "app", "till")], keys=_OF_SOURCES)
    found = {row["source"]: (row["ts"] == MODIFIED_AT, row["user_id"], row["host"], row["duration_ms"]) for row in rows}
    assert found == {
        "access": (True, None, None, None),
        "account": (False, None, None, 5),
        "app": (False, None, "ada", 5),
        "till": (False, "ada", None, 5),
    }


@pytest.mark.parametrize("seed", range(rounds(2, 4)))
def test_keys_of_a_source_change_no_other_stream(seed: int) -> None:
    """Streams that are read together become what each becomes alone, whatever is set of one another's keys."""
    chance = random.Random(seed)
    names = ("access", "account", "app", "till")
    shapes = ("whom", "evtTime", "lb", "msg", "k")
    streams = []
    for _ in range(6):
        value = {"whom": "ada", "evtTime": "2026-11-26T10:00:00Z", "lb": {"took": 5}, "msg": "m", "k": "x"}
        picked = [chance.sample(shapes, chance.randint(1, 5)) for _ in range(60)]
        streams.append((chance.choice(names), [{key: value[key] for key in keys} for keys in picked]))
    together = _read_streams(streams, keys=_OF_SOURCES)
    alone = [row for stream in streams for row in _read_streams([stream], keys=_OF_SOURCES)]
    kept = [column for column in together[0] if column != "file_id"]
    assert [[row[column] for column in kept] for row in alone] == [[row[column] for column in kept] for row in together]
