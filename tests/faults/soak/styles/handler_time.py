"""Python's `TimedRotatingFileHandler`, every three seconds."""

from __future__ import annotations

import logging.handlers
from typing import TYPE_CHECKING

from tests.faults.soak.styles.handler_size import HandlerLog

if TYPE_CHECKING:
    import random
    from pathlib import Path


def open_log(folder: Path, random: random.Random) -> HandlerLog:  # noqa: ARG001 (the clock decides)
    """A handler in the folder."""
    return HandlerLog(logging.handlers.TimedRotatingFileHandler(folder / "time.log", when="S", interval=3))
