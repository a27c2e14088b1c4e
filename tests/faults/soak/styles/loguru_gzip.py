"""loguru: rotation by size, each rotated file packed with gzip at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

KEPT_FILES = 100_000
FORMAT = '{{"time": "{time:YYYY-MM-DDTHH:mm:ss.SSSSSSZ}", "level": "{level}", "message": "{message}"}}'


class LoguruLog:
    """A sink of loguru's."""

    def __init__(self, path: Path, compression: str) -> None:
        logger.remove()
        logger.add(path, format=FORMAT, rotation="200 kB", compression=compression, retention=KEPT_FILES)

    def write(self, messages: Sequence[str]) -> None:
        """Log each."""
        for message in messages:
            logger.info(message)

    def close(self) -> None:
        """Remove the sink."""
        logger.remove()


def open_log(folder: Path, random: random.Random) -> LoguruLog:  # noqa: ARG001 (loguru decides all)
    """A sink in the folder."""
    return LoguruLog(folder / "loguru.log", "gz")
