r"""Text lines as JSON objects: each format's pattern gives the values, its groups the keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.formats.text_registry import any_of
from ingest.records.parsing import text_lines
from ingest.records.parsing.container_prefix import Opened
from ingest.records.parsing.text_lines import without_colours
from ingest.records.parsing.text_objects import MOST_MEMBERS, objects
from ingest.records.tables import scannable, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from ingest.formats.text_format import TextFormat
    from ingest.formats.text_registry import TextFormats

_FIRST_PRINTED, _LINE_FEED = 32, 10


def opened(cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], formats: TextFormats) -> Opened:
    """The records in the texts at `positions` that have a text format, as JSON objects."""
    number_of = {item.name: number for number, item in enumerate(formats.formats)}
    return Opened.together(
        [
            part if part.alike is None else replace(part, alike=_numbered(part.alike, number_of[item.name]))
            for item, part in by_format(cursor, line, positions, formats)
        ]
    )


def _numbered(keys: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """The numbers for sets of keys, so that they differ between formats."""
    return np.where(keys < 0, -1, (np.int64(number) << MOST_MEMBERS) + keys)


def by_format(
    cursor: DuckDBPyConnection, line: pa.Array, positions: NDArray[np.int64], formats: TextFormats
) -> Iterator[tuple[TextFormat, Opened]]:
    """Each format with the records that it reads of the texts at `positions`; the first that fits takes a text."""
    if not len(positions):
        return
    texts = line if len(positions) == len(line) else line.take(pa.array(positions))
    is_text = _valid(texts)
    if not is_text.all():
        positions, texts = positions[is_text], texts.filter(pa.array(is_text))
    texts = pc.ascii_rtrim(without_colours(texts), characters="\r\n\t ")
    yield from _Reading(cursor, texts, positions).by_usual(formats)


@dataclass(slots=True)
class _Reading:
    """The texts that no format has taken yet, and their positions."""

    cursor: DuckDBPyConnection
    texts: pa.Array
    positions: NDArray[np.int64]

    def by_usual(self, formats: TextFormats) -> Iterator[tuple[TextFormat, Opened]]:
        """The same as `by`; most texts are compared only with the formats that a sample of them begins like.

        A text that begins like a format before these is read first, and so is one that begins like none of them.
        """
        usual = formats.usual(self.texts)
        following = 0
        for item in usual:
            at = formats.formats.index(item)
            before, following = formats.formats[following:at], at + 1
            is_odd = self._begin_like(before) if before and len(self.texts) else np.zeros(len(self.texts), np.bool_)
            if is_odd.any():
                odd = _Reading(self.cursor, self.texts.filter(pa.array(is_odd)), self.positions[is_odd])
                yield from odd.by(formats.formats)
                self.texts, self.positions = self.texts.filter(pa.array(~is_odd)), self.positions[~is_odd]
            yield from self.by([item])
        yield from self.by(formats.formats)

    def by(self, formats: Sequence[TextFormat]) -> Iterator[tuple[TextFormat, Opened]]:
        """Each of `formats` with the texts that it takes.

        Where no text begins like any of them they are passed over together: a log has few of the many formats.
        """
        begins = np.zeros(0, np.bool_) if not len(self.texts) else self._begin_like(formats)
        if not begins.any():
            return
        if len(formats) > 1:
            half = len(formats) // 2
            yield from self.by(formats[:half])
            yield from self.by(formats[half:])
            return
        item = formats[0]
        found, keys = _of_format(self.cursor, item, self.texts if begins.all() else self.texts.filter(pa.array(begins)))
        is_read = np.asarray(found.is_valid())
        begins[begins] = is_read
        if begins.any():
            yield item, Opened(self.positions[begins], found.drop_null(), keys if keys is None else keys[is_read])
            self.texts, self.positions = self.texts.filter(pa.array(~begins)), self.positions[~begins]

    def _begin_like(self, formats: Sequence[TextFormat]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.array(
            pc.match_substring_regex(self.texts, any_of(item.begins for item in formats))
        )
        return found


def _valid(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts are UTF-8 without NULs."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return np.array([_is_text(raw) for raw in texts.cast(pa.large_binary()).to_pylist()])
    if not text_lines.may_contain(texts, b"\0"):
        return np.ones(len(texts), np.bool_)
    return ~np.asarray(pc.match_substring(texts, "\0"))


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _have_controls(lines: pa.Array) -> bool:
    """Whether the memory that holds the texts has control characters besides line feeds."""
    data = lines.buffers()[2]
    codes = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return bool(np.count_nonzero(codes < _FIRST_PRINTED) - np.count_nonzero(codes == _LINE_FEED))


def _of_format(
    cursor: DuckDBPyConnection, item: TextFormat, lines: pa.Array
) -> tuple[pa.Array, NDArray[np.int64] | None]:
    """Each line as a JSON object, null if it does not have this format; and which keys it has, where that is known."""
    cursor.register("text_lines", scannable({"line": lines}))
    try:
        statement = objects(item, have_controls=_have_controls(lines))
        made = cursor.execute(statement).to_arrow_table()
    finally:
        cursor.unregister("text_lines")
    return texts_of(made.column("line")), made.column("keys").to_numpy() if "keys" in made.column_names else None
