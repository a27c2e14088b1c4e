"""Levels, traces, durations and messages as programs write them, generated with what they must become."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.generated import rounds
from tests.ingest.stored import attributes, row, store

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {
    "TRACE": ("trace", "TRC", "finest", "silly", "T"),
    "DEBUG": ("debug", "DBG", "fine", "verbose", "D"),
    "INFO": ("info", "Information", "notice", "INF", "I", "note"),
    "WARNING": ("warn", "Warning", "WRN", "W"),
    "ERROR": ("error", "ERR", "severe", "E"),
    "CRITICAL": ("fatal", "critical", "panic", "FTL", "alert", "F"),
}
NUMBERS: dict[str, tuple[dict[str, Any], str, dict[int, str]]] = {
    "appinsights": (
        {"message": "x"},
        "severityLevel",
        {0: "DEBUG", 1: "INFO", 2: "WARNING", 3: "ERROR", 4: "CRITICAL"},
    ),
    "mysql": ({"msg": "x", "err_code": 1}, "prio", {0: "INFO", 1: "ERROR", 2: "WARNING", 3: "INFO"}),
    "windows": (
        {"EventID": 1, "ProviderName": "p", "Message": "x"},
        "Level",
        {0: "INFO", 1: "CRITICAL", 2: "ERROR", 3: "WARNING", 4: "INFO", 5: "DEBUG"},
    ),
    "dotnet": (
        {"Category": "c", "Message": "x"},
        "LogLevel",
        {0: "TRACE", 1: "DEBUG", 2: "INFO", 3: "WARNING", 4: "ERROR", 5: "CRITICAL"},
    ),
    "syslog": ({"message": "x"}, "priority", {0: "CRITICAL", 1: "CRITICAL", 2: "CRITICAL", 3: "ERROR", 4: "WARNING"}),
}


def _read(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return store("".join(json.dumps(record) + "\n" for record in records)).rows


def _dressed(word: str, chance: random.Random) -> Any:
    """A level's name as it is, in a terminal's colours, brackets, another case or an object."""
    color = chance.randrange(30, 38)
    return chance.choice(
        [
            word,
            word.upper(),
            f"\x1b[{color}m{word}\x1b[39m",
            f"\x1b[1;{color}m{word}\x1b[0m",
            f"\x1b[{color}m[{word}]\x1b[0m",
            f"[{word}]",
            f"<{word}>",
            f"{word}:",
            f" {word} ",
            f"LogLevel.{word}",
            {"name": word, "value": 17},
            {"label": word},
            {"levelStr": word},
        ]
    )


def test_level_names() -> None:
    """A level is known by its name, whatever the terminal, the logger or its object puts around it."""
    chance = random.Random(1)
    drawn = [(level, _dressed(chance.choice(words), chance)) for level, words in WORDS.items() for _ in range(60)]
    chance.shuffle(drawn)
    found = _read([{"level": written, "msg": "x"} for _, written in drawn])
    assert [(level, written) for level, written in drawn] == [
        (item["level"], written) for item, (_, written) in zip(found, drawn, strict=True)
    ]


@pytest.mark.parametrize("writer", NUMBERS)
def test_level_numbers(writer: str) -> None:
    """A number from 0 to 5 means what its writer means by it; numbers beyond its scale are no level."""
    rest, key, levels = NUMBERS[writer]
    found = _read([rest | {key: number} for number in levels] + [rest | {key: 1e300}, rest | {key: -3}])
    assert [item["level"] for item in found] == [*levels.values(), None, None]


def _carried(kind: str, chance: random.Random) -> tuple[dict[str, Any], str, str | None]:
    """A trace in one of its carriers, with the ids that it tells."""
    trace, span = f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(64):016x}"
    xray = f"1-{trace[:8]}-{trace[8:]}"
    carriers: dict[str, tuple[dict[str, Any], str, str | None]] = {
        "bare": ({"trace_id": trace, "span_id": span}, trace, span),
        "google": ({"logging.googleapis.com/trace": f"projects/shop-1/traces/{trace}"}, trace, None),
        "google both": ({"trace": f"projects/p/traces/{trace}", "spanId": span}, trace, span),
        "traceparent": ({"traceparent": f"00-{trace}-{span}-01"}, trace, span),
        "in headers": ({"context": {"traceparent": f"00-{trace}-{span}-00"}}, trace, span),
        "x-ray": ({"x-amzn-trace-id": f"Root={xray};Parent={span};Sampled=1"}, xray, span),
        "x-ray of a balancer": ({"x_amzn_trace_id": f"Self=1-{trace[:8]}-{trace[:24]};Root={xray}"}, xray, None),
        "x-ray bare": ({"xray_trace_id": xray}, xray, None),
        "cloud": ({"X-Cloud-Trace-Context": f"{trace}/{int(span, 16)};o=1"}, trace, str(int(span, 16))),
        "b3": ({"b3": f"{trace}-{span}-1"}, trace, span),
        "jaeger": ({"uber-trace-id": f"{trace}:{span}:0:1"}, trace, span),
    }
    return carriers[kind]


@pytest.mark.parametrize(
    "kind",
    [
        "bare",
        "google",
        "google both",
        "traceparent",
        "in headers",
        "x-ray",
        "x-ray of a balancer",
        "x-ray bare",
        "cloud",
        "b3",
        "jaeger",
    ],
)
def test_traces(kind: str) -> None:
    """The ids are taken out of whatever carries them, and a carrier that tells more stays in the attributes."""
    chance = random.Random(kind)
    drawn = [_carried(kind, chance) for _ in range(30)]
    found = _read([{"msg": "x"} | record for record, _, _ in drawn])
    assert [(item["trace_id"], item["span_id"]) for item in found] == [(trace, span) for _, trace, span in drawn]
    is_whole = kind in ("bare", "x-ray bare")
    assert [attributes(item) == {} for item in found] == [is_whole] * 30


def _go(nanoseconds: int) -> str:
    """A duration as Go's Duration prints it."""
    for unit, size in (("s", 10**9), ("ms", 10**6), ("µs", 10**3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.9f}".rstrip("0").rstrip(".") + unit
    return f"{nanoseconds}ns"


@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s"])
@pytest.mark.parametrize("beside", ["latency_human", "human_latency"])
def test_duration_beside_words(unit: str, beside: str) -> None:
    """A number whose unit nobody tells is in the unit in which it says what the words beside it say."""
    chance = random.Random(unit)
    drawn = [int(10 ** chance.uniform(4, 10.5)) for _ in range(60)]
    size = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}[unit]
    records = [{"msg": "x", "log": {"latency": nanos / size, beside: _go(nanos)}} for nanos in drawn]
    found = [item["duration_ms"] for item in _read(records)]
    assert found == pytest.approx([nanos / 1e6 for nanos in drawn], rel=1e-9)


