"""Python's `RotatingFileHandler`: `.1`, `.2`, …, every file renamed at every rotation."""

from __future__ import annotations

import logging
import logging.handlers
from typing import TYPE_CHECKING

from tests.faults.soak.files import any_size

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

KEPT_FILES = 100_000


class HandlerLog:
    """A handler of the standard library's."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler
        text = '{"time": "%(created)f", "level": "%(levelname)s", "message": "%(message)s"}'
        handler.setFormatter(logging.Formatter(text))

    def write(self, messages: Sequence[str]) -> None:
        """Handle a record for each."""
        for message in messages:
            self._handler.handle(logging.LogRecord("soak", logging.INFO, "", 0, message, None, None))

    def close(self) -> None:
        """Close the handler."""
        self._handler.close()


def open_log(folder: Path, random: random.Random) -> HandlerLog:
    """A handler in the folder."""
    size = any_size(random, 30_000, 1_000_000)
    path = folder / "size.log"
    return HandlerLog(logging.handlers.RotatingFileHandler(path, maxBytes=size, backupCount=KEPT_FILES))
