"""Settings for each log stream: the name of a stream goes before a pattern, a long pattern before a short one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def fitting(source: str, patterns: Iterable[str]) -> list[str]:
    """The `patterns` (also names) that fit the stream `source`, the most specific one first."""
    found = [pattern for pattern in patterns if pattern == source or fnmatchcase(source, pattern)]
    return sorted(found, key=lambda pattern: (pattern != source, -len(pattern)))
