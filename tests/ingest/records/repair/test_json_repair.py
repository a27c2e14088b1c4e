r"""Lines that are nearly JSON: what is certain becomes a record that says so, the rest stays rejected."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from ingest.records.parsing.unwrapping import unwrap
from tests.ingest.stored import Stored, attributes, store

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBERS = 300


def _notes(stored: Stored) -> list[dict[str, Any]]:
    return [json.loads(found["attributes"])["_longtail"] for found in stored.rows]


def _value(dice: random.Random, depth: int = 0) -> Any:
    """Any JSON value that a log may hold."""
    kinds: list[Callable[[], Any]] = [
        lambda: None,
        lambda: dice.random() < 0.5,
        lambda: dice.randint(-(10**6), 10**12),
        lambda: dice.random() * 1000,
        lambda: dice.choice(
            ["", "plain", "it's", 'say "hi"', "a\\b", "tab\tand\nline", "é中", "None", "{'a': 1}", ",}"]
        ),
    ]
    if depth < 2:
        kinds += [
            lambda: [_value(dice, depth + 1) for _ in range(dice.randint(0, 3))],
            lambda: {dice.choice("abcdef"): _value(dice, depth + 1) for _ in range(dice.randint(0, 3))},
        ]
    return dice.choice(kinds)()


def _records(seed: int, number: int = MEMBERS) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    return [
        {"message": f"m{index}", **{f"k{key}": _value(dice) for key in range(dice.randint(1, 4))}}
        for index in range(number)
    ]


def _rest(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "message"}


def test_reprs_of_python() -> None:
    """What `repr` writes of hundreds of dicts is read as the same values."""
    records = [record | {"none": None} for record in _records(1)]
    lines = [repr(record) for record in records]
    stored = store("\n".join(lines) + "\n")
    assert ([], [_rest(record) for record in records]) == (stored.rejects, [attributes(row) for row in stored.rows])
    assert lines == [note["raw"] for note in _notes(stored)]
    assert {("python",)} == {tuple(note["repaired"]) for note in _notes(stored)}


def test_values_that_only_python_has() -> None:
    """Tuples, bytes that are text, times, UUIDs and decimals become what they stand for."""
    record = {
        "message": "m",
        "pair": (1, ("a",), ()),
        "raw": "é".encode(),
        "when": datetime(2026, 11, 26, 10, 0, 0, 250000, tzinfo=UTC),
        "day": datetime(2026, 11, 26, 10, 0),  # noqa: DTZ001 (written without a zone)
        "id": UUID(int=7),
        "sum": Decimal("12.50"),
    }
    (found,) = store(repr(record) + "\n").rows
    assert {
        "pair": [1, ["a"], []],
        "raw": "é",
        "when": "2026-11-26T10:00:00.250000Z",
        "day": "2026-11-26T10:00:00",
        "id": "00000000-0000-0000-0000-000000000007",
        "sum": 12.5,
    } == attributes(found) | {"when": "2026-11-26T10:00:00.250000Z"}
    assert datetime(2026, 11, 26, 10, 0, 0, 250000) == found["ts"]  # noqa: DTZ001 (UTC without a zone)


def _nginx(text: str) -> str:
    """`text` as nginx writes it with ``escape=default``."""
    return "".join(chr(byte) if 31 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}" for byte in text.encode())


def test_escapes_of_nginx() -> None:
    """Hundreds of texts with quotes, backslashes, control characters and UTF-8 come out as they were."""
    dice = random.Random(2)
    alphabet = 'abc /?&="\\\t\x01\x7féß中😀,}{'
    texts = ["".join(dice.choices(alphabet, k=dice.randint(1, 30))) + '"' for _ in range(MEMBERS)]
    stored = store("".join(f'{{"message":"m","agent":"{_nginx(text)}"}}\n' for text in texts))
    assert ([], texts) == (stored.rejects, [attributes(found)["agent"] for found in stored.rows])
    assert {("escapes",)} == {tuple(note["repaired"]) for note in _notes(stored)}


def test_escaped_bytes_that_are_no_utf8_stay_as_written() -> None:
    """Nobody knows their encoding."""
    (found,) = store('{"message":"id=BA9\\xB2-6\\xE4\\xB8\\xAD"}\n').rows
    assert "id=BA9\\xB2-6中" == found["message"]


def _path(dice: random.Random) -> str:
    folders = [
        "Users",
        "Windows",
        "new",
        "temp",
        "bin",
        "réseau",
        "ada.smith",
        "x86",
        "var",
        "nginx",
        "update",
        "fonts",
    ]
    start = dice.choice(["C:", "d:", "\\\\srv-1\\share"])
    return start + "".join(f"\\{dice.choice(folders)}" for _ in range(dice.randint(1, 5)))


def test_windows_paths() -> None:
    """Hundreds of paths whose backslashes nobody doubled, beside texts and escapes that stay what they are."""
    dice = random.Random(3)
    paths = [f"{_path(dice)}\\Users{dice.choice(['', chr(92), '.txt'])}" for _ in range(MEMBERS)]
    others = [_path(dice) for _ in paths]
    lines = [
        f'{{"message":"first\\nsecond","path":"{path}","n":1,"other":"{other}"}}'
        for path, other in zip(paths, others, strict=True)
    ]
    stored = store("\n".join(lines) + "\n")
    assert [] == stored.rejects
    assert list(zip(paths, others, strict=True)) == [
        (found["path"] or attributes(found)["path"], attributes(found)["other"]) for found in stored.rows
    ]
    assert {"first\nsecond"} == {found["message"] for found in stored.rows}
    assert lines == [note["raw"] for note in _notes(stored)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r'{"message":"CORP\alice"}', "CORP\\alice"),
        (r'{"message":"it\'s \"here\""}', 'it\'s "here"'),
        (r'{"message":"open C:\Users\new.txt: failed\nsecond"}', "open C:\\Users\\new.txt: failed\nsecond"),
        ('{"message":"a\tb\x1b[31mred"}', "a\tb\x1b[31mred"),
    ],
)
def test_single_backslashes_and_control_characters(line: str, expected: str) -> None:
    """A backslash that begins no escape is itself; a character that JSON wants escaped is itself."""
    assert expected == store(line + "\n").rows[0]["message"]


def _with_commas(value: Any, dice: random.Random) -> str:
    """JSON with a comma behind the last of some members and elements."""
    comma = dice.choice(["", ",", ", ", " ,"])
    if isinstance(value, dict) and value:
        inner = ", ".join(f"{json.dumps(key)}: {_with_commas(item, dice)}" for key, item in value.items())
        return "{" + inner + comma + "}"
    if isinstance(value, list) and value:
        return "[" + ", ".join(_with_commas(item, dice) for item in value) + comma + "]"
    return json.dumps(value, ensure_ascii=False)


def test_trailing_commas() -> None:
    """Hundreds of records with commas behind the last member are the same records."""
    dice, records = random.Random(4), _records(5)
    lines = [_with_commas(record, dice)[:-1].rstrip(", ") + ",}" for record in records]
    stored = store("\n".join(lines) + "\n")
    assert ([], [_rest(record) for record in records]) == (stored.rejects, [attributes(row) for row in stored.rows])
    assert {True} == {note["repaired"] == ["trailing_commas"] for note in _notes(stored)}


def test_a_comma_behind_a_wrapped_record() -> None:
    """A line of Docker with one comma too many is read like those around it, and ends nothing."""
    good = '{"log":"{\\"msg\\":\\"a\\"}\\n","stream":"stdout","time":"2026-11-26T10:00:00Z"}\n'
    inner = '{"log":"{\\"msg\\":\\"a\\"}\\n","attrs":{"x":1,},"stream":"stdout","time":"2026-11-26T10:00:00Z"}\n'
    stored = store(good * 3 + good.replace('Z"}', 'Z",}') + inner)
    assert (["a"] * 5, []) == ([found["message"] for found in stored.rows], stored.rejects)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r'{"msg":"a \x22b\x22"}', 'a "b"'),
        ("{'msg': 'a', 'x': None}", "a"),
        ('{"msg":"a","x":[1,],}', "a"),
        (r'{"msg":"C:\Users\x"}', "C:\\Users\\x"),
    ],
)
def test_within_a_wrapper(inner: str, expected: str) -> None:
    """What a container wrote may be nearly JSON, too: Docker's text, and what stands behind the prefix of the CRI."""
    docker = json.dumps({"log": inner + "\n", "stream": "stdout", "time": "2026-11-26T10:00:00Z"})
    stored = store(f"{docker}\n2026-11-26T10:00:00Z stdout F {inner}\n")
    assert [expected] * 2 == [found["message"] for found in stored.rows]
    assert {True} == {bool(note["repaired"]) for note in _notes(stored)}


