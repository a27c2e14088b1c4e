"""Those who attack and those who use the pages: each a thread with a seed of its own, until it is told to stop."""

from __future__ import annotations

import http.client
import json
import random
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from sql import turns
from tests import patience
from tests.security.siege import requests, statements

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from tests.security.siege.findings import Findings

STATEMENT_SECONDS = 4
"""The time of one statement in this siege (`download_timeout_seconds`)."""
LONGEST_STATEMENT = turns.WAIT_SECONDS + 2 * STATEMENT_SECONDS
"""The wait for a turn, and twice the statement's time: then it is given up (sql/crashes/left_behind.py)."""
LONGEST_REQUEST = 60.0
"""A body may take 30 s, a head 10 s; the rest is for reading beside four heavy statements."""
LONGEST_HEALTH = 10.0
MARGIN = 10.0
"""Seconds on top, on an idle, ordinary machine; all of it grows with tests/patience.py's factor."""
_CLIENTS = 250
_FLOODS = (50, 300, 900)
_READS = (
    "/api/v1/status",
    "/api/v1/files",
    "/api/v1/files/doubled",
    "/api/v1/files/untimed",
    "/api/v1/logs?limit=100",
    "/api/v1/logs?q=level%3E%3Derror&limit=50",
    "/api/v1/logs?q=siege&limit=1000",
    "/api/v1/logs?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z",
    "/api/v1/hourly-stats",
    "/api/v1/slow-requests",
    "/api/v1/endpoints?sort=change",
    "/api/v1/top-errors",
    "/api/v1/errors?show=all",
    "/api/v1/incidents",
    "/metrics",
    "/",
)
_PAGES = ("", "trends", "logs", "errors", "requests", "traces", "changes", "sql", "incidents", "ingest")


