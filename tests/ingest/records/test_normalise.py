"""From lines to rows: every kind of weird JSON has a defined result, and nothing of a record is dropped."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tests.ingest.stored import attributes, row, store


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_every_other_key_stays_unchanged() -> None:
    """Keys that are no column are kept with their values, nulls, nested objects and numbers included."""
    record: dict[str, Any] = {
        "ts": "2026-01-05T10:00:00Z",
        "msg": "hello",
        "n": None,
        "deep": {"a": [1, {"b": None}]},
        "big": 123456789012345678901234567890,
        "text": 'quoted "x" \\ é 😀 \u2028',
        "flag": False,
    }
    found = row(record)
    assert {key: value for key, value in record.items() if key not in ("ts", "msg")} == attributes(found)
    assert (_at("2026-01-05T10:00:00"), "hello") == (found["ts"], found["message"])


def test_nulls_stay() -> None:
    """A null is kept where it stands, and a key that is missing stays missing, in records of one shape or of two."""
    records: list[dict[str, Any]] = [
        {"msg": "a", "x": None, "y": 1},
        {"msg": "b", "x": 2, "y": None},
        {"msg": "c", "y": "null"},
    ]
    stored = store("".join(json.dumps(record) + "\n" for record in records))
    left = [{key: value for key, value in record.items() if key != "msg"} for record in records]
    assert left == [attributes(found) for found in stored.rows]


def test_keys_that_differ_in_case_only() -> None:
    """`Level` and `level` are two keys: each has its value, beside keys that no name of a field could be."""
    record = {"msg": "a", "Level": "x", "level": "INFO", "": 1, "a\tb": {"c": None}, "q\"uo'te": [1], "ß.é": None}
    found = row(record)
    left = {key: value for key, value in record.items() if key != "msg"}
    assert ("INFO", left) == (found["level"], attributes(found))


@pytest.mark.parametrize(
    ("record", "column", "left"),
    [
        ({"level": "weird"}, "level", {"level": "weird"}),
        ({"ts": "xxx"}, "message", {"ts": "xxx"}),
        ({"status": "active"}, "status", {"status": "active"}),
        ({"status": 0}, "status", {"status": 0}),
        ({"duration_ms": "long"}, "duration_ms", {"duration_ms": "long"}),
        ({"duration_ms": -3}, "duration_ms", {"duration_ms": -3}),
        ({"client_ip": "localhost"}, "client_ip", {"client_ip": "localhost"}),
        ({"method": "GetUser"}, "method", {"method": "GetUser"}),
        ({"path": "tmp/blobs"}, "path", {"path": "tmp/blobs"}),
        ({"user": {"email": "a@example.com"}}, "user_id", {"user": {"email": "a@example.com"}}),
        ({"request_id": "-"}, "request_id", {"request_id": "-"}),
        ({"user_id": ""}, "user_id", {"user_id": ""}),
    ],
)
def test_what_could_not_be_converted_stays(record: dict[str, Any], column: str, left: dict[str, Any]) -> None:
    """A value that its column cannot take is null there and unchanged in the attributes."""
    found = row(record)
    assert (None, left) == (found[column], attributes(found))


@pytest.mark.parametrize(
    ("record", "column", "value", "left"),
    [
        ({"path": "/a?b=c"}, "path", "/a", {"path": "/a?b=c"}),
        ({"url": "https://x.example/a/7#f"}, "path", "/a/7", {"url": "https://x.example/a/7#f"}),
        ({"x_forwarded_for": "1.2.3.4, 10.0.0.1"}, "client_ip", "1.2.3.4", {"x_forwarded_for": "1.2.3.4, 10.0.0.1"}),
        ({"remote_addr": "[fd00::1]:80"}, "client_ip", "fd00::1", {"remote_addr": "[fd00::1]:80"}),
        ({"level": "warn"}, "level", "WARNING", {}),
        ({"status": "404"}, "status", 404, {}),
        ({"latency": "1.5ms"}, "duration_ms", 1.5, {}),
        ({"request_time": 0.25}, "duration_ms", 250.0, {}),
        ({"elapsedMs": 12}, "duration_ms", 12.0, {}),
        ({"http.request.method": "get"}, "method", "GET", {}),
        ({"http": {"request": {"method": "GET"}}}, "method", "GET", {"http": {"request": {"method": "GET"}}}),
        ({"httpRequest": {"status": 503}}, "status", 503, {}),
        ({"context": {"requestId": "r-1"}}, "request_id", "r-1", {}),
        ({"request": "GET /a/1?x HTTP/1.1"}, "path", "/a/1", {"request": "GET /a/1?x HTTP/1.1"}),
        ({"path": "/items/17"}, "route", "/items/{id}", {}),
        ({"path": "/items/17", "route": "/items/:id"}, "route", "/items/:id", {}),
        ({"error": "ValueError: bad"}, "error_type", "ValueError", {"error": "ValueError: bad"}),
        ({"error": "ValueError: bad"}, "error_message", "bad", {"error": "ValueError: bad"}),
        ({"error": "no seat"}, "error_message", "no seat", {}),
        ({"error": True}, "error_message", None, {"error": True}),
        ({"err": {"type": "TypeError", "message": "m"}}, "error_type", "TypeError", {}),
        ({"msg": "a\n"}, "message", "a", {}),
    ],
)
def test_columns(record: dict[str, Any], column: str, value: Any, left: dict[str, Any]) -> None:
    """A column takes its value out of any of its names, flat, dotted or nested; what it does not tell stays."""
    found = row(record)
    assert (value, left) == (found[column], attributes(found))


@pytest.mark.parametrize(
    "record",
    [
        {"exception": {"type": "ValueError", "message": "bad", "code": 5}},
        {"exception": {"type": "ValueError", "message": None}},
        {"exception": {}},
        {"exception": []},
        {"err": {"type": "A", "message": "a"}, "exception": {"type": "B", "message": "b"}},
        {"http": {"method": "GET", "path": "/a?b=1", "status": 200}},
        {"http": {"status": 200, "method": "GetUser"}},
        {"http": {"status": 200}, "status": 404},
        {"httpRequest": {"status": 200, "headers": {}}},
    ],
)
def test_object_that_is_not_wholly_in_columns_stays_whole(record: dict[str, Any]) -> None:
    """A member without a column, a changed or unusable value, or one that another place was taken for."""
    key = next(key for key, value in record.items() if isinstance(value, dict | list))
    assert record[key] == attributes(row(record))[key]


def test_object_with_a_key_twice_stays_whole() -> None:
    """Only one of the two values can stand in a column."""
    assert '{"user":{"id":7,"id":8}' in row('{"user":{"id":7,"id":8}}')["attributes"]


@pytest.mark.parametrize(
    "record",
    [
        {
            "exception": {
                "type": "ValueError",
                "message": "bad",
                "stacktrace": "Traceback (most recent call last):\n  x",
            }
        },
        {"http": {"method": "GET", "path": "/a", "status": 200}},
        {"user": {"id": 7}},
    ],
)
def test_object_whose_members_all_stand_in_columns_is_told(record: dict[str, Any]) -> None:
    """It is not kept a second time."""
    assert attributes(row(record)) == {}


@pytest.mark.parametrize(
    "exception",
    [
        'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    x()\nValueError: bad',
        ["Traceback (most recent call last):", '  File "a.py", line 3, in f', "    x()", "ValueError: bad"],
        {"type": "ValueError", "value": "bad", "stacktrace": ['  File "a.py", line 3, in f', "    x()"]},
        [{"exc_type": "ValueError", "exc_value": "bad", "frames": [{"filename": "a.py", "lineno": 3, "name": "f"}]}],
        {
            "values": [
                {
                    "type": "ValueError",
                    "value": "bad",
                    "stacktrace": {"frames": [{"filename": "a.py", "lineno": 3, "function": "f"}]},
                }
            ]
        },
    ],
    ids=["text", "lines", "object", "list of objects", "sentry"],
)
def test_exceptions(exception: Any) -> None:
    """An exception is read as text, list of lines, object or list of objects with frames."""
    found = row({"level": "error", "msg": "m", "exception": exception})
    assert ("ValueError", "bad", True) == (
        found["error_type"],
        found["error_message"],
        found["stack_trace"] is not None,
    )
    assert len(found["error_id"]) == 16


def test_different_structure_under_the_same_keys() -> None:
    """Records of one shape may nest differently; each is read by what it has."""
    lines = [
        {"msg": "a", "error": {"message": "m1", "stack": "E: m1\n    at f (a.js:1:2)"}},
        {"msg": "b", "error": "m2"},
        {"msg": "c", "error": {"error": {"message": "m3"}}},
        {"msg": "d", "error": None},
    ]
    stored = store("".join(json.dumps(line) + "\n" for line in lines))
    assert ["m1", "m2", "m3", None] == [item["error_message"] for item in stored.rows]


def test_comma_before_the_fraction_and_z_after() -> None:
    """Elasticsearch's own times have a comma before the fraction and a Z."""
    assert _at("2026-01-05T10:00:01.500000") == row({"timestamp": "2026-01-05T10:00:01,500Z", "msg": "x"})["ts"]


