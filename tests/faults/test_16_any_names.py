"""Files and folders of any name that the system allows, generated: read, followed, told and known again."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from dashboard.checks import Subject, Verdict
from dashboard.checks.paths import check as check_paths
from ingest.files.discovery.discovery import Discovery
from ingest.files.identity import paths
from tests.ingest.lab import Lab, lines, packed

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 255
_PIECES = (
    *(bytes([code]) for code in range(1, 256) if code != ord("/")),
    b"\x1b[2J",
    b"\x1b]0;x\x07",
    "\u202e".encode(),
    b" ",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\\xe9",
    b"\\x00",
    b"<script>",
    b"$(x)",
    b"=1+1|",
    b"%s{0}",
    "日志".encode(),
    b"*?[a]",
    b"~",
)


def any_name(random_: random.Random, ending: bytes) -> bytes:
    """A name of up to 255 bytes that ends in `ending` and is taken by a folder scan."""
    room = _LONGEST - len(ending) - 1
    wanted = random_.choice((3, 12, 60, room))
    name = b""
    while len(name) < wanted:
        name += random_.choice(_PIECES)
    return b"n" + name[:room] + ending


def _write(folder: bytes, random_: random.Random, number: int) -> list[tuple[bytes, bytes]]:
    """Files of generated names in `folder` and in folders of generated names below it."""
    written = []
    for index in range(number):
        place = folder if index % 3 else os.path.join(folder, any_name(random_, b"")[:60])
        os.makedirs(place, exist_ok=True)
        ending = (b".log", b".log.1", b".jsonl", b"_2026-11-20.log", b".log.gz")[index % 5]
        path = os.path.join(place, any_name(random_, ending))
        data = lines(f"{index}-{line}" for line in range(30))
        with open(path, "wb") as file:
            file.write(packed(data, "gz") if ending.endswith(b".gz") else data)
        written.append((path, data))
    return written


@pytest.mark.parametrize("seed", range(6))
def test_generated_names(tmp_path: Path, seed: int) -> None:
    """Each file is read once, its path is stored so that it opens again, and a rename reads nothing new."""
    random_ = random.Random(seed)
    lab = Lab(tmp_path, real_writer=True, in_memory=True)
    written = _write(os.fsencode(lab.logs), random_, 20)
    expected = Counter(f"{index}-{line}" for index in range(20) for line in range(30))
    first = lab.run()
    stored = lab.query("select path, source, coalesce(service, ''), coalesce(gap, ''), coalesce(note, '') from files")
    opened = {os.fsencode(paths.raw(str(path))) for path, *_ in stored}
    unsafe = [text for row in stored for text in row if paths.safe(str(text)) != text]
    assert ({path for path, _ in written}, [], 600) == (opened, unsafe, first.lines)
    for path, _ in written[::2]:
        os.rename(
            path,
            os.path.join(os.path.dirname(path), any_name(random_, b".log.2" if b".gz" not in path else b".log.gz")),
        )
    again = lab.run()
    assert (0, expected, []) == (again.lines, Counter(lab.messages()), again.problems)
    lab.close()


def test_roots_of_any_name(tmp_path: Path) -> None:
    """A root is found by its bytes; one that looks like a home folder of nobody is just a name."""
    folder = os.path.join(os.fsencode(tmp_path), b"~nobody\xff\n")
    os.mkdir(folder)
    with open(os.path.join(folder, b"a\xe9.log"), "wb") as file:
        file.write(lines(["one"]))
    for root in (os.fsdecode(folder), os.fsdecode(os.path.join(folder, b"*.log"))):
        discovery = Discovery([root])
        discovery.check()
        assert [os.fsdecode(os.path.join(folder, b"a\xe9.log"))] == [found.path for found in discovery.scan().files]


def _dig(folder: Path, levels: int) -> None:
    """Folders of long names in each other, a log in each: from some level on no path reaches them."""
    place = os.open(folder, os.O_RDONLY)
    for level in range(levels):
        name = "d" * _LONGEST
        os.mkdir(name, dir_fd=place)
        below = os.open(name, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
        with os.fdopen(os.open("app.log", os.O_WRONLY | os.O_CREAT, dir_fd=place), "wb") as file:
            file.write(lines([f"level {level}"]))
    os.close(place)


def test_folders_deeper_than_a_path_is_long(lab: Lab) -> None:
    """What a path can reach is read, what it cannot is a problem that is told, and the check says so too."""
    _dig(lab.logs, 20)
    summary = lab.run()
    read = len(lab.messages())
    assert ([f"level {level}" for level in range(read)], 1) == (
        sorted(lab.messages(), key=_level),
        len(summary.problems),
    )
    assert "could not be looked at (File name too long)" in summary.problems[0]
    (finding,) = check_paths(Subject(lab.settings, (str(lab.logs),)))
    assert Verdict.FAILED is finding.verdict


def _level(message: str) -> int:
    return int(message.split()[1])


def test_what_cannot_be_read_is_told_safely(lab: Lab) -> None:
    """A problem names the file without its escapes."""
    path = os.path.join(os.fsencode(lab.logs), b"\x1b[2J\xff.log")
    with open(path + b".gz", "wb") as file:
        file.write(b"no gzip")
    summary = lab.run()
    (gap,) = [row.gap for row in lab.ledger()]
    assert ([gap], f"{lab.logs}/\\x1b[2J\\xff.log.gz is not in gzip format, although its name says so.") == (
        summary.problems,
        gap,
    )


def test_a_lost_file_of_an_odd_name(lab: Lab) -> None:
    """What stands in the ledger of a file that is gone is text too, again and again."""
    path = os.path.join(os.fsencode(lab.logs), b"a\xff\n.log")
    with open(path, "wb") as file:
        file.write(lines(range(9)) + b'{"half')
    lab.run()
    os.unlink(path)
    gone = f"{lab.logs}/a\\xff\\x0a.log is gone after {len(lines(range(9)))} bytes were read"
    for _ in range(2):
        lab.run()
        assert f"{gone}: what was written to it later may be missing." == lab.ledger()[0].gap
