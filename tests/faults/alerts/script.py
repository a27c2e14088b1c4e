"""What breaks and heals when, by a seed: services that log errors, a site that fails, queues that are long.

Times are seconds since the run began. A name breaks at most three times, so that nothing changes so often that its
notifications are held back (docs/alerts.md); then its place is taken by another name.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_BROKEN, _HEALTHY = (30.0, 45.0), (30.0, 50.0)
"""How long each lasts: longer than a rule's window and a start of the server together."""
_MOST_PHASES = 3
_HOUR = 3600.0
_PLACES = {"service": 4, "site": 3, "queue": 3}


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing: its kind, its name, when it is there, and when it is broken."""

    kind: str
    name: str
    begins: float
    ends: float
    phases: tuple[tuple[float, float], ...]

    def is_there(self, at: float) -> bool:
        """Whether it exists then."""
        return self.begins <= at < self.ends

    def is_broken(self, at: float) -> bool:
        """Whether it is broken then."""
        return any(first <= at < last for first, last in self.phases)


class Script:
    """All subjects of a run of so many seconds; all are healthy at its end and after it."""

    def __init__(self, seed: int, seconds: float) -> None:
        self._chance = random.Random(seed)
        self.seconds = seconds
        self.subjects = [
            subject
            for kind, places in _PLACES.items()
            for place in range(places)
            for subject in (self._site(place) if kind == "site" else self._line(kind, place))
        ]

    def of(self, kind: str) -> list[Subject]:
        """Those of a kind."""
        return [subject for subject in self.subjects if subject.kind == kind]

    def _line(self, kind: str, place: int) -> list[Subject]:
        """One after the other in the same place. The last stays to the end."""
        found: list[Subject] = []
        begins = 0.0
        while True:
            phases = self._phases(begins)
            after = phases[-1][1] + 30.0 if len(phases) == _MOST_PHASES else float("inf")
            name = f"{kind}-{place}-{len(found)}"
            if after >= self.seconds:
                return [*found, Subject(kind, name, begins, float("inf"), phases)]
            found.append(Subject(kind, name, begins, after, phases))
            begins = after

    def _site(self, place: int) -> list[Subject]:
        """A site has its name for ever, as the settings name it: so it rests after its phases."""
        phases: list[tuple[float, float]] = []
        begins = 0.0
        while begins < self.seconds:
            phases += self._phases(begins)
            begins += _HOUR + _BROKEN[1]
        return [Subject("site", f"site-{place}", 0.0, float("inf"), tuple(phases))]

    def _phases(self, begins: float) -> tuple[tuple[float, float], ...]:
        found = []
        for _ in range(_MOST_PHASES):
            first = begins + self._chance.uniform(*_HEALTHY) * (0.3 if begins == 0.0 else 1.0)
            last = first + self._chance.uniform(*_BROKEN)
            if last > self.seconds:
                break
            found.append((first, last))
            begins = last
        return tuple(found)
