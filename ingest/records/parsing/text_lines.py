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

from ingest.formats.text_registry import HEAD_END, any_of
from ingest.records.parsing import prefixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ingest.formats.text_format import TextFormat
    from ingest.formats.text_registry import TextFormats
    from ingest.records.parsing.lines import Entries

UNKNOWN, GOES_ON, ALONE, OTHER, WRAPPED_UNKNOWN, WRAPPED_GOES_ON = range(6)
"""A line that begins no record; one that begins a record that can go on; a record of one line; JSON or filler. The last
two are lines that a container runtime wrote around the first two."""
_BEGINNING_OF = {UNKNOWN: GOES_ON, WRAPPED_UNKNOWN: WRAPPED_GOES_ON}

COLOUR = r"\x1b\[[0-9;]*[A-Za-z]"
"""A sequence that sets the colour of a terminal (ECMA-48, SGR)."""
OPEN, CLOSE, QUOTE = b"{}'"
_ESCAPE = b"\x1b"
_MARK = b":  "
"""What stands in each line that belongs to the record before it though it begins like one (PostgreSQL's STATEMENT)."""
_OBJECT = b'{"'
_RUBY = re.compile(rb'" ?=>')
"""Hashes of Ruby, which are no JSON."""
RUNTIME = re.sub(r"\?P<\w+>", "?:", f"^{prefixes.CRI.pattern.removesuffix('(?P<rest>.*)')}")
"""How a line of a container runtime (CRI) begins: it is opened, and its text read by itself."""
DOCKER = b'{"log":"'
"""How a line of Docker's json-file begins."""
_COLOURS_IN_JSON = r"(?:\\u001b\[[0-9;]*[A-Za-z])*"
_WRAPPER = rf"(?:{RUNTIME.removeprefix('^').replace('[FP]', 'F')}|{re.escape(DOCKER.decode())}){_COLOURS_IN_JSON}"
_WRAPPED = rf"^{_WRAPPER}"
_WRAPPED_OBJECT = rf"^{_WRAPPER}\s*[{{\[]"
_RUNTIME_BYTES = re.compile(RUNTIME.encode(), re.ASCII)
_ERRORS = r'^\S+ stderr |"stream":"stderr"'
_HEAD_BYTES = 400
_PREFIX_BYTES = 1200
"""How far into a line an object after a prefix may begin."""


def kinds(entries: Entries, formats: TextFormats) -> NDArray[np.int8]:
    """What each entry begins."""
    found = np.full(len(entries), OTHER, np.int8)
    first = entries.first_bytes()
    is_json = ((first == OPEN) & ~_in_braces(entries)) | entries.is_filler
    others = np.flatnonzero(~is_json)
    lines = entries.text()
    if len(others):
        texts = lines.take(pa.array(others)) if len(others) < len(entries) else lines
        found[others] = _of_texts(texts, entries.last_bytes()[others], formats)
        going_on = found[others] == GOES_ON
        _join_heads(entries, found, others[going_on], texts.filter(pa.array(going_on)), formats)
    if has_docker(entries):
        objects = np.flatnonzero(is_json & ~entries.is_filler)
        found[objects] = _of_runtime(lines.take(pa.array(objects)), formats)
    wrapped = np.flatnonzero(found == WRAPPED_GOES_ON)
    if len(wrapped):
        heads = wrapped[_matches(lines.take(pa.array(wrapped)), _wrapped_heads(formats))]
        after = _after_heads(entries, heads)
        found[after[found[after] == WRAPPED_GOES_ON]] = WRAPPED_UNKNOWN
    return found


def _in_braces(entries: Entries) -> NDArray[np.bool_]:
    """Which lines begin no object of JSON, if they begin with a brace: Erlang's terms, dicts over several lines."""
    second = entries.bytes_at(entries.starts + 1)
    found: NDArray[np.bool_] = second == QUOTE
    if found.any():
        found &= entries.last_bytes() != CLOSE
    found |= second == OPEN
    return found


def is_in_braces(line: bytes) -> bool:
    """Whether a line begins with a brace and no object of JSON."""
    return line.startswith(b"{{") or (line.startswith(b"{'") and not line.rstrip(b"\r\n").endswith(b"}"))