@pytest.mark.parametrize(
    ("begin", "end"), [("startTimeMs", "endTimeMs"), ("start_time", "end_time"), ("started_at", "finished_at")]
)
@pytest.mark.parametrize("unit", ["ns", "us", "ms", "s"])
def test_duration_between_times(begin: str, end: str, unit: str) -> None:
    """A number whose unit nobody tells fits between the times of its begin and its end."""
    chance = random.Random(begin + unit)
    size = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}[unit]
    drawn = [chance.randrange(50, 90_000) for _ in range(40)]
    started = 1795687200123
    records = [
        {"msg": "x", begin: started, end: started + millis, "duration": millis * 1_000_000 / size} for millis in drawn
    ]
    assert [item["duration_ms"] for item in _read(records)] == pytest.approx(drawn)


_UNTOLD = (
    "duration",
    "latency",
    "elapsed",
    "took",
    "responseTime",
    "request_time",
    "runtime",
    "lbLatency",
    "EdgeDuration",
)
_SIZES = {"ns": 1, "ticks": 100, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}
_TIMES = (
    ("startTime", "endTime"),
    ("start", "end"),
    ("request_started_at", "request_finished_at"),
    ("BeginTimestamp", "EndTimestamp"),
    ("ts-start", "ts-end"),
    ("startedDateTime", "completedDateTime"),
    ("starttime", "stoptime"),
)
_CLOCKS: tuple[Callable[[int], Any], ...] = (
    lambda nanos: nanos // 1_000_000,
    lambda nanos: nanos // 1_000,
    lambda nanos: nanos,
    lambda nanos: nanos / 1e9,
    lambda nanos: f"{datetime.fromtimestamp(nanos / 1e9, UTC):%FT%T.%f}Z",
    lambda nanos: f"{datetime.fromtimestamp(nanos // 10**9, UTC):%F %T}",
)
_IN_WORDS = ("{}_human", "human_{}", "{}Text", "pretty_{}", "{}String", "{}_formatted")
_BEGUN = 1_795_687_200_123_456_000


