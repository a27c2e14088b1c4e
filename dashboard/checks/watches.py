"""The kernel's limit on watched folders (Linux); beyond it, only the scan finds changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.checks import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.checks import Subject

ORDER = 50
NAME = "watches"
LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")


def check(subject: Subject) -> Iterator[Finding]:
    """Whether there are watches for all folders."""
    if not LIMIT.exists():
        return
    limit = int(LIMIT.read_text(encoding="ascii"))
    folders = sum(_folders(Path(root)) for root in subject.log_paths)
    if folders > limit // 2:
        sentence = (
            f"{folders:,} folders are to be watched and the kernel allows {limit:,} watches to a user: raise "
            "fs.inotify.max_user_watches, else changes are seen by the scan alone."
        )
        yield Finding(NAME, Verdict.LOOK, sentence)
    else:
        yield Finding(NAME, Verdict.OK, f"{folders:,} folders to watch, {limit:,} watches allowed.")


def _folders(root: Path) -> int:
    return 1 + sum(len(folders) for _, folders, _ in os.walk(root)) if root.is_dir() else 1