@dataclass(slots=True)
class Target:
    """The server that is attacked, and when to stop."""

    url: str
    findings: Findings
    over: threading.Event
    flooded_at: float = 0.0
    """When connections were last opened by the hundred; a little later some may still have been closed for them."""

    is_behind: bool = False
    """Whether much that was written is not read yet: writers wait then."""
    lines_read: int = 0
    """What the server said last."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        place = urlsplit(self.url)
        return place.hostname or "", place.port or 0

    def is_flooded(self) -> bool:
        """Whether connections may be closed for newer ones now."""
        return time.monotonic() - self.flooded_at < patience.seconds(5)


def late(seconds: float, longest: float) -> bool:
    """Whether an answer took longer than it may on this machine."""
    return seconds > longest + MARGIN and seconds > patience.seconds(longest + MARGIN)


def ask_statements(target: Target, name: str, seed: str) -> None:
    """Statement after statement, from one of many addresses; some are given up half-way."""
    chance = random.Random(f"{seed} {name}")
    while not target.over.is_set():
        text = statements.hostile(chance)
        question = {"sql": text, "parameters": statements.values(chance), "format": chance.choice(("json", "csv"))}
        leave = chance.choice((None, None, None, 0.0, 0.3, 3.0))
        source = f"127.0.0.{2 + chance.randrange(_CLIENTS)}"
        try:
            body = json.dumps(question).encode()
        except ValueError:
            continue
        began = time.monotonic()
        try:
            status = _statement(target, body, source, leave)
        except (OSError, http.client.HTTPException) as error:
            status = -1
            if leave is None and not target.is_flooded() and not target.over.is_set():
                target.findings.add("no answer to a statement", f"{name}: {type(error).__name__}: {error}", text)
        seconds = time.monotonic() - began
        target.findings.count(f"statement {'given up' if leave is not None else status}", seconds)
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR and status != http.HTTPStatus.SERVICE_UNAVAILABLE:
            target.findings.add(f"status {status}", name, json.dumps(question))
        if leave is None and late(seconds, LONGEST_STATEMENT):
            target.findings.add("a late answer to a statement", f"{name}: {seconds:.1f} s", text)


def _statement(target: Target, body: bytes, source: str, leave: float | None) -> int:
    timeout = patience.seconds(4 * (LONGEST_STATEMENT + MARGIN)) if leave is None else max(leave, 0.01)
    connection = http.client.HTTPConnection(*target.address, timeout=timeout, source_address=(source, 0))
    try:
        connection.request("POST", "/api/v1/sql", body, {"Content-Type": "application/json", "Connection": "close"})
        reply = connection.getresponse()
        with suppress(http.client.IncompleteRead):  # an error within the rows cuts the answer off
            while reply.read(1 << 20) and leave is None:
                pass
    except TimeoutError:
        if leave is None:
            raise
        return 0
    else:
        return reply.status
    finally:
        connection.close()


def send_requests(target: Target, name: str, seed: str) -> None:
    """Request after request, as bytes; slow ones bit by bit."""
    chance = random.Random(f"{seed} {name}")
    host = "{}:{}".format(*target.address)
    while not target.over.is_set():
        hostile = requests.hostile(chance, host)
        pause = chance.choice((0.0,) * 30 + (0.5,))
        began = time.monotonic()
        answer = b""
        with suppress(OSError), socket.create_connection(target.address, timeout=patience.seconds(90)) as connection:
            if not hostile.is_whole:
                connection.settimeout(chance.choice((0.05, 0.5, 2.0)))
            for piece in _pieces(hostile.data, pause):
                connection.sendall(piece)
                if pause:
                    time.sleep(pause)
            answer = connection.recv(4096)
            while connection.recv(1 << 16):
                pass
        seconds = time.monotonic() - began
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.1 ") else "none"
        target.findings.count(f"request {status}", seconds)
        if status.startswith("5") and status not in ("501", "503"):
            target.findings.add(f"status {status}", name, hostile.data[:4000])
        if hostile.is_whole and late(seconds, LONGEST_REQUEST):
            target.findings.add("a late answer to a request", f"{name}: {seconds:.1f} s", hostile.data[:4000])


def _pieces(data: bytes, pause: float) -> Iterator[bytes]:
    size = 97 if pause else len(data)
    for place in range(0, min(len(data), 40 * size), size):
        yield data[place : place + size]


def flood(target: Target, name: str, seed: str) -> None:
    """Open connections by the hundred, say a little or nothing, hold them for a while, let go."""
    chance = random.Random(f"{seed} {name}")
    while not target.over.wait(chance.uniform(1, 8)):
        held: list[socket.socket] = []
        target.flooded_at = time.monotonic()
        for _ in range(chance.choice(_FLOODS)):
            with suppress(OSError):
                opened = socket.create_connection(target.address, timeout=2)
                held.append(opened)
                opened.sendall(chance.choice((b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"\0" * 100)))
            target.flooded_at = time.monotonic()
        target.findings.count("flood of connections")
        target.over.wait(chance.uniform(0, 15))
        target.flooded_at = time.monotonic()
        for one in held:
            one.close()


def read(target: Target, name: str, seed: str) -> None:
    """Ask what pages ask."""
    chance = random.Random(f"{seed} {name}")
    while not target.over.wait(chance.uniform(0, 0.5)):
        path = chance.choice(_READS)
        _get(target, name, path, LONGEST_REQUEST, "read")


def watch_health(target: Target, name: str, _seed: str) -> None:
    """`/healthz` answers, whatever else goes on."""
    while not target.over.wait(0.5):
        _get(target, name, "/healthz", LONGEST_HEALTH, "health")
        _get(target, name, "/api/v1/status", LONGEST_REQUEST, "status")


def _get(target: Target, name: str, path: str, longest: float, what: str) -> None:
    began = time.monotonic()
    timeout = patience.seconds(4 * (longest + MARGIN))
    connection = http.client.HTTPConnection(*target.address, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        reply = connection.getresponse()
        text = reply.read()
    except (OSError, http.client.HTTPException) as error:
        if not target.over.is_set() and not (what != "health" and target.is_flooded()):
            said = f"{name}: {type(error).__name__}: {error} after {time.monotonic() - began:.1f} s"
            target.findings.add(f"no answer to a {what}", said, path)
        return
    finally:
        connection.close()
    seconds = time.monotonic() - began
    if path == "/api/v1/status" and reply.status == http.HTTPStatus.OK:
        target.lines_read = json.loads(text)["ingest"]["lines"]
    target.findings.count(f"{what} {reply.status}", seconds)
    expected = {200, 503} if what != "health" and target.is_flooded() else {200}
    if reply.status not in expected:
        target.findings.add(f"{what} {reply.status}", name, f"{path}: {text[:300]!r}")
    if late(seconds, longest):
        target.findings.add(f"a late answer to a {what}", f"{name}: {seconds:.1f} s", path)


def use_pages(target: Target, name: str, seed: str) -> None:
    """A browser's session: page after page over one WebSocket, opened again where it was closed."""
    chance = random.Random(f"{seed} {name}")
    stream = f"{target.url.replace('http', 'ws', 1)}/_stcore/stream"
    while not target.over.is_set():
        try:
            with _session(stream, target.url) as session:
                while not target.over.wait(chance.uniform(0, 1)):
                    _visit(
                        target, name, session, chance.choice(_PAGES), chance.choice(("", "range=7d", "range=1h&q=a"))
                    )
        except (OSError, WebSocketException) as error:
            if not target.over.is_set() and not target.is_flooded():
                target.findings.add("a page's session was closed", f"{name}: {type(error).__name__}: {error}")
            target.over.wait(1)


def _session(stream: str, origin: str) -> ClientConnection:
    return connect(stream, origin=Origin(origin), subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None)


def _visit(target: Target, name: str, session: ClientConnection, page: str, query: str) -> None:
    wanted = BackMsg()
    wanted.rerun_script.query_string, wanted.rerun_script.page_name = query, page
    began = time.monotonic()
    session.send(wanted.SerializeToString())
    kind = ""
    while kind != "script_finished":
        told = ForwardMsg()
        try:
            told.ParseFromString(session.recv(timeout=patience.seconds(4 * LONGEST_REQUEST), decode=False))
        except TimeoutError:
            target.findings.add("a page is never drawn", name, f"{page}?{query}")
            raise
        kind = str(told.WhichOneof("type"))
        if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
            target.findings.add("an exception on a page", name, f"{page}: {told.delta.new_element.exception}")
    seconds = time.monotonic() - began
    target.findings.count("page", seconds)
    if late(seconds, LONGEST_REQUEST):
        target.findings.add("a page is drawn late", f"{name}: {seconds:.1f} s", f"{page}?{query}")
