"""The parts of a report, typed: the same classes make the JSON, its schema, and the input of every renderer.

All of it is frozen and in a fixed order, so that the same facts are the same bytes. Times are UTC. A change of these
classes that readers of the JSON would notice raises `VERSION` and writes a new file into `schemas`.

One long module: it is the JSON's whole schema, read from its leaves to its root.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

VERSION = 1
"""The version of the report's JSON."""


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC, without what is zero: 2026-11-18T11:17:00Z, 2026-11-18T11:19:01.832Z."""
    text = _utc(moment).isoformat(timespec="microseconds").removesuffix("+00:00").rstrip("0")
    return text.removesuffix(".") + "Z"


Moment: TypeAlias = Annotated[
    datetime,
    AfterValidator(_utc),
    PlainSerializer(iso, return_type=str),
    Field(json_schema_extra={"format": "date-time"}),
]
Unit: TypeAlias = Literal["count", "share", "ms"]


class Part(BaseModel):
    """A part of a report: frozen, without other fields than those of its class."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Part):
    """[from, to), and the services that are looked at (none: all)."""

    from_ts: Moment = Field(serialization_alias="from", validation_alias="from")
    to_ts: Moment = Field(serialization_alias="to", validation_alias="to")
    services: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.to_ts - self.from_ts).total_seconds()


class Baseline(Part):
    """What the window is held against."""

    window: Window
    kind: Literal["week before", "period before", "none"]
    reason: str = Field(description="one sentence on why this one")


class Number(Part):
    """A headline number; shares run from 0 to 1. `query` names the one in `queries` that gave it."""

    name: str
    label: str
    unit: Unit
    value: float | None
    before: float | None
    more_is_worse: bool
    query: str


class Point(Part):
    """One bucket of a series; p50 and p95 are null where there was no timed request."""

    at: Moment
    records: int
    errors: int
    warnings: int
    requests: int
    failed_requests: int
    slow_requests: int
    p50_ms: float | None
    p95_ms: float | None


class Series(Part):
    """Buckets without gaps (a bucket without records is all zeros), and the same buckets of the baseline."""

    bucket_seconds: int
    points: tuple[Point, ...]
    before: tuple[Point, ...]
    query: str
    note: str = Field(description="what part of the window this is, empty where it is all of it")


class Change(Part):
    """Something that changed between baseline and window, beyond chance."""

    kind: str
    name: str
    said: str
    tone: Literal["worse", "better", "different"]
    score: float = Field(description="signed, from -π to π; see docs/pages.md")
    n_before: int
    n_after: int
    is_new: bool
    sampled: bool = Field(description="whether it was found in a sample of the records")


class Version(Part):
    """A version of a service that the day before does not know."""

    service: str | None
    version: str
    first_at: Moment
    last_at: Moment
    query: str


class ErrorSample(Part):
    """One occurrence."""

    at: Moment
    service: str | None
    host: str | None
    message: str | None
    stack: str | None
    method: str | None
    path: str | None
    trace_id: str | None
    request_id: str | None
    user_id: str | None
    client_ip: str | None


class ErrorGroup(Part):
    """An error group that occurred in the window. `is_risen`: twice as often as before, and by five or more."""

    error_id: str
    error_type: str | None
    error_message: str | None = Field(description="of the first occurrence in the window")
    services: tuple[str, ...]
    routes: tuple[str, ...]
    hosts: tuple[str, ...]
    occurrences: int
    occurrences_before: int
    users: int
    first_at: Moment
    last_at: Moment
    first_seen: Moment = Field(description="over everything that is stored")
    is_new: bool
    is_risen: bool
    samples: tuple[ErrorSample, ...]


class Endpoint(Part):
    """An endpoint in the window and in the baseline; percentiles are within 1 %."""

    service: str | None
    method: str | None
    route: str | None
    requests: int
    failed_requests: int
    slow_requests: int
    p50_ms: float | None
    p95_ms: float | None
    requests_before: int
    failed_before: int
    slow_before: int
    p95_before_ms: float | None
    users: int = Field(description="with a failed or slow request; null ids are not counted")
    first_failed_at: Moment | None
    last_failed_at: Moment | None

    @property
    def name(self) -> str:
        """`POST /api/orders`."""
        return " ".join(part for part in (self.method, self.route) if part) or "(no route)"

    @property
    def error_rate(self) -> float:
        """The share that failed."""
        return self.failed_requests / self.requests if self.requests else 0.0

    @property
    def error_rate_before(self) -> float | None:
        """The share that failed in the baseline, None where there were no requests."""
        return self.failed_before / self.requests_before if self.requests_before else None


class Step(Part):
    """One record of a trace."""

    at: Moment
    service: str | None
    source: str | None
    level: str | None
    text: str
    status: int | None
    duration_ms: float | None


