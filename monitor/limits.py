"""What one round of a job may take: a time limit that also ends the connections which the round has opened.

A target can accept a connection and say nothing, or send one byte a second for ever. The time-outs of sockets and
drivers count from the last byte, so none of them ends that. A `Limit` keeps a second handle to each connection and
shuts it down when the time is over: whatever reads from it, also inside a driver or under TLS, gets the end of the
stream.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_LEAST_SECONDS = 0.001
"""A time-out of 0 would mean: do not wait at all, and fail in another way."""


class Limit:
    """`seconds` from now; a context manager, which leaves the connections to those who opened them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._ended = False

    @property
    def remaining(self) -> float:
        """Seconds that are left, never less than a millisecond: fit for a socket's time-out."""
        return max(_LEAST_SECONDS, self._until - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the time has passed."""
        return time.monotonic() >= self._until

    def connect(self, host: str, port: int) -> socket.socket:
        """A TCP connection that ends with the limit. Raises `OSError` as `socket.create_connection` does."""
        connection = socket.create_connection((host, port), timeout=self.remaining)
        connection.settimeout(self.remaining)
        return self.watch(connection)

    def watch(self, connection: socket.socket) -> socket.socket:
        """Let `connection` end with the limit; gives it back."""
        handle = connection.dup()
        with self._lock:
            self._handles.append(handle)
            is_late = self._ended
        if is_late:
            self.end()
        return connection

    def end(self) -> None:
        """Shut all connections down: what waits for them goes on at once, with the end of the stream."""
        with self._lock:
            self._ended = True
            for handle in self._handles:
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()
