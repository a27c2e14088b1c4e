"""logrotate: `copytruncate`. What is written between its copy and its truncation is in neither file, so nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.soak import logrotate
from tests.faults.soak.files import GrowingFile, RotatingLog

if TYPE_CHECKING:
    import random
    from pathlib import Path

NEEDS = logrotate.NEEDS


def open_log(folder: Path, random: random.Random) -> RotatingLog:
    """A log that logrotate copies and truncates while its program waits."""
    path = folder / "truncated.log"
    rotation = logrotate.Logrotate(path, "copytruncate\ndateext\ndateformat -%Y%m%d-%s\ncompress\ndelaycompress")

    def rotate(file: GrowingFile) -> None:
        rotation.start()
        rotation.wait(file)
        file.reopen()

    return RotatingLog(path, random, rotate)
