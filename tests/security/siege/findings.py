"""What went wrong, with what brings it back: the seed, who did it, and the item."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 600
_MOST_OF_A_KIND = 5


class Findings:
    """Collected by all threads; whole in a file, cut on the terminal."""

    def __init__(self, path: Path, seed: int) -> None:
        self._path = path
        self._seed = seed
        self._lock = threading.Lock()
        self._kinds: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        """How often what was done, whatever came of it."""
        self.longest: dict[str, float] = {}
        """The longest wait for an answer, by what was asked (seconds)."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing went wrong."""
        return not self._kinds

    def add(self, kind: str, said: str, item: object = "") -> None:
        """One thing that went wrong; `item` is what was sent or written."""
        shown = item if isinstance(item, str) else repr(item)
        with self._lock:
            self._kinds[kind] += 1
            with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(json.dumps({"kind": kind, "seed": self._seed, "said": said, "item": shown}) + "\n")
            if self._kinds[kind] <= _MOST_OF_A_KIND:
                cut = shown[:_LONGEST].encode("unicode_escape").decode()
                print(f"FOUND {kind} (seed {self._seed}): {said}: {cut}", flush=True)

    def count(self, what: str, seconds: float | None = None) -> None:
        """One thing that was done, and how long its answer took."""
        with self._lock:
            self.counts[what] += 1
            if seconds is not None:
                self.longest[what] = max(self.longest.get(what, 0.0), seconds)

    def told(self) -> list[str]:
        """What was found, by kind."""
        return [f"{kind}: {many}" for kind, many in sorted(self._kinds.items())]
