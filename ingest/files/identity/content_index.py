"""Finds files and streams that may be the same log, by their first bytes, also if one has less of it.

Two heads are alike if their keys (`fingerprint.head_keys`) agree as far as both have any. That is not a proof: it says
only what to compare byte by byte.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

Item = TypeVar("Item")

_MOST = 16


class ContentIndex(Generic[Item]):
    """Items by the keys of their heads. An item without keys (less than 32 bytes) is like no other."""

    def __init__(self) -> None:
        self._longer: dict[tuple[int, str], list[Item]] = defaultdict(list)
        self._whole: dict[tuple[int, str], list[Item]] = defaultdict(list)

    def add(self, keys: tuple[str, ...], item: Item) -> None:
        """Put an item under its keys."""
        for place in enumerate(keys[:-1]):
            self._longer[place].append(item)
        if keys:
            self._whole[len(keys) - 1, keys[-1]].append(item)

    def alike(self, keys: tuple[str, ...]) -> list[Item]:
        """A few items that agree with `keys`: those with most in common first, then the newest."""
        found: list[Item] = []
        if keys:
            found += reversed(self._longer.get((len(keys) - 1, keys[-1]), ())[-_MOST:])
        for place in reversed(tuple(enumerate(keys))):
            found += reversed(self._whole.get(place, ())[-_MOST:])
        return found
