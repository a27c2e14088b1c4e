"""Runs one untrusted SELECT: read-only, and bounded in time, rows, bytes and memory.

Five layers: the instance has no access to files, network, extensions or settings (sql/warehouse.py); the statement's
syntax tree is judged (sql/statement_check.py); sql/guards take the place of functions that make huge values in one
step; the transaction is read-only; and a watch interrupts what runs too long or lets the process grow too much. DuckDB
can be interrupted between vectors of 2,048 values only, hence the guards.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import duckdb
import psutil
import pyarrow as pa

from sql.errors import QueryError
from sql.left_behind import Hand
from sql.statement_check import query_error, screen
from sql.turns import TURNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from sql.crashes.suspects import Admission, Suspects
    from sql.turns import Turn
    from sql.warehouse import Warehouse

_MIB = 1024 * 1024
_BATCH_ROWS = 2_048
_WATCH_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one statement."""

    seconds: float = 30.0
    memory_bytes: int = 1_024 * _MIB
    """How much the whole process may grow while the statement runs; DuckDB's own memory_limit holds beside it."""
    stop: Callable[[], bool] | None = None
    """Called now and then to ask whether to stop the statement."""
    client: str = ""
    """Who asks: clients get turns, see sql/turns.py."""
    begun: Callable[[], None] | None = None
    """Called when the statement's turn has come."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a statement: at most `max_rows` rows; `truncated` if there were more (or too many bytes)."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    table: pa.Table
    rows: int
    bytes: int
    truncated: bool
    seconds: float


def run(  # noqa: PLR0913 (limits, each with a name)
    warehouse: Warehouse,
    text: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout_seconds: float = 30.0,
    max_rows: int = 100_000,
    max_bytes: int = 256 * _MIB,
    memory_bytes: int = 1_024 * _MIB,
    stop: Callable[[], bool] | None = None,
    client: str = "",
    begun: Callable[[], None] | None = None,
) -> Result:
    """Run `text` and collect its result, cut at `max_rows` rows or `max_bytes` bytes.

    Of `parameters` only those that the statement names (`$from`) are used. `stop` is asked now and then whether nobody
    wants the result any more; `client` is who asks, and `begun` is called when its turn has come. Raises `QueryError`:
    refused, failed, or stopped by a limit; `BusyError` where the turn did not come.
    """
    limits = Limits(timeout_seconds, memory_bytes, stop, client, begun)
    with _running(warehouse, text, parameters or {}, limits) as (reader, types, told):
        started = time.monotonic()
        batches, taken, size, truncated = [], 0, 0, False
        for batch in told:
            room = max_rows - taken
            if batch.num_rows > room:
                batch, truncated = batch.slice(0, room), True  # noqa: PLW2901 (the rest of the batch is not looked at)
            batches.append(batch)
            taken += batch.num_rows
            size += batch.nbytes
            truncated = truncated or size > max_bytes
            if truncated:
                break
        table = pa.Table.from_batches(batches, schema=reader.schema)
    return Result(
        columns=tuple(reader.schema.names),
        types=types,
        table=table,
        rows=taken,
        bytes=size,
        truncated=truncated,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class Stream:
    """All rows of a statement as they are computed; `types` are DuckDB's, by column."""

    schema: pa.Schema
    types: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]


@contextmanager
def stream(  # noqa: PLR0913 (limits, each with a name)
    warehouse: Warehouse,
    text: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    timeout_seconds: float = 3_600.0,
    memory_bytes: int = 1_024 * _MIB,
    stop: Callable[[], bool] | None = None,
    client: str = "",
) -> Iterator[Stream]:
    """Run `text` and hand out all its rows, a batch at a time: for downloads.

    Used as a context, so that the cursor is given back whatever becomes of the download. `stop` is asked now and then
    whether nobody wants the rest. Raises `QueryError`, also while the batches are taken.
    """
    limits = Limits(timeout_seconds, memory_bytes, stop, client)
    with _running(warehouse, text, parameters or {}, limits) as (reader, types, told):
        yield Stream(reader.schema, types, told)


def _told(reader: pa.RecordBatchReader, watch: _Watch, hand: Hand) -> Iterator[pa.RecordBatch]:
    try:
        while (batch := hand.do(lambda: next(reader, None))) is not None:
            yield batch
    except (duckdb.Error, pa.ArrowException, OSError, MemoryError) as error:
        raise watch.verdict(error) from error


@contextmanager
def _running(
    warehouse: Warehouse, text: str, parameters: Mapping[str, Any], limits: Limits
) -> Iterator[tuple[pa.RecordBatchReader, tuple[str, ...], Iterator[pa.RecordBatch]]]:
    """The statement as it runs, in its turn and in a thread of its own that can be left behind."""
    held = ExitStack()
    suspects = warehouse.suspects
    admission = None if suspects is None else suspects.admit(text)
    turn = TURNS.take(limits.client, limits.stop, is_alone=admission is not None and admission.is_alone)
    held.callback(turn.release)
    hand = Hand(time.monotonic() + 2 * limits.seconds)
    try:
        with ExitStack() as judged:
            if suspects is not None and admission is not None:
                suspects.enter(admission)
                held.callback(suspects.leave, admission)
                judged.enter_context(_judged(suspects, admission, hand, limits))
            if limits.begun is not None:
                limits.begun()
            watch, reader, types = hand.do(lambda: _begun(held, warehouse, text, parameters, limits, turn))
            yield reader, types, _told(reader, watch, hand)
    finally:
        hand.finish(held.close)