def _put(record: dict[str, Any], within: str, facts: dict[str, Any]) -> None:
    (record.setdefault(within, {}) if within else record).update(facts)


def _with_evidence(chance: random.Random) -> tuple[dict[str, Any], float]:
    """A record with a duration whose unit nobody tells, something that tells it, and the milliseconds."""
    nanos = int(10 ** chance.uniform(10, 11) if chance.random() < 0.5 else 10 ** chance.uniform(7.9, 10))
    name, unit = chance.choice(_UNTOLD), chance.choice(sorted(_SIZES))
    where, within = chance.choice((("", ""), ("timing", "timing"), ("", "timing"), ("http", "")))
    record: dict[str, Any] = {"msg": "x", "timeout": 30, "retries": 2}
    _put(record, where, {name: nanos / _SIZES[unit]})
    if chance.random() < 0.4:
        _put(record, within, {chance.choice(_IN_WORDS).format(name): _go(nanos)})
    else:
        begin, end = chance.choice(_TIMES)
        clock = chance.choice(_CLOCKS if nanos > 10**10 else _CLOCKS[:-1])
        _put(record, within, {begin: clock(_BEGUN), end: clock(_BEGUN + nanos)})
    return dict(chance.sample(sorted(record.items()), len(record))), nanos / 1e6


@pytest.mark.parametrize("seed", range(6))
def test_duration_by_its_size(seed: int) -> None:
    """However number, times and words are called and written, wherever they stand, the unit is the one that fits."""
    drawn = [_with_evidence(random.Random(f"{seed} {number}")) for number in range(rounds(12, 40))]
    found = [item["duration_ms"] for item in _read([record for record, _ in drawn])]
    wrong = [
        (record, milliseconds, got)
        for (record, milliseconds), got in zip(drawn, found, strict=True)
        if got != pytest.approx(milliseconds, rel=1e-6)
    ]
    assert wrong == []


def test_duration_that_nothing_tells() -> None:
    """What is beside a number and fits in no unit says nothing; neither do two things of which nothing says which."""
    begin, end = 1795687200000, 1795687205000
    pair = {"start": begin, "end": end}
    records = [
        {"msg": "x", "duration": 2, "start": begin, "end": begin},
        {"msg": "x", "duration": 17, "start": begin, "end": end},
        {"msg": "x", "duration": 17, "start": end, "end": begin},
        {"msg": "x", "duration": 0, "start": begin, "end": end},
        {"msg": "x", "duration": 5, "first": pair, "second": pair},
        {"msg": "x", "duration": 5, "only": pair},
        {"msg": "x", "duration": 1.5, "start": "2026-11-26T10:00:00Z", "end": "2026-11-26T10:00:00Z"},
        {"msg": "x", "lbRespTimeMs": 5, "start": begin, "end": end},
        {"msg": "x", "request_time": 5000, "start": begin, "end": end},
    ]
    expected = [2.0, 17.0, 17.0, 0.0, 5.0, 5000.0, 1.5, 5.0, 5000.0]
    assert [item["duration_ms"] for item in _read(records)] == expected


