"""What a demo's lines depend on. The lines of a minute are a function of the plan and the minute, of nothing else.

So a demo that was stopped goes on where it was, a history of two days is the end of one of eight, and the same plan
gives the same bytes.
"""

import json
from dataclasses import asdict, dataclass
from math import exp
from typing import Self

from dashboard.demo import troubles
from dashboard.demo.clock import DAY, HOUR, MINUTE
from dashboard.demo.services import DOOR, SERVICES

INCIDENT_MINUTES = 40
OUTAGE_MINUTES = 2
GOOD_RELEASE, BAD_RELEASE = 0, 1
WEEKDAY = (42, 34, 29, 27, 27, 31, 42, 58, 80, 98, 112, 128, 150, 142, 118, 112, 115, 126, 148, 172, 180, 158, 108, 60)
WEEKEND = (48, 40, 33, 28, 27, 28, 33, 44, 60, 84, 104, 114, 116, 112, 108, 106, 108, 116, 130, 142, 140, 118, 82, 50)
MEAN = sum(WEEKDAY) / 24
GROWTH = 0.02
"""The shop's growth from day to day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A demo's seed, span and incident; times are microseconds since the epoch.

    `rate` is the records a second of an average weekday minute; `services` are those whose files are written; `outages`
    are the minutes at which the shop's Redis went away while the demo ran (dashboard/demo/outages.py), in order.
    """

    seed: int
    began: int
    now: int
    rate: float
    incident_at: int
    services: tuple[str, ...] = (*SERVICES, DOOR.name)
    outages: tuple[int, ...] = ()

    @classmethod
    def make(cls, seed: int, now: int, days: float, rate: float, services: tuple[str, ...] | None = None) -> Self:
        """A plan whose history ends `now` and whose incident is a few hours old, in the busiest stretch there was."""
        began = (now - int(days * DAY)) // MINUTE * MINUTE
        latest = (now - 2 * HOUR) // MINUTE
        starts = range(max(latest - 9 * 60, began // MINUTE + 30), latest - INCIDENT_MINUTES, 7)
        if not starts:
            raise ValueError(f"{days} days are too short for an incident; take a quarter of a day or more.")
        busiest = max(starts, key=lambda minute: rhythm((minute + INCIDENT_MINUTES // 2) * MINUTE))
        return cls(seed, began, now, rate, busiest * MINUTE, services or (*SERVICES, DOOR.name))

    @property
    def incident_end(self) -> int:
        """When the bad release was rolled back."""
        return self.incident_at + INCIDENT_MINUTES * MINUTE

    def is_bad(self, start: int, end: int) -> bool:
        """Whether [start, end] lies wholly in the time of the bad release."""
        return self.incident_at <= start and end < self.incident_end

    def outage_end(self, ts: int) -> int:
        """When the outage of Redis that `ts` lies in is over; 0 where it lies in none."""
        lasts = OUTAGE_MINUTES * MINUTE
        outages = [(start, start + lasts) for start in reversed(self.outages)]
        before = troubles.spans(self, troubles.CACHE)
        return next((ended for begun, ended in (*outages, *before) if begun <= ts < ended), 0)

    def is_out(self, ts: int) -> bool:
        """Whether the shop's Redis refuses connections at `ts`."""
        return self.outage_end(ts) > 0

    def release(self, service: str, ts: int) -> int:
        """The last number of the service's version at `ts`: orders stays, but for the incident; others go up weekly."""
        if service == "orders":
            return BAD_RELEASE if self.incident_at <= ts < self.incident_end else GOOD_RELEASE
        return (ts - 4 * DAY - 10 * HOUR) // (7 * DAY) % 50

    def volume(self, ts: int) -> float:
        """Records a second to expect at `ts`: the day's rhythm, and a little less the longer ago."""
        return self.rate * rhythm(ts) * exp(GROWTH * min(ts - self.now, 0) / DAY)

    def to_json(self) -> str:
        """The plan as its file keeps it."""
        fields = {name: value for name, value in asdict(self).items() if value or name != "outages"}
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan that `to_json` wrote."""
        fields = json.loads(text)
        lists = {"services": tuple(fields["services"]), "outages": tuple(fields.get("outages", ()))}
        return cls(**{**fields, **lists})


def rhythm(ts: int) -> float:
    """How busy the shop is at `ts`, 1 in a weekday's mean: low at night, peaks at lunch and in the evening."""
    days, rest = divmod(ts, DAY)
    curve = WEEKEND if days % 7 in {2, 3} else WEEKDAY  # 1 January 1970 was a Thursday
    hour, part = divmod(rest, HOUR)
    here, there = curve[hour], curve[(hour + 1) % 24]
    return (here + (there - here) * part / HOUR) / MEAN
