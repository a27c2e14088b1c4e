"""A thread for one statement, which can be left behind where DuckDB does not come back from it.

No thread can be ended from outside. Who waits for the statement gets an answer in any case; the thread keeps its place
and its connection until DuckDB returns, and closes both then.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from sql.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST_SECONDS = 1.0
T = TypeVar("T")


class Hand:
    """Does one thing after the other in a thread of its own; `until` is when it is left behind (monotonic seconds)."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._things: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self.is_left = False
        """Whether it was."""
        threading.Thread(target=self._work, name="statement-hand", daemon=True).start()

    def do(self, thing: Callable[[], T]) -> T:
        """The result of `thing`, or what it raises.

        Raises `QueryError` where it has not come back when it is time.
        """
        future: Future[T] = Future()
        self._things.put((thing, future))
        try:
            return future.result(self._seconds())
        except TimeoutError:
            if future.done():
                raise
            self.is_left = True
            sentence = (
                "The statement was given up: it did not stop within twice its time. Its connection is closed as soon "
                "as DuckDB returns from it; ask for less."
            )
            raise QueryError(sentence) from None

    def leave(self) -> None:
        """Wait for nothing any more. A thread that waits here may hold what the last thing needs."""
        self.is_left = True

    def give_until(self, until: float) -> None:
        """Leave it behind only then: what it waited for took none of its time."""
        self._until = until

    def finish(self, thing: Callable[[], None]) -> None:
        """Do the last thing and end; it is not waited for where the thread was left behind."""
        future: Future[None] = Future()
        self._things.put((thing, future))
        self._things.put(None)
        if not self.is_left:
            future.result()

    def _seconds(self) -> float | None:
        left = self._until - time.monotonic()
        return None if left > threading.TIMEOUT_MAX else max(_LEAST_SECONDS, left)

    def _work(self) -> None:
        while (item := self._things.get()) is not None:
            thing, future = item
            try:
                future.set_result(thing())
            except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
                future.set_exception(error)
            del item, thing, future  # what a result holds must not stay for as long as the next thing takes