@contextmanager
def _judged(suspects: Suspects, admission: Admission, hand: Hand, limits: Limits) -> Iterator[None]:
    """Free a suspect that ends by itself, as a result or an error, and remember what met an internal error."""
    try:
        yield
    except QueryError as error:
        if isinstance(error.__cause__, duckdb.InternalException):
            suspects.keep(admission)
        elif not hand.is_left and not (limits.stop is not None and limits.stop()):
            suspects.acquit(admission)
        raise
    else:
        suspects.acquit(admission)


def _begun(  # noqa: PLR0913, PLR0917 (what a statement needs)
    held: ExitStack, warehouse: Warehouse, text: str, parameters: Mapping[str, Any], limits: Limits, turn: Turn
) -> tuple[_Watch, pa.RecordBatchReader, tuple[str, ...]]:
    cursor = held.enter_context(warehouse.reader())
    watch = held.enter_context(_Watch(cursor, limits, turn))
    try:
        screened = screen(cursor, text, parameters)
    except duckdb.Error as error:
        raise watch.verdict(error) from error
    missing = sorted(screened.parameters - parameters.keys())
    if missing:
        sentence = f"The statement needs a value for ${', $'.join(missing)}."
        raise QueryError(sentence)
    try:
        for guard in screened.guards:
            cursor.execute(guard)
        cursor.execute("begin transaction read only")
        values = {name: parameters[name] for name in screened.parameters}
        relation = _bound(cursor, screened.text, values)
        types = tuple(str(kind) for kind in relation.types)
        return watch, relation.to_arrow_reader(_BATCH_ROWS), types
    except (duckdb.Error, pa.ArrowException, OSError, MemoryError) as error:
        raise watch.verdict(error) from error


def _bound(cursor: DuckDBPyConnection, text: str, values: dict[str, Any]) -> duckdb.DuckDBPyRelation:
    """The statement as a relation, whose rows are made as they are taken (a cursor's result may be made at once)."""
    try:
        return cursor.sql(text, params=values) if values else cursor.sql(text)
    except duckdb.BinderException as error:
        # a relation's error does not say where; that of EXPLAIN does
        if not text.lower().startswith("explain"):
            cursor.execute("rollback")
            cursor.execute("begin transaction read only")
            try:
                cursor.execute(f"explain\n{text}", values or None)
            except duckdb.BinderException as located:
                raise query_error(located, lines_before=1) from error
        raise


_TOO_MUCH_MEMORY = "The statement was stopped because it needs too much memory: ask for fewer rows or columns."


_TOGETHER = 2
"""How many times the memory of one statement all of them may take; then the one that began first is stopped."""
_empty_rss = 0


def _floor(process: psutil.Process) -> int:
    """What the process took when the last statement began that had no other beside it."""
    global _empty_rss  # noqa: PLW0603 (a process has one size)
    if TURNS.running() <= 1 or not _empty_rss:
        _empty_rss = process.memory_info().rss
    return _empty_rss


class _Watch:
    """Interrupts a cursor's statement when its time is up or the process has grown too much, and keeps the reason."""

    def __init__(self, cursor: DuckDBPyConnection, limits: Limits, turn: Turn) -> None:
        self._cursor = cursor
        self._turn = turn
        self._limits = limits
        self._done = threading.Event()
        self._reason: str | None = None
        self._thread = threading.Thread(target=self._look, name="sandbox-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        process = psutil.Process()
        deadline = time.monotonic() + self._limits.seconds
        ceiling = process.memory_info().rss + self._limits.memory_bytes
        together = _floor(process) + _TOGETHER * self._limits.memory_bytes
        while not self._done.wait(_WATCH_SECONDS):
            if time.monotonic() > deadline:
                seconds = f"{self._limits.seconds:g} s"
                self._reason = f"The statement was stopped after {seconds}: ask for less, or a shorter range."
            elif self._limits.stop is not None and self._limits.stop():
                self._reason = "The statement was stopped."
            elif (rss := process.memory_info().rss) > ceiling or (rss > together and self._turn.rank() == 0):
                self._reason = _TOO_MUCH_MEMORY
            if self._reason is not None:
                self._cursor.interrupt()

    def verdict(self, error: Exception) -> QueryError:
        """The error that the user sees: the watch's reason if it stopped the statement, else DuckDB's message."""
        if self._reason is not None:
            return QueryError(self._reason)
        if isinstance(error, duckdb.InterruptException) or str(error).startswith("INTERRUPT Error"):
            return QueryError("The statement was stopped because Longtail ends: start it, and ask again.")
        if isinstance(error, duckdb.OutOfMemoryException | MemoryError) or "Out of Memory" in str(error):
            return QueryError(_TOO_MUCH_MEMORY)
        if isinstance(error, duckdb.Error):
            return query_error(error)
        return QueryError(" ".join(str(error).split()))
