"""Hostile requests, as bytes: any method, path, query, header and body, lengths that lie, handshakes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from random import Random

_PATHS = (
    "/",
    "/logs",
    "/sql",
    "/healthz",
    "/metrics",
    "/api/openapi.json",
    "/api/v1/status",
    "/api/v1/files",
    "/api/v1/files/doubled",
    "/api/v1/files/untimed",
    "/api/v1/files/copies",
    "/api/v1/logs",
    "/api/v1/hourly-stats",
    "/api/v1/slow-requests",
    "/api/v1/endpoints",
    "/api/v1/changes",
    "/api/v1/top-errors",
    "/api/v1/errors",
    "/api/v1/errors/86dfeaf7678c1610",
    "/api/v1/errors/86dfeaf7678c1610/status",
    "/api/v1/errors/86dfeaf7678c1610/merge",
    "/api/v1/errors/86dfeaf7678c1610/split",
    "/api/v1/incidents",
    "/api/v1/incidents/1",
    "/api/v1/incidents/1/freeze",
    "/api/v1/incidents/1/report",
    "/api/v1/report",
    "/api/v1/saved-queries",
    "/api/v1/rejects",
    "/api/v1/traces/abc",
    "/api/v1/sql",
    "/api/v1/sql/abc.csv",
    "/api/v1/local/query",
    "/api/v1/local/drop",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/metrics",
    "/static/index.html",
    "/app/static/style.css",
    "/media/x",
    "/component/x",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/",
    "/\\..\\x",
    "/%00",
    "/%ff%fe",
    "*",
    "http://evil.example/",
)
_METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "CONNECT",
    "get",
    "X" * 99,
)
_NAMES = (
    "from",
    "to",
    "limit",
    "service",
    "q",
    "sort",
    "order",
    "show",
    "text",
    "kind",
    "format",
    "after",
    "slow_ms",
    "x",
)
_VALUES = (
    "",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "NaN",
    "null",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999Z",
    "2026-11-29T00:00:00-23:59",
    "' or 1=1 --",
    "level>=error (((((a",
    "(" * 3_000,
    "a or " * 900 + "a",
    "/(a*)*b/",
    'message:"x',
    "\0",
    "é日本🙂",
    "%",
    "x" * 20_000,
    "pdf",
    "md",
)
_HOSTS = (
    "127.0.0.1",
    "localhost",
    "evil.example",
    "",
    "a" * 5_000,
    "127.0.0.1:1",
    "[::1]",
    "localhost\0",
    "0x7f.1",
    "*",
)
_ORIGINS = (None, None, None, "null", "http://evil.example", "http://localhost:1", "file://", "x" * 3_000)
_TYPES = ("application/json", "text/plain", "multipart/form-data; boundary=a", "application/x-www-form-urlencoded", "")


@dataclass(frozen=True, slots=True)
class Hostile:
    """What is sent, in one piece or (`pace` seconds between) bit by bit, and what is waited for."""

    data: bytes
    pace: float = 0.0
    is_whole: bool = True
    """Whether it is a request that gets an answer."""


def hostile(random: Random, host: str) -> Hostile:
    """One request; the same for the same state of `random`."""
    kind = random.random()
    if kind < 0.1:
        return _garbage(random)
    if kind < 0.2:
        return _handshake(random, host)
    return _request(random, host)


def _request(random: Random, host: str) -> Hostile:
    own = random.random() < 0.7
    named = host if own else random.choice(_HOSTS)
    origin = None if own else random.choice(_ORIGINS)
    headers = [f"Host: {named}"] if named else []
    headers += [f"Origin: {origin}"] if origin else []
    headers += random.choice(
        ((), (), (), ("Sec-Fetch-Site: cross-site",), ("X-A: " + "a" * 9_000,), ("Cookie: a=b; " * 300,))
    )
    body = _body(random) if random.random() < 0.4 else b""
    told, is_whole = _length(random, body)
    headers += told
    if body:
        headers.append(f"Content-Type: {random.choice(_TYPES)}")
    head = f"{random.choice(_METHODS)} {_target(random)} HTTP/1.1\r\n" + "\r\n".join([*headers, "Connection: close"])
    return Hostile(head.encode("utf-8", "replace") + b"\r\n\r\n" + body, is_whole=is_whole)


def _target(random: Random) -> str:
    path = random.choice(_PATHS)
    pairs = [f"{random.choice(_NAMES)}={quote(random.choice(_VALUES))}" for _ in range(random.choice((0, 0, 1, 2, 9)))]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _body(random: Random) -> bytes:
    deep = random.choice((10, 1_000, 100_000))
    return random.choice(
        (
            b"{}",
            b"[" * deep,
            b'{"a":' * deep + b"1" + b"}" * deep,
            b'{"sql": "select 1"}',
            json.dumps({"status": "resolved", "author": "a" * 9_999, "comment": "\0"}).encode(),
            json.dumps(
                {"title": "x", "from": "0001-01-01", "to": "9999-12-31T23:59:59Z", "services": ["a"] * 500}
            ).encode(),
            b'{"sql": ' + b"9" * 100_000 + b"}",
            b"\xff\xfe\0\0",
            random.randbytes(2_000),
            b"x" * 9_000_000,
        )
    )


def _length(random: Random, body: bytes) -> tuple[list[str], bool]:
    """Headers on the body's length, mostly true; whether the request is whole with them."""
    kind = random.random()
    if kind < 0.7:
        return ([f"Content-Length: {len(body)}"] if body else []), True
    if kind < 0.8:
        return [f"Content-Length: {len(body) + random.choice((1, 10**6, 10**15))}"], False
    if kind < 0.9:
        return [f"Content-Length: {random.choice(('-1', 'x', '1e3', '9' * 5_000, '1, 2'))}"], False
    return ["Transfer-Encoding: chunked"], False


def _garbage(random: Random) -> Hostile:
    data = random.choice(
        (
            random.randbytes(random.choice((1, 100, 70_000))),
            b"\r\n" * 500,
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 3_000,
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + random.randbytes(200),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /" + b"a" * 100_000,
        )
    )
    return Hostile(data, is_whole=False)


def _handshake(random: Random, host: str) -> Hostile:
    own = random.random() < 0.5
    named = host if own else random.choice(_HOSTS)
    origin = f"http://{host}" if own else random.choice(_ORIGINS)
    key = random.choice(("AAAAAAAAAAAAAAAAAAAAAA==", "", "x" * 500))
    said = {
        "Host": named,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": random.choice(("13", "13", "8", "x")),
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Protocol": random.choice(("streamlit", "a, b", "")),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    frames = random.choice((b"", random.randbytes(500), b"\x82\xfe\xff\xff" + b"\0" * 300, b"\x89\x80\0\0\0\0" * 50))
    return Hostile(f"GET /_stcore/stream HTTP/1.1\r\n{head}\r\n".encode("utf-8", "replace") + frames, is_whole=False)