PREFIXES: dict[str, dict[str, Any]] = {
    "web_1  | ": {"service": "web"},
    "shop.2.q1w2e3r4t5y6u7i8o9p0asdfg@node-1    | ": {"service": "shop", "host": "node-1"},
    "[pod/api-7d9/api] ": {"service": "pod/api-7d9/api"},
    "app[web.1]: ": {"service": "app"},
    "2026-11-26T10:00:03.000Z app[web.1]: ": {"service": "app", "ts": datetime(2026, 11, 26, 10, 0, 3)},  # noqa: DTZ001
    "INFO:root:": {"level": "INFO", "logger": "root"},
    "WARNING:shop.pay: ": {"level": "WARNING", "logger": "shop.pay"},
    "E1126 10:00:00.123456   17 main.go:12] ": {"level": "ERROR"},
    "2026-11-26 10:00:02 INFO ": {"level": "INFO", "ts": datetime(2026, 11, 26, 10, 0, 2)},  # noqa: DTZ001
    "2026-11-26 10:00:02,250 - shop.pay - ERROR - ": {"level": "ERROR", "logger": "shop.pay"},
    "2026-11-26 10:00:02,250 shop.pay WARNING ": {"level": "WARNING", "logger": "shop.pay"},
    "[2026-11-26 10:00:02] [ERROR] [main] ": {"level": "ERROR"},
    "ERROR 17 --- [nio-8080-exec-1] com.acme.Pay: ": {"level": "ERROR", "logger": "com.acme.Pay"},
    "Nov 26 10:00:01 web1 shop[321]: ": {"service": "shop", "host": "web1"},
    "<14>1 2026-11-26T10:00:05Z web1 shop 321 - - ": {"service": "shop", "host": "web1", "level": "INFO"},
    "web_1  | 2026-11-26T10:00:03Z INFO ": {"service": "web", "level": "INFO"},
}


