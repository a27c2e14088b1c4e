"""What the Requests page asks: endpoints and how they changed, one endpoint, and lists of single requests.

Lists over long ranges are asked in two steps: the rollups say in which hours, and from which duration on, there are
enough, and only that is read (DuckDB skips the rest by each row group's largest and smallest value).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Literal, TypeAlias

from dashboard.reads import Question, Window, bind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import polars as pl

    from dashboard.reads import Value

Subset: TypeAlias = Literal["all", "slow", "failed"]
Sort: TypeAlias = Literal["time", "p95", "change", "requests", "errors", "slow", "apdex"]
_Span: TypeAlias = "tuple[datetime, datetime]"
MOST_ENDPOINTS = 500
MOST_LISTED = 50
_MOST_SLOTS = 24
_MOST_SPANS = 8
"""As many as the macro logs_within reads."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is asked for; an empty text means no limit."""

    service: str
    method: str
    route: str

    @property
    def key(self) -> str:
        """As a link says it: the three parts, with tabs between them."""
        return f"{self.service}\t{self.method}\t{self.route}"

    @property
    def title(self) -> str:
        """As people say it: `GET /orders/{id}`."""
        return " ".join(part for part in (self.method, self.route or "(no route)") if part)


def endpoint_of(key: str) -> Endpoint | None:
    """The endpoint that a link names, or None."""
    parts = key.split("\t")
    return Endpoint(*parts) if len(parts) == 3 else None  # noqa: PLR2004 (service, method and route)


def stored() -> Question:
    """One row: requests, over all time."""
    return bind("stored_requests")


def endpoints(window: Window, before: Window, now: datetime, slow_ms: float, sort: Sort = "time") -> Question:
    """service, method, route, requests, rate, error_rate, percentiles, p95_change, apdex, share_of_time and more."""
    seconds = max(1.0, (min(window.to_ts, max(now, window.from_ts)) - window.from_ts).total_seconds())
    return bind(
        "endpoints",
        window.hourly(),
        before_from_ts=before.from_ts,
        before_to_ts=before.to_ts,
        seconds=seconds,
        slow_ms=slow_ms,
        sort=sort,
        limit=MOST_ENDPOINTS,
    )


def endpoint_trends(window: Window) -> Question:
    """service, method, route, p95_trend: about 24 values from the window's begin to its end."""
    buckets = ceil(window.span / window.bucket / _MOST_SLOTS)
    slots = replace(window, bucket=window.bucket * buckets, origin=window.from_ts, from_records=window.fine)
    return bind("endpoint_trends", slots)


def headline(window: Window, slow_ms: float, endpoint: Endpoint | None = None) -> Question:
    """One row: requests, failed_requests, slow_requests, error_rate, slow_share, avg_ms, p50/p95/p99_ms, apdex."""
    return bind("requests_headline", window.hourly(), slow_ms=slow_ms, endpoint=_parts(endpoint))


def series(window: Window, slow_ms: float, endpoint: Endpoint | None = None) -> Question:
    """Bucket, what `headline` has, and status_2xx … status_5xx, status_other."""
    return bind("requests_series", window, slow_ms=slow_ms, endpoint=_parts(endpoint))


def latency_map(window: Window, endpoint: Endpoint | None = None) -> Question:
    """bucket, band, low_ms, high_ms, requests."""
    return bind("latency_map", window, endpoint=_parts(endpoint))


def statuses(window: Window, endpoint: Endpoint | None = None) -> Question:
    """status, requests, share."""
    return bind("request_statuses", window, endpoint=_parts(endpoint))


def hosts(window: Window, endpoint: Endpoint | None = None, limit: int = 100) -> Question:
    """host, requests, failed_requests, error_rate, p50_ms, p95_ms."""
    return bind("request_hosts", window.hourly(), endpoint=_parts(endpoint), limit=limit)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The requests of a list: their kind and endpoint, newest or slowest first."""

    subset: Subset = "slow"
    newest: bool = False
    slow_ms: float = 0.0
    endpoint: Endpoint | None = None
    limit: int = MOST_LISTED


def listed(window: Window, wanted: Wanted, ask: Callable[[Question], pl.DataFrame]) -> Question:
    """The slowest or newest requests; `ask` answers the question that bounds where they are."""
    if window.fine:
        return unbounded(window, wanted)
    bound = ask(bind("requests_bound", window, **_of(wanted))).row(0, named=True)
    grain = timedelta(hours=1 if wanted.newest else 6)
    spans = _few([(max(begin, window.from_ts), min(begin + grain, window.to_ts)) for begin in bound["begins"] or ()])
    if bound["least_ms"] is None or wanted.subset == "failed":
        return _within(spans, window, wanted)
    least = max(wanted.slow_ms if wanted.subset == "slow" else 0.0, float(bound["least_ms"]))
    return _within(spans, window, replace(wanted, subset="slow", slow_ms=least))


def unbounded(window: Window, wanted: Wanted) -> Question:
    """The slowest or newest requests, wherever they are in the window."""
    return _within([(window.from_ts, window.to_ts)], window, wanted)


def _within(spans: Sequence[_Span], window: Window, wanted: Wanted) -> Question:
    begins = tuple(begin.isoformat(" ") for begin, _ in spans)
    ends = tuple(end.isoformat(" ") for _, end in spans)
    return bind("request_list", window, begins=begins, ends=ends, **_of(wanted))


def _few(spans: Sequence[_Span]) -> list[_Span]:
    """Spans in order of time as at most `_MOST_SPANS`: those with the least between them become one."""
    gaps = sorted(range(1, len(spans)), key=lambda after: spans[after][0] - spans[after - 1][1], reverse=True)
    kept = {after for after in gaps[: _MOST_SPANS - 1] if spans[after][0] > spans[after - 1][1]}
    few: list[_Span] = []
    for after, (begin, end) in enumerate(spans):
        if few and after not in kept:
            few[-1] = (few[-1][0], max(end, few[-1][1]))
        else:
            few.append((begin, end))
    return few


def _of(wanted: Wanted) -> dict[str, Value]:
    return {
        "endpoint": _parts(wanted.endpoint),
        "subset": wanted.subset,
        "slow_ms": wanted.slow_ms,
        "newest": wanted.newest,
        "limit": wanted.limit,
    }


def _parts(endpoint: Endpoint | None) -> tuple[str, ...] | None:
    return None if endpoint is None else (endpoint.service, endpoint.method, endpoint.route)


def compared(window: Window, compare: str) -> Window:
    """The window to compare with: the day or the week before, else the time of the same length right before."""
    shift = {"day": timedelta(days=1), "week": timedelta(days=7)}.get(compare, window.span)
    return window.shifted(shift)