@pytest.mark.parametrize(
    "record",
    [
        {"exception": {"refId": 1, "exceptionType": "shop.NoStock", "message": "none left", "frames": []}},
        {"error_detail": [{"exc_type": "shop.NoStock", "exc_value": "none left", "frames": []}]},
    ],
)
def test_exceptions_of_jboss_and_airflow(record: dict[str, Any]) -> None:
    """Exceptions as JBoss (Keycloak, Quarkus) and Airflow write them."""
    found = row({"msg": "x", "level": "error", **record})
    assert ("shop.NoStock", "none left") == (found["error_type"], found["error_message"])


def test_better_name_wins_and_the_other_stays() -> None:
    """Where two keys tell of one column, the better name is taken and the other kept."""
    found = row({"timestamp": "2026-01-05T10:00:00Z", "time": "2026-01-05T11:00:00Z"})
    assert (_at("2026-01-05T10:00:00"), {"time": "2026-01-05T11:00:00Z"}) == (found["ts"], attributes(found))


def test_second_name_serves_where_the_first_fails() -> None:
    """Where the better name holds nothing usable, the next is taken and the failed value kept."""
    found = row({"level": "verbosest", "severity": "error"})
    assert ("ERROR", "verbosest") == (found["level"], attributes(found)["level"])


