"""Nothing happens to many files: what a scan and its matching ask of the system, and how much Python that takes."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ingest.files.discovery import discovery as discovery_module
from ingest.files.discovery.discovery import Discovery
from ingest.files.discovery.folders import Folders
from ingest.files.reading.handles import Handles
from ingest.files.reading.reader import each_line_alone
from ingest.files.streams.batch import Queue
from ingest.files.streams.matching import resolve
from ingest.files.streams.streams import Streams

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

_FILES = 200
_MOST_CALLS = 8
"""Of Python functions, for each file in a folder of its own."""

_CALLS = ("stat", "open", "fstat", "pread", "preadv", "scandir")


class _Reading:
    """Scan, match and read, as a server does; nothing is stored."""

    def __init__(self, folder: Path) -> None:
        self.handles = Handles(8)
        self.discovery = Discovery([str(folder)])
        self.streams = Streams([], self.handles)
        self.queue = Queue(self.handles, 1 << 20, 1 << 16, each_line_alone)

    def one_pass(self) -> int:
        """How many streams have a file."""
        present = resolve(self.streams, self.discovery.scan())
        self.queue.fill(present, live_first=True)
        while batch := self.queue.next_batch():
            batch.commit({})
        return len(present)


@pytest.fixture
def idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Reading:
    """Many files, all of which were read, in folders that need not be listed for a while."""
    for number in range(_FILES):
        folder = tmp_path / f"service-{number}"
        folder.mkdir()
        text = "".join(f'{{"message": "line {line} of {number}"}}\n' for line in range(9))
        (folder / "app.log").write_text(text, encoding="utf-8")
    seconds = [0.0]
    monkeypatch.setattr(discovery_module, "Folders", lambda: Folders(lambda: seconds[0]))
    reading = _Reading(tmp_path)
    for seconds[0] in (0.0, 5.0, 10.0):
        assert reading.one_pass() == _FILES
    return reading


def test_each_name_is_asked_for_once(idle: _Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """One `stat` for each file and each folder, a few for the root; nothing is opened or listed."""
    asked: Counter[str] = Counter()

    def counted(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: object, **named: object) -> object:
            asked[name] += 1
            return real(*arguments, **named)

        monkeypatch.setattr(os, name, call)

    for name in _CALLS:
        counted(name)
    assert idle.one_pass() == _FILES
    assert {"stat"} == set(asked)
    assert asked["stat"] <= 2 * _FILES + 4


def test_few_calls_for_each_file(idle: _Reading) -> None:
    """A file that is as it was takes few calls of Python functions: they are the cost of an idle server."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        idle.one_pass()
    finally:
        sys.setprofile(before)
    assert calls <= _MOST_CALLS * _FILES
