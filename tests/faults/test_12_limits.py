"""Many files and few descriptors, no events, odd clocks and times."""

from __future__ import annotations

import os
import resource
import time
from typing import TYPE_CHECKING

import pytest
from watchdog.observers.api import BaseObserver

from ingest.files.discovery import watcher as watcher_module
from tests.ingest.lab import append, line, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest.lab import Lab


@pytest.fixture
def few_descriptors() -> Iterator[None]:
    """At most 256 open files for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("few_descriptors")
def test_ten_thousand_files(lab: Lab) -> None:
    """10,000 files are read with 256 descriptors, in few transactions, and known again afterwards."""
    for number in range(10_000):
        lab[f"{number}.log"].write_bytes(line(f"a{number}"))
    lab.run()
    assert (10_000, True) == (len(lab.messages()), lab.writer.calls <= 10)
    lab.reopen()
    for number in range(0, 10_000, 2):
        append(lab[f"{number}.log"], line(f"b{number}"))
    lab.run()
    expected = [f"a{number}" for number in range(10_000)] + [f"b{number}" for number in range(0, 10_000, 2)]
    assert sorted(expected) == sorted(lab.messages())


@pytest.mark.parametrize("fault", ["silent", "refused"])
def test_without_events(lab: Lab, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Where the operating system tells nothing, or has no watches left, the scans find everything."""
    if fault == "silent":
        monkeypatch.setattr(watcher_module._Wake, "on_any_event", lambda *_: None)
    else:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(28, "inotify watch limit reached")

        monkeypatch.setattr(BaseObserver, "schedule", refuse)
    service = lab.start()
    for number in range(20):
        append(lab["app.log"], line(number))
        if number % 5 == 4:
            lab["app.log"].rename(lab[f"app.log.{number}"])
    lab.wait_for_messages(names(range(20)))
    assert (fault == "refused") == any("looking every scan only" in problem for problem in service.status.problems)


def test_clock_jumps(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes back a day, or on a year, changes nothing about what is read."""
    real = time.time
    lab.start()
    for number, jump in enumerate([0, -86_400, 31_536_000, 0]):
        monkeypatch.setattr(time, "time", lambda jump=jump: real() + jump)
        append(lab["app.log"], line(number) + line(f"half{number}")[:20])
        lab.wait_for(lambda number=number: len(lab.messages()) == 2 * number + 1)  # type: ignore[misc]
        append(lab["app.log"], line(f"half{number}")[20:])
        lab.wait_for(lambda number=number: len(lab.messages()) == 2 * number + 2)  # type: ignore[misc]
    assert ["0", "half0", "1", "half1", "2", "half2", "3", "half3"] == lab.messages()


def test_mtime_does_not_change(lab: Lab) -> None:
    """A file whose time of modification stands still is read all the same; one with a strange time too."""
    for number, seconds in enumerate([1_000_000_000, 1_000_000_000, 0, 32_000_000_000]):
        append(lab["app.log"], line(number))
        os.utime(lab["app.log"], (seconds, seconds))
        lab.run()
    assert names(range(4)) == lab.messages()