def test_date_and_time_of_day_are_one_moment() -> None:
    """A date and a time under two keys are put together."""
    assert _at("2026-01-05T10:00:01.500000") == row({"date": "2026-01-05", "time": "10:00:01.5", "msg": "x"})["ts"]


def test_duplicate_keys() -> None:
    """Of a key that stands twice the last value wins, as in every parser; the earlier ones are kept aside."""
    found = row('{"msg":"a","level":"info","x":1,"level":"error","x":2,"x":3}')
    assert ("ERROR", {"x": 3, "_duplicates": {"level": ["info"], "x": [1, 2]}}) == (found["level"], attributes(found))


def test_thousand_keys() -> None:
    """A record with 1,000 keys keeps all of them."""
    record = {"msg": "wide", "level": "info"} | {f"key {index}": index for index in range(1000)}
    found = row(record)
    assert ("wide", {f"key {index}": index for index in range(1000)}) == (found["message"], attributes(found))


def test_hundred_levels() -> None:
    """A value nested 100 levels deep is kept as it is."""
    deep: Any = 1
    for _ in range(100):
        deep = {"d": deep}
    assert {"deep": deep} == attributes(row({"msg": "x", "deep": deep}))


def test_numbers_beyond_64_bits_and_nan() -> None:
    """Numbers that no machine word holds keep their digits; NaN and infinities keep their names."""
    found = row('{"msg":"x","a":123456789012345678901234567890,"b":1e400,"c":NaN,"d":-Infinity,"e":0.1}')
    assert (
        '{"a":123456789012345678901234567890,"b":1e400,"c":NaN,"d":-Infinity,"e":0.1'
        == found["attributes"].split(',"_long')[0]
    )


@pytest.mark.parametrize("key", ["", " ", "a.b", 'q"q', "it's", "/", "~", "$.x", "[0]", "😀", "a\nb", "\\", "ключ"])
def test_odd_keys(key: str) -> None:
    """Any text may be a key."""
    assert {key: 1} == attributes(row({"msg": "x", key: 1}))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1, 2]", "JSON but not an object: array"),
        (b'"text"', "JSON but not an object: string"),
        (b"42", "JSON but not an object: number"),
        (b"true", "JSON but not an object: boolean"),
        (b"null", "JSON but not an object: null"),
        (b"plain text", "not JSON"),
        (b'{"a": 1} and more', "not JSON"),
        (b'{"a": "cut', "cut-off JSON"),
        (b'{"a": 1', "cut-off JSON"),
        (b'{"a": "\xff\xfe"}', "not UTF-8"),
        (b'{"a": "x\x00y"}', "contains NUL bytes"),
        (b"[" * 100_000, "JSON nested too deeply"),
    ],
)
def test_rejected(line: bytes, reason: str) -> None:
    """A line that is no object is kept with its bytes, its place and one clear reason."""
    stored = store(b'{"msg":"a"}\r\n' + line + b'\r\n{"msg":"b"}\n')
    assert [(2, 13, reason, line)] == [
        (item["line_number"], item["byte_offset"], item["reason"], item["raw"]) for item in stored.rejects
    ]
    assert [(1, "a"), (3, "b")] == [(item["line_number"], item["message"]) for item in stored.rows]
    assert (3, 2, 2, 1, 0) == _numbers(stored.counts)


def _numbers(counts: Any) -> tuple[int, int, int, int, int]:
    return counts.lines, counts.rows, counts.row_lines, counts.rejected, counts.blank


def test_array_on_one_line() -> None:
    """The objects of an array on one line are records 0 to n of that line."""
    stored = store('[{"msg":"a"},{"msg":"b"}]\n{"msg":"c"}\n')
    assert [(1, 0, "a"), (1, 1, "b"), (2, 0, "c")] == [
        (item["line_number"], item["record_index"], item["message"]) for item in stored.rows
    ]
    assert (2, 3, 2, 0, 0) == _numbers(stored.counts)