def _of_texts(lines: pa.Array, last: NDArray[np.uint8], formats: TextFormats) -> NDArray[np.int8]:
    """What lines begin that do not begin with a brace; `last` are their last bytes."""
    found = np.full(len(lines), UNKNOWN, np.int8)
    lines = without_colours(lines)
    usual = formats.usual(lines)
    for begun, kind in ((_patterns(usual, continues=True), GOES_ON), (_patterns(usual, continues=False), ALONE)):
        if begun:
            found[_matches(lines, begun)] = kind
    _mark(found, lines, found != ALONE, formats.alone, ALONE)
    _mark(found, lines, found == UNKNOWN, formats.goes_on, GOES_ON)
    found[_following(lines, formats.follows)] = UNKNOWN
    is_of_runtime = of_runtime(lines)
    if is_of_runtime.any():
        found[is_of_runtime] = _of_runtime(lines.filter(pa.array(is_of_runtime)), formats)
    ends_in_object = (last == CLOSE) & (found == UNKNOWN)
    if ends_in_object.any():
        ends_in_object &= np.asarray(pc.match_substring(lines, _OBJECT.decode())) & ~_matches(
            lines, _RUBY.pattern.decode()
        )
        found[ends_in_object] = OTHER
    return found


def _patterns(formats: Sequence[TextFormat], *, continues: bool) -> str:
    """How the records of some formats begin, of those that can go on or of the others; empty if there are none."""
    begins = [item.begins for item in formats if item.continues == continues]
    return any_of(begins) if begins else ""


def _mark(found: NDArray[np.int8], lines: pa.Array, wanted: NDArray[np.bool_], pattern: str, kind: int) -> None:
    """Note the kind of the lines among the `wanted` ones that match."""
    places = np.flatnonzero(wanted)
    if len(places):
        some = lines.take(pa.array(places)) if len(places) < len(lines) else lines
        found[places[_matches(some, pattern)]] = kind


def _join_heads(
    entries: Entries, found: NDArray[np.int8], places: NDArray[np.int64], lines: pa.Array, formats: TextFormats
) -> None:
    """Let the line after a head belong to it, though it could begin a record; unless it is a head itself."""
    if not len(places):
        return
    after = _after_heads(entries, places[_matches(without_colours(lines), formats.heads)])
    found[after[(found[after] == GOES_ON) | (found[after] == ALONE)]] = UNKNOWN


def _after_heads(entries: Entries, heads: NDArray[np.int64]) -> NDArray[np.int64]:
    """The entries after heads, in the same file, that are no heads themselves."""
    after = heads + 1
    after = after[(after < len(entries)) & ~np.isin(after, heads)]
    is_same: NDArray[np.bool_] = entries.chunk_index[after] == entries.chunk_index[after - 1]
    return np.asarray(after[is_same])


def _wrapped_heads(formats: TextFormats) -> str:
    """The pattern for the line of a container runtime with a head as its text."""
    core, end = formats.heads.removesuffix(HEAD_END), r'(?:\\r)?(?:\\n"|\r?\n?$)'
    return f"{_within(core)}{end}"


def _of_runtime(lines: pa.Array, formats: TextFormats) -> NDArray[np.int8]:
    """What the texts begin that a container runtime wrote line by line; OTHER for objects and for parts of lines."""
    found = np.full(len(lines), OTHER, np.int8)
    is_text = _matches(lines, _WRAPPED) & ~_matches(lines, _WRAPPED_OBJECT)
    is_text &= _matches(lines, r'^[^{]|\\n","stream":"')
    found[is_text] = WRAPPED_UNKNOWN
    found[is_text & _matches(lines, _within(formats.goes_on))] = WRAPPED_GOES_ON
    found[is_text & _matches(lines, _within(formats.alone))] = OTHER
    found[is_text & _following(lines, _within(formats.follows))] = WRAPPED_UNKNOWN
    return found


def _following(lines: pa.Array, pattern: str) -> NDArray[np.bool_]:
    """Which lines belong to the record before them, though they begin like one; each has the mark."""
    found = np.zeros(len(lines), np.bool_)
    if may_contain(lines, _MARK):
        found |= np.asarray(pc.match_substring(lines, _MARK.decode()))
        found[found] = _matches(lines.filter(pa.array(found)), pattern)
    return found


def _within(pattern: str) -> str:
    """The pattern for a text in the line of a container runtime."""
    return f"{_WRAPPED}{pattern.removeprefix('^')}"


def _matches(lines: pa.Array, pattern: str) -> NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(lines, pattern))


