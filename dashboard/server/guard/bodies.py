"""Reads the body of a request before anybody looks at the request: of limited size, in limited time.

So no route waits for a slow client, and what is too large is never in memory: not where it says so itself
(`Content-Length`), and not where it only turns out so.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive

_AT_ONCE = 8
"""All bodies that are read at a moment may together take this many times the most of one."""

_LISTEN_SECONDS = 1.0
"""How long a client that sends too much is listened to, so that it hears the answer instead of a reset."""


class BodyError(Exception):
    """A body that is not taken: the status, and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Bodies:
    """Takes the bodies of all requests: `most_bytes` for one, `seconds` until it is whole."""

    def __init__(self, most_bytes: int, seconds: float) -> None:
        self._most = most_bytes
        self._seconds = seconds
        self._held = 0

    async def take(self, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """What gives the body that was read, and then what `receive` gives.

        Raises `BodyError`.
        """
        length = headers.get(b"content-length")
        if length in {None, b"0"} and b"transfer-encoding" not in headers:
            return receive
        if length is not None and (len(length) > len(str(self._most)) or int(length) > self._most):
            raise await self._too_large(receive, is_asking=b"expect" in headers)
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._read(receive)
        except TimeoutError as error:
            raise BodyError(408, f"The body did not come within {self._seconds:g} s: send it faster.") from error
        return _Replay(body, receive)

    async def _read(self, receive: Receive) -> bytes:
        pieces: list[bytes] = []
        held = 0
        try:
            while True:
                message = await receive()
                piece = message.get("body", b"")
                held += len(piece)
                self._held += len(piece)
                if held > self._most:
                    pieces.clear()
                    raise await self._too_large(receive, is_asking=False)
                if self._held > self._most * _AT_ONCE:
                    raise BodyError(503, "Too many bodies are being read: ask again in a while.")
                pieces.append(piece)
                if not message.get("more_body", False):
                    return b"".join(pieces)
        finally:
            self._held -= held

    async def _too_large(self, receive: Receive, *, is_asking: bool) -> BodyError:
        """The refusal, once the client has sent all or a while is over; one that asks first has sent nothing yet."""
        if not is_asking:
            try:
                async with asyncio.timeout(_LISTEN_SECONDS):
                    while (await receive()).get("more_body", False):
                        pass
            except TimeoutError:
                pass
        sentence = f"The body is larger than {self._most:,} bytes: send less, or set max_request_bytes higher."
        return BodyError(413, sentence)


class _Replay:
    """Gives a body that was read before, then what comes after it."""

    def __init__(self, body: bytes, rest: Receive) -> None:
        self._body: bytes | None = body
        self._rest = rest

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._rest()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
