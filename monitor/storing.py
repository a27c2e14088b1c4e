"""One thread that stores what the watching half found: all that waits in one transaction, a few seconds apart.

A transaction costs about the same for one row as for thousands, so nothing is stored by itself. Where the warehouse
cannot be written (its disk is full), what waits is kept and tried again; the oldest goes when there is too much of it.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from sql.warehouse import Warehouse

STORE_SECONDS = 5.0
"""The least seconds between two transactions."""

_A_MOMENT = 0.2
"""What changes together is stored together."""

_MOST_WAITING = 720
"""Batches that wait for a warehouse that cannot be written: an hour of them."""


class Storable(Protocol):
    """What has something to store now and then."""

    def take(self) -> Any:
        """What waits, which is then the caller's; None where nothing does."""

    def store(self, cursor: DuckDBPyConnection, batch: Any) -> None:
        """Write what `take` gave, inside a transaction. The same batch comes again where the transaction failed."""


class Storing:
    """The thread, between `start` and `stop`; `stop` stores what waits."""

    def __init__(
        self, warehouse: Warehouse, parts: Sequence[Storable], say: Callable[[str], None], pause: float = STORE_SECONDS
    ) -> None:
        self._warehouse = warehouse
        self._parts = parts
        self._say = say
        self._pause = pause
        self._waiting: deque[tuple[Storable, Any]] = deque(maxlen=_MOST_WAITING)
        self._problem = ""
        self._one_at_a_time = threading.Lock()
        self._soon = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def problem(self) -> str:
        """Why the last transaction failed; empty where it did not."""
        return self._problem

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._loop, name="storing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Store what waits, and end."""
        self._stopping.set()
        self._soon.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self.now()

    def soon(self) -> None:
        """Store within a moment, not at the next turn: something changed that people wait for."""
        self._soon.set()

    def now(self) -> None:
        """Store what waits in one transaction, if anything does."""
        with self._one_at_a_time:
            self._waiting.extend((part, batch) for part in self._parts if (batch := part.take()) is not None)
            if not self._waiting:
                return
            try:
                with self._warehouse.transaction() as cursor:
                    for part, batch in self._waiting:
                        part.store(cursor, batch)
            except LongtailError as error:
                self._tell(str(error))
            else:
                self._waiting.clear()
                self._problem = ""

    def _tell(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._say(problem)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            if self._soon.wait(self._pause):
                self._stopping.wait(_A_MOMENT)
                self._soon.clear()
            self.now()
