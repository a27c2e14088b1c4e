"""Discovery: which files a set of roots means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import DiscoveryError
from ingest.files.discovery.discovery import Discovery, service_of


def _names(folder: Path, *roots: str) -> list[str]:
    files = Discovery(roots or [str(folder)], [folder / "w.log"]).scan().files
    return [os.path.relpath(found.path, folder) for found in files if not found.relative]


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_folder_with_all_below(tmp_path: Path) -> None:
    """Logs at any depth are found; hidden ones, other files and the warehouse are not."""
    _make(tmp_path, "app.log", "a/b/c.jsonl.gz", ".hidden.log", ".git/x.log", "README.md", "w.log", "x.duckdb", "y.pid")
    assert ["a/b/c.jsonl.gz", "app.log"] == _names(tmp_path)


def test_known_file_that_is_excluded_now(tmp_path: Path) -> None:
    """A file that became the warehouse is no log any more, though nothing was written to it; and is one again."""
    _make(tmp_path, "app.log", "b.log")
    excluded = tmp_path / "w.duckdb"
    discovery = Discovery([str(tmp_path)], [excluded])
    assert ["app", "b"] == [found.source for found in discovery.scan().files]
    excluded.symlink_to(tmp_path / "b.log")
    for _ in range(2):
        assert ["app"] == [found.source for found in discovery.scan().files]
    excluded.unlink()
    assert ["app", "b"] == [found.source for found in discovery.scan().files]


def test_named_files_are_always_read(tmp_path: Path) -> None:
    """A file that is named, or matched by a pattern, is read whatever it is called."""
    _make(tmp_path, "notes.md", "a.csv", "b.csv", "sub/c.csv")
    roots = [str(tmp_path / "notes.md"), f"{tmp_path}/*.csv", f"{tmp_path}/**/c.csv"]
    assert ["a.csv", "b.csv", "notes.md", "sub/c.csv"] == _names(tmp_path, *roots)


def test_name_with_brackets_that_exists(tmp_path: Path) -> None:
    """A file whose name looks like a pattern is a file."""
    _make(tmp_path, "a[1].log")
    assert ["a[1].log"] == _names(tmp_path, str(tmp_path / "a[1].log"))


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("app_2026-11-20.log", None),
        ("shop/app_2026-11-20.log", "shop"),
        ("shop/errors/errors_2026-11-20.jsonl", "shop"),
        ("errors/errors_2026-11-20.jsonl", None),
        ("prod/shop/access.log.1", "shop"),
        ("shop/worker.log", None),
    ],
)
def test_service_by_folder(tmp_path: Path, path: str, service: str | None) -> None:
    """Files of the known layout belong to the service whose folder they are in, below the root."""
    _make(tmp_path, path)
    assert [service] == [found.service for found in Discovery([str(tmp_path)]).scan().files]


def test_service_below_a_pattern() -> None:
    """The root of a pattern is its part without wildcards; a file that was named has no root."""
    assert ("shop", None) == (
        service_of("/logs/shop/app.log", "/logs", "app"),
        service_of("/logs/app.log", None, "app"),
    )


def test_older_dated_files_are_rotated(tmp_path: Path) -> None:
    """A dated file is rotated where a newer one of its source stands beside it."""
    _make(tmp_path, "app_2026-11-19.log", "app_2026-11-20.log", "access.log", "access.log-20261119", "x.log.1")
    rotated = {Path(f.path).name: f.rotated for f in Discovery([str(tmp_path)]).scan().files}
    assert {
        "app_2026-11-19.log": True,
        "app_2026-11-20.log": False,
        "access.log": False,
        "access.log-20261119": True,
        "x.log.1": True,
    } == rotated


def test_relatives_of_a_named_file(tmp_path: Path) -> None:
    """Beside a named file its rotated selves are looked at, and nothing else."""
    _make(tmp_path, "app.log", "app.log.1", "app.log.2.gz", "access.log", "access.log.1")
    found = Discovery([str(tmp_path / "app.log")]).scan().files
    assert {"app.log": False, "app.log.1": True, "app.log.2.gz": True} == {
        Path(item.path).name: item.relative for item in found
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "does not exist: name a folder, a file or a pattern of log files."),
        ("dangling", "is a symbolic link to nothing: mend the link or name the log files themselves."),
    ],
)
def test_roots_that_name_nothing(tmp_path: Path, name: str, sentence: str) -> None:
    """A root that names nothing is one sentence with the remedy."""
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(DiscoveryError) as raised:
        Discovery([str(tmp_path / name)]).check()
    assert f"{tmp_path / name} {sentence}" == str(raised.value)


def test_unreadable_folder_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a folder that cannot be listed nothing is known; the others are."""
    _make(tmp_path, "a/app.log", "b/app.log")
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    scan = Discovery([str(tmp_path)]).scan()
    assert (1, False, True, False) == (
        len(scan.problems),
        scan.knows(f"{tmp_path}/a/app.log"),
        scan.knows(f"{tmp_path}/b/app.log"),
        scan.knows("/elsewhere/app.log"),
    )
