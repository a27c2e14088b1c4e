"""A clock that jumps: the server sees the system's clock with an offset that changes while it runs (libfaketime).

Only the time of day jumps; the monotonic clock and the times of files stay what they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_LIBRARIES = ("libfaketimeMT.so.1",)
_PLACES = ("/usr/lib", "/usr/local/lib")
_STEPS = (-86_400, -3_600, -90, -1, 0, 1, 90, 3_600, 86_400)


def library() -> Path | None:
    """Where libfaketime is; None where it is not installed."""
    for place in _PLACES:
        for name in _LIBRARIES:
            found = next(Path(place).glob(f"**/faketime/{name}"), None)
            if found is not None:
                return found
    return None


class Clock:
    """The offset, in a file that the library reads once a second."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._set(0)

    def _set(self, seconds: int) -> None:
        self._path.write_text(f"{seconds:+d}\n", encoding="ascii")

    def environment(self) -> dict[str, str]:
        """What a process needs to see this clock; nothing where the library is not installed."""
        found = library()
        if found is None:
            return {}
        return {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def step(self, chance: random.Random) -> None:
        """Jump by up to a day, back or forth."""
        self._set(chance.choice(_STEPS))
