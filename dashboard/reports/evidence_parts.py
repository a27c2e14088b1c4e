"""Rows of queries as the parts of a report: error groups, samples, endpoints, steps of a trace, silences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.reports import model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

LONGEST_STACK, LONGEST_TEXT, LONGEST_RAW = 6_000, 1_000, 400
RISEN_TIMES, RISEN_BY = 2, 5
_ALERT = (
    "rule",
    "severity",
    "since",
    "fired_at",
    "resolved_at",
    "reason",
    "peak",
    "threshold",
    "acknowledged_at",
    "acknowledged_by",
)


def leading(errors: Iterable[model.ErrorGroup]) -> model.ErrorGroup | None:
    """The new or risen group with most occurrences above the baseline, or None."""
    notable = [group for group in errors if group.is_new or group.is_risen]
    return min(
        notable,
        key=lambda group: (group.occurrences_before - group.occurrences, not group.is_new, group.error_id),
        default=None,
    )


def affected(rows: list[dict[str, Any]], errors: tuple[model.ErrorGroup, ...]) -> model.Affected:
    """Who and what was hit, and when it began: with the leading error, else the first failed or slow request."""
    total: Mapping[str, Any] = next((row for row in rows if row["is_total"]), {})
    lead = leading(errors)
    first, by = (lead.first_at, f"the first {lead.error_type or 'error'}") if lead else (None, "")
    last = total.get("last_bad_at")
    if first is None and total.get("first_failed_at"):
        first, by = total["first_failed_at"], "the first failed request"
    if first is None and total.get("first_bad_at"):
        first, by = total["first_bad_at"], "the first slow request"
    return model.Affected(
        failed_requests=total.get("failed_requests", 0),
        slow_requests=total.get("slow_requests", 0),
        bad_requests=total.get("bad_requests", 0),
        users=total.get("users", 0),
        users_failed=total.get("users_failed", 0),
        first_bad_minute=_minute(first),
        first_bad_by=by,
        last_bad_minute=_minute(lead.last_at if lead else last),
        first_failed_at=total.get("first_failed_at"),
        last_failed_at=total.get("last_failed_at"),
        query="affected",
    )


def _minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0) if moment else None


def alert(row: Mapping[str, Any], query: str) -> model.Alert:
    """An alert with those who were told of it, in order of time; longer labels are cut."""
    told = zip(row["told_at"], row["channels"], row["events"], row["states"], strict=True)
    return model.Alert(
        labels={name: short(value) or "" for name, value in json.loads(row["labels"] or "{}").items()},
        told=tuple(
            model.Told(at=at, channel=channel, event=event or "", state=state) for at, channel, event, state in told
        ),
        query=query,
        **{name: row[name] for name in _ALERT},
    )


def error_group(row: Mapping[str, Any], samples: tuple[model.ErrorSample, ...]) -> model.ErrorGroup:
    """A group with its numbers in the window and in the baseline."""
    now, before = row["occurrences"], row["occurrences_before"]
    return model.ErrorGroup(
        error_id=row["error_id"],
        error_type=row["error_type"],
        error_message=short(row["error_message"]),
        services=tuple(row["services"] or ()),
        routes=tuple(row["routes"] or ()),
        hosts=tuple(row["hosts"] or ()),
        occurrences=now,
        occurrences_before=before,
        users=row["users"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        first_seen=row["first_seen"],
        is_new=row["is_new"],
        is_risen=not row["is_new"] and now >= RISEN_TIMES * before and now - before >= RISEN_BY,
        samples=samples,
    )


def error_sample(row: Mapping[str, Any]) -> model.ErrorSample:
    """One occurrence of an error, with texts that are not too long."""
    kept = ("service", "host", "method", "trace_id", "request_id", "user_id", "client_ip")
    return model.ErrorSample(
        **{key: row[key] for key in kept},
        at=row["ts"],
        path=short(row["path"]),
        message=short(row["error_message"] or row["message"]),
        stack=_cut_stack(row["stack_trace"]),
    )


def _cut_stack(stack: str | None) -> str | None:
    """A stack that is not too long: its beginning and, where the exception stands, its end."""
    if stack is None or len(stack) <= LONGEST_STACK:
        return stack
    half = LONGEST_STACK // 2
    return f"{stack[:half]}\n… {len(stack) - 2 * half:,} characters are left out …\n{stack[-half:]}"


def short(text: str | None) -> str | None:
    """A text of at most `LONGEST_TEXT` characters."""
    return text if text is None or len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def raw_line(raw: bytes) -> str:
    """The beginning of an invalid line, as far as it can be read."""
    return raw.decode("utf-8", "replace")[:LONGEST_RAW]


def step(row: Mapping[str, Any]) -> model.Step:
    """One record of a slow request's trace."""
    request = " ".join(str(part) for part in (row["method"], row["path"]) if part)
    said = row["message"] or request
    text = f"{row['error_type']}: {said}" if row["error_type"] else said
    return model.Step(
        at=row["ts"],
        service=row["service"],
        source=row["source"],
        level=row["level"],
        text=short(text) or "",
        status=row["status"],
        duration_ms=row["duration_ms"],
    )


def endpoint_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells endpoints apart: service, method, route."""
    return row["service"], row["method"], row["route"]


def endpoint(now: Mapping[str, Any], before: Mapping[str, Any], hurt: Mapping[str, Any]) -> model.Endpoint:
    """An endpoint's numbers in the window, in the baseline, and of the requests that failed or were slow."""
    kept = ("service", "method", "route", "requests", "failed_requests", "slow_requests", "p50_ms", "p95_ms")
    return model.Endpoint(
        **{key: now[key] for key in kept},
        requests_before=before.get("requests", 0),
        failed_before=before.get("failed_requests", 0),
        slow_before=before.get("slow_requests", 0),
        p95_before_ms=before.get("p95_ms"),
        users=hurt.get("users", 0),
        first_failed_at=hurt.get("first_failed_at"),
        last_failed_at=hurt.get("last_failed_at"),
    )


def harm(endpoint: model.Endpoint) -> int:
    """Failed and slow requests above the baseline."""
    return endpoint.failed_requests - endpoint.failed_before + endpoint.slow_requests - endpoint.slow_before


def rank(endpoint: model.Endpoint, most: int, lead: model.ErrorGroup | None) -> tuple[Any, ...]:
    """Most harm first, but before all the endpoint that the leading error was raised in.

    A failure passes from callee to caller, so both have nearly the same numbers; the callee is where it began.
    """
    began_here = lead is not None and 2 * harm(endpoint) >= most > 0 and _raised_in(endpoint, lead)
    return (not began_here, -harm(endpoint), -endpoint.requests, endpoint.service or "", endpoint.name)


def _raised_in(endpoint: model.Endpoint, group: model.ErrorGroup) -> bool:
    return endpoint.service in group.services and any(
        route in (endpoint.name, endpoint.route) for route in group.routes
    )


def silences(points: Iterable[model.Point], bucket: timedelta, to_ts: datetime) -> tuple[model.Silence, ...]:
    """Stretches of buckets without records, where there are any records at all."""
    found: list[list[datetime]] = []
    anything = False
    for point in points:
        anything = anything or point.records > 0
        start = point.at.replace(tzinfo=None)
        end = min(start + bucket, to_ts)
        if point.records:
            continue
        if found and found[-1][1] == start:
            found[-1][1] = end
        else:
            found.append([start, end])
    return tuple(model.Silence.model_validate({"from": start, "to": end}) for start, end in found) if anything else ()
