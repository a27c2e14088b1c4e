"""Stores one batch in a second thread, while the next one is read and prepared."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.reading.chunk import Checkpoint, Chunk, ChunkCounts, Overlong
    from ingest.files.streams.batch import Batch


class Ready(Protocol):
    """Chunks that are ready to be stored: `ingest.store.writer.Prepared`."""

    def commit(self, checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store all of it in one transaction, or nothing."""
        ...

    def discard(self) -> None:
        """Store nothing of it."""
        ...


class Writes(Protocol):
    """Stores chunks: `ingest.store.writer.Writer`."""

    def prepare(self, chunks: Sequence[Chunk | Overlong]) -> Ready:
        """Do the work that is possible before the earlier batch is stored."""
        ...


class Writing:
    """Prepares one batch while a separate thread stores the one before."""

    def __init__(self, writer: Writes) -> None:
        self._writer = writer
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="longtail-writer")
        self._ready: Ready | None = None
        self._batch: Batch | None = None
        self._future: Future[dict[int, ChunkCounts]] | None = None
        self._failed: Batch | None = None

    def prepare(self, batch: Batch) -> None:
        """Turn the lines of the batch into rows. Raises the errors of the writer."""
        try:
            self._ready = self._writer.prepare(batch.items)
        except BaseException:
            self._failed = batch
            raise
        batch.items = []

    def submit(self, batch: Batch) -> None:
        """Start to store the prepared batch. The one before must be finished."""
        if self._ready is None:
            self.prepare(batch)
        ready, self._ready = self._ready, None
        if ready is not None:
            self._batch = batch
            self._future = self._pool.submit(ready.commit, batch.checkpoints)

    def drop(self) -> None:
        """Discard a prepared batch."""
        ready, self._ready = self._ready, None
        if ready is not None:
            ready.discard()

    def settle(self) -> tuple[Batch, dict[int, ChunkCounts]] | None:
        """Wait for the batch that is being stored; None if there is none. Raises the errors of the writer."""
        batch, future = self._batch, self._future
        self._batch = self._future = None
        if batch is None or future is None:
            return None
        try:
            return batch, future.result()
        except BaseException:
            self._failed = batch
            self.drop()
            raise

    def abandon(self) -> Batch | None:
        """The batch that could not be stored, once."""
        failed, self._failed = self._failed, None
        return failed

    def close(self) -> None:
        """Wait for the current batch, and end the thread."""
        self.drop()
        self._pool.shutdown(wait=True)
