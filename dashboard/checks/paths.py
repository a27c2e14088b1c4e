"""The paths to read: each names something, and all of it may be read."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 10
NAME = "paths"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each path."""
    if not subject.log_paths:
        yield Finding(NAME, Verdict.LOOK, "The settings name no logs: `longtail serve` needs paths.")
    for root in subject.log_paths:
        yield _finding(root)


def _finding(root: str) -> Finding:
    found = [Path(root)] if Path(root).exists() else [Path(name) for name in glob.glob(root, recursive=True)]  # noqa: PTH207 (pathlib cannot expand an absolute pattern)
    if not found:
        return Finding(NAME, Verdict.FAILED, f"{root} names nothing: correct the path, or make the folder.")
    closed: list[Path] = []
    files = 0
    for path in found:
        for name, readable in _entries(path):
            files += 1
            if not readable:
                closed.append(name)
    if closed:
        more = f" and {len(closed) - 1} more" if len(closed) > 1 else ""
        return Finding(
            NAME,
            Verdict.FAILED,
            f"{closed[0]}{more} cannot be read by this user: change the permissions, or shorten the path.",
        )
    if not files:
        return Finding(NAME, Verdict.LOOK, f"{root} is empty: there is nothing to read yet.")
    return Finding(NAME, Verdict.OK, f"{root}: {files:,} {'file' if files == 1 else 'files'}, all may be read.")


def _entries(path: Path) -> Iterator[tuple[Path, bool]]:
    """Every file below `path` and whether it may be read; a folder that may not be entered counts as one."""
    try:
        is_folder = path.is_dir()
    except OSError:  # a path longer than the system takes
        yield path, False
        return
    if not is_folder:
        yield path, os.access(path, os.R_OK)
        return
    if not os.access(path, os.R_OK | os.X_OK):
        yield path, False
        return
    for entry in sorted(path.iterdir()):
        yield from _entries(entry)
