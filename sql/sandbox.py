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
import pyarrow as pa

from sql.crashes.left_behind import Hand
from sql.errors import BusyError, QueryError
from sql.judged_before import JUDGED
from sql.statement_check import query_error
from sql.steps.memory import METER, NEAR, TOO_NEAR
from sql.steps.room import ROOM
from sql.turns import TURNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from sql.crashes.suspects import Admission, Suspects
    from sql.statement_check import Screened
    from sql.steps.memory import Sample
    from sql.turns import Turn
    from sql.warehouse import Warehouse

_MIB = 1024 * 1024
_BATCH_ROWS = 2_048
_WATCH_SECONDS = 0.02
_FAILURES = (duckdb.Error, UnicodeDecodeError, pa.ArrowException, OSError, MemoryError)
"""What a statement may end with. DuckDB cuts long values in the sentences of its errors by bytes, also within a letter:
then Python cannot read the sentence, and there is only a UnicodeDecodeError."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one statement."""

    seconds: float = 30.0
    memory_bytes: int = 640 * _MIB
    """How much the whole process may grow beyond the least that it took in the last minute (sql/steps/memory.py)."""
    stop: Callable[[], bool] | None = None
    """Called now and then to ask whether to stop the statement."""
    client: str = ""
    """Who asks: clients get turns, see sql/turns.py."""
    begun: Callable[[], None] | None = None
    """Called when the statement's turn has come."""
    before: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Statements of ours that run first, with their parameters."""


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
    memory_bytes: int = 640 * _MIB,
    stop: Callable[[], bool] | None = None,
    client: str = "",
    begun: Callable[[], None] | None = None,
    before: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Result:
    """Run `text` and collect its result, cut at `max_rows` rows or `max_bytes` bytes.

    `before` are statements of ours with their parameters that make what `text` reads, as temporary tables.

    Of `parameters` only those that the statement names (`$from`) are used. `stop` is asked now and then whether nobody
    wants the result any more; `client` is who asks, and `begun` is called when its turn has come. Raises `QueryError`:
    refused, failed, or stopped by a limit; `BusyError` where the turn did not come.
    """
    limits = Limits(timeout_seconds, memory_bytes, stop, client, begun, tuple(before))
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
    memory_bytes: int = 640 * _MIB,
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
    except _FAILURES as error:
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
    held.callback(METER.give_back)
    hand = Hand(time.monotonic() + 2 * limits.seconds)
    try:
        with ExitStack() as judged:
            if suspects is not None and admission is not None:
                suspects.enter(admission)
                held.callback(suspects.leave, admission)
                judged.enter_context(_judged(suspects, admission, hand, limits))
            cursor = held.enter_context(warehouse.reader())
            screened = hand.do(lambda: _screened(cursor, text, parameters))
            if screened.is_heavy:
                TURNS.make_heavy(turn, limits.stop, is_alone=screened.is_alone)
            _await_memory(warehouse, limits, turn)
            hand.give_until(time.monotonic() + 2 * limits.seconds)
            if limits.begun is not None:
                limits.begun()
            watch = held.enter_context(_Watch(warehouse, cursor, limits, turn))
            reader, types = hand.do(lambda: _begun(cursor, screened, parameters, watch, limits.before))
            yield reader, types, _told(reader, watch, hand)
    except GeneratorExit:
        hand.leave()  # whoever took the rows is gone, and this may be the garbage collector, in any thread
        raise
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


def _screened(cursor: DuckDBPyConnection, text: str, parameters: Mapping[str, Any]) -> Screened:
    try:
        screened = JUDGED.screen(cursor, text, parameters)
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise _verdict(error) from error
    missing = sorted(screened.parameters - parameters.keys())
    if missing:
        sentence = f"The statement needs a value for ${', $'.join(missing)}."
        raise QueryError(sentence)
    return screened


def _begun(
    cursor: DuckDBPyConnection,
    screened: Screened,
    parameters: Mapping[str, Any],
    watch: _Watch,
    before: Iterable[tuple[str, Mapping[str, Any]]],
) -> tuple[pa.RecordBatchReader, tuple[str, ...]]:
    try:
        for statement, its_values in before:
            cursor.execute(statement, its_values or None)
        for guard in screened.guards:
            cursor.execute(guard)
        cursor.execute("begin transaction read only")
        values = {name: parameters[name] for name in screened.parameters}
        relation = _bound(cursor, screened, values)
        types = tuple(str(kind) for kind in relation.types)
        return relation.to_arrow_reader(_BATCH_ROWS), types
    except _FAILURES as error:
        raise watch.verdict(error) from error


def _bound(cursor: DuckDBPyConnection, screened: Screened, values: dict[str, Any]) -> duckdb.DuckDBPyRelation:
    """The statement as a relation, whose rows are made as they are taken (a cursor's result may be made at once)."""
    text = screened.bounded or screened.text
    try:
        return cursor.sql(text, params=values) if values else cursor.sql(text)
    except duckdb.BinderException as error:
        # a relation's error does not say where; that of EXPLAIN does
        if not text.lower().startswith("explain"):
            cursor.execute("rollback")
            cursor.execute("begin transaction read only")
            try:
                cursor.execute(f"explain\n{screened.text}", values or None)
            except duckdb.BinderException as located:
                raise query_error(located, lines_before=1) from error
        raise


_TOO_MUCH_MEMORY = "The statement was stopped because it needs too much memory: ask for fewer rows or columns."


_ALL = 1.5
"""How many times the memory of one statement the process may grow; then all statements are stopped."""


def _await_memory(warehouse: Warehouse, limits: Limits, turn: Turn) -> None:
    """Wait while others have taken what a statement may take. Raises `BusyError` where that lasts too long."""
    while (sample := METER.sample(warehouse)).rss > sample.least + limits.memory_bytes or sample.share > NEAR:
        if limits.stop is not None and limits.stop():
            sentence = "The statement was stopped before its turn came."
            raise QueryError(sentence)
        if time.monotonic() > turn.until:
            sentence = "The statement waited for memory that others take: try again in a moment."
            raise BusyError(sentence)
        time.sleep(_WATCH_SECONDS)


class _Watch:
    """Interrupts a cursor's statement when its time is up or the process has grown too much, and keeps the reason."""

    def __init__(self, warehouse: Warehouse, cursor: DuckDBPyConnection, limits: Limits, turn: Turn) -> None:
        self._warehouse = warehouse
        self._cursor = cursor
        self._turn = turn
        self._limits = limits
        self._done = threading.Event()
        self._reason: str | None = None
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._look, name="sandbox-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        deadline = time.monotonic() + self._limits.seconds
        while not self._done.wait(_WATCH_SECONDS):
            if time.monotonic() > deadline:
                seconds = f"{self._limits.seconds:g} s"
                self._reason = f"The statement was stopped after {seconds}: ask for less, or a shorter range."
            elif self._limits.stop is not None and self._limits.stop():
                self._reason = "The statement was stopped."
            elif self._is_too_much(METER.sample(self._warehouse)):
                self._reason = _TOO_MUCH_MEMORY
            if self._reason is not None:
                try:
                    self._cursor.interrupt()
                except duckdb.Error:
                    return  # it is closed: nobody wanted the answer any more

    def _is_too_much(self, sample: Sample) -> bool:
        """Whether this statement has to end: the first one first, all of them where that is not enough."""
        grown = sample.rss - sample.least
        is_first = self._turn.rank() == 0
        if grown > _ALL * self._limits.memory_bytes or sample.share > TOO_NEAR or ROOM.wanted_at > self._began:
            return True
        return is_first and (grown > self._limits.memory_bytes or sample.share > NEAR)

    def verdict(self, error: Exception) -> QueryError:
        """The error that the user sees: the watch's reason if it stopped the statement, else DuckDB's message."""
        return QueryError(self._reason) if self._reason is not None else _verdict(error)


def _verdict(error: Exception) -> QueryError:
    """An error that nobody asked for, as a sentence."""
    if isinstance(error, UnicodeDecodeError):
        error = duckdb.Error(error.object.decode("utf-8", "replace"))
    if isinstance(error, duckdb.InterruptException) or str(error).startswith("INTERRUPT Error"):
        return QueryError("The statement was stopped because Longtail ends: start it, and ask again.")
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError) or "Out of Memory" in str(error):
        return QueryError(_TOO_MUCH_MEMORY)
    if isinstance(error, duckdb.Error):
        return query_error(error)
    return QueryError(" ".join(str(error).split()))
