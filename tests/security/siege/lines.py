"""Hostile log lines, among good ones that are numbered. None holds a line's end, so that lines can be counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.security.hostile_texts import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HOSTILE_SHARE = 0.3
_TIMES: tuple[Any, ...] = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "0000-00-00",
    "-2147483648",
    253402300799999999,
    1e300,
    -1,
    None,
    "not a time",
    "2026-02-30T25:61:61Z",
    "1970-01-01T00:00:00+99:99",
    [],
    "2026-11-29T12:00:00.123456789123456789Z",
)
_SECRETS = (
    "password=hunter2hunter2",
    "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2lnbmF0dXJl",
    "postgres://app:s3cretpass@db:5432/x?token=abc",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN RSA PRIVATE KEY-----MIIB-----END RSA PRIVATE KEY-----",
)
_KEYS = ("level", "status", "duration_ms", "message", "trace_id", "path", "user_id", "exception", "stack", "x", "")


def good(number: int, name: str) -> bytes:
    """A record that is stored under this message, whatever stands beside it."""
    now = datetime.now(UTC).isoformat()
    record = {
        "timestamp": now,
        "level": "ERROR" if number % 11 == 0 else "INFO",
        "message": f"{name}-{number}",
        "service": "shop",
        "method": "GET",
        "path": f"/orders/{number}",
        "status": 500 if number % 11 == 0 else 200,
        "duration_ms": number % 700,
    }
    return json.dumps(record).encode()


def hostile(random: Random) -> bytes:
    """One line of bytes, without the end; the same for the same state of `random`."""
    found = random.choice(_KINDS)(random)
    return found.replace(b"\n", b" ").replace(b"\r", b" ") or b"x"


def _record(random: Random, **more: Any) -> bytes:
    base = {"timestamp": datetime.now(UTC).isoformat(), "level": "INFO", "message": "siege"}
    text = json.dumps(base | more, ensure_ascii=random.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def _deep(random: Random) -> bytes:
    depth = random.choice((50, 199, 201, 201, 3_000, 3_000, 50_000))
    opened, closed = random.choice((("[", "]"), ('{"a":', "}")))
    text = f'{{"timestamp":"2026-11-29T10:00:00Z","message":"deep","x":{opened * depth}1{closed * depth}}}'
    return text.encode()[: random.choice((None, None, -5, len(text) // 2))]


def _number(random: Random) -> bytes:
    digits = random.choice((20, 400, 1_001, 1_001, 6_000, 6_000, 100_000))
    value = random.choice(("9" * digits, "-" + "9" * digits, "1e" + "9" * min(digits, 500), "0." + "1" * digits, "NaN"))
    return f'{{"message":"number","{random.choice(_KEYS)}":{value}}}'.encode()


def _time(random: Random) -> bytes:
    return _record(random, **{random.choice(("timestamp", "time", "ts", "@timestamp")): random.choice(_TIMES)})


def _text(random: Random) -> bytes:
    return _record(random, **{random.choice(_KEYS): random.choice(HOSTILE), "message": random.choice(HOSTILE)})


def _secret(random: Random) -> bytes:
    secret = random.choice(_SECRETS)
    return random.choice((_record(random, message=f"with {secret}", token=secret), secret.encode()))


def _bytes(random: Random) -> bytes:
    noise = random.randbytes(random.choice((1, 30, 3_000)))
    return random.choice(
        (noise, b'{"message":"' + noise + b'"}', b"\0" * len(noise), b"\xff\xfe" + noise, b"\xef\xbb\xbf{}")
    )


def _large(random: Random) -> bytes:
    size = random.choice((5_000,) * 9 + (70_000, 1_100_000))
    filler = random.choice((b"x", b"[", b'"', b"\\", b'{"a":', b"\xe6\x97\xa5"))
    return random.choice((b'{"message":"', b"")) + filler * (size // len(filler)) + random.choice((b'"}', b""))


def _keys(random: Random) -> bytes:
    many = random.choice((30, 30, 300, 300, 300, 5_000))
    longest = random.choice((3, 30, 300)) if many < 5_000 else 3
    return _record(random, **{f"{'k' * longest}{random.randrange(many * 3)}": number for number in range(many)})


def _types(random: Random) -> bytes:
    odd: tuple[Any, ...] = (
        None,
        True,
        [],
        {},
        [[]],
        {"": None},
        "",
        0,
        -0.0,
        1e308,
        [1, "a", {}],
        "\u0000",
        {"a.b": {"c": 1}},
    )
    return _record(random, **{key: random.choice(odd) for key in _KEYS})


def _broken(random: Random) -> bytes:
    line = bytearray(_record(random, a={"b": [1, 2, {"c": "d"}]}, text='é\\" x'))
    for _ in range(random.choice((1, 2, 10))):
        line[random.randrange(len(line))] = random.choice(b'{}[]",:\\\x00\x80 ')
    return bytes(line)


_KINDS: tuple[Callable[[Random], bytes], ...] = (
    _deep,
    _number,
    _time,
    _text,
    _secret,
    _bytes,
    _large,
    _keys,
    _types,
    _broken,
)
