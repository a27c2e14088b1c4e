"""How a command gets a result while a server owns the warehouse: it asks that server.

A server leaves `<warehouse>.server.json` beside the warehouse: its process, its URL, and a token that only the same
user can read (mode 0600). Whoever finds the warehouse held looks there. The file of a server that was killed is known
by nobody answering to its token. A warehouse that is held without a server (an `ingest` that runs, a server that just
starts or ends) is tried again for some seconds before it is told.
"""

from __future__ import annotations

import http.client
import json
import math
import os
import secrets
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dashboard.results.query_result import QueryResult, decode
from dashboard.server import supervisor
from sql import sandbox
from sql.errors import QueryError, WarehouseBusyError, WarehouseError, WarehouseStaleError
from sql.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from ingest.settings import Settings

ENDPOINT = "/api/v1/local/query"
PING = "/api/v1/local/ping"
PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.1
_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Announcement:
    """A server that owns a warehouse."""

    pid: int
    url: str
    token: str
    log_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One read-only statement with its parameters; no limit means all rows, no timeout as long as it takes."""

    sql: str
    parameters: Mapping[str, Any] | None = None
    limit: int | None = None
    timeout: float | None = None


def new_token() -> str:
    """A secret that cannot be guessed."""
    return secrets.token_urlsafe(32)


def path_of(warehouse: Path) -> Path:
    """Where the server of a warehouse announces itself."""
    return warehouse.with_name(warehouse.name + ".server.json")


def announce(warehouse: Path, url: str, token: str, log_paths: Sequence[str]) -> None:
    """Say who serves the warehouse, readable by its owner only; a half-written file is read as none."""
    target = path_of(warehouse)
    target.unlink(missing_ok=True)
    announcement = Announcement(_process(), url, token, tuple(log_paths))
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(announcement), file)


def _process() -> int:
    """The process that people see and end: the supervisor, where there is one."""
    link = supervisor.link()
    return os.getpid() if link is None else link.parent


def withdraw(warehouse: Path) -> None:
    """Take the announcement away, where it is this process's own."""
    found = find(warehouse)
    if found is not None and found.pid == _process():
        path_of(warehouse).unlink(missing_ok=True)


