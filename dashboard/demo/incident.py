"""The demo's own record of its incident, for whoever wants to compare what Longtail says with what happened."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from dashboard.demo import bugs
from dashboard.demo.clock import MINUTE, moment
from dashboard.demo.files import NOTES
from dashboard.demo.plan import BAD_RELEASE, GOOD_RELEASE, Plan
from dashboard.demo.records import SLOW_MS, Line
from dashboard.demo.services import PLACE_ORDER, SERVICES

FILE = "incident.json"


@dataclass(frozen=True, slots=True)
class Incident:
    """A bad deploy and what it did, counted from the lines that were written.

    Times are UTC; the incident is [started_at, ended_at). `requests` are all to the endpoint in that time;
    `failed_requests` those that raised the exception (status 500), `slow_requests` those that took 500 ms or more (the
    failed ones among them), `users` the customers of either. `first_bad_minute` is that of the first exception.
    """

    started_at: datetime
    ended_at: datetime
    first_bad_minute: datetime
    service: str
    endpoint: str
    method: str
    route: str
    exception_type: str
    version: str
    previous_version: str
    requests: int
    failed_requests: int
    slow_requests: int
    users: int

    def to_json(self) -> str:
        """The record as its file keeps it."""
        return json.dumps(asdict(self), indent=2, default=lambda value: value.isoformat()) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The record that `to_json` wrote."""
        fields = json.loads(text)
        times = {name: datetime.fromisoformat(fields[name]) for name in ("started_at", "ended_at", "first_bad_minute")}
        return cls(**{**fields, **times})


def path_of(directory: Path) -> Path:
    """Where a demo in `directory` keeps its record."""
    return directory / NOTES / FILE


def read(directory: Path) -> Incident:
    """The record of the demo in `directory`; FileNotFoundError where there is none."""
    return Incident.from_json(path_of(directory).read_text("utf-8"))


@dataclass(slots=True)
class Tally:
    """Counts the incident while the history is written."""

    plan: Plan
    requests: int = 0
    failed: int = 0
    slow: int = 0
    users: set[str] = field(default_factory=set)
    first_bad: int = 0

    def count(self, lines: Iterable[Line]) -> None:
        """Take notice of a day's lines of the access and errors streams of the service, in order of time."""
        for ts, stream, text in lines:
            if not self.plan.incident_at <= ts < self.plan.incident_end:
                continue
            record = json.loads(text)
            if stream.endswith("/errors"):
                if record["exception"]["type"] == bugs.PAYMENT_TIMEOUT.type and not self.first_bad:
                    self.first_bad = ts
            elif (record["method"], record["route"]) == (PLACE_ORDER.method, PLACE_ORDER.route):
                self._request(record["status"] == 500, record["duration_ms"] >= SLOW_MS, record["user_id"])

    def _request(self, failed: bool, slow: bool, user: str) -> None:  # noqa: FBT001 (two facts about one request)
        self.requests += 1
        self.failed += failed
        self.slow += slow
        if failed or slow:
            self.users.add(user)

    def incident(self) -> Incident:
        """The record of what was counted."""
        service = PLACE_ORDER.service
        series = SERVICES[service].series
        first = (self.first_bad or self.plan.incident_at) // MINUTE * MINUTE
        return Incident(
            started_at=moment(self.plan.incident_at),
            ended_at=moment(self.plan.incident_end),
            first_bad_minute=moment(first),
            service=service,
            endpoint=f"{PLACE_ORDER.method} {PLACE_ORDER.route}",
            method=PLACE_ORDER.method,
            route=PLACE_ORDER.route,
            exception_type=bugs.PAYMENT_TIMEOUT.type,
            version=f"{series}.{BAD_RELEASE}",
            previous_version=f"{series}.{GOOD_RELEASE}",
            requests=self.requests,
            failed_requests=self.failed,
            slow_requests=self.slow,
            users=len(self.users),
        )
