r"""Which lines begin a record of a text format, and which belong to the record before them.

The first characters of a line decide, by the patterns of all formats together. A line that begins no record (the
frames of a stack trace, the second line of a message) belongs to the record before it, if the format of that one can go
on. Nothing else is looked at: neither the lines around nor what the file held before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.records.parsing import prefixes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.formats.text_registry import TextFormats
    from ingest.records.parsing.lines import Entries

UNKNOWN, GOES_ON, ALONE, OTHER = range(4)
"""A line that begins no record; one that begins a record that can go on; a record of one line; JSON or filler."""

COLOUR = r"\x1b\[[0-9;]*[A-Za-z]"
"""A sequence that sets the colour of a terminal (ECMA-48, SGR)."""
OPEN, CLOSE = b"{}"
_ESCAPE = b"\x1b"
_OBJECT = b'{"'
RUNTIME = re.sub(r"\?P<\w+>", "?:", f"^{prefixes.CRI.pattern.removesuffix('(?P<rest>.*)')}")
"""How a line of a container runtime (CRI) begins: it is opened, and its text read by itself."""
_RUNTIME_BYTES = re.compile(RUNTIME.encode(), re.ASCII)
_HEAD_BYTES = 400


def kinds(entries: Entries, formats: TextFormats) -> NDArray[np.int8]:
    """What each entry begins."""
    found = np.full(len(entries), OTHER, np.int8)
    first = entries.first_bytes()
    is_json = (first == OPEN) | entries.is_filler
    others = np.flatnonzero(~is_json)
    if not len(others):
        return found
    lines = entries.text()
    if len(others) < len(entries):
        lines = lines.take(pa.array(others))
    of_others = np.full(len(others), UNKNOWN, np.int8)
    lines = without_colours(lines)
    of_others[np.asarray(pc.match_substring_regex(lines, formats.goes_on))] = GOES_ON
    of_others[np.asarray(pc.match_substring_regex(lines, formats.alone))] = ALONE
    of_others[np.asarray(pc.match_substring_regex(lines, RUNTIME))] = OTHER
    ends_in_object = entries.last_bytes()[others] == CLOSE
    if ends_in_object.any():
        ends_in_object &= (of_others == UNKNOWN) & np.asarray(pc.match_substring(lines, _OBJECT.decode()))
        of_others[ends_in_object] = OTHER
    found[others] = of_others
    return found


def without_colours(lines: pa.Array) -> pa.Array:
    """The same texts without terminal colours."""
    if not pc.any(pc.match_substring(lines, _ESCAPE.decode())).as_py():
        return lines
    return pc.replace_substring_regex(lines, COLOUR, "")


def joined(entries: Entries, kind: NDArray[np.int8]) -> tuple[Entries, NDArray[np.int8]]:
    """The entries with the lines of each record joined, and what each entry begins."""
    unknown = np.flatnonzero(kind == UNKNOWN)
    if not len(unknown):
        return entries, kind
    places = np.where(kind == UNKNOWN, -1, np.arange(len(kind)))
    before = np.maximum.accumulate(places)[unknown]
    belongs = (before >= 0) & (kind[before] == GOES_ON)
    belongs &= entries.chunk_index[before] == entries.chunk_index[unknown]
    if not belongs.any():
        return entries, kind
    taken = np.zeros(len(kind), np.bool_)
    taken[unknown[belongs]] = True
    return entries.redrawn(taken, [], []), kind[~taken]


def open_record(data: bytes | bytearray, formats: TextFormats) -> int | None:
    """How many bytes at the end of `data` (complete lines) are a record that may go on.

    0 if the last record ends with its line, None if the last lines are not text.
    """
    end = len(data)
    while end > 0:
        start = data.rfind(b"\n", 0, end - 1) + 1
        kind = _kind(bytes(data[start:end]), formats)
        if kind != UNKNOWN:
            return {GOES_ON: len(data) - start, ALONE: 0}.get(kind)
        end = start
    return None


def _kind(line: bytes, formats: TextFormats) -> int:
    if line.startswith(b"{"):
        return OTHER
    if _ESCAPE in line:
        line = re.sub(COLOUR.encode(), b"", line)
    head = line[:_HEAD_BYTES]
    for kind, pattern in ((OTHER, _RUNTIME_BYTES), (ALONE, formats.alone_bytes), (GOES_ON, formats.goes_on_bytes)):
        if pattern.match(head):
            return kind
    return OTHER if _OBJECT in line and line.rstrip(b"\r\n").endswith(b"}") else UNKNOWN
