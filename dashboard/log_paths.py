"""Which paths a command reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import DiscoveryError
from ingest.files.identity import paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.settings import Settings


def given_log_paths(logs: Sequence[str] | None, settings: Settings, command: str) -> tuple[str, ...]:
    """What the command line names, else what the settings name, raw; they may name it as it is told.

    Raises `DiscoveryError` where neither names anything.
    """
    log_paths = tuple(map(paths.given, logs or settings.logs))
    if not log_paths:
        sentence = f"There is nothing to read: name folders, files or globs, as in `longtail {command} /var/log/shop`."
        raise DiscoveryError(sentence)
    return log_paths
