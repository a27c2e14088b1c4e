"""Targets in trouble: servers on loopback that do what a broken service or network does."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOST = "127.0.0.1"
_PART = 65536


@contextmanager
def serving(handle: Callable[[socket.socket, threading.Event], None]) -> Iterator[int]:
    """The port of a server that hands each connection to `handle`, in its own thread, until the end."""
    over = threading.Event()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            handle(connection, over)

    with socket.create_server((HOST, 0)) as server:
        server.settimeout(0.1)

        def accept() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    connection, _ = server.accept()
                    connection.settimeout(None)
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            over.set()
            thread.join()


def silent(_connection: socket.socket, over: threading.Event) -> None:
    """It accepts, and says nothing."""
    over.wait()


def dripping(connection: socket.socket, over: threading.Event) -> None:
    """It says one byte every twentieth of a second, without end."""
    while not over.wait(0.05):
        connection.sendall(b"1")


def closing(connection: socket.socket, _over: threading.Event) -> None:
    """It ends each connection at once."""
    connection.shutdown(socket.SHUT_RDWR)


def babbling(connection: socket.socket, over: threading.Event) -> None:
    """It says what no protocol says, and ends the connection."""
    connection.sendall(b"\x00\xff hello?\r\n\r\n" * 20)
    over.wait(0.05)


def slowed(port: int, seconds: float) -> Callable[[socket.socket, threading.Event], None]:
    """A way to `port` of this machine on which each answer takes `seconds` longer."""

    def handle(connection: socket.socket, over: threading.Event) -> None:
        with socket.create_connection((HOST, port)) as target:
            back = threading.Thread(target=_copy, args=(target, connection, over, seconds), daemon=True)
            back.start()
            _copy(connection, target, over, 0.0)
            back.join()

    return handle


def _copy(source: socket.socket, sink: socket.socket, over: threading.Event, seconds: float) -> None:
    with suppress(OSError):
        while part := source.recv(_PART):
            if over.wait(seconds):
                return
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def refusing() -> Iterator[int]:
    """A port where nobody listens."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        yield int(held.getsockname()[1])
