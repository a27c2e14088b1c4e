"""Remembers statements that were judged: what is asked every few seconds, as rules and pages do, is judged once.

The verdict depends on the text and on its parameters (texts may be patterns, numbers say how much), but of a time only
on how long it is as text. So the same statement about later times has the same verdict. A refusal is not remembered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sql.statement_check import screen

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from duckdb import DuckDBPyConnection

    from sql.statement_check import Screened

_MOST = 512
_LONGEST = 10_000
"""Characters of a text that is remembered."""


class JudgedBefore:
    """The last statements that may run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, Screened] = OrderedDict()

    def screen(self, cursor: DuckDBPyConnection, text: str, values: Mapping[str, Any]) -> Screened:
        """As `sql.statement_check.screen`."""
        key = (text, tuple(sorted((name, repr(_weight(value))) for name, value in values.items())))
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found
        found = screen(cursor, text, values)
        if len(text) <= _LONGEST:
            with self._lock:
                self._known[key] = found
                while len(self._known) > _MOST:
                    self._known.popitem(last=False)
        return found


def _weight(value: Any) -> Any:
    """What of a parameter decides."""
    return (datetime, len(str(value))) if isinstance(value, datetime) else (type(value), value)


JUDGED = JudgedBefore()
"""Those of this process."""
