"""Folders: listed anew whenever something in them may have changed, and else not."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from ingest.files.discovery import discovery as discovery_module
from ingest.files.discovery.discovery import Discovery
from ingest.files.discovery.folders import Folders

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class _Clock:
    """A clock that stands until it is set."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were listed."""
    seen: list[str] = []
    real = os.scandir

    def scandir(path: str) -> object:
        seen.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return seen


def _look(folders: Folders, folder: Path, found: os.stat_result | None = None) -> list[str]:
    folders.begin()
    return sorted(child.name.source for child in folders.children(str(folder), found or folder.stat()))


def _names(discovery: Discovery) -> list[str]:
    return [os.path.relpath(found.path, discovery.roots[0]) for found in discovery.scan().files]


def test_folder_that_stays_is_listed_once(tmp_path: Path, listed: list[str]) -> None:
    """Three seconds after its time was first seen a folder is listed for the last time in half a minute."""
    (tmp_path / "app.log").touch()
    clock = _Clock()
    folders = Folders(clock)
    for moment in (0, 1, 2, 3, 4, 10, 32, 33, 34):
        clock.seconds = 100.0 + moment
        assert _look(folders, tmp_path) == ["app"]
    assert len(listed) == len((0, 1, 2, 3, 33))


def test_what_comes_and_goes_is_seen_at_once(tmp_path: Path) -> None:
    """A name that comes, goes or changes changes the folder's time."""
    clock = _Clock()
    folders = Folders(clock)
    (tmp_path / "app.log").touch()
    for moment in (0, 5, 10):
        clock.seconds = 100.0 + moment
        assert _look(folders, tmp_path) == ["app"]
    (tmp_path / "error.log").touch()
    assert _look(folders, tmp_path) == ["app", "error"]
    (tmp_path / "error.log").rename(tmp_path / "access.log")
    assert _look(folders, tmp_path) == ["access", "app"]
    (tmp_path / "app.log").unlink()
    assert _look(folders, tmp_path) == ["access"]


def test_coarse_time(tmp_path: Path) -> None:
    """A change within the seconds that a file system does not tell apart is seen by the next look."""
    clock = _Clock()
    folders = Folders(clock)
    (tmp_path / "app.log").touch()
    found = tmp_path.stat()
    assert _look(folders, tmp_path, found) == ["app"]
    (tmp_path / "error.log").touch()
    clock.seconds += 1.9
    assert _look(folders, tmp_path, found) == ["app", "error"]


def test_time_that_is_never_kept(tmp_path: Path) -> None:
    """Where a folder's time says nothing at all, a new file is found within half a minute."""
    clock = _Clock()
    folders = Folders(clock)
    (tmp_path / "app.log").touch()
    found = tmp_path.stat()
    for moment in (0, 10):
        clock.seconds = 100.0 + moment
        _look(folders, tmp_path, found)
    (tmp_path / "error.log").touch()
    clock.seconds = 139.0
    assert _look(folders, tmp_path, found) == ["app"]
    clock.seconds = 140.0
    assert _look(folders, tmp_path, found) == ["app", "error"]


def test_rotation_where_time_is_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that became another one, or went, has its folder listed: its new name is known in the same scan."""
    log = tmp_path / "app.log"
    log.touch()
    first, real = tmp_path.stat(), os.stat
    monkeypatch.setattr(os, "stat", lambda path: first if path == str(tmp_path) else real(path))
    clock = _Clock()
    monkeypatch.setattr(discovery_module, "Folders", lambda: Folders(clock))
    discovery = Discovery([str(tmp_path)])
    for moment in (0, 5):
        clock.seconds = 100.0 + moment
        assert _names(discovery) == ["app.log"]
    log.rename(tmp_path / "app.log.1")
    log.touch()
    assert _names(discovery) == ["app.log", "app.log.1"]
    (tmp_path / "app.log.1").rename(tmp_path / "app.log.2")
    assert _names(discovery) == ["app.log", "app.log.2"]


def test_folder_that_was_gone_is_listed(tmp_path: Path, listed: list[str]) -> None:
    """What a look did not meet is not remembered."""
    clock = _Clock()
    folders = Folders(clock)
    for moment in (0, 5):
        clock.seconds = 100.0 + moment
        _look(folders, tmp_path)
    folders.begin()
    _look(folders, tmp_path)
    assert len(listed) == 3


def test_link_leads_elsewhere(tmp_path: Path) -> None:
    """What a link leads to is asked at every scan: the folder of the link does not tell."""
    logs, target = tmp_path / "logs", tmp_path / "target"
    logs.mkdir()
    (logs / "current").symlink_to(target)
    discovery = Discovery([str(logs)], follow_links=True)
    assert _names(discovery) == []
    target.mkdir()
    (target / "app.log").touch()
    assert _names(discovery) == ["current/app.log"]


def test_folder_that_may_not_be_listed_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of rights is a change: what may not be looked at is said, not remembered."""
    (tmp_path / "app.log").touch()
    clock = _Clock()
    folders = Folders(clock)
    for moment in (0, 5, 10):
        clock.seconds = 100.0 + moment
        _look(folders, tmp_path)
    tmp_path.chmod(0o500)

    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    folders.begin()
    with pytest.raises(PermissionError):
        folders.children(str(tmp_path), tmp_path.stat())