def test_duration_whose_key_tells_its_unit() -> None:
    """A unit in the key goes before what stands beside it; of event.duration it is the nanosecond."""
    found = _read(
        [
            {"msg": "x", "duration_ms": 5, "start_time": 1795687200000, "end_time": 1795687205000},
            {"msg": "x", "event.duration": 18_250_000},
            {"msg": "x", "event": {"duration": 1_500_000}},
            {"msg": "x", "latency": 20, "latency_human": "soon"},
        ]
    )
    assert [item["duration_ms"] for item in found] == [5.0, 18.25, 1.5, 20.0]


@pytest.mark.parametrize("text", ["boom", "zwölf ☂", "two\nlines", "  indented"])
def test_message_as_bytes(text: str) -> None:
    """A list of bytes is the text that they are, in the journal and in Node's buffers."""
    listed = list(text.encode())
    journal = {"__REALTIME_TIMESTAMP": "1795687200123456", "PRIORITY": "6", "MESSAGE": listed}
    found = [row(journal), row({"msg": listed}), row({"message": {"type": "Buffer", "data": listed}})]
    assert [item["message"] for item in found] == [text] * 3


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ([1, 2, 3], "[1,2,3]"),
        ([98, 300], "[98,300]"),
        ("[1] started", "[1] started"),
        ("{name} left", "{name} left"),
        ({"a": 1}, '{"a":1}'),
        ({"message": "inner", "id": 3}, "inner"),
        ({"errorMessage": "x is undefined", "errorType": "TypeError"}, "x is undefined"),
    ],
)
def test_message_of_other_kinds(message: Any, expected: str) -> None:
    """Of an object the member that is the message counts; numbers that are no text stay numbers."""
    assert row({"message": message})["message"] == expected


def test_message_as_an_error() -> None:
    """An object with type, message and stack is an error, wherever a logger puts it."""
    stack = ["TypeError: x is undefined", "    at f (/var/task/i.js:3:9)"]
    found = row(
        {"level": "ERROR", "message": {"errorType": "TypeError", "errorMessage": "x is undefined", "stackTrace": stack}}
    )
    assert (found["error_type"], found["error_message"], found["stack_trace"]) == (
        "TypeError",
        "x is undefined",
        "\n".join(stack),
    )


STACKS = {
    "TypeError: x is not a function\n    at f (/srv/app.js:3:1)\n": ("TypeError", "x is not a function"),
    "Error: gone\n    at Object.<anonymous> (/srv/app.js:3:1)": ("Error", "gone"),
    "Uncaught RangeError: far\n    at g (/srv/b.js:1:1)": ("RangeError", "far"),
    "java.lang.IllegalStateException: no card\n\tat com.acme.Pay.charge(Pay.java:12)": (
        "java.lang.IllegalStateException",
        "no card",
    ),
    "System.InvalidOperationException: none left\n   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 12": (
        "System.InvalidOperationException",
        "none left",
    ),
    'Task failed\nTraceback (most recent call last):\n  File "/srv/t.py", line 9, in pay\n    x()\nValueError: no': (
        "ValueError",
        "no",
    ),
    "panic: nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:12 +0x1d": ("panic", "nil map"),
}


@pytest.mark.parametrize("text", STACKS)
def test_message_as_a_stack(text: str) -> None:
    """A message that is a stack gives the error its type, message and stack."""
    found = row({"message": text, "level": "error"})
    assert (found["error_type"], found["error_message"], found["stack_trace"] is not None) == (*STACKS[text], True)


@pytest.mark.parametrize(
    "text",
    [
        "thread dump\n    at f (/srv/app.js:3:1)",
        "first\nsecond",
        "see TypeError: x\n  and more",
        "Changed files:\n  app.js:12",
    ],
)
def test_message_that_is_no_stack(text: str) -> None:
    """Several lines are no error by themselves."""
    found = row({"message": text, "level": "info"})
    assert (found["error_type"], found["stack_trace"]) == (None, None)


def test_what_is_nothing() -> None:
    """A duration is no service, and two hyphens are nothing."""
    found = _read([{"msg": "x", "service": "23ms", "user": "--"}, {"msg": "x", "service": "23-ms-api", "user": "-x"}])
    assert [(item["service"], item["user_id"]) for item in found] == [(None, None), ("23-ms-api", "-x")]
