"""Times at the ends of time, numbers of thousands of digits and nests of thousands of levels: asked for, and stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.api import create_api
from dashboard.results import json_values
from dashboard.server.runtime import Runtime
from ingest.settings import Settings
from sql.warehouse import MEMORY, Warehouse
from tests.dashboard.asgi import Client
from tests.dashboard.support import longtail
from tests.sql.given import record, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MOMENTS = (
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "2026-11-20T10:00:00Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999-14:00",
)
_RANGES = [(first, last) for first in _MOMENTS for last in _MOMENTS if first < last]
_LONG, _DEEP = "9" * 6_000, 3_000
_ODD = {
    "a list": "[" * _DEEP + "]" * _DEEP,
    "an object": '{"a":' * _DEEP + "1" + "}" * _DEEP,
    "deeper than pydantic": "[" * 300 + "]" * 300,
    "a number": _LONG,
    "a negative number": f"-{_LONG}",
    "a fraction": f"0.{_LONG}",
    "an exponent": "1e999999",
    "brackets in a text": json.dumps('"[{' * _DEEP),
}


@pytest.fixture(scope="module")
def extreme() -> Iterator[Runtime]:
    """Records of the first and the last year, with attributes that are hard to read, and one beyond the last year."""
    with Warehouse.open(MEMORY) as warehouse:
        few = {"level": "ERROR", "error_type": "E", "error_id": "e" * 16, "method": "GET", "route": "/", "status": 500}
        few |= {"trace_id": "t1", "duration_ms": 900.0, "message": "m"}
        times = ["0001-01-01T00:00:00", "2026-11-20T10:00:00", "9999-12-31T23:59:59.999999"]
        rows = [record(time, "app", line=number, **few) for number, time in enumerate(times, 1)]
        rows += [
            record("2026-11-20T10:00:00", "app", line=number, **few, attributes=f'{{"x":{odd}}}')
            for number, odd in enumerate(_ODD.values(), 10)
        ]
        write(warehouse, rows)
        with warehouse.transaction() as cursor:
            for table, column in (("logs", "ts"), ("sources", "last_ts"), ("errors", "ts")):
                cursor.execute(
                    f"update {table} set {column} = {column} + interval 1 year where {column} > '9999-01-01'"
                )
            for table, column in (("logs", "ts"), ("sources", "first_ts"), ("errors", "ts")):
                cursor.execute(
                    f"update {table} set {column} = {column} - interval 1 year where {column} < '0002-01-01'"
                )
        yield Runtime(Settings(warehouse=MEMORY), warehouse)


@pytest.fixture(scope="module")
def client(extreme: Runtime) -> Client:
    """The API over them."""
    return Client(create_api(extreme, "token"))


def _paths(client: Client) -> dict[str, list[str]]:
    """Every path of the API that is read, with its parameters."""
    described: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    return {
        path: [one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"]
        for path, methods in described.items()
        if "get" in methods
    }


def _fill(path: str) -> str:
    for name, value in {"id": "t1", "error_id": "e" * 16, "incident_id": "x", "key": "x", "form": "csv"}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def test_every_path_takes_any_range(client: Client) -> None:
    """From and to at the ends of time, in any zone: an answer or a sentence, on every path."""
    failed = {
        (path, *asked.values()): reply.text[:200]
        for path, names in _paths(client).items()
        for first, last in _RANGES
        for asked in _asked(names, first, last)
        if (reply := client.get(_fill(path), params=asked)).status_code >= 500
    }
    assert failed == {}


def _asked(names: list[str], first: str, last: str) -> Iterator[Mapping[str, str]]:
    if {"from", "to"} <= set(names):
        yield {"from": first, "to": last}
        yield {"from": first}
        yield {"to": last}
    if "before_from" in names:
        yield {"from": _MOMENTS[2], "to": _MOMENTS[3], "before_from": first, "before_to": last}
    if not {"from", "to"} & set(names) and first == _MOMENTS[0]:
        yield {}


@pytest.mark.parametrize(
    "value", [_LONG, f"-{_LONG}", "1e999", "NaN", "\0", "\ud800".encode("utf-8", "surrogatepass"), "[" * 3_000]
)
def test_every_parameter_takes_anything(client: Client, value: str | bytes) -> None:
    """Numbers of 6,000 digits, what is no text, and nests: an answer or a sentence for each parameter of each path."""
    failed = {
        (path, name): reply.text[:200]
        for path, names in _paths(client).items()
        for name in names
        if (reply := client.get(_fill(path), params={name: value})).status_code >= 500
    }
    assert failed == {}


def test_records_that_are_hard_to_read_come_whole(client: Client) -> None:
    """What cannot be a value is the text that it is stored as; the other records of the page are as ever."""
    records = client.get("/v1/logs", params={"limit": 100}).json()["records"]
    events = client.get("/v1/traces/t1").json()["events"]
    told = [sorted(json.dumps(one["attributes"]) for one in found if one["attributes"]) for found in (records, events)]
    expected = sorted(json.dumps(json_values.read(f'{{"x":{odd}}}')) for odd in _ODD.values())
    assert [expected, expected] == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ('{"a":[1,2.5,"x",null]}', {"a": [1, 2.5, "x", None]}),
        (json.dumps("[" * 300), "[" * 300),
        (json.dumps({"a": '"[' * 300}), {"a": '"[' * 300}),
        ("[" * 200 + "]" * 200, json.loads("[" * 200 + "]" * 200)),
        ("[" * 201 + "]" * 201, "[" * 201 + "]" * 201),
        (f"[{'9' * 1_001}]", ["9" * 1_001]),
        ("[1e999]", ["1e999"]),
        ("{", "{"),
    ],
)
def test_values_that_can_be_read(text: str | None, expected: Any) -> None:
    """Two hundred levels and a thousand digits are values; what is deeper or longer is a text."""
    assert expected == json_values.read(text)


def test_the_first_and_the_last_second_are_read(tmp_path: Path) -> None:
    """Two streams of a service are compared around the times of their records, also where years end."""
    logs = tmp_path / "logs"
    logs.mkdir()
    times = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z")
    lines = [json.dumps({"timestamp": time, "level": "ERROR", "message": "m", "service": "shop"}) for time in times]
    for name in ("app.log", "error.log"):
        (logs / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = longtail("ingest", logs, "--warehouse", tmp_path / "w.duckdb", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 4), done.stderr
