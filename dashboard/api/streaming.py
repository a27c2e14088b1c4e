"""Sends a result as it is computed; the statement stops when the client is gone.

What breaks before the first piece is a problem with a status. What breaks later cuts the connection, so that no program
and no browser takes half an answer for a whole one.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from fastapi.responses import StreamingResponse

from sql import turns
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from fastapi import Request
    from starlette.types import Send

AT_ONCE = turns.AT_ONCE + turns.MOST_WAITING
"""Threads for those that run and those that wait for their turn; who comes beyond that hears so."""
_LOOK_SECONDS = 0.25
"""How often to look whether the one who asked is still there."""

_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answer")
_log = logging.getLogger(__name__)


class Answering(StreamingResponse):
    """A response that ends without its end where its rows do: on an error, or when its time is up."""

    seconds: float | None = None

    async def stream_response(self, send: Send) -> None:
        """Send piece by piece; a reader that takes none for too long is left alone."""
        try:
            async with asyncio.timeout(self.seconds):
                await super().stream_response(send)
        except LongtailError as error:
            _log.warning("An answer was cut off: %s", error)
        except TimeoutError:
            _log.warning("An answer was cut off: the client did not read it within %g s.", self.seconds)


async def respond(
    request: Request,
    make: Callable[[Callable[[], bool]], Iterator[bytes]],
    *,
    media_type: str,
    headers: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> Answering:
    """Send what `make` gives; it gets a function that says whether the client is gone.

    Raises what breaks before the first piece.
    """
    gone = threading.Event()
    pieces = make(gone.is_set)
    beginning = asyncio.ensure_future(_next(pieces))
    while not (await asyncio.wait({beginning}, timeout=_LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            gone.set()
    response = Answering(_sent(beginning.result(), pieces, gone), media_type=media_type, headers=dict(headers or {}))
    response.seconds = seconds
    return response


async def _next(pieces: Iterator[bytes]) -> bytes | None:
    return await asyncio.get_running_loop().run_in_executor(_threads, next, pieces, None)


async def _sent(first: bytes | None, rest: Iterator[bytes], gone: threading.Event) -> AsyncIterator[bytes]:
    try:
        piece = first
        while piece is not None:
            yield piece
            piece = await _next(rest)
    finally:
        gone.set()
        _close(rest)


def _close(pieces: Iterator[bytes]) -> None:
    """Give back what a statement holds, now and not when the garbage collector comes by."""
    if isinstance(pieces, Generator):
        with suppress(ValueError):  # it is computing a piece, and ends with that because nobody wants it
            pieces.close()