def wrapped(line: pa.Array, positions: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which lines are of a container runtime, and which may be an object after a prefix."""
    lines = line if len(positions) == len(line) else line.take(pa.array(positions))
    may_hold_object = np.array(pc.ends_with(pc.ascii_rtrim(lines, characters="\r\n\t "), "}"))
    if may_hold_object.any():
        at = np.asarray(pc.find_substring(lines.filter(pa.array(may_hold_object)), "{"))
        may_hold_object[may_hold_object] = (at >= 0) & (at < _PREFIX_BYTES)
    return of_runtime(lines), may_hold_object


def of_runtime(lines: pa.Array) -> NDArray[np.bool_]:
    """Which lines a container runtime wrote."""
    return _matches(lines, RUNTIME)


def has_docker(entries: Entries) -> bool:
    """Whether a chunk begins with a line of Docker's json-file."""
    firsts = np.unique(entries.chunk_index, return_index=True)[1].tolist()
    return any(entries.block.startswith(DOCKER, int(entries.starts[index])) for index in firsts)


def without_colours(lines: pa.Array) -> pa.Array:
    """The same texts without terminal colours."""
    if not may_contain(lines, _ESCAPE):
        return lines
    return pc.replace_substring_regex(lines, COLOUR, "")


def may_contain(lines: pa.Array, byte: bytes) -> bool:
    """Whether the memory that holds the texts has this byte anywhere: one look at all of them together."""
    data = lines.buffers()[2]
    return data is not None and re.search(re.escape(byte), data) is not None


def joined(entries: Entries, kind: NDArray[np.int8]) -> tuple[Entries, NDArray[np.int8]]:
    """The entries with the lines of each record joined, and what each entry begins."""
    taken = np.zeros(len(kind), np.bool_)
    for unknown, beginning in _BEGINNING_OF.items():
        following = np.flatnonzero(kind == unknown)
        if len(following):
            places = np.where(kind == unknown, -1, np.arange(len(kind)))
            before = np.maximum.accumulate(places)[following]
            belongs = (before >= 0) & (kind[before] == beginning)
            belongs &= entries.chunk_index[before] == entries.chunk_index[following]
            if unknown == WRAPPED_UNKNOWN and belongs.any():
                stream = _streams(entries)
                belongs &= stream[before] == stream[following]
            taken[following[belongs]] = True
    if not taken.any():
        return entries, kind
    return entries.redrawn(taken, [], []), kind[~taken]


def _streams(entries: Entries) -> NDArray[np.int64]:
    """A number for each run of lines of the same stream of a container."""
    is_error = _matches(entries.text(), _ERRORS)
    return np.cumsum(np.diff(is_error, prepend=is_error[:1]))


def open_record(data: bytes | bytearray, formats: TextFormats) -> int | None:
    """How many bytes at the end of `data` (complete lines) are a record that may go on.

    0 if the last record ends with its line, None if the last lines are not text.
    """
    end = len(data)
    while end > 0:
        start = data.rfind(b"\n", 0, end - 1) + 1
        kind = _kind(bytes(data[start:end]), formats)
        if kind in {GOES_ON, ALONE, WRAPPED_GOES_ON} and _follows_head(data, start, end, formats):
            return len(data) - data.rfind(b"\n", 0, start - 1) - 1
        if kind not in _BEGINNING_OF:
            return len(data) - start if kind in _BEGINNING_OF.values() else 0 if kind == ALONE else None
        end = start
    return None


def _follows_head(data: bytes | bytearray, start: int, end: int, formats: TextFormats) -> bool:
    """Whether the line before the one at `start` is a head that the one at `start` belongs to."""
    if start == 0 or _is_head(bytes(data[start:end]), formats):
        return False
    return _is_head(bytes(data[data.rfind(b"\n", 0, start - 1) + 1 : start]), formats)


def _is_head(line: bytes, formats: TextFormats) -> bool:
    if line.startswith(DOCKER) or _RUNTIME_BYTES.match(line):
        return re.match(_wrapped_heads(formats).encode(), line, re.ASCII) is not None
    return formats.heads_bytes.match(line) is not None


def _kind(line: bytes, formats: TextFormats) -> int:
    if line.startswith(DOCKER) or _RUNTIME_BYTES.match(line):
        return int(_of_runtime(pa.array([line.decode(errors="replace")], pa.large_string()), formats)[0])
    if line.startswith(b"{") and not is_in_braces(line):
        return OTHER
    if _ESCAPE in line:
        line = re.sub(COLOUR.encode(), b"", line)
    head = line[:_HEAD_BYTES]
    if _MARK in head and formats.follows_bytes.match(head):
        return UNKNOWN
    for kind, pattern in ((ALONE, formats.alone_bytes), (GOES_ON, formats.goes_on_bytes)):
        if pattern.match(head):
            return kind
    ends_in_object = _OBJECT in line and line.rstrip(b"\r\n").endswith(b"}") and not _RUBY.search(line)
    return OTHER if ends_in_object else UNKNOWN
