"""Where trials store what was read: a ledger in memory, quick enough for thousands a minute, or the real warehouse."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Protocol

from ingest.files.reading.chunk import Chunk, ChunkCounts
from ingest.files.streams.stored_file import StoredFile
from ingest.settings import Settings
from ingest.store import checkpoint
from ingest.store.writer import Writer
from sql.warehouse import MEMORY, Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.files.reading.chunk import Checkpoint, Overlong


class Store(Protocol):
    """What reading needs of a warehouse, and what a judge asks of it."""

    def load(self) -> list[StoredFile]:
        """The ledger."""
        ...

    def commit(self, items: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """Store all of it or nothing."""
        ...

    def rows(self) -> Counter[int]:
        """How often each line was stored, by its number."""
        ...

    def rejects(self) -> list[bytes]:
        """Lines that were stored as invalid."""
        ...

    def flags(self) -> tuple[int, list[str]]:
        """The possible duplicates of all streams, and what the ledger says is missing."""
        ...

    def close(self) -> None:
        """End."""
        ...


class MemoryStore:
    """A ledger and lines, in memory. A commit is one step, so a kill finds all of it or nothing."""

    def __init__(self) -> None:
        self._files: dict[int, StoredFile] = {}
        self._doubt: Counter[int] = Counter()
        self._rows: Counter[int] = Counter()
        self._rejects: list[bytes] = []

    def load(self) -> list[StoredFile]:
        """As `Store`."""
        return list(self._files.values())

    def commit(self, items: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """As `Store`."""
        counts = {item.file_id: self._take(item) for item in items}
        for saved in checkpoints:
            before, count = self._files.get(saved.file_id), counts.get(saved.file_id)
            same = {
                field.name: getattr(saved, field.name) for field in fields(StoredFile) if hasattr(saved, field.name)
            }
            added = {
                name: (getattr(before, name) if before else 0) + (getattr(count, name) if count else 0)
                for name in ("lines", "rows", "rejected")
            }
            self._files[saved.file_id] = StoredFile(**(same | added))
            self._doubt[saved.file_id] += saved.possible_duplicates
        return counts

    def _take(self, item: Chunk | Overlong) -> ChunkCounts:
        lines = item.data.split(b"\n") if isinstance(item, Chunk) else [item.raw]
        lines = lines[:-1] if lines[-1] == b"" else lines
        stored = rejected = 0
        for line in filter(None, map(bytes, lines)):
            number = _number(line)
            if number is None:
                self._rejects.append(line)
                rejected += 1
            else:
                self._rows[number] += 1
                stored += 1
        return ChunkCounts(len(lines), stored, stored, rejected, len(lines) - stored - rejected, None, None)

    def rows(self) -> Counter[int]:
        """As `Store`."""
        return self._rows

    def rejects(self) -> list[bytes]:
        """As `Store`."""
        return self._rejects

    def flags(self) -> tuple[int, list[str]]:
        """As `Store`."""
        return self._doubt.total(), [row.gap for row in self._files.values() if row.gap]

    def close(self) -> None:
        """Nothing is open."""


class WarehouseStore:
    """The real writer and a DuckDB database in memory."""

    def __init__(self) -> None:
        self._warehouse = Warehouse.open(MEMORY)
        self._writer = Writer(self._warehouse, Settings())

    def load(self) -> list[StoredFile]:
        """As `Store`; what begins anew has a new writer as well."""
        self._writer = Writer(self._warehouse, Settings())
        with self._warehouse.reader() as cursor:
            return checkpoint.load(cursor)

    def commit(self, items: Sequence[Chunk | Overlong], checkpoints: Sequence[Checkpoint]) -> dict[int, ChunkCounts]:
        """As `Store`."""
        return self._writer.write(items, checkpoints)

    def _all(self, query: str) -> list[tuple[object, ...]]:
        with self._warehouse.reader() as cursor:
            return cursor.execute(query).fetchall()

    def rows(self) -> Counter[int]:
        """As `Store`."""
        return Counter(int(str(row[0]).split()[0]) for row in self._all("select message from logs"))

    def rejects(self) -> list[bytes]:
        """As `Store`."""
        return [row[0] for row in self._all("select raw from rejects") if isinstance(row[0], bytes)]

    def flags(self) -> tuple[int, list[str]]:
        """As `Store`."""
        ((doubt,),) = self._all("select coalesce(sum(possible_duplicates), 0)::int from files")
        return int(str(doubt)), [str(row[0]) for row in self._all("select gap from files where gap is not null")]

    def close(self) -> None:
        """As `Store`."""
        self._warehouse.close()


def _number(line: bytes) -> int | None:
    try:
        return int(str(json.loads(line)["message"]).split()[0])
    except (ValueError, KeyError, TypeError):
        return None
