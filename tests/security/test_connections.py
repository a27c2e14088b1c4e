"""Slow, many and idle clients: the others are answered all the same, and the server's output stays short."""

from __future__ import annotations

import itertools
import json
import logging
import resource
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, cast

import pytest

from dashboard.server.guard import connections
from dashboard.server.guard.connections import Connection, Room
from dashboard.server.guard.trouble import OncePerKind
from tests.dashboard.support import make_logs, serving, wait_for
from tests.security.asking import ask, opened

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from tests.dashboard.support import Server

_MANY = 400
_FEW_DESCRIPTORS = 256
_LONGEST_OUTPUT = 60
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may open few files."""
    folder = tmp_path_factory.mktemp("small")
    make_logs(folder / "logs")
    with serving(folder, descriptors=_FEW_DESCRIPTORS) as found:
        wait_for(lambda: found.get("/api/v1/status").json["ingest"]["rows"] == 5, "the log to be read")
        yield found


_SLOW: dict[str, bytes] = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
    "a body that does not come": b"POST /api/v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "an answer that nobody reads": b"GET /app/static/plotly.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
}
"""What each of many connections says and then holds still."""


@pytest.mark.parametrize("said", _SLOW.values(), ids=_SLOW)
def test_many_slow_connections_leave_room(small: Server, said: bytes) -> None:
    """More connections than descriptors: health, API and new logs go on, and the output stays short."""
    with ExitStack() as stack:
        held = [stack.enter_context(opened(small.url)) for _ in range(_MANY)]
        for one in held:
            _say(one, said)
        health = [ask(small.url, "GET", "/healthz").status for _ in range(20)]
        log = small.warehouse.with_name("logs") / "late.log"
        with log.open("a", encoding="utf-8") as file:
            file.write('{"timestamp": "2026-11-20T10:00:00Z", "message": "late"}\n')
        lines = 5 + log.read_text(encoding="utf-8").count("\n")
        wait_for(lambda: _is_read(small, lines), "a new line to be read")
    output = small.errors.read_text(encoding="utf-8")
    assert ({200}, False) == (set(health), "Traceback" in output), output[-2000:]
    assert len(output.splitlines()) < _LONGEST_OUTPUT, output[-2000:]


def _say(connection: socket.socket, said: bytes) -> None:
    """Send, unless the server has given the place to somebody else already."""
    with suppress(OSError):
        connection.sendall(said)


def _is_read(server: Server, lines: int) -> bool:
    """Whether the API says so; it may be refused while others hold all places."""
    answer = ask(server.url, "GET", "/api/v1/status")
    return answer.status == 200 and json.loads(answer.body)["ingest"]["rows"] == lines


class _Transport:
    """A connection's other side, which remembers that it was closed."""

    def __init__(self) -> None:
        self.is_gone = False

    def abort(self) -> None:
        self.is_gone = True

    def is_closing(self) -> bool:
        return self.is_gone


_BROKEN_BODY = b"Transfer-Encoding: chunked\r\n\r\nno number\r\n"
_SLOW_STATEMENT = b'{"sql": "select i from range(3000000) as t(i)"}'
_BROKEN: dict[str, tuple[bytes, bytes]] = {
    "refused at once": (b"POST / HTTP/1.1\r\nHost: evil.example\r\n" + _BROKEN_BODY, b""),
    "a head alone is asked for": (b"HEAD / HTTP/1.1\r\nHost: localhost\r\n" + _BROKEN_BODY, b""),
    "an answer is under way": (
        b"POST /api/v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(_SLOW_STATEMENT), _SLOW_STATEMENT),
        b"x" * 200_000,
    ),
}


@pytest.mark.parametrize("kind", list(_BROKEN))
def test_a_request_that_breaks(small: Server, kind: str) -> None:
    """What is no HTTP any more ends its connection, without a traceback in the server's output."""
    head, noise = _BROKEN[kind]
    with opened(small.url) as connection, suppress(OSError):
        connection.sendall(head)
        connection.recv(1000)
        connection.sendall(noise)
        while connection.recv(1 << 16):
            pass
    assert (ask(small.url, "GET", "/healthz").status, "Traceback" in small.errors.read_text()) == (200, False)


class _Held:
    """A connection as a room sees it."""

    def __init__(self) -> None:
        self.transport = _Transport()
        self.paused_at: float | None = None


def _held() -> Connection:
    return cast("Connection", _Held())


def test_the_one_that_waited_longest_goes() -> None:
    """A full room gives the oldest place to the newest; those at work keep theirs."""
    room = Room(2)
    first, second, third, fourth = (_held() for _ in range(4))
    told = [room.enter(first, 1, 0.0), room.enter(second, 2, 1.0)]
    room.leave(first)
    told += [room.enter(third, 3, 2.0)]
    room.leave(third)
    told += [room.enter(fourth, 3, 3.0)]
    gone = [one.transport.is_closing() for one in (first, second, third, fourth)]
    assert ([True, True, True, False], [False, True, False, False]) == (told, gone)


def test_a_sweep_closes_the_slow() -> None:
    """No request in time, an answer that is not taken, a connection that does not close: each has its time."""
    room = Room(9)
    waits, stalls, works, closes = (_held() for _ in range(4))
    everyone = {waits, stalls, works, closes}
    room.enter(waits, 1, 0.0)
    stalls.paused_at = 5.0
    room.sweep(everyone, connections.HEAD_SECONDS)
    before = [one.transport.is_closing() for one in (waits, stalls, works)]
    room.sweep(everyone, connections.HEAD_SECONDS + 1)
    middle = [one.transport.is_closing() for one in (waits, stalls, works)]
    room.sweep(everyone, connections.STALL_SECONDS + 6)
    after = [one.transport.is_closing() for one in (waits, stalls, works)]
    assert ([False] * 3, [True, False, False], [True, True, False]) == (before, middle, after)


def test_half_of_the_descriptors_stay_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the setting says."""
    told = []
    for soft in (256, 1024, 20, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        told.append(connections.most_connections(512))
    assert [128, 512, 16, 512] == told


def _logged(say: Callable[[logging.Logger], None], times: int) -> list[tuple[str, bool]]:
    """What a logger lets through, and whether with a traceback; a minute is over before the last."""
    clock = [0.0]
    told: list[tuple[str, bool]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append((record.getMessage(), bool(record.exc_info)))

    logger = logging.getLogger(f"test-{next(_NUMBERS)}")
    logger.addFilter(OncePerKind(lambda: clock[0]))
    logger.addHandler(Keep())
    for _ in range(times):
        say(logger)
    clock[0] = 61.0
    say(logger)
    return told


def test_each_kind_of_trouble_is_told_once_a_minute() -> None:
    """The next line says how many there were; tracebacks of clients and descriptors are left out."""

    def refused(logger: logging.Logger) -> None:
        logger.warning("Refused with status %s: %s", 403, "a page of another site")

    def full(logger: logging.Logger) -> None:
        error = OSError(24, "Too many open files")
        logger.error("socket.accept() out of system resource\nsocket: <fd=%s>", id(error), exc_info=error)

    def broken(logger: logging.Logger) -> None:
        logger.error("It failed", exc_info=KeyError("x"))

    many = "(9 more like it since the last line)"
    accept = "socket.accept() out of system resource: [Errno 24] Too many open files"
    assert [
        [("Refused with status 403: a page of another site", False)] * 1
        + [(f"Refused with status 403: a page of another site {many}", False)],
        [(accept, False), (f"{accept} {many}", False)],
        [("It failed", True), (f"It failed {many}", True)],
    ] == [_logged(say, 10) for say in (refused, full, broken)]