@pytest.mark.parametrize("prefix", list(PREFIXES))
def test_text_before_the_object(prefix: str) -> None:
    """What a prefix tells is in the columns, dozens of records each; the record says so and keeps its line."""
    records = _records(len(prefix), 40)
    lines = [prefix + json.dumps(record) for record in records]
    stored = store("\n".join(lines) + "\n")
    assert ([], len(lines)) == (stored.rejects, len(stored.rows))
    found = [{column: row[column] for column in PREFIXES[prefix]} for row in stored.rows]
    assert [PREFIXES[prefix]] * len(lines) == found
    left = [{key: value for key, value in attributes(row).items() if key != "_wrapper"} for row in stored.rows]
    assert [_rest(record) for record in records] == left
    assert [(["prefix"], line) for line in lines] == [(note["repaired"], note["raw"]) for note in _notes(stored)]


def test_two_records_behind_one_prefix() -> None:
    """Each of them has what the prefix tells."""
    rows = store('web_1 | {"message":"a"}{"message":"b"}\n').rows
    assert [("web", "a"), ("web", "b")] == [(found["service"], found["message"]) for found in rows]


STAY = {
    "half a line": '{"message":"a","x":',
    "half a line after a whole one": '{"a":1}{"b":',
    "half a line before a whole one": '{"message":"a","x{"message":"b"}',
    "half a repr": "{'message': 'a', 'x':",
    "an apostrophe in a repr": "{'message': 'it's'}",
    "a set": "{'message': {1, 2}}",
    "an object of Python": "{'message': <Level.INFO: 20>}",
    "words of JSON and of Python": '{"message": None, "b": true}',
    "keys that are no text": "{1: 'a'}",
    "bytes that are no text": "{'message': b'\\xff'}",
    "no value": '{"message":,"b":2}',
    "two commas": '{"message":"a",,"b":2}',
    "a comma and nothing": '{"message":[,]}',
    "a bracket too many": '{"message":"a" }}',
    "a missing quote": '{"message":"a,"b":2}',
    "a quote in a text": '{"message":"say "hi" now"}',
    "a path or an escape": r'{"message":"C:\xab\foo"}',
    "a backslash doubled and another not": r'{"message":"\d\\."}',
    "a line break or a folder": r'{"message":"\d\new"}',
    "text behind the object": '{"message":"a"} and more',
    "a sentence before an object": 'Received payload {"message":"a"}',
    "a word before what is no record": 'Response: {"id": 5}',
    "words alone": "plain text",
    "no names at all": "{message: a}",
}