def find(warehouse: Path) -> Announcement | None:
    """The announced server, which may have been killed since; None where there is none or it cannot be read."""
    try:
        values = json.loads(path_of(warehouse).read_text(encoding="utf-8"))
        return Announcement(int(values["pid"]), str(values["url"]), str(values["token"]), tuple(values["log_paths"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def live(warehouse: Path) -> Announcement | None:
    """The announced server if it answers to its token."""
    found = find(warehouse)
    if found is None:
        return None
    try:
        with _request(found, "GET", PING) as reply:
            return found if reply.status == http.client.OK else None
    except (OSError, http.client.HTTPException):
        return None


def open_warehouse(
    settings: Settings, *, memory_limit: str | None = None, patience: float = PATIENCE_SECONDS
) -> Warehouse:
    """The warehouse for writing; `memory_limit` is DuckDB's where the settings say nothing.

    Raises `WarehouseBusyError` at once where a server has it, and after `patience` seconds where somebody else does.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return _open(settings, memory_limit)
        except WarehouseBusyError as busy:
            owner = live(settings.warehouse)
            if owner is not None:
                raise WarehouseBusyError(_served(settings.warehouse, owner)) from busy
            if time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def _served(warehouse: Path, owner: Announcement) -> str:
    reads = f", which reads {', '.join(owner.log_paths)} as it grows" if owner.log_paths else ""
    return (
        f"{warehouse} is served at {owner.url} by process {owner.pid}{reads}: "
        "open that address, stop that process, or choose another warehouse with --warehouse."
    )


def _open(settings: Settings, memory_limit: str | None = None) -> Warehouse:
    meta = {
        "slow_request_ms": f"{settings.slow_request_ms:g}",
        "apdex_ms": f"{settings.apdex_ms:g}",
        "counted": json.dumps(settings.counted),
    }
    return Warehouse.open(settings.warehouse, memory_limit=settings.memory_limit or memory_limit, meta=meta)


def _open_to_read(settings: Settings) -> Warehouse:
    """The warehouse for reading, beside others that read; one of an older Longtail is upgraded first."""
    try:
        return Warehouse.open(settings.warehouse, memory_limit=settings.memory_limit, read_only=True)
    except WarehouseStaleError:
        return _open(settings)


@contextmanager
def ask(settings: Settings, question: Question, *, patience: float = PATIENCE_SECONDS) -> Iterator[QueryResult]:
    """The result of a question, from the warehouse or from the server that owns it.

    Raises `QueryError` where the statement is refused or fails, `WarehouseError` where there is no warehouse.
    """
    found = _reach(settings, ENDPOINT, json.dumps(asdict(question)), patience)
    if isinstance(found, Warehouse):
        with found, local(found, question) as result:
            yield result
        return
    with found:
        if found.status != http.client.OK:
            raise QueryError(_refusal(found))
        yield decode(found)


def fetch(
    settings: Settings,
    endpoint: str,
    body: str,
    make: Callable[[Warehouse], bytes],
    *,
    patience: float = PATIENCE_SECONDS,
) -> bytes:
    """What `make` makes of the warehouse, made here or by the server that owns it, which is sent `body` at `endpoint`.

    Raises `QueryError` where the server refuses, `WarehouseError` where there is no warehouse, and what `make` raises.
    """
    return _made(_reach(settings, endpoint, body, patience), make)


def change(settings: Settings, endpoint: str, body: str, make: Callable[[Warehouse], bytes]) -> bytes:
    """As `fetch`, for what changes the warehouse."""
    return _made(_reach(settings, endpoint, body, PATIENCE_SECONDS, _open), make)


def _made(found: Warehouse | http.client.HTTPResponse, make: Callable[[Warehouse], bytes]) -> bytes:
    if isinstance(found, Warehouse):
        with found:
            return make(found)
    with found:
        if found.status != http.client.OK:
            raise QueryError(_refusal(found))
        try:
            return found.read()
        except (OSError, http.client.HTTPException) as error:
            sentence = "The server stopped in the middle of the result: ask again."
            raise QueryError(sentence) from error


def _reach(
    settings: Settings,
    endpoint: str,
    body: str,
    patience: float,
    opener: Callable[[Settings], Warehouse] = _open_to_read,
) -> Warehouse | http.client.HTTPResponse:
    """The warehouse, as `opener` opens it, or what the server that owns it replies to `body` at `endpoint`."""
    if not settings.warehouse.exists():
        sentence = (
            f"There is no warehouse {settings.warehouse}: create it with `longtail ingest LOGS`, "
            "or name another with --warehouse."
        )
        raise WarehouseError(sentence)
    deadline = time.monotonic() + patience
    while True:
        try:
            return opener(settings)
        except WarehouseBusyError:
            reply = _put(settings.warehouse, endpoint, body)
            if reply is not None:
                return reply
            if time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def rows(settings: Settings, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """All rows of a small result, as `ask` gets it."""
    with ask(settings, Question(sql, parameters)) as result:
        return [row for batch in result.batches for row in batch.to_pylist()]


@contextmanager
def local(
    warehouse: Warehouse, question: Question, *, stop: Callable[[], bool] | None = None, client: str = ""
) -> Iterator[QueryResult]:
    """The result from a warehouse that is open in this process; `stop` is called now and then to ask whether to stop.

    `client` is who asks, for taking turns. Raises `QueryError`, also while the batches are taken.
    """
    with sandbox.stream(
        warehouse,
        question.sql,
        parameters=question.parameters,
        timeout_seconds=math.inf if question.timeout is None else question.timeout,
        stop=stop,
        client=client,
    ) as found:
        batches = found.batches if question.limit is None else _first(found.batches, question.limit)
        yield QueryResult(tuple(found.schema.names), found.types, found.schema, batches)


def _first(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The first `rows` rows; what comes after is not computed."""
    while rows > 0 and (batch := next(batches, None)) is not None:
        yield batch.slice(0, rows)
        rows -= batch.num_rows


def _put(warehouse: Path, endpoint: str, body: str) -> http.client.HTTPResponse | None:
    """The reply of the server that owns the warehouse; None where nobody answers to the announced token."""
    owner = find(warehouse)
    if owner is None:
        return None
    try:
        reply = _request(owner, "POST", endpoint, body)
    except (OSError, http.client.HTTPException):
        return None
    if reply.status in (http.client.UNAUTHORIZED, http.client.NOT_FOUND):
        reply.close()
        return None
    return reply


def _refusal(reply: http.client.HTTPResponse) -> str:
    """The sentence in which the server says why not."""
    try:
        return str(json.loads(reply.read())["detail"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"The server answered with status {reply.status}: its output says more."


def _request(owner: Announcement, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
    """Ask the owner, without any proxy; an answer may take as long as its query."""
    address = urlsplit(owner.url)
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=_CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(None if method == "POST" else _CONNECT_SECONDS)
    headers = {"Authorization": f"Bearer {owner.token}", "Content-Type": "application/json", "Connection": "close"}
    connection.request(method, path, body, headers)
    return connection.getresponse()
