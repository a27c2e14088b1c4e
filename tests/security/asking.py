"""Requests as an attacker writes them: any header, any target, any pace."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests import patience

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(url: str, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
    """The answer to a request; `headers` may hold any `Host` and any `Content-Length`."""
    place = urlsplit(url)
    said = {"Host": place.netloc, "Connection": "close", **(headers or {})}
    if body and "Content-Length" not in said and "Transfer-Encoding" not in said:
        said["Content-Length"] = str(len(body))
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=patience.seconds(SECONDS))
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in said.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        reply = connection.getresponse()
        told = {name.lower(): value for name, value in reply.getheaders()}
        return Answer(reply.status, told, reply.read())
    finally:
        connection.close()


def handshake(url: str, headers: Mapping[str, str]) -> int:
    """The status that a WebSocket handshake at the pages' door gets."""
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **headers,
    }
    place = urlsplit(url)
    lines = "".join(f"{name}: {value}\r\n" for name, value in ({"Host": place.netloc} | asked).items())
    with opened(url) as connection:
        connection.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
        return int(connection.recv(4096).split()[1])


def opened(url: str) -> socket.socket:
    """A bare connection."""
    place = urlsplit(url)
    return socket.create_connection((place.hostname, place.port), timeout=patience.seconds(SECONDS))
