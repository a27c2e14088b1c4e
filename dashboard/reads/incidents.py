"""The questions behind incidents and their reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dashboard import reads
from dashboard.reads.moments import earlier, later
from ingest.decisions.incidents import Entry, Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboard.reads import Question, Value, Window

VERSION_KEYS = ("version", "app_version", "release", "service.version", "service_version", "build", "git_sha", "commit")
"""Common names of the attribute with the version of the service."""

VERSION_PATHS = tuple(f'$."{key}"' for key in VERSION_KEYS)


def current(incident_id: str | None = None, limit: int = 200) -> Question:
    """Incidents as they stand, the latest first, or one of them."""
    return reads.bind("current_incidents", incident_id=incident_id, limit=limit)


def frozen(incident_id: str) -> Question:
    """One row: captured_at, content; none where nothing was frozen."""
    return reads.bind("frozen_evidence", incident_id=incident_id)


def incidents(frame: pl.DataFrame) -> list[Incident]:
    """The rows of `current` as incidents."""
    return [
        Incident(
            **{key: value for key, value in row.items() if key not in {"services", "timeline"}},
            services=tuple(row["services"]),
            timeline=tuple(Entry(entry["at"], entry["text"]) for entry in row["timeline"]),
        )
        for row in frame.iter_rows(named=True)
    ]


def series(window: Window, bucket: timedelta, *, from_records: bool, slower_ms: float | None = None) -> Question:
    """bucket, records, errors, warnings, requests, failed_requests, slow_requests, slower, p50_ms, p95_ms."""
    asked = replace(window, bucket=bucket, from_records=from_records)
    return reads.bind("report_series", asked, slower_ms=slower_ms)


def affected(window: Window, limit: int = 20) -> Question:
    """What failed or was slow, in all (`is_total`) and by endpoint: requests, users, first and last moments."""
    return reads.bind("report_affected", window, limit=limit)


def endpoints(window: Window, limit: int = 500) -> Question:
    """service, method, route, requests, failed_requests, slow_requests, error_rate, p50_ms, p95_ms."""
    return reads.bind("report_endpoints", window, limit=limit)


def errors(window: Window, before: Window, limit: int = 30) -> Question:
    """Error groups of the window, new ones first, then by how much they rose."""
    return _against("report_errors", window, before, limit=limit)


def error_samples(window: Window, error_ids: tuple[str, ...], per_group: int = 3) -> Question:
    """The first occurrences of each group, with message and stack."""
    return reads.bind("report_error_samples", window, error_ids=error_ids, per_group=per_group)


def slowest(window: Window, limit: int = 10, least_ms: float = 0.0) -> Question:
    """The slowest requests, none below `least_ms`."""
    return reads.bind("report_slowest", window, least_ms=least_ms, limit=limit)


def traces(window: Window, trace_ids: tuple[str, ...], per_trace: int = 40) -> Question:
    """The records of some traces, five minutes around the window included."""
    some = timedelta(minutes=5)
    around = replace(window, from_ts=earlier(window.from_ts, some), to_ts=later(window.to_ts, some))
    return reads.bind("report_traces", around, trace_ids=trace_ids, per_trace=per_trace)


def versions(window: Window, before: Window, share: float, before_share: float) -> Question:
    """service, version, n_after, first_sampled, last_sampled, after_ts, before_ts: versions new since `before`."""
    return _against("report_versions", window, before, paths=VERSION_PATHS, share=share, before_share=before_share)


def version_span(window: Window, sampled: Mapping[str, Any]) -> Question:
    """One row: first_at, last_at of a version that `versions` found, looked for in the window."""
    return reads.bind(
        "report_version_span",
        window,
        **{name: sampled[name] for name in ("service", "version", "first_sampled", "last_sampled")},
        paths=VERSION_PATHS,
    )


def alerts(window: Window, limit: int = 200) -> Question:
    """Alerts that fired in the window: rule, labels, fired_at, resolved_at, acknowledged_by, told_at, channels …."""
    return reads.bind("report_alerts", window, limit=limit)


def rejects(window: Window, limit: int = 50) -> Question:
    """path, reason, rejects, first_raw: invalid lines among those of the window."""
    return reads.bind("report_rejects", window, limit=limit)


def files(window: Window, limit: int = 50) -> Question:
    """Files that reach into the window and may be incomplete."""
    return reads.bind("report_files", window, limit=limit)


def sources(window: Window, before: Window) -> Question:
    """service, source, records, records_before."""
    return _against("report_sources", window, before)


def _against(query: str, window: Window, before: Window, **more: Value) -> Question:
    return reads.bind(query, window, before_from_ts=before.from_ts, before_to_ts=before.to_ts, **more)
