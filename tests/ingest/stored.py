"""Runs bytes through the real writer into a warehouse in memory, and hands back what stands there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ingest.files.reading.chunk import Chunk
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.files.reading.chunk import ChunkCounts
    from sql.warehouse import Warehouse

MODIFIED_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    """Rows and rejects of one file in order, and the writer's counts."""

    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    counts: ChunkCounts


def chunk(data: bytes, *, file_id: int = 1, line_number: int = 1, byte_offset: int = 0, final: bool = True) -> Chunk:
    """A chunk of an `app` log without a service."""
    return Chunk(file_id, "app", None, data, byte_offset, line_number, MODIFIED_AT, final)


def store(data: bytes | str, **settings: Any) -> Stored:
    """One file's whole content, stored with these settings."""
    raw = data.encode() if isinstance(data, str) else data
    with warehouses.in_memory() as warehouse:
        counts = Writer(warehouse, Settings(**settings)).write([chunk(raw)], [])[1]
        return Stored(rows(warehouse), rejects(warehouse), counts)


def row(record: Mapping[str, Any] | str) -> dict[str, Any]:
    """The one row that a record becomes."""
    text = record if isinstance(record, str) else json.dumps(record)
    stored = store(text + "\n")
    assert stored.rejects == []
    assert len(stored.rows) == 1
    return stored.rows[0]


def attributes(found: Mapping[str, Any]) -> Any:
    """A row's attributes as Python values, without the note of a borrowed time."""
    values = json.loads(found["attributes"] or "{}")
    values.pop("_longtail", None)
    return values


def rows(warehouse: Warehouse) -> list[dict[str, Any]]:
    """All rows of `logs` as they were stored."""
    return list(_select(warehouse, "select * from logs order by rowid"))


def rejects(warehouse: Warehouse) -> list[dict[str, Any]]:
    """All rejects by place."""
    sql = "select file_id, line_number, byte_offset, reason, raw from rejects order by file_id, line_number"
    return list(_select(warehouse, sql))


def _select(warehouse: Warehouse, sql: str) -> Iterator[dict[str, Any]]:
    with warehouse.reader() as cursor:
        found = cursor.execute(sql)
        names = [column[0] for column in found.description]
        for values in found.fetchall():
            yield dict(zip(names, values, strict=True))
