"""Servers on loopback that answer HTTP as a test wants, byte for byte, well or badly."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer: TypeAlias = "Callable[[socket.socket, bytes], None]"
"""Gets the connection and the request's head, and sends whatever it likes."""


def said(body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "text/plain; version=0.0.4") -> bytes:
    """A whole answer."""
    content = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + content


def saying(answer: bytes) -> Answer:
    """Sends `answer` to each request."""
    return lambda link, _: link.sendall(answer)


def dripping(link: socket.socket, _request: bytes) -> None:
    """A head, then a byte now and then, without end."""
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        link.sendall(b"#")
        time.sleep(0.02)


def endless(link: socket.socket, _request: bytes) -> None:
    """A head, then lines as fast as they are taken, without end."""
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while True:
        link.sendall(b"# a comment that says nothing at all\n" * 500)


def silent(link: socket.socket, _request: bytes) -> None:
    """Takes the request and says nothing, until the other side has enough."""
    link.recv(1)


@contextmanager
def serving(answer: Answer) -> Iterator[int]:
    """A server for as long as the context lasts; its port. Each connection gets one answer, in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))

    def one(link: socket.socket) -> None:
        with link, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request and (part := link.recv(4096)):
                request += part
            answer(link, request)

    def accept() -> None:
        with suppress(OSError):
            while True:
                link, _ = listener.accept()
                threading.Thread(target=one, args=(link,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