class SlowRequest(Part):
    """A request and what was written under its trace id."""

    at: Moment
    duration_ms: float
    service: str | None
    host: str | None
    method: str | None
    path: str | None
    route: str | None
    status: int | None
    trace_id: str | None
    request_id: str | None
    user_id: str | None
    client_ip: str | None
    trace: tuple[Step, ...]


class Affected(Part):
    """Requests that failed (status of 500 or more) or were slow, and the users with known ids that made them."""

    failed_requests: int
    slow_requests: int
    bad_requests: int = Field(description="failed, slow or both")
    users: int
    users_failed: int
    first_bad_minute: Moment | None
    first_bad_by: str = Field(description="what the first bad minute goes by")
    last_bad_minute: Moment | None
    first_failed_at: Moment | None
    last_failed_at: Moment | None
    query: str


class Source(Part):
    """What one log stream said."""

    service: str | None
    source: str
    records: int
    records_before: int


class Incomplete(Part):
    """A file that reaches into the window and may be incomplete."""

    path: str
    service: str | None
    source: str
    state: str
    gap: str | None
    gap_bytes: int
    possible_duplicates: int
    dropped_rows: int
    lag_bytes: int
    note: str | None


class Rejected(Part):
    """Invalid lines among those of the window."""

    path: str
    reason: str
    rejects: int
    first_raw: str


class Silence(Part):
    """Buckets without a single record."""

    from_ts: Moment = Field(serialization_alias="from", validation_alias="from")
    to_ts: Moment = Field(serialization_alias="to", validation_alias="to")


class Ledger(Part):
    """What was read, and what is missing."""

    sources: tuple[Source, ...]
    incomplete: tuple[Incomplete, ...]
    rejected: tuple[Rejected, ...]
    silences: tuple[Silence, ...]
    gap_bytes: int
    lag_bytes: int
    rejects: int


class Told(Part):
    """A notification that told of an alert; `at` is when the other side had it, or when it was decided."""

    at: Moment
    channel: str
    event: str = Field(description="firing, repeat, resolved, no_data or error")
    state: str = Field(description="sent, waiting, sending, failed or refused")


class Alert(Part):
    """An alert that fired at some time of the window."""

    rule: str
    labels: dict[str, str | None] = Field(description="null where it was left out of the report")
    severity: str
    since: Moment | None = Field(description="when its condition began to hold")
    fired_at: Moment
    resolved_at: Moment | None = Field(description="null where it still fired when the evidence was gathered")
    reason: str = Field(description="why it ended")
    peak: float | None
    threshold: float | None
    acknowledged_at: Moment | None
    acknowledged_by: str | None
    told: tuple[Told, ...]
    query: str

    @property
    def name(self) -> str:
        """The rule, and what it fired for: `redis_down probe=cache`."""
        return " ".join([self.rule, *(f"{name}={value}" for name, value in sorted(self.labels.items()) if value)])


class Query(Part):
    """The SQL behind numbers, as it ran."""

    name: str
    title: str
    sql: str


class Evidence(Part):
    """Everything that the data says of a window."""

    window: Window
    baseline: Baseline
    slow_request_ms: float = Field(description="a request that took so long is slow")
    numbers: tuple[Number, ...]
    affected: Affected
    changes: tuple[Change, ...]
    versions: tuple[Version, ...]
    minutes: Series
    hours: Series
    errors: tuple[ErrorGroup, ...]
    endpoints: tuple[Endpoint, ...]
    slowest: tuple[SlowRequest, ...]
    ledger: Ledger
    queries: tuple[Query, ...]
    alerts: tuple[Alert, ...] = Field(default=(), description="by when they fired")

    def number(self, name: str) -> Number:
        """A headline number by its name."""
        return next(number for number in self.numbers if number.name == name)


class Entry(Part):
    """One line of the time line: what people wrote, or what the data says."""

    at: Moment
    text: str
    by: Literal["people", "data"]


class Sentence(Part):
    """One sentence of the summary and its sources: JSON Pointers (RFC 6901) into the report.

    Names from logs stand between backticks in `text`. `topic` is what happened, how it was over everything, or how far
    the numbers can be trusted.
    """

    topic: Literal["event", "overall", "trust"]
    text: str
    facts: tuple[str, ...]


class Description(Part):
    """What people say of the incident; a report of a window that is no incident has no id."""

    incident_id: str | None
    title: str
    severity: Literal["SEV1", "SEV2", "SEV3", "SEV4"] | None
    status: Literal["open", "mitigated", "resolved"] | None
    author: str
    notes: str = Field(description="Markdown")
    changed_at: Moment | None


class Contents(Part):
    """What was let into the report."""

    samples: bool
    user_ids: bool
    addresses: bool


class Report(Part):
    """An incident report."""

    format: Literal["longtail-report"] = "longtail-report"
    version: Literal[1] = 1
    generator: str
    generated_at: Moment
    contents: Contents
    incident: Description
    summary: tuple[Sentence, ...]
    timeline: tuple[Entry, ...]
    evidence: Evidence
