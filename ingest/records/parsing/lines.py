r"""Cuts bytes into entries: where each line of a block begins, and which line of which file it is.

A block is the data of one or more chunks, one after the other, as UTF-8. An entry is a part of it that is read as one
unit: a line, or several lines that `assemble` joined. Entries are next to each other and include their line end. So the
text column is the block itself and nothing is copied (JSON allows the ``\n`` or ``\r\n`` at the end of an entry).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from ingest.files.reading import newlines
from ingest.files.reading.line_ends import UTF8, LineEnds
from ingest.files.reading.newlines import NEWLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.files.reading.chunk import Chunk

CARRIAGE_RETURN = 13
SPACE, COMMA, CLOSE = b" ,}"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a block, one item per entry in each array.

    `is_filler` marks parts that belong to no record (a byte order mark, the comma between two elements).
    """

    block: bytes | bytearray
    starts: NDArray[np.int64]
    chunk_index: NDArray[np.int32]
    line_number: NDArray[np.int64]
    byte_offset: NDArray[np.int64]
    is_filler: NDArray[np.bool_]
    lines_per_chunk: NDArray[np.int64]
    ends_of: tuple[LineEnds, ...] = (UTF8,)
    """The line ends and encoding of the file of each chunk. The block itself is UTF-8."""
    sources: tuple[str, ...] = ("",)
    """The log stream of each chunk."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def ends(self) -> NDArray[np.int64]:
        """Where each entry ends, after its line end."""
        return np.append(self.starts[1:], len(self.block)) if len(self.starts) else self.starts

    def raw(self, index: int) -> bytes:
        r"""The bytes of an entry without its last line end."""
        end = int(self.starts[index + 1]) if index + 1 < len(self.starts) else len(self.block)
        return bytes(self.block[int(self.starts[index]) : end]).removesuffix(b"\n").removesuffix(b"\r")

    def text(self) -> pa.LargeStringArray:
        """All entries as one text column over the block itself."""
        offsets = np.append(self.starts, len(self.block)) if len(self.starts) else np.zeros(1, np.int64)
        return pa.LargeStringArray.from_buffers(len(self.starts), pa.py_buffer(offsets), pa.py_buffer(self.block))

    def bytes_at(self, positions: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The byte at each position; 0 for a position outside the block."""
        buffer = np.frombuffer(self.block, np.uint8)
        if not len(buffer):
            return np.zeros(len(positions), np.uint8)
        found = buffer.take(positions, mode="clip")
        found[(positions < 0) | (positions >= len(buffer))] = 0
        return found

    def last_bytes(self) -> NDArray[np.uint8]:
        r"""The last byte of each entry that is not a line end; ``\n`` for an empty line."""
        return self.bytes_at(self._last())

    def _last(self) -> NDArray[np.int64]:
        last = self.ends - 1
        last = np.where((self.bytes_at(last) == NEWLINE) & (last > self.starts), last - 1, last)
        return np.where((self.bytes_at(last) == CARRIAGE_RETURN) & (last > self.starts), last - 1, last)

    def end_in_comma(self) -> NDArray[np.bool_]:
        """Which entries end in ``,}``, with at most one space between: DuckDB reads them, but it is not valid JSON."""
        last = self._last()
        before = self.bytes_at(last - 1)
        before = np.where(before == SPACE, self.bytes_at(last - 2), before)
        ends_in_comma: NDArray[np.bool_] = (self.bytes_at(last) == CLOSE) & (before == COMMA)
        return ends_in_comma

    def first_bytes(self) -> NDArray[np.uint8]:
        """Each entry's first byte."""
        return self.bytes_at(self.starts)

    def redrawn(self, replaced: NDArray[np.bool_], positions: Sequence[int], is_filler: Sequence[bool]) -> Self:
        """The same block with the entries `replaced` by ones that begin at `positions` (in any order)."""
        added = np.array(positions, np.int64)
        starts = np.concatenate([self.starts[~replaced], added])
        filler = np.concatenate([self.is_filler[~replaced], np.array(is_filler, np.bool_)])
        order = np.argsort(starts, kind="stable")
        starts, filler = starts[order], filler[order]
        owner = np.searchsorted(self.starts, starts, side="right") - 1
        chunk_index = self.chunk_index[owner]
        within = starts - self.starts[owner]
        for index in np.flatnonzero(within) if any(ends.width > 1 for ends in self.ends_of) else ():
            before = self.block[int(self.starts[owner[index]]) : int(starts[index])]
            within[index] = self.ends_of[chunk_index[index]].length_of(before)
        return replace(
            self,
            starts=starts,
            chunk_index=chunk_index,
            line_number=self.line_number[owner],
            byte_offset=self.byte_offset[owner] + within,
            is_filler=filler,
        )


