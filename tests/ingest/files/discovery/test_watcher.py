"""The watcher: a change wakes, reading does not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from ingest.files.discovery.watcher import Watcher

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("root", ["", "app.log", "*.log", "sub*/x.log"])
def test_change_wakes(tmp_path: Path, root: str) -> None:
    """A write below a folder, to a named file or to a file that a pattern could mean, wakes."""
    path = tmp_path / ("subway" if root.startswith("sub") else "") / ("x.log" if root.startswith("sub") else "app.log")
    path.parent.mkdir(exist_ok=True)
    path.touch()
    woken = threading.Event()
    watcher = Watcher(woken.set)
    assert None is watcher.watch([str(tmp_path / root) if root else str(tmp_path)])
    path.write_text("line\n", encoding="utf-8")
    assert True is woken.wait(10)
    watcher.stop()
    watcher.stop()


def test_folder_that_comes_later(tmp_path: Path) -> None:
    """A folder that is not there yet is watched once it is, when asked again."""
    woken = threading.Event()
    watcher = Watcher(woken.set)
    watcher.watch([str(tmp_path / "later")])
    (tmp_path / "later").mkdir()
    watcher.watch([str(tmp_path / "later")])
    woken.clear()
    (tmp_path / "later" / "app.log").touch()
    assert True is woken.wait(10)
    watcher.stop()


def test_no_watches_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the operating system refuses, the sentence says that scans go on."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.files.discovery.watcher.Observer.schedule", refuse)
    watcher = Watcher(lambda: None)
    sentence = watcher.watch([str(tmp_path)])
    assert "Changes are noticed by looking every scan only (No space left on device)." == sentence
    watcher.stop()
