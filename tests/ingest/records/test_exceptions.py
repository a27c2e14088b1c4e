"""Exceptions as JSON: the outermost of several, their causes, and frames in the words of every language."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from ingest.records.plans import exception_sql
from tests.generated import rounds
from tests.ingest.stored import row, store

TYPES = (
    "SaveError",
    "java.io.IOException",
    "App\\Exception\\StockException",
    "System.InvalidOperationException",
    "KeyError",
)


def _frames(chance: random.Random) -> list[tuple[str, str, int]]:
    """Functions, files and lines, the innermost first."""
    return [
        (f"f{chance.randrange(100)}", f"/srv/app/m{chance.randrange(9)}.py", chance.randrange(1, 900))
        for _ in range(chance.randrange(1, 5))
    ]


def _lines(frames: list[tuple[str, str, int]]) -> list[str]:
    return [f"    at {function} ({file}:{line})" for function, file, line in frames]


def _chain(chance: random.Random) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """Type, message and frames of an exception and its causes, the outermost first."""
    return [
        (chance.choice(TYPES), f"reason {chance.randrange(999)}", _frames(chance))
        for _ in range(chance.randrange(2, 5))
    ]


def _nested(chain: list[tuple[str, str, list[tuple[str, str, int]]]], words: dict[str, str]) -> dict[str, Any]:
    kind, message, frames = chain[0]
    found = {
        words["type"]: kind,
        words["message"]: message,
        words["stack"]: "\n".join(_lines(frames))
        if words["stack"] in ("StackTrace", "stack")
        else [
            {words["function"]: function, words["file"]: file, words["line"]: line} for function, file, line in frames
        ],
    }
    return found | ({words["cause"]: _nested(chain[1:], words)} if len(chain) > 1 else {})


NESTED = {
    "php": "type=class message=message stack=trace cause=previous function=function file=file line=line",
    "dotnet": "type=Type message=Message stack=StackTrace cause=InnerException function=Name file=File line=Line",
    "javascript": "type=name message=message stack=stack cause=cause function=name file=file line=line",
    "java": "type=class message=message stack=stackTrace cause=cause function=methodName file=fileName line=lineNumber",
}


def _told(chain: list[tuple[str, str, list[tuple[str, str, int]]]]) -> tuple[str, str, str]:
    """The type and message of the outermost, and the stack of all."""
    parts = ["\n".join([f"{kind}: {message}", *_lines(frames)]) for kind, message, frames in chain]
    return chain[0][0], chain[0][1], "\nCaused by: ".join(parts)


def _errors(records: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    found = store("".join(json.dumps(record) + "\n" for record in records)).rows
    return [(item["error_type"], item["error_message"], item["stack_trace"]) for item in found]


@pytest.mark.parametrize("language", NESTED)
@pytest.mark.parametrize("key", ["exception", "error", "err"])
def test_nested_causes(language: str, key: str) -> None:
    """The outermost exception gives type and message; the stack tells its causes too, as Java prints them."""
    chance = random.Random(language + key)
    words = dict(word.split("=") for word in NESTED[language].split())
    chains = [_chain(chance) for _ in range(25)]
    records = [{"level": "error", "msg": "x", key: _nested(chain, words)} for chain in chains]
    assert _errors(records) == [_told(chain) for chain in chains]


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_sentry(is_wrapped: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """Sentry lists the outermost exception last, and of each the outermost frame first."""
    chance = random.Random(is_wrapped)
    chains = [_chain(chance) for _ in range(40)]
    records = []
    for chain in chains:
        values = [
            {
                "type": kind,
                "value": message,
                "stacktrace": {
                    "frames": [
                        {"function": name, "filename": file, "lineno": line} for name, file, line in reversed(frames)
                    ]
                },
            }
            for kind, message, frames in reversed(chain)
        ]
        records.append(
            {"level": "error", "platform": "python", "exception": {"values": values} if is_wrapped else values}
        )
    assert _errors(records) == [_told(chain) for chain in chains]


def test_list_with_the_outermost_first() -> None:
    """Other lists begin with the outermost exception."""
    chance = random.Random(7)
    chains = [_chain(chance) for _ in range(40)]
    records = [
        {
            "msg": "x",
            "exception": [
                {
                    "exc_type": kind,
                    "exc_value": message,
                    "frames": [{"name": name, "filename": file, "lineno": line} for name, file, line in frames],
                }
                for kind, message, frames in chain
            ],
        }
        for chain in chains
    ]
    assert _errors(records) == [_told(chain) for chain in chains]


def test_php_as_text() -> None:
    """PHP's loggers write an exception as text too."""
    text = (
        "[object] (App\\Gone(code: 0): none left at /srv/src/Stock.php:31)\n[stacktrace]\n"
        "#0 /srv/src/Cart.php(12): App\\Stock->take(3)\n#1 {main}\n"
    )
    found = row({"message": "x", "level_name": "ERROR", "channel": "app", "context": {"exception": text}})
    assert (found["error_type"], found["error_message"], found["stack_trace"]) == (
        "App\\Gone",
        "none left",
        text.rstrip("\n"),
    )


@pytest.mark.parametrize(
    "record",
    [
        {"error": {"Key": "", "Type": 26}},
        {"info": {"type": "page", "message": "opened"}},
        {"cause": {"name": "timer", "type": "tick"}},
        {"err": {"values": [1, 2]}},
        {"exception": []},
        {"exception": {}},
        {"error": [{"field": "name", "message": "too long"}]},
    ],
)
def test_what_is_no_exception(record: dict[str, Any]) -> None:
    """Objects and lists that only share a key with exceptions are none."""
    found = row({"msg": "x"} | record)
    assert (found["error_type"], found["stack_trace"]) == (None, None)


_VALUES: dict[str, tuple[Any, ...]] = {
    "type": ("KeyError", "java.io.IOException", "no name at all", "", None, 7, {"name": "Nested"}),
    "message": ("'currency'", "", "  blank before", None, 12, ["a"], 'quotes ":{ and ":[ in it'),
    "stack": ("Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nKeyError: 'x'", "no stack", "", None),
    "more": ("x", None, {"type": "Cause", "message": "of it"}),
}
_WORDS = {
    "type": ("type", "name", "class", "kind", "errClass"),
    "message": ("message", "msg", "reason", "value"),
    "stack": ("stacktrace", "stack", "trace", "dump"),
    "more": ("code", "cause", "inner", "extra"),
}


def _exception(chance: random.Random) -> dict[str, Any]:
    parts = chance.sample(list(_VALUES), chance.randint(1, 4))
    return {chance.choice(_WORDS[part]): chance.choice(_VALUES[part]) for part in parts}


def _plain_or_not(chance: random.Random, number: int) -> dict[str, Any]:
    record: dict[str, Any] = {"time": "2026-01-01T00:00:00Z", "level": "ERROR", "message": f"m {number}"}
    for key in chance.sample(("exception", "err", "error"), chance.randint(1, 2)):
        record[key] = _exception(chance)
    if chance.random() < 0.2:
        record["error_type"] = chance.choice(("Outer", ""))
    return record


@pytest.mark.parametrize("seed", range(rounds(4, 12)))
def test_plain_exceptions_are_read_as_all_others(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving out the look at chains where an exception is plain changes no row."""
    chance = random.Random(seed)
    records = [_plain_or_not(chance, number) for number in range(60)]
    quick = store("\n".join(map(json.dumps, records)))
    monkeypatch.setattr(exception_sql, "_tells_more", lambda *_: "true")
    assert quick == store("\n".join(map(json.dumps, records)))
