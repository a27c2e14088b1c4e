"""The disk of the warehouse: its folder may be written, and there is room."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psutil

from dashboard.checks import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dashboard.checks import Subject

ORDER = 20
NAME = "disk"
_LITTLE = 2 * 1024**3
_TOO_LITTLE = 128 * 1024**2


def check(subject: Subject) -> Iterator[Finding]:
    """Permission and room, looked at in the nearest folder that exists."""
    warehouse = subject.settings.warehouse
    folder = _nearest(warehouse.absolute().parent)
    for path in (folder, warehouse):
        if path.exists() and not os.access(path, os.W_OK):
            yield Finding(
                NAME, Verdict.FAILED, f"{path} may not be written: change its permissions, or use --warehouse."
            )
            return
    free = psutil.disk_usage(str(folder)).free
    room = f"{free / 1e9:,.1f} GB are free on the disk of {warehouse}"
    if free < _TOO_LITTLE:
        yield Finding(NAME, Verdict.FAILED, f"{room}: make room, nothing can be stored.")
    elif free < _LITTLE:
        yield Finding(NAME, Verdict.LOOK, f"{room}: make room soon.")
    else:
        yield Finding(NAME, Verdict.OK, f"{room}.")


def _nearest(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
