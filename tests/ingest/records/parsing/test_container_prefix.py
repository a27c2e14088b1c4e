"""Opening wrappers many at a time gives exactly what opening them one by one gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ingest.records.parsing import container_prefix
from tests.ingest.stored import Stored, store

_TIME = "2026-01-05T10:00:00.123456789Z"


def _docker(text: str, **more: Any) -> str:
    return json.dumps({"log": text, "stream": "stdout", "time": _TIME, **more}, separators=(",", ":"))


def _record(**more: Any) -> str:
    return json.dumps({"level": "warn", "msg": "low", **more})


DOCKER = [
    _docker(_record() + "\n"),
    _docker(_record()),
    _docker("  " + _record() + "  \n"),
    _docker("{ \n" + _record()[1:]),
    _docker("plain text\n"),
    _docker(" indented\n"),
    _docker("Привет\n"),
    _docker("\u00a0{}\n"),
    _docker("{}\n"),
    _docker("{not json}\n"),
    _docker('{"cut": \n'),
    _docker("[1]\n"),
    _docker(""),
    _docker('{"a":1,"a":2}\n'),
    _docker('{"_wrapper":1,"msg":"x"}\n'),
    _docker(_docker(_record()) + "\n"),
    _docker('{"big":123456789012345678901234567890,"nan":NaN,"text":"\\u003c\\ud800"}\n'),
    _docker(_record() + "\n", attrs={"a": None, "log": 1}, big=10**30),
    _docker('{"resourceLogs":[]}\n'),
    json.dumps({"log": {"msg": "x"}, "stream": "stdout"}),
    json.dumps({"log": None}),
    json.dumps({"log": _record()}),
    json.dumps({"__REALTIME_TIMESTAMP": "1700000000000000", "MESSAGE": _record(), "PRIORITY": "6"}),
    json.dumps({"__REALTIME_TIMESTAMP": "1700000000000000", "MESSAGE": "plain", "PRIORITY": "3"}),
    json.dumps({"message": _record(), "agent": {"type": "x"}}),
]
CRI = [
    f"{_TIME} stdout F {_record()}",
    f"{_TIME} stderr F {_record()}  ",
    f"{_TIME} stdout F {{ {_record()[1:]}",
    f"{_TIME} stdout F  {_record()}",
    f"{_TIME} stdout F:tag plain text",
    f'{_TIME} stdout F Grüße \\ "quoted"',
    f"{_TIME} stdout F plain\x1f",
    f"{_TIME} stdout F plain\u00a0",
    f"{_TIME} stdout F  indented",
    f"{_TIME} stdout F ",
    f"{_TIME} stdout F",
    f"{_TIME} stdout F {{}}",
    f'{_TIME} stdout F {{"cut',
    f"{_TIME} stdout F [1]",
    f'{_TIME} stdout F {{"a":1,"a":2}}',
    f"{_TIME} stdout F {_docker(_record())}",
    f"2026-01-05 10:00:00,5+0100 stdout F {_record()}",
    f"{_TIME} stdout X {_record()}",
    f"{_TIME} stdout P half ",
    f"{_TIME} stdout F whole",
    f"x {_TIME} stdout F {_record()}",
]


def _told(stored: Stored) -> Any:
    rows = [
        {key: json.loads(value) if key == "attributes" and value else repr(value) for key, value in row.items()}
        for row in stored.rows
    ]
    return [json.dumps(row, sort_keys=True) for row in rows], stored.rejects, stored.counts


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("lines", [pytest.param(DOCKER, id="docker"), pytest.param(CRI, id="cri")])
def test_the_same_as_one_by_one(lines: list[str], ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, rejects and counts do not depend on how many lines are opened at a time."""
    text = "".join(line + ending for line in lines)
    monkeypatch.setattr(container_prefix, "FEW", 10**9)
    one_by_one = _told(store(text))
    monkeypatch.setattr(container_prefix, "FEW", 0)
    assert one_by_one == _told(store(text))


@pytest.mark.parametrize("odd", [b"\xff\xfe", b"a\x00b"])
def test_bytes_that_are_no_text(odd: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that are no UTF-8, and NULs, behind a prefix are rejected; the lines around them are records."""
    monkeypatch.setattr(container_prefix, "FEW", 0)
    good = f"{_TIME} stdout F {_record()}\n".encode()
    stored = store(good + f"{_TIME} stdout F ".encode() + odd + b"\n" + good)
    assert ([2], ["low", "low"]) == (
        [reject["line_number"] for reject in stored.rejects],
        [row["message"] for row in stored.rows],
    )


def test_most_lines_are_opened_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain lines of both kinds do not go through Python one by one."""

    def refuse(*_: object) -> Any:
        pytest.fail("a line was looked at by itself")

    monkeypatch.setattr("ingest.records.parsing.texts.unwrap", refuse)
    monkeypatch.setattr("ingest.records.parsing.texts._expand", refuse)
    lines = [f"{_TIME} stdout F {_record()}", f"{_TIME} stdout F text", _docker(_record() + "\n"), _docker("text\n")]
    stored = store("".join(f"{line}\n" for line in lines for _ in range(container_prefix.FEW)))
    assert (4 * container_prefix.FEW, []) == (len(stored.rows), stored.rejects)
