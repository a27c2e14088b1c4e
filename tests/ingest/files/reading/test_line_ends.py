"""Files in UTF-16: cut on the newline of their encoding, at places that count the file's bytes, once each."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from typing import TYPE_CHECKING

import pytest

from ingest.files.identity.fingerprint import Fingerprint
from ingest.files.reading import line_ends
from ingest.files.reading.chunk import Chunk
from ingest.files.reading.line_ends import UTF8, UTF16_BE, UTF16_LE, LineEnds
from ingest.files.reading.reader import Ending, Limits, Place, read_piece
from ingest.files.reading.source import PlainSource
from ingest.records.parsing.assemble import hold_back
from ingest.settings import Settings
from ingest.store.writer import Writer
from tests import warehouses
from tests.ingest.stored import rejects, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WHEN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
BOTH = pytest.mark.parametrize("ends", [UTF16_LE, UTF16_BE], ids=lambda ends: ends.encoding)
MARKS = pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "mark"])
ODD = "a Ċ \u0a0a\u0a41 \u2028 😀 中文 \u0100\u0a00"
"""Characters whose bytes hold those of a newline."""


def _text(seed: int, number: int, *, spans_lines: bool) -> str:
    dice = random.Random(seed)
    lines = []
    for index in range(number):
        record = {"n": index, "message": "".join(dice.choices(ODD, k=dice.randint(0, 12)))}
        kind = dice.random()
        if kind < 0.7:
            lines.append(json.dumps(record, ensure_ascii=False))
        elif kind < 0.8:
            lines.append(json.dumps(record, ensure_ascii=False, indent=1 if spans_lines else None))
        else:
            lines.append(dice.choice(["", "no json ਊ", '[{"message":"中1"},{"message":"2"}]', '{"n": "cut']))
    return dice.choice(["\n", "\r\n"]).join(lines) + dice.choice(["\n", ""])


@dataclass(frozen=True)
class _Read:
    """What became of a file: rows and rejects by their place, and how many bytes were read."""

    rows: list[tuple[int, int, int, str | None]]
    rejects: list[tuple[int, int, bytes]]
    length: int


def _read(path: Path, steps: Iterator[int], limits: Callable[[], Limits]) -> _Read:
    """Read a file that is written in `steps`."""
    whole, written = path.read_bytes(), 0
    place = Place(1, "app", None, Fingerprint(), 0, WHEN)
    with warehouses.in_memory() as warehouse:
        writer = Writer(warehouse, Settings())
        while True:
            written = min(len(whole), written + next(steps))
            path.write_bytes(whole[:written])
            ending = Ending.FINAL if written == len(whole) else Ending.WAIT
            with path.open("rb") as file:
                piece = read_piece(PlainSource(file.fileno()), place, limits(), ending)
            if piece is None and written == len(whole):
                break
            if piece is not None and piece.item is not None:
                writer.write([piece.item], [])
            if piece is not None:
                place = Place(1, "app", None, piece.fingerprint, piece.lines, WHEN)
        return _Read(
            [(row["line_number"], row["byte_offset"], row["record_index"], row["message"]) for row in rows(warehouse)],
            [(item["line_number"], item["byte_offset"], item["raw"]) for item in rejects(warehouse)],
            place.fingerprint.length,
        )


def _small(dice: random.Random) -> Limits:
    return Limits(dice.randint(60, 700), 100_000, dice.randint(1, 9), hold_back)


def _in_bytes_of(found: _Read, text: str, encoding: str) -> _Read:
    """What was found in a text in UTF-8, as it stands in another encoding."""

    def moved(offset: int) -> int:
        return len(text.encode()[:offset].decode().encode(encoding))

    return _Read(
        [(line, moved(offset), index, message) for line, offset, index, message in found.rows],
        [(line, moved(offset), raw.decode().encode(encoding)) for line, offset, raw in found.rejects],
        moved(found.length),
    )


@BOTH
@MARKS
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("grows", [True, False])
def test_the_same_as_in_utf8(tmp_path: Path, ends: LineEnds, mark: str, seed: int, *, grows: bool) -> None:
    """Whatever moments and pieces it is read in: the same records as of the same text in UTF-8, every line once."""
    dice, text = random.Random(seed), mark + _text(seed, 40, spans_lines=grows)
    narrow, wide = tmp_path / "narrow.log", tmp_path / "wide.log"
    narrow.write_bytes(text.encode())
    wide.write_bytes(text.encode(ends.encoding))
    whole = Limits(100_000, 100_000, hold_back=hold_back)
    expected = _read(narrow, repeat(100_000), lambda: whole)
    if grows:
        found = _read(wide, iter(lambda: dice.randint(1, 90), None), lambda: whole)
    else:
        found = _read(
            wide, repeat(100_000), lambda: Limits(dice.randint(60, 700), 100_000, dice.randint(1, 9), hold_back)
        )
    assert _in_bytes_of(expected, text, ends.encoding) == found


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xfe", UTF16_LE),
        (b"\xfe\xff\0{", UTF16_BE),
        (b'{\0"\0', UTF16_LE),
        (b'\0{\0"', UTF16_BE),
        (b'{"a"', UTF8),
        (b"\xef\xbb\xbf{", UTF8),
        (b"\0\0\0\0", UTF8),
        (b"{\0", UTF8),
        (b"", UTF8),
    ],
)
def test_the_head_tells(head: bytes, expected: LineEnds) -> None:
    """A byte order mark, or letters of two bytes."""
    assert expected == line_ends.of_head(head)


@BOTH
def test_it_is_noted(ends: LineEnds) -> None:
    """A record of such a file says which encoding it was, beside what else was repaired."""
    lines = ['{"message":"中 0"}', "{'message': 'b'}", "half {"]
    data = "\n".join(["\ufeff" + lines[0], *lines[1:]]).encode(ends.encoding)
    with warehouses.in_memory() as warehouse:
        Writer(warehouse, Settings()).write([Chunk(1, "app", None, data, 0, 1, WHEN, final=True, ends=ends)], [])
        notes = [json.loads(row["attributes"])["_longtail"] for row in rows(warehouse)]
        left = [item["raw"] for item in rejects(warehouse)]
    assert [[ends.encoding], [ends.encoding, "python"]] == [note["repaired"] for note in notes]
    assert (lines[:2], [lines[2].encode(ends.encoding)]) == ([note["raw"] for note in notes], left)


@BOTH
def test_half_a_character_at_the_end(tmp_path: Path, ends: LineEnds) -> None:
    """It waits while the file may go on, and is a part of the last line where it does not."""
    path = tmp_path / "app.log"
    path.write_bytes('{"message":"a"}\n'.encode(ends.encoding) + b"x")
    place = Place(1, "app", None, Fingerprint(), 0, WHEN)
    with path.open("rb") as file:
        waiting = read_piece(PlainSource(file.fileno()), place, Limits(1000, 1000), Ending.QUIET)
        final = read_piece(PlainSource(file.fileno()), place, Limits(1000, 1000), Ending.FINAL)
    assert waiting is not None
    assert final is not None
    assert (32, 1, 33, 2) == (waiting.fingerprint.length, waiting.lines, final.fingerprint.length, final.lines)


@BOTH
def test_overlong_lines_and_holes(tmp_path: Path, ends: LineEnds) -> None:
    """A line that is too long is passed over whole, and so is a hole that a truncation left."""
    path = tmp_path / "app.log"
    long, short = '{"message":"' + "x" * 3000 + '"}\n', '{"message":"s"}\n'
    path.write_bytes((short + long + short).encode(ends.encoding) + bytes(4096) + short.encode(ends.encoding))
    place, seen = Place(1, "app", None, Fingerprint(), 0, WHEN), []
    with path.open("rb") as file:
        while (piece := read_piece(PlainSource(file.fileno()), place, Limits(9000, 500), Ending.FINAL)) is not None:
            place = Place(1, "app", None, piece.fingerprint, piece.lines, WHEN)
            seen.append(type(piece.item).__name__)
    assert (["Chunk", "Overlong", "Chunk", "NoneType", "Chunk"], path.stat().st_size) == (
        seen,
        place.fingerprint.length,
    )


@BOTH
def test_any_units(ends: LineEnds) -> None:
    """Whatever units a file holds, halves of pairs among them, every line is a record, a reject or blank."""
    dice = random.Random(16)
    units = [ord(letter) for letter in '{}"message:, \\x é中\n'] + [0xD83D, 0xDE00, 0x0A0A, 0xFEFF, 0x0000, 0xFFFF]
    whole = [ord(letter) for letter in '{"message":"é'], [ord(letter) for letter in '"}\n']
    for _ in range(40):
        text = []
        for _ in range(20):
            text += whole[0] + dice.choices(units, k=dice.randint(0, 6)) + whole[1]
        data = b"".join(unit.to_bytes(2, "little" if ends is UTF16_LE else "big") for unit in text)
        with warehouses.in_memory() as warehouse:
            chunk = Chunk(1, "app", None, data, 0, 1, WHEN, final=True, ends=ends)
            counts = Writer(warehouse, Settings()).write([chunk], [])[1]
            lines = {row["line_number"] for row in rows(warehouse)} | {row["line_number"] for row in rejects(warehouse)}
        assert counts.lines == counts.row_lines + counts.rejected + counts.blank
        assert len(lines) == counts.row_lines + counts.rejected
