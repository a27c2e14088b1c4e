"""Connections: how many there may be, and how long one may wait for its client.

A connection that is refused when all places are taken would leave the server to whoever took them first. So the one
that has waited longest for a request gives its place to the newest: who asks at once is answered, who only holds a
connection open loses it. Where all are busy, a few more are let in that get the answer of `/healthz`, or a 503.

Half of the descriptors that the process may have stay for files.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HEAD_SECONDS = 10.0
"""How long a request may take to be said, up to the end of its headers."""

STALL_SECONDS = 60.0
"""How long a client may leave the next piece of an answer unread."""

_CLOSE_SECONDS = 30.0
"""How long what was sent last may take to leave when the connection is closed."""

ACCEPTED_AT_ONCE = 16
"""Connections taken from the system's queue in one turn of the loop, so that descriptors never run out in one."""

_RESERVE = 16
"""Places beyond the most, for `/healthz` alone."""

_LEAST = 16
_FULL = "The server has as many connections as it may have: ask again in a while, or set max_connections higher."
_log = logging.getLogger(__name__)


def most_connections(setting: int) -> int:
    """What the setting says, and at most half of the descriptors that this process may have."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return setting if soft == resource.RLIM_INFINITY else max(min(setting, soft // 2), _LEAST)


class Room:
    """The places for connections: who waits for its client, longest first, and who does not take its answer."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._waiting: dict[Connection, float] = {}
        self._closing: dict[Connection | Socket, float] = {}

    def enter(self, connection: Connection, count: int, now: float) -> bool:
        """A place for a new connection; whether it has one for all requests, not only for `/healthz`."""
        if count > self.most and self._waiting:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.transport.abort()
            _log.warning(
                "All %s connections are taken: the one that waited longest for a request was closed.", self.most
            )
            count -= 1
        self._waiting[connection] = now
        return count <= self.most

    def wait(self, connection: Connection, now: float) -> None:
        """From now on the connection waits for the next request."""
        self._waiting.pop(connection, None)
        self._waiting[connection] = now

    def leave(self, connection: Connection) -> None:
        """The connection is at work, or gone."""
        self._waiting.pop(connection, None)

    def sweep(self, connections: set[Any], now: float) -> None:
        """Close connections whose client is too slow."""
        late = [one for one, since in self._waiting.items() if now - since > HEAD_SECONDS]
        for one in late:
            self.leave(one)
            one.transport.abort()
        if late:
            _log.warning("Connections whose request did not come within %s s were closed.", int(HEAD_SECONDS))
        self._closing = {one: self._closing.get(one, now) for one in connections if one.transport.is_closing()}
        stuck = [one for one, since in self._closing.items() if now - since > _CLOSE_SECONDS]
        stalled = [one for one in connections if one.paused_at is not None and now - one.paused_at > STALL_SECONDS]
        for one in {*stuck, *stalled}:
            one.transport.abort()
        if stuck or stalled:
            _log.warning("Connections that took no answer for %s s were closed.", int(STALL_SECONDS))


class _Pausing(asyncio.Protocol):
    """Part of a connection: it knows since when its client does not take what was sent."""

    loop: asyncio.AbstractEventLoop
    paused_at: float | None = None

    def pause_writing(self) -> None:
        """The client does not take what was sent."""
        self.paused_at = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It does again."""
        self.paused_at = None
        super().resume_writing()


class Connection(_Pausing, H11Protocol):
    """One connection of HTTP/1.1, which tells its room when it waits."""

    room: ClassVar[Room]
    _is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a place."""
        super().connection_made(transport)
        count = len(self.connections)
        if count > self.room.most + _RESERVE:
            self._is_refused = True
            transport.abort()
        elif not self.room.enter(self, count, self.loop.time()):
            self.app = _health_only(self.app)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self.room.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read; a whole request ends the waiting."""
        if self._is_refused:
            return
        super().data_received(data)
        if self._is_at_work():
            self.room.leave(self)

    def on_response_complete(self) -> None:
        """Wait again, unless the next request is here already."""
        super().on_response_complete()
        if not self.transport.is_closing() and not self._is_at_work():
            self.room.wait(self, self.loop.time())

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP. Whoever is still at work for this connection sends nothing any more.

        Where an answer has begun, or HEAD allows none, the connection is cut.
        """
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.abort()

    def _is_at_work(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over."""
        self.room.leave(self)
        super().handle_websocket_upgrade(event)


class Socket(_Pausing, WebSocketsSansIOProtocol):
    """One WebSocket."""


def connections_of(room: Room) -> type[Connection]:
    """The connections that share a room, as uvicorn takes them."""
    return type("RoomConnection", (Connection,), {"room": room})


def _health_only(app: ASGIApp) -> Any:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/healthz":
            await app(scope, receive, send)
        else:
            _log.warning("All connections are busy: a request was refused.")
            headers = {"Connection": "close", "Retry-After": "5"}
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, _FULL, headers)(scope, receive, send)

    return answer
