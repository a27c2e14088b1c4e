"""Whether a disk has room for bytes and for files."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
from pydantic import Field

from monitor import kinds, outcome

EXAMPLE = """\
name = "data disk"
kind = "disk"
path = "/var/lib"
percent = 80
"""


class Settings(outcome.ProbeSettings):
    """The disk that a folder is on."""

    path: Path = Field(default=Path("/"), description="A folder on that disk.")
    percent: float = Field(
        default=90.0, gt=0, le=100, description="From this share of its bytes or files on it is degraded."
    )
    full_percent: float = Field(default=99.0, gt=0, le=100, description="From this share on it is unhealthy.")
    every: kinds.Duration = Field(default=60.0, description="How often it runs.")

    @property
    def target(self) -> str:
        """The folder."""
        return str(self.path)


def probe(settings: Settings, _context: outcome.Context) -> outcome.Outcome:
    """Ask the file system."""
    try:
        used = psutil.disk_usage(str(settings.path))
        files = os.statvfs(settings.path)
    except OSError as error:
        sentence = f"{settings.path} cannot be asked: {error.strerror}."
        raise outcome.CannotAskError(sentence) from error
    inodes = 100 * (1 - files.f_favail / files.f_files) if files.f_files else 0.0
    worst = max(used.percent, inodes)
    what = "bytes" if used.percent >= inodes else "files"
    details = {"used_percent": used.percent, "inodes_percent": round(inodes, 1), "free_bytes": used.free}
    return outcome.measured(_status(settings, worst), f"{worst:.0f}% of its {what} are used.", **details)


def _status(settings: Settings, percent: float) -> outcome.Status:
    if percent >= settings.full_percent:
        return outcome.Status.UNHEALTHY
    return outcome.Status.DEGRADED if percent >= settings.percent else outcome.Status.HEALTHY
