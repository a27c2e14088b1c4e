"""Bodies that are too large, too slow or no JSON: refused before anything is done with them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from dashboard.server.guard.bodies import Bodies, BodyError
from tests.dashboard.asgi import in_a_loop
from tests.security.asking import ask, opened

if TYPE_CHECKING:
    from starlette.types import Message, Receive

    from tests.dashboard.support import Server

DOORS = ("/api/v1/sql", "/api/v1/local/query", "/api/v1/incidents", "/_stcore/upload_file/a/b", "/", "/healthz")
_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("length", ["600000000", "9" * 19])
def test_a_body_that_says_it_is_too_large_is_not_read(attacked: Server, path: str, length: str) -> None:
    """The answer comes while nothing of the body has been sent, also where a token would be looked at."""
    said = _JSON | {"Content-Length": length, "Expect": "100-continue"}
    expected = 404 if path.startswith("/_stcore") else 413
    assert expected == ask(attacked.url, "POST", path, said).status


def test_a_body_that_turns_out_too_large_is_refused(attacked: Server) -> None:
    """Pieces without a length are counted as they come."""
    piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    head = f"POST /api/v1/local/query HTTP/1.1\r\nHost: {attacked.url[7:]}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with opened(attacked.url) as connection:
        connection.sendall(head.encode())
        for _ in range(12):
            connection.sendall(piece)
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(4096).split()[1] == b"413"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"sql": ' + b"[" * 100_000,
        b'{"sql": "select 1", "limit": ' + b"9" * 6_000 + b"}",
        b'{"sql": "select 1", "parameters": ' + b'{"a":' * 3_000 + b"1" + b"}" * 3_001,
        b'{"sql": "select $a", "parameters": {"a": ' + b"9" * 6_000 + b"}}",
        b'{"sql": "select 1\\ud800"}',
        b'{"sql": "select 1", "limit": 1e999}',
        b'{"sql": "select 1", "limit": NaN}',
        b"\xff\xfe",
        b"",
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/sql", "/api/v1/incidents", "/api/v1/errors/x/status"])
def test_a_body_that_is_odd_is_a_problem(attacked: Server, path: str, body: bytes) -> None:
    """Deep, long and damaged JSON gives a sentence, never a failure of the server."""
    answer = ask(attacked.url, "POST", path, _JSON, body)
    assert 400 <= answer.status < 500, answer.body[:300]


def _took(bodies: Bodies, receive: Receive, headers: dict[bytes, bytes] | None = None) -> int | bytes:
    """The body, or the status that it is refused with."""

    async def take() -> int | bytes:
        try:
            taken = await bodies.take(headers or {b"transfer-encoding": b"chunked"}, receive)
        except BodyError as error:
            return error.status
        message = await taken()
        return bytes(message["body"])

    return in_a_loop(take())


def _of(*pieces: bytes) -> Receive:
    waiting = list(pieces)

    async def receive() -> Message:
        piece = waiting.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    return receive


async def _never() -> Message:
    await asyncio.Event().wait()
    return {}


def test_a_body_comes_whole_or_not_at_all() -> None:
    """In pieces it is put together; one byte too many, or none in time, is refused; nothing is counted on."""
    bodies = Bodies(8, 0.05)
    told = [
        _took(bodies, _of(b"abcd", b"efgh")),
        _took(bodies, _of(b"abcd", b"efghi", b"x")),
        _took(bodies, _never),
        _took(bodies, _of(b""), {b"content-length": b"9"}),
        bodies._held,
    ]
    assert [b"abcdefgh", 413, 408, 413, 0] == told


def test_many_bodies_at_once_are_limited_together() -> None:
    """Clients that all send as much as one may do not fill the memory."""
    bodies = Bodies(1000, 30)

    async def slow(ready: asyncio.Event) -> Receive:
        first = [True]

        async def receive() -> Message:
            if first.pop() if first else False:
                return {"type": "http.request", "body": b"x" * 900, "more_body": True}
            await ready.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        return receive

    async def all_at_once() -> list[int]:
        ready = asyncio.Event()
        chunked = {b"transfer-encoding": b"chunked"}
        tasks = [asyncio.ensure_future(bodies.take(chunked, await slow(ready))) for _ in range(12)]
        await asyncio.sleep(0)
        ready.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return [result.status if isinstance(result, BodyError) else 200 for result in results]

    assert {200: 8, 503: 4} == {status: in_a_loop(all_at_once()).count(status) for status in (200, 503)}
