"""The reading side as a server runs it, in one thread: scan, match, read a batch while the one before is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.files.discovery.discovery import Discovery
from ingest.files.reading.handles import Handles
from ingest.files.reading.reader import each_line_alone
from ingest.files.streams.batch import Batch, Queue
from ingest.files.streams.matching import resolve
from ingest.files.streams.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.files.streams.tailer import Tailer
    from tests.faults.explorer.orders import Order
    from tests.faults.explorer.stores import Store

_LINE_BYTES = 64 * 1024


class StoreFailedError(Exception):
    """A transaction failed; nothing of it was stored."""


class Reading:
    """One process's life; `at_point` is asked before and after each commit."""

    def __init__(self, folder: Path, store: Store, order: Order, at_point: Callable[[str], None]) -> None:
        self._store = store
        self._order = order
        self._at_point = at_point
        self._handles = Handles(order.handles)
        self._discovery = Discovery([str(folder)])
        self._queue = Queue(self._handles, order.piece_bytes, _LINE_BYTES, each_line_alone)
        self._streams = Streams(store.load(), self._handles)
        self._pending: Batch | None = None

    def one_pass(self, batches: int) -> bool:
        """Look at the folder and read up to so many batches; whether all of it went well."""
        try:
            self._settle()
            unsaid = self._look()
            for _ in range(batches):
                batch = self._queue.next_batch(unsaid)
                unsaid = []
                self._settle()
                if batch is None:
                    break
                self._pending = batch
            self._settle()
        except (OSError, StoreFailedError):
            self._go_back()
            return False
        return not self._queue

    def _look(self) -> list[Tailer]:
        present = resolve(self._streams, self._discovery.scan())
        self._queue.fill(present, live_first=True)
        return [tailer for tailer in self._streams.all.values() if tailer.dirty]

    def _settle(self) -> None:
        batch, self._pending = self._pending, None
        if batch is None:
            return
        self._at_point("the commit")
        counts = self._store.commit(batch.items, batch.checkpoints)
        self._at_point("the end of the commit")
        batch.commit(counts)

    def _go_back(self) -> None:
        self._pending = None
        for tailer in self._streams.all.values():
            if not tailer.is_committed:
                tailer.roll_back()
        self._queue.close()

    def close(self) -> None:
        """The process is gone; its descriptors are too."""
        self._queue.close()
        self._handles.close()
