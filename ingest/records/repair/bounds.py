"""Bounds how deep attributes are nested and how long their numbers are: what is beyond is kept as text, and flagged.

DuckDB's functions that walk through a value, Python's JSON and browsers all fail on values that are deep or long
enough, each at another place. So no such value is stored: a list or an object at a deeper level becomes the text that
it was written as, and so does a longer number. The attribute `_longtail` says so (`repaired`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sql import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

DEEPEST = 200
"""The most levels of lists and objects; the record itself is the first."""

LONGEST_NUMBER = 1_000
"""The most characters of a number."""

NESTING, NUMBERS = "nesting", "long_numbers"
"""What `repaired` says."""

_QUOTE = ord('"')
_NOTE = re.compile(rb'"_longtail":\{(?P<time>"time":"\w+",?)?(?P<repaired>"repaired":\[)?')
_STEP = np.zeros(256, np.int8)
_STEP[[ord("["), ord("{")]] = 1
_STEP[[ord("]"), ord("}")]] = -1
_IS_DIGIT = np.zeros(256, np.bool_)
_IS_DIGIT[np.frombuffer(b"0123456789+-.eE", np.uint8)] = True


def apply(cursor: DuckDBPyConnection) -> None:
    """Bound the attributes of the temporary table `batch`; asks for nothing more where none is long."""
    rows = cursor.execute(catalog.statement("unbounded_attributes").body).fetchall()
    changed = [(row, text) for row, written in rows if (text := bounded(written)) is not None]
    if not changed:
        return
    ids, texts = zip(*changed, strict=True)
    cursor.register("bounded", pa.table({"id": pa.array(ids, pa.int64()), "text": pa.array(texts, pa.large_string())}))
    try:
        cursor.execute(catalog.statement("bound_attributes").body)
    finally:
        cursor.unregister("bounded")


def bounded(text: str) -> str | None:
    """An object with what is too deep or too long as text, and with the note; None where nothing is."""
    written = text.encode()
    signs = _without_strings(written)
    deep, long = _too_deep(signs), _too_long(signs)
    long = [(start, end) for start, end in long if not any(first <= start < last for first, last in deep)]
    if not deep and not long:
        return None
    words = [word for word, found in ((NESTING, deep), (NUMBERS, long)) if found]
    return _noted(b"".join(_replaced(written, sorted(deep + long))), words).decode()


def _without_strings(written: bytes) -> NDArray[np.uint8]:
    """The bytes of a JSON text, zero where they belong to a string."""
    plain = written.replace(b"\\\\", b"  ").replace(b'\\"', b"  ") if b"\\" in written else written
    signs = np.frombuffer(plain, np.uint8)
    inside = np.bitwise_and(np.cumsum(signs == _QUOTE, dtype=np.int32), 1).astype(np.bool_)
    return np.where(inside, 0, signs).astype(np.uint8)


def _too_deep(signs: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """From where to where the outermost values beyond the deepest level go."""
    steps = _STEP[signs]
    depth = np.cumsum(steps, dtype=np.int32)
    starts = np.flatnonzero((steps == 1) & (depth == DEEPEST + 1))
    ends = np.flatnonzero((steps == -1) & (depth == DEEPEST)) + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _too_long(signs: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """From where to where numbers beyond the longest go."""
    edges = np.flatnonzero(np.diff(_IS_DIGIT[signs].astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    is_long = ends - starts > LONGEST_NUMBER
    return list(zip(starts[is_long].tolist(), ends[is_long].tolist(), strict=True))


def _replaced(written: bytes, places: list[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in places:
        yield written[at:start]
        yield json.dumps(written[start:end].decode(), ensure_ascii=False).encode()
        at = end
    yield written[at:]


def _noted(written: bytes, words: list[str]) -> bytes:
    """An object with `words` first in the list `_longtail.repaired`, which is made where it is not there."""
    said = ",".join(f'"{word}"' for word in words).encode()
    found = None
    for found in _NOTE.finditer(written):  # noqa: B007 (the last one is the note's own)
        pass
    if found is None:
        return written.rstrip()[:-1] + b',"_longtail":{"repaired":[' + said + b"]}}"
    head, tail = written[: found.end()], written[found.end() :]
    if found["repaired"]:
        return head + said + b"," + tail
    comma = b"" if not found["time"] or found["time"].endswith(b",") else b","
    rest = b"" if tail.startswith(b"}") else b","
    return head + comma + b'"repaired":[' + said + b"]" + rest + tail
