"""Looks for doubled streams in the background: at the start, once an hour, and on request.

Each result is a sentence among the problems of ingest, with the command that removes the second stream.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb

from ingest.store.copies import doubled

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

_SECONDS = 3600.0


class DoubledWatch:
    """A thread that looks, on its own cursor, so that reading does not wait."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._again = threading.Event()
        self._over = False
        self._thread: threading.Thread | None = None
        self.found: tuple[doubled.Doubled, ...] = ()
        """The result of the last search."""

    def start(self) -> None:
        """Begin to look."""
        self._over = False
        self._thread = threading.Thread(target=self._run, name="longtail-doubled", daemon=True)
        self._thread.start()

    def forget(self, file_id: int) -> None:
        """This stream is no longer doubled; look again for others."""
        self.found = tuple(one for one in self.found if one.file_id != file_id)
        self._again.set()

    def stop(self) -> None:
        """Stop; a second call does nothing."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._over = True
            self._again.set()
            thread.join()

    def _run(self) -> None:
        while not self._over:
            self._again.clear()
            with suppress(duckdb.Error):  # interrupted at the end, or a warehouse that others tell of
                self.found = tuple(doubled.recent(self._warehouse))
            self._again.wait(_SECONDS)