def test_several_objects_on_one_line() -> None:
    """Two writers that lost a line end between them still wrote two records."""
    stored = store('{"msg":"a"}{"msg":"b"}\n')
    assert ["a", "b"] == [item["message"] for item in stored.rows]


def test_pretty_array() -> None:
    """Each element of a pretty-printed array is a record where it begins; brackets and further lines are blank."""
    stored = store('[\n  {\n    "msg": "a"\n  },\n  {\n    "msg": "b"\n  }\n]\n')
    assert [(2, 4, "a"), (5, 28, "b")] == [
        (item["line_number"], item["byte_offset"], item["message"]) for item in stored.rows
    ]
    assert (8, 2, 2, 0, 6) == _numbers(stored.counts)


def test_line_ends_bom_and_padding() -> None:
    """A byte order mark, CRLF, blank lines, NULs left by a hole and U+2028 are no part of any record."""
    stored = store(b'\xef\xbb\xbf{"msg":"a"}\r\n\r\n   \n\x00\x00\x00{"msg":"b"}\n\x00\x00\n{"msg":"c\xe2\x80\xa8d"}')
    assert [(1, "a"), (4, "b"), (6, "c\u2028d")] == [(item["line_number"], item["message"]) for item in stored.rows]
    assert [] == stored.rejects
    assert (6, 3, 3, 0, 3) == _numbers(stored.counts)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('web-1  | {"msg":"m"}', {"service": "web"}),
        ('2026-01-05T10:00:00.5Z stdout F {"msg":"m"}', {"ts": _at("2026-01-05T10:00:00.500000")}),
        ('2026-01-05T10:00:00Z {"msg":"m"}', {"ts": _at("2026-01-05T10:00:00")}),
        (
            '<11>1 2026-01-05T10:00:00Z web-7 shop 12 - - {"msg":"m"}',
            {"host": "web-7", "service": "shop", "level": "ERROR"},
        ),
        ('Jan  5 10:00:00 web-7 shop[12]: {"msg":"m"}', {"host": "web-7", "service": "shop"}),
        ('Jan  5 10:00:00 web-7 shop[12]: @cee: {"msg":"m"}', {"host": "web-7", "service": "shop"}),
        ('[pod/shop-1/web] {"msg":"m"}', {"service": "pod/shop-1/web"}),
    ],
)
def test_prefixes(line: str, expected: dict[str, Any]) -> None:
    """What a runtime wrote before an object is read too, and kept."""
    found = row(line)
    assert expected | {"message": "m"} == {key: found[key] for key in (*expected, "message")}
    assert "_wrapper" in attributes(found)


def test_text_that_ends_in_an_object_is_no_record() -> None:
    """A sentence before an object is no prefix of a runtime: the line is kept as a reject."""
    assert ["not JSON"] == [item["reason"] for item in store('Received payload {"id": 5}\n').rejects]


def test_records_without_a_time() -> None:
    """They take the time of the record before them, else the file's; the attribute `_longtail` says which."""
    stored = store('{"msg":"a"}\n{"msg":"b","ts":"2026-01-05T10:00:00Z"}\n{"msg":"c","x":null}\n')
    assert [_at("2026-01-05T12:00:00"), _at("2026-01-05T10:00:00"), _at("2026-01-05T10:00:00")] == [
        item["ts"] for item in stored.rows
    ]
    assert [
        {"_longtail": {"time": "from_file"}},
        None,
        {"x": None, "_longtail": {"time": "from_previous"}},
    ] == [json.loads(item["attributes"]) if item["attributes"] else None for item in stored.rows]


def test_many_shapes_keep_their_order() -> None:
    """Rows stand in the order of the lines, whatever plans read them."""
    lines = []
    for index in range(6000):
        lines.append({"msg": f"m{index}", f"k{index % 300}": index})
        if index % 3 == 0:
            lines.append({"@t": "2026-01-05T10:00:00Z", "@mt": "m{N}", "N": index})
    stored = store("".join(json.dumps(line) + "\n" for line in lines))
    assert list(range(1, len(lines) + 1)) == [item["line_number"] for item in stored.rows]
    assert [f"m{line['N']}" if "N" in line else line["msg"] for line in lines] == [
        item["message"] for item in stored.rows
    ]
    assert {"k7": 307} == attributes(stored.rows[next(i for i, line in enumerate(lines) if line.get("k7") == 307)])


def test_lone_surrogate() -> None:
    """Half an emoji, which JavaScript writes where it cuts a text, does not cost the record."""
    assert "cut \ufffd" == row('{"msg":"cut \\ud83d"}')["message"]
