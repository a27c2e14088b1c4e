"""The quick form of a plan: the same rows as by the whole SELECT, whatever values the records have."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingest.records import normalise
from ingest.records.plans import plan_cache
from ingest.records.plans.plan import Plan
from tests.generated import rounds
from tests.ingest.stored import store

SHARED = Path(__file__).parents[5] / "shared"
FILES = sorted(
    path
    for part in ("corpora", "cases")
    for path in (SHARED / part).rglob("*")
    if path.suffix in {".log", ".jsonl"} and path.name != "expected.jsonl"
)

VALUES: dict[str, tuple[Any, ...]] = {
    "timestamp": (
        *(
            "2026-11-26T10:00:00Z",
            "2026-11-26T10:00:00.123456+00:00",
            "2026-11-26 10:00:00,5",
            "2026-11-26T10:00:00+02:00",
        ),
        *(
            "2026-11-26 10:00:00",
            "2026-11-26T10:00:00.123456",
            "2026-11-26 10:00:00,123",
            "2026-11-26 10:00:00 CET",
            "2026-11-26 10:00:00.+02",
            "2026-11-26 10:00:00.5-0",
            "26/Nov/2026:10:00:00 +0100",
            "26/Nov/2026:10:00:00",
            "36/Nov/2026:10:00:00 +0100",
            "2026-13-26 10:00:00",
            "2026-11-26 24:00:00",
            "2026-11-26 23:59:60",
            "2026-11-26 23:59:60.123",
            "2026-13-26T10:00:00Z",
            "-026-11-26T10:00:00Z",
            "12:30:00",
            "Nov 26 10:00:00",
            1795000000,
            1795000000123,
            "1e3Z",
        ),
        *(
            "",
            None,
            "never",
            {"seconds": 1795000000, "nanos": 5},
            [2026, 11, 26, 10, 0],
            "20261126100000",
            "2026-11-26",
        ),
    ),
    "level": ("INFO", "warn", "Error", "[error]", 30, "3", "", None, "trace", {"name": "info"}, "INFO ", "severe"),
    "message": (
        *(
            "plain",
            "",
            " ",
            None,
            5,
            "two\nlines",
            "ends\n",
            "[x] y",
            "[1, 2]",
            "{}",
            '{"message": "within"}',
            "-",
            "ü|~",
        ),
        *(
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'a'",
            {"text": "within"},
            "\\",
            "]",
        ),
    ),
    "trace_id": (
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "-",
        "",
        None,
        "projects/p/traces/abc",
        "Root=1-5e-ab;Parent=cd",
        "a" * 60,
        {},
    ),
    "span_id": ("00f067aa0ba902b7", "1-5e1b4151-5ac6c58f5b5dbd6b5c0ee5a2", "1-2", "a/b", "-", "", None, 7, "ü" * 30),
    "duration_ms": (1.5, "2", -1, "NaN", "12ms", "", None, 1e308, "1:02:03", True, "0x1F", " 3"),
    "exception": (
        None,
        "",
        "KeyError: 'a'",
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'a'",
        {},
        {"type": "KeyError", "message": "a", "stacktrace": "Traceback (most recent call last):\nKeyError: a\n"},
        {"type": "KeyError", "message": "a"},
        {"type": 5, "message": "", "stacktrace": ["a", "b"]},
        {"type": "E", "message": "m", "stacktrace": "", "cause": {"type": "IOError", "message": "n"}},
        [{"type": "KeyError", "value": "a"}],
        7,
    ),
    "error": (None, "boom", "java.io.IOException: x\n\tat a.b.C(C.java:1)", {"message": "m"}, False),
    "path": ("/a/7?x=1", "", None, "https://h/p"),
    "status": (200, "404", 99999, None),
    "seconds": (1795000000, None),
}


@pytest.fixture
def by_the_whole(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stores data by the whole SELECT of each plan, and by the quick form; both rows."""
    monkeypatch.setattr(plan_cache, "MOST_LINES", 0)

    def stored(data: bytes) -> tuple[Any, Any]:
        monkeypatch.setattr(normalise, "QUICK_FROM", 1_000_000)
        whole = store(data)
        monkeypatch.setattr(normalise, "QUICK_FROM", 0)
        return whole.rows, store(data).rows

    return stored


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_files_are_the_same(path: Path, by_the_whole: Any) -> None:
    """Every corpus and case."""
    whole, quick = by_the_whole(b"".join(path.read_bytes().splitlines(keepends=True)[:60]))
    assert whole == quick


@pytest.mark.parametrize("seed", range(rounds(6, 60)))
def test_any_values_are_the_same(seed: int, by_the_whole: Any) -> None:
    """Records with common and odd values under the usual keys, in shapes of their own."""
    chance = random.Random(seed)
    shapes = [chance.sample(sorted(VALUES), chance.randint(2, 7)) for _ in range(4)]
    records = [{key: chance.choice(VALUES[key]) for key in chance.choice(shapes)} for _ in range(300)]
    whole, quick = by_the_whole("".join(json.dumps(record) + "\n" for record in records).encode())
    assert whole == quick
    assert len(whole) == len(records)


def test_few_unsure_rows_are_read_again(by_the_whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan stays quick with few odd values, and is no longer with many."""
    plans: list[Plan] = []
    made = Plan.of

    def noted(*given: Any) -> Plan:
        plans.append(made(*given))
        return plans[-1]

    monkeypatch.setattr(Plan, "of", noted)
    line = {"timestamp": "2026-11-26T10:00:00Z", "level": "INFO", "message": "m"}
    odd = line | {"timestamp": "26 Nov 2026 10:00:00"}
    kinds = Counter[bool]()
    for count in (5, 50):
        plans.clear()
        data = "".join(json.dumps(record) + "\n" for record in [line] * 95 + [odd] * count).encode()
        whole, quick = by_the_whole(data)
        assert whole == quick
        assert {row["ts"].isoformat() for row in quick} == {"2026-11-26T10:00:00"}
        kinds[plans[-1].is_quick] += 1
    assert kinds == {True: 1, False: 1}