@pytest.mark.parametrize("kind", list(STAY))
def test_what_is_not_certain_stays_rejected(kind: str) -> None:
    """With its bytes as they are; the records around it are as they were."""
    stored = store(f'{{"message":"before"}}\n{STAY[kind]}\n{{"message":"after"}}\n')
    assert [STAY[kind].encode()] == [found["raw"] for found in stored.rejects]
    assert ["before", "after"] == [found["message"] for found in stored.rows]
    assert {"time"} == {key for note in _notes(stored) for key in note}


def test_garbage_stays_rejected() -> None:
    """Hundreds of lines of which a piece was cut out are records or rejects; none is repaired into another one."""
    dice = random.Random(6)
    lines = [json.dumps({"message": "a b", "n": 17, "list": [1, {"x": "y"}], "none": None}) for _ in range(MEMBERS)]
    cut = []
    for line in lines:
        start = dice.randint(0, len(line) - 2)
        cut.append(line[:start] + line[start + dice.randint(1, 12) :])
    stored = store("".join(f"{line}\n" for line in cut))
    repaired = [note for note in _notes(stored) if "repaired" in note]
    assert [] == [note for note in repaired if note["repaired"] != ["trailing_commas"]]


ODD = [
    *(
        b"'",
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"(",
        b")",
        b"\t",
        b"\0",
        b"\x82",
        b"\xe9",
        b"\\x",
        b"\\u12",
    ),
    *(
        b"None",
        b"nan",
        b"datetime.datetime(1)",
        b"datetime.datetime(2026, 13, 1)",
        b"datetime.datetime(99999999999, 1, 1)",
    ),
    *(
        b"UUID('x')",
        b"b'\\xff'",
        b"\\U00110000",
        b"\\U99999999",
        b"\\ud800",
        b"9" * 5000,
        b"C:\\",
        b"\\\\s\\",
        b"<14>1 ",
    ),
]


def test_whatever_a_line_holds_it_is_a_record_or_not() -> None:
    """Thousands of lines of every kind, with odd pieces put in: none of them ends the reading of the others."""
    dice = random.Random(7)
    lines = [prefix + json.dumps(record) for prefix in PREFIXES for record in _records(8, 2)]
    lines += [repr(record) for record in _records(9, 20)] + list(STAY.values())
    lines += [f'{{"p":"{_path(dice)}","q":"a\\x22b\\xE4"}}' for _ in range(20)]
    for _ in range(5000):
        line = bytearray(dice.choice(lines).encode())
        for _ in range(dice.randint(1, 4)):
            place = dice.randint(0, len(line))
            line[place : place + dice.choice([0, 0, 1, 5])] = dice.choice(ODD)
        found = unwrap(bytes(line))
        assert (found.reason is None) or found.objects == []


@pytest.mark.parametrize(
    "line",
    [
        r'{"message":"m","body":"{\x22password\x22:\x22hunter2\x22}"}',
        r'{"message":"m","p\x61ssword":"hunter2"}',
        r"{'message': 'm', 'p\x61ssword': 'hunter2'}",
    ],
)
def test_secrets_under_escaped_names_are_hidden(line: str) -> None:
    """Where only the repaired record tells that there is a secret, nothing of its line is kept."""
    (found,) = store(line + "\n").rows
    assert ("m", False) == (found["message"], "hunter2" in found["attributes"])


def test_over_several_lines() -> None:
    """A printed object may be nearly JSON, too: it is one record, at its first line."""
    printed = '{\n  "message": "fermé",\n  "list": [\n    1,\n    2,\n  ],\n}\n'.encode("latin-1")
    stored = store(printed + b'{"message":"next"}\n' + printed)
    assert ([], [("fermé", 1), ("next", 8), ("fermé", 9)]) == (
        stored.rejects,
        [(found["message"], found["line_number"]) for found in stored.rows],
    )
    assert ["latin-1", "trailing_commas"] == _notes(stored)[0]["repaired"]


def test_secrets_of_repaired_lines_are_hidden() -> None:
    """In the record, and in the line that it keeps."""
    stored = store("{'message': 'm', 'password': 'hunter2'}\nINFO:root:{\"message\":\"m\",\"token\":\"hunter2\"}\n")
    assert [False, False] == ["hunter2" in found["attributes"] for found in stored.rows]
