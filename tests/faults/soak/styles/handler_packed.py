"""Python's `RotatingFileHandler` with a namer and a rotator that pack, as its cookbook shows."""

from __future__ import annotations

import logging.handlers
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.soak.files import any_size, pack
from tests.faults.soak.styles.handler_size import KEPT_FILES, HandlerLog

if TYPE_CHECKING:
    import random


def open_log(folder: Path, random: random.Random) -> HandlerLog:
    """A handler in the folder."""
    size = any_size(random, 30_000, 1_000_000)
    handler = logging.handlers.RotatingFileHandler(folder / "packed.log", maxBytes=size, backupCount=KEPT_FILES)
    handler.namer = lambda name: f"{name}.gz"
    handler.rotator = lambda source, target: pack(Path(source), Path(target))
    return HandlerLog(handler)
