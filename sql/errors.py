"""The exceptions of Longtail: one base, one sentence each, never a traceback for the user."""

from __future__ import annotations


class LongtailError(Exception):
    """A request that could not be done; `str()` is one sentence: what, where, and the remedy."""


class WarehouseError(LongtailError):
    """The warehouse cannot be opened or written."""


class WarehouseBusyError(WarehouseError):
    """Another process holds the warehouse."""


class WarehouseStaleError(WarehouseError):
    """The warehouse was written by an older Longtail and was opened for reading only."""


class WarehouseVersionError(WarehouseError):
    """The warehouse was written by a newer Longtail."""


class DiskFullError(WarehouseError):
    """The disk is full; nothing was written."""


class MemoryLimitError(WarehouseError):
    """The data does not fit into the memory that DuckDB may use; nothing was written."""


class QueryError(LongtailError):
    """A statement was refused or failed; the sentence says why.

    Where DuckDB could tell, `line` and `column` (both from 1) point at the place and `excerpt` shows it: the line
    of the statement and, under it, a caret.
    """

    def __init__(
        self, sentence: str, *, line: int | None = None, column: int | None = None, excerpt: str | None = None
    ) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column
        self.excerpt = excerpt


class BusyError(QueryError):
    """Too many statements run or wait: nothing is wrong with this one, and it may be asked again."""


class QueryTimeoutError(QueryError):
    """A statement took longer than it may, and was stopped."""