def split_lines(data: bytes | bytearray) -> Entries:
    """Every line of `data` as an entry, as if `data` were the beginning of a file."""
    starts = _starts(data)
    return Entries(
        block=data,
        starts=starts,
        chunk_index=np.zeros(len(starts), np.int32),
        line_number=np.arange(1, len(starts) + 1),
        byte_offset=starts,
        is_filler=np.zeros(len(starts), np.bool_),
        lines_per_chunk=np.array([len(starts)], np.int64),
    )


def _starts(block: bytes | bytearray) -> NDArray[np.int64]:
    ends = newlines.positions(block)
    starts = np.concatenate([np.zeros(1, np.int64), ends + 1]) if block else np.zeros(0, np.int64)
    return starts[:-1] if len(starts) and starts[-1] == len(block) else starts


def split(chunks: Sequence[Chunk]) -> Entries:
    """Every line of `chunks` as an entry."""
    texts = [chunk.line_ends.text(chunk.data) for chunk in chunks]
    block = _join(texts)
    starts = _starts(block)
    bounds = np.cumsum([0, *(_length(text, alone=len(texts) == 1) for text in texts)])
    chunk_index = (np.searchsorted(bounds, starts, side="right") - 1).astype(np.int32)
    lines_per_chunk = np.bincount(chunk_index, minlength=len(chunks)).astype(np.int64)
    first_entry = np.cumsum(lines_per_chunk) - lines_per_chunk
    first_line = np.array([chunk.line_number for chunk in chunks], np.int64)
    first_byte = np.array([chunk.byte_offset for chunk in chunks], np.int64)
    entries = Entries(
        block=block,
        starts=starts,
        chunk_index=chunk_index,
        line_number=first_line[chunk_index] + np.arange(len(starts)) - first_entry[chunk_index],
        byte_offset=first_byte[chunk_index] + _within(chunks, chunk_index, starts - bounds[chunk_index]),
        is_filler=np.zeros(len(starts), np.bool_),
        lines_per_chunk=lines_per_chunk,
        ends_of=tuple(chunk.line_ends for chunk in chunks),
        sources=tuple(chunk.source for chunk in chunks),
    )
    return _without_padding(entries, chunks, texts)


def _within(chunks: Sequence[Chunk], chunk_index: NDArray[np.int32], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """The offsets of lines in the data of their chunks, for lines at `places` in the texts."""
    for index, chunk in enumerate(chunks):
        if chunk.line_ends.width > 1:
            of_chunk = np.flatnonzero(chunk_index == index)
            begins = np.append(0, chunk.line_ends.positions(chunk.data) + chunk.line_ends.width)
            places[of_chunk] = begins[: len(of_chunk)]
    return places


def _join(texts: Sequence[bytes | bytearray]) -> bytes | bytearray:
    if len(texts) == 1:
        return texts[0]
    return b"".join(text if text.endswith(b"\n") else text + b"\n" for text in texts if text)


def _length(text: bytes | bytearray, *, alone: bool) -> int:
    missing = not alone and bool(text) and not text.endswith(b"\n")
    return len(text) + missing


def _without_padding(entries: Entries, chunks: Sequence[Chunk], texts: Sequence[bytes | bytearray]) -> Entries:
    """Remove the byte order mark at the start of a file, and the NULs that a hole left before a line."""
    cuts: dict[int, int] = {}
    for index, (chunk, text) in enumerate(zip(chunks, texts, strict=True)):
        if chunk.byte_offset == 0 and text.startswith(BOM) and len(text) > len(BOM):
            cuts[int(np.searchsorted(entries.chunk_index, index))] = len(BOM)
    if b"\0" in entries.block:
        for index in np.flatnonzero(entries.first_bytes() == 0).tolist():
            raw = entries.raw(index)
            content = raw.lstrip(b"\0")
            if content:
                cuts[index] = len(raw) - len(content)
    if not cuts:
        return entries
    replaced = np.zeros(len(entries), np.bool_)
    replaced[list(cuts)] = True
    starts = [int(entries.starts[index]) for index in cuts]
    ends = [start + length for start, length in zip(starts, cuts.values(), strict=True)]
    return entries.redrawn(replaced, [*starts, *ends], [True] * len(starts) + [False] * len(ends))
