"""loguru: as `loguru_gzip`, packed as zip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.soak.styles.loguru_gzip import LoguruLog

if TYPE_CHECKING:
    import random
    from pathlib import Path


def open_log(folder: Path, random: random.Random) -> LoguruLog:  # noqa: ARG001 (loguru decides all)
    """A sink in the folder."""
    return LoguruLog(folder / "zipped.log", "zip")
