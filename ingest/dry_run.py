"""Reads some lines without storing them: the real reader and writer, on a warehouse in memory.

Besides the rows and invalid lines, it shows where they come from: the schema of each record, the key of each column,
and the keys that were left over.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from ingest.errors import DiscoveryError
from ingest.files.discovery.discovery import Discovery
from ingest.files.identity.fingerprint import Fingerprint
from ingest.files.reading.chunk import Chunk
from ingest.files.reading.reader import Ending, Limits, Place, read_piece
from ingest.files.streams.candidates import opened
from ingest.formats import field_names
from ingest.records.parsing import assemble, lines, text_records
from ingest.records.parsing.assemble import hold_back_with
from ingest.records.parsing.texts import texts, unlike_json
from ingest.records.plans.extraction import quoted
from ingest.records.plans.key_settings import ATTRIBUTE, key_of, setting_line
from ingest.store.writer import Writer
from sql import catalog
from sql.warehouse import MEMORY, ROW_GROUP_ROWS, Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from ingest.files.discovery.discovery import Found
    from ingest.files.reading.chunk import ChunkCounts, Overlong
    from ingest.files.reading.source import Source
    from ingest.formats.log_format import Format
    from ingest.formats.text_format import TextFormat
    from ingest.formats.text_registry import TextFormats
    from ingest.records.parsing.lines import Entries
    from ingest.records.parsing.texts import Texts
    from ingest.records.plans.readings import Candidate
    from ingest.settings import Settings

_FILE_ID = 1
_PIECE_BYTES = 8 * 1024 * 1024
_DERIVED = {
    "level": "what the format means where it says nothing",
    "ts": "the record's wrapper, the record before, or the file's last change",
    "service": "the folder of the file",
    "route": "path, without its ids",
    "error_type": "the stack trace, the exception or the message",
    "error_message": "the stack trace, the exception or the message",
    "stack_trace": "the exception or the message",
}
"""What fills a column of records that have no value at any place of the column."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A place that a column may come from: its JSON pointer, and how many records have a value there."""

    pointer: str
    records: int
    unit: str | None = None
    why: str = ""
    """The reason: the format's place, a known name, a line of the setting `keys`, or its words."""
    correction: str | None = None
    """The line of `longtail.toml` that undoes it, if it is a guess."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, how many records have it, and its places in the order in which they are tried."""

    name: str
    records: int
    origins: tuple[Origin, ...]

    @property
    def derived(self) -> str | None:
        """What fills it in records that have none of its places; None if nothing does."""
        return _DERIVED.get(self.name) if sum(origin.records for origin in self.origins) < self.records else None


@dataclass(frozen=True, slots=True)
class Kind:
    """The records of one schema (None: the general names). `attributes` are the keys left over, with their counts."""

    schema: Format | None
    lines: int
    records: int
    columns: tuple[Column, ...]
    attributes: dict[str, int]


@dataclass(slots=True)
class Seen:
    """The counts of the lines that were read. `is_cut` says that there are more lines."""

    lines: int = 0
    rows: int = 0
    row_lines: int = 0
    rejected: int = 0
    blank: int = 0
    is_cut: bool = False
    notes: list[str] = field(default_factory=list)

    def add(self, counts: ChunkCounts) -> None:
        """Add up the counts of a piece."""
        self.lines += counts.lines
        self.rows += counts.rows
        self.row_lines += counts.row_lines
        self.rejected += counts.rejected
        self.blank += counts.blank


