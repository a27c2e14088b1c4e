"""Makes room in DuckDB's memory for what is ours: reads of pages and of the API come before untrusted statements.

A statement can take all of DuckDB's `memory_limit` between two looks of its watch (sql/sandbox.py), and for as long as
it takes to stop it, nobody else finds any. Who is refused memory then has all statements stopped, and asks again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import duckdb

from sql.errors import QueryError
from sql.turns import TURNS

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_SECONDS = 10.0
_PAUSE_SECONDS = 0.1
T = TypeVar("T")


class Room:
    """When it was last wanted (monotonic seconds)."""

    wanted_at: float = float("-inf")

    def make(self) -> None:
        """Have all statements stopped that run now."""
        self.wanted_at = time.monotonic()


def with_room(ask: Callable[[], T]) -> T:
    """What `ask` gives. Where it finds no memory, it is asked again: once in any case, and while statements run.

    Raises what `ask` raises.
    """
    until, tries = time.monotonic() + _LONGEST_SECONDS, 0
    while True:
        try:
            return ask()
        except (duckdb.OutOfMemoryException, QueryError) as error:
            is_it = any(isinstance(one, duckdb.OutOfMemoryException) for one in (error, error.__cause__))
            tries += 1
            if not is_it or (tries > 1 and (not TURNS.running() or time.monotonic() > until)):
                raise
            ROOM.make()
        time.sleep(_PAUSE_SECONDS)


ROOM = Room()
"""That of this process."""
