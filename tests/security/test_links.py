"""Symbolic links that lead out of the watched paths are not followed unless a setting says so, and they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.files.discovery.discovery import Discovery

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.files.discovery.discovery import Scan


def _folder(tmp_path: Path) -> Path:
    """A folder of logs beside one that is none of its business."""
    logs, away = tmp_path / "logs", tmp_path / "away"
    for folder in (logs, logs / "sub", away):
        folder.mkdir()
    (logs / "sub" / "inside.log").touch()
    (away / "secret.log").touch()
    return logs


def _paths(scan: Scan, folder: Path) -> list[str]:
    return [found.path.removeprefix(f"{folder}/") for found in scan.files]


LINKS = {
    "to a file": [("app.log", "../away/secret.log")],
    "to a folder": [("more", "../away")],
    "in a folder": [("sub/app.log", "../../away/secret.log")],
    "over another link": [(".hop", "../away"), ("app.log", ".hop/secret.log")],
}


def _link(logs: Path, name: str) -> None:
    for place, target in LINKS[name]:
        (logs / place).symlink_to(target)


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("pattern", ["", "/**/*"])
def test_links_that_lead_out(tmp_path: Path, name: str, pattern: str) -> None:
    """Neither to a file nor to a folder, neither below a folder nor for a pattern."""
    logs = _folder(tmp_path)
    _link(logs, name)
    scan = Discovery([f"{logs}{pattern}"]).scan()
    assert _paths(scan, logs) == ["sub/inside.log"]
    assert {("symbolic link" in problem, "away" in problem) for problem in scan.problems} == {(True, True)}
    followed = Discovery([f"{logs}{pattern}"], follow_links=True).scan()
    assert (len(followed.files), followed.problems) == (2, [])


def test_links_within_the_roots(tmp_path: Path) -> None:
    """A link to what is watched anyhow is followed, and so is a root that is a link."""
    logs = _folder(tmp_path)
    (logs / "current.log").symlink_to("sub/inside.log")
    (tmp_path / "root").symlink_to(logs)
    (logs / "other").symlink_to(tmp_path / "away")
    scan = Discovery([str(tmp_path / "root"), str(tmp_path / "away")]).scan()
    assert (len(scan.files), scan.problems) == (2, [])


def test_what_a_link_named_before_is_not_gone(tmp_path: Path) -> None:
    """A link that is not followed any more says nothing about its file."""
    logs = _folder(tmp_path)
    _link(logs, "to a file")
    scan = Discovery([str(logs)]).scan()
    assert (scan.knows(f"{logs}/app.log"), scan.knows(f"{logs}/sub/gone.log")) == (False, True)


def test_a_file_beside_a_named_one(tmp_path: Path) -> None:
    """What could continue a named file is not read through a link that leads out either."""
    logs = _folder(tmp_path)
    (logs / "app.log").touch()
    (logs / "app.log.1").symlink_to(tmp_path / "away" / "secret.log")
    scan = Discovery([str(logs / "app.log")]).scan()
    assert (_paths(scan, logs), len(scan.problems)) == (["app.log"], 1)