class DryRun:
    """Reads lines with the given settings into a warehouse in memory: `warehouse` has `logs` and `rejects`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.warehouse = Warehouse.open(MEMORY, memory_limit=settings.memory_limit)
        self._writer = Writer(self.warehouse, settings)
        self._writer.skeletons.shapes.is_kept = True
        self._source: str | None = None
        self._texts: list[Texts] = []
        self.of_text: dict[str, int] = {}
        """How many records each text format reads, by its name."""
        self._line_numbers: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
        self.seen = Seen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.warehouse.close()

    def read_file(self, path: Path, most_lines: int) -> None:
        """Read the first lines of a file, plain or compressed. Raises `DiscoveryError` if that is not possible."""
        found = _found(path)
        self._source = found.source
        modified_at = datetime.fromtimestamp(found.modified_ns / 1e9, UTC).replace(tzinfo=None)
        with opened(found) as source:
            place = Place(_FILE_ID, found.source, found.service, Fingerprint(), 0, modified_at)
            self._read(source, place, most_lines)
            if source.damage:
                self.seen.notes.append(f"{path} {source.damage}.")

    def read_bytes(self, data: bytes, source: str = "log", *, is_cut: bool = False) -> None:
        """Read the given lines."""
        self._take(Chunk(_FILE_ID, source, None, data, 0, 1, datetime.fromtimestamp(int(time.time()), UTC), final=True))
        self.seen.is_cut = is_cut

    def _read(self, source: Source, place: Place, most_lines: int) -> None:
        piece_bytes = min(self._settings.chunk_bytes, _PIECE_BYTES)
        limits = Limits(
            piece_bytes, self._settings.max_line_bytes, ROW_GROUP_ROWS, hold_back_with(self._settings.format_paths)
        )
        while self.seen.lines < most_lines:
            piece = read_piece(source, place, limits, Ending.FINAL)
            if piece is None:
                return
            place = replace(place, fingerprint=piece.fingerprint, lines=piece.lines)
            self.seen.notes += [piece.note] if piece.note else []
            if piece.item is not None:
                self._take(_first_lines(piece.item, most_lines - self.seen.lines, self._writer.skeletons.shapes.texts))
        self.seen.is_cut = self.seen.lines < place.lines or bool(source.read(place.fingerprint.length, 1))

    def _take(self, item: Chunk | Overlong) -> None:
        self.seen.add(self._writer.write([item], [])[_FILE_ID])
        if isinstance(item, Chunk):
            entries = assemble.join(lines.split([item]), self._writer.skeletons.shapes.texts)
            with self.warehouse.preparation() as cursor:
                found = texts(cursor, entries, self._writer.skeletons)
                self._count_texts(cursor, entries)
                cursor.close()
            self._texts.append(found)
            self._line_numbers.append(entries.line_number[found.entry])

    @property
    def text_formats(self) -> tuple[TextFormat, ...]:
        """The formats of text lines, in the order in which they are tried."""
        return self._writer.skeletons.shapes.texts.formats

    def _count_texts(self, cursor: DuckDBPyConnection, entries: Entries) -> None:
        formats = self._writer.skeletons.shapes.texts
        for item, found in text_records.by_format(cursor, entries.text(), unlike_json(entries), formats):
            self.of_text[item.name] = self.of_text.get(item.name, 0) + len(found.positions)

    def kinds(self) -> list[Kind]:
        """The schemas of the records, the one with most records first."""
        if not self.seen.rows:
            return []
        plan = np.concatenate([found.plan[found.plan >= 0] for found in self._texts])
        line = pa.chunked_array([found.line.filter(pa.array(found.plan >= 0)) for found in self._texts])
        number = np.concatenate(
            [numbers[found.plan >= 0] for found, numbers in zip(self._texts, self._line_numbers, strict=True)]
        )
        with self.warehouse.reader() as cursor:
            position = pa.array(np.arange(1, len(plan) + 1))
            table = {"position": position, "plan": pa.array(plan), "line": line, "line_number": pa.array(number)}
            cursor.register("seen_texts", pa.table(table))
            cursor.execute(catalog.statement("seen_records").body)
            cursor.unregister("seen_texts")
            schemas = {id(item.format): item.format for item in self._writer.skeletons.shapes.plans}
            found = [self._kind(cursor, schema) for schema in schemas.values()]
        return sorted((kind for kind in found if kind.records), key=lambda kind: -kind.records)

    def _kind(self, cursor: DuckDBPyConnection, schema: Format | None) -> Kind:
        plans = [number for number, item in enumerate(self._writer.skeletons.shapes.plans) if item.format is schema]
        of_kind = f"plan in ({', '.join(map(str, plans))})"
        origins: dict[str, dict[str, Candidate]] = {}
        for number in plans:
            for column, candidates in self._writer.skeletons.shapes.plans[number].candidates.items():
                origins.setdefault(column, {}).update({item.pointer: item for item in candidates})
        columns = [*field_names.NAMES, "duration_ms"]
        pointers = list(dict.fromkeys(pointer for listed in origins.values() for pointer in listed))
        counts = ["count(*)", "count(distinct line_number)", *(f"count({column})" for column in columns)]
        counts += [f"count(json_extract_string(line, {quoted(pointer)}))" for pointer in pointers]
        row = cursor.execute(f"select {', '.join(counts)} from seen_records where {of_kind}").fetchone() or ()
        filled = dict(zip(columns, row[2:], strict=False))
        present = dict(zip(pointers, row[2 + len(columns) :], strict=False))
        left = cursor.execute(
            "select key, count(*) from (select unnest(json_keys(attributes)) as key from seen_records "
            f"where {of_kind}) group by key order by count(*) desc, key"
        ).fetchall()
        return Kind(
            schema=schema,
            records=row[0],
            lines=row[1],
            columns=tuple(
                Column(column, filled[column], tuple(self._origins(column, origins.get(column, {}), present)))
                for column in columns
                if filled[column]
            ),
            attributes=dict(left),
        )

    def _origins(self, column: str, places: dict[str, Candidate], present: dict[str, int]) -> Iterator[Origin]:
        for pointer, candidate in places.items():
            if present[pointer]:
                unit = candidate.how if column == "duration_ms" else None
                names = ["keys", *([self._source] if self._source else []), key_of(pointer)]
                other = setting_line(names, ATTRIBUTE) if candidate.is_guess else None
                yield Origin(pointer, present[pointer], unit, candidate.why, other)


def _first_lines(item: Chunk | Overlong, number: int, formats: TextFormats) -> Chunk | Overlong:
    """The first lines of a chunk, with all lines of their last record."""
    if not isinstance(item, Chunk):
        return item
    entries = assemble.join(lines.split([item]), formats)
    following = int(np.searchsorted(entries.line_number, item.line_number + number))
    if following == len(entries):
        return item
    return replace(item, data=item.data[: int(entries.byte_offset[following]) - item.byte_offset], final=False)


def _found(path: Path) -> Found:
    if path.is_dir():
        sentence = f"{path} is a folder: name one of the files in it."
        raise DiscoveryError(sentence)
    discovery = Discovery([str(path)])
    discovery.check()
    wanted = os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 (as Discovery does: links stay links)
    for found in discovery.scan().files:
        if found.path == wanted:
            return found
    sentence = f"{path} is not a regular file: use - and a pipe to look at its lines."
    raise DiscoveryError(sentence)
