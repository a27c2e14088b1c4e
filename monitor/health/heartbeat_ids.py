"""The ids in the URLs that jobs call: random, kept beside the warehouse where only its owner reads them.

They stay out of the warehouse: whoever may ask it questions must not be able to call for a job that did not run.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING

from ingest.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ENDING = ".heartbeats"
_BYTES = 18


def path_of(warehouse: Path) -> Path:
    """Where the ids of a warehouse's heartbeats are."""
    return warehouse.with_name(warehouse.name + _ENDING)


def ids_of(warehouse: Path, names: Iterable[str]) -> dict[str, str]:
    """The id of each heartbeat; those that have none yet are given one, which stays.

    Raises `SettingsError` where the file cannot be read or written.
    """
    path = path_of(warehouse)
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found = {name: str(known.get(name) or secrets.token_urlsafe(_BYTES)) for name in names}
        if found.items() - known.items():
            _write(path, known | found)
    except (OSError, ValueError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        sentence = f"{path} cannot hold the ids of heartbeats ({reason}): remove it, or correct its permissions."
        raise SettingsError(sentence) from error
    return found


def _write(path: Path, ids: dict[str, str]) -> None:
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(ids, file)
    new.replace(path)
