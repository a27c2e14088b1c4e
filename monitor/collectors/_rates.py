"""What counters of a server did since the collection before: rates and shares."""

from __future__ import annotations


class Rates:
    """Remembers the last value of each counter by a name; a smaller value is a restart of the server."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[float, float]] = {}

    def per_second(self, name: str, value: float, now: float) -> float | None:
        """How fast it grew; None the first time."""
        before = self._counted.get(name)
        self._counted[name] = (value, now)
        if before is None or now <= before[1]:
            return None
        grown = value - before[0] if value >= before[0] else value
        return grown / (now - before[1])

    def share(self, name: str, part: float, whole: float) -> float | None:
        """The part's share of what the whole grew by; of all the first time and where nothing happened; None of 0."""
        before = self._counted.get(name)
        self._counted[name] = (part, whole)
        if before is not None and whole > before[1] and part >= before[0]:
            return (part - before[0]) / (whole - before[1])
        return part / whole if whole else None
