"""Asks the warehouse for everything that a report says about a window, at one moment, and records the SQL.

Nothing here is written for people: `summary` makes words of it. Everything is exact but percentiles (within 1 %) and
what is said to be sampled, and in a fixed order: the same warehouse and window give the same evidence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from dashboard import reads
from dashboard.reads import Window, changes, incidents, sql_text
from dashboard.reads.changes import Comparison
from dashboard.reports import evidence_parts, model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import polars as pl

    from dashboard.reads import Question
    from sql.warehouse import Warehouse

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LONGEST_BY_MINUTE = timedelta(hours=6)
"""Of longer windows, the minutes of the worst six hours are told."""

LEAD = timedelta(hours=1)
"""A version that came so long before the window is still looked for."""

MOST_CHANGES, MOST_GROUPS, MOST_ENDPOINTS, MOST_SLOWEST, MOST_VERSIONS, SAMPLES_A_GROUP = 25, 20, 15, 10, 6, 3
MOST_ALERTS = 100
TIMEOUT_SECONDS = 60.0
_VERSION_SAMPLE = 50_000
_VERSION_MARGIN = timedelta(minutes=10)
_MANY_REQUESTS = 100 * 10 * MOST_SLOWEST
_CHANGE_KINDS: tuple[changes.Kind, ...] = ("endpoint", "error", "pattern", "host", "service", "version")
P = TypeVar("P", bound=model.Part)


def gather(warehouse: Warehouse, from_ts: datetime, to_ts: datetime, services: tuple[str, ...] = ()) -> model.Evidence:
    """The evidence of a window (UTC without a zone), over all services where none is named.

    Raises `QueryError` where a question fails or takes too long.
    """
    window = Window(from_ts, to_ts, services=services or None, from_records=to_ts - from_ts <= reads.FINE_SPAN)
    with reads.snapshot(warehouse, timeout_seconds=TIMEOUT_SECONDS) as ask:
        return _Gathering(ask, window).evidence()


class _Gathering:
    """One gathering of evidence: it asks, and keeps every question by name."""

    def __init__(self, ask: Callable[[Question], pl.DataFrame], window: Window) -> None:
        self._unnamed = ask
        self._window = window
        self._asked: dict[str, Question] = {}
        self._before, self._baseline = self._choose_baseline()
        self._headline = self._ask("headline", _headline(self._window)).row(0, named=True)

    def _ask(self, name: str, question: Question) -> pl.DataFrame:
        """Ask, and keep the question under `name`."""
        self._asked[name] = question
        return self._unnamed(question)

    def _numbered(self, name: str) -> Callable[[Question], pl.DataFrame]:
        """A way to ask that keeps the questions under `name` and a number, each once."""
        seen: dict[Question, str] = {}

        def ask(question: Question) -> pl.DataFrame:
            return self._ask(seen.setdefault(question, f"{name}_{len(seen) + 1}"), question)

        return ask

    def _choose_baseline(self) -> tuple[Window, model.Baseline]:
        week, period = self._window.shifted(WEEK), self._window.before()
        span = self._unnamed(reads.data_range())
        first = span["first_ts"].item() if span.height else None
        overlaps = self._window.span > WEEK
        if not overlaps and self._records(week):
            return week, _baseline(week, "week before", "The baseline is the same time a week before.")
        why = "the window is longer than a week" if overlaps else "there are no records of the same time a week before"
        if self._records(period):
            reason = f"The baseline is the period of the same length right before, because {why}."
            return period, _baseline(period, "period before", reason)
        begins = "nothing is stored" if first is None else f"what is stored begins on {first:%Y-%m-%d at %H:%M:%S} UTC"
        reason = f"There is no baseline: neither a week before nor right before are there records ({begins})."
        return period, _baseline(period, "none", reason)

    def _records(self, window: Window) -> int:
        return int(self._unnamed(_headline(window))["records"].item())

    def evidence(self) -> model.Evidence:
        """Ask everything."""
        errors = self._errors()
        affected_rows = self._ask("affected", incidents.affected(self._window)).to_dicts()
        hours = self._hours()
        minutes = self._minutes(hours)
        alerts = self._alerts()
        affected = evidence_parts.affected(affected_rows, errors)
        return model.Evidence(
            window=_window(self._window),
            baseline=self._baseline,
            slow_request_ms=self._headline["slow_request_ms"],
            numbers=self._numbers(affected, errors),
            affected=affected,
            changes=self._changes(),
            versions=self._versions(),
            minutes=minutes,
            hours=hours,
            errors=errors,
            endpoints=self._endpoints(affected_rows, evidence_parts.leading(errors)),
            slowest=self._slowest(),
            ledger=self._ledger(minutes),
            alerts=alerts,
            queries=tuple(
                model.Query(name=name, title=question.title, sql=sql_text.runnable(question))
                for name, question in self._asked.items()
            ),
        )

    # numbers

    def _numbers(self, affected: model.Affected, errors: Iterable[model.ErrorGroup]) -> tuple[model.Number, ...]:
        now = self._headline
        before = self._ask("headline_before", _headline(self._before)).row(0, named=True)
        found = [
            model.Number(
                name=name,
                label=label,
                unit=unit,
                value=now[name],
                before=before[name] if self._baseline.kind != "none" else None,
                more_is_worse=worse,
                query="headline",
            )
            for name, label, unit, worse in _NUMBERS
        ]
        groups = list(errors)
        return (
            *found,
            _number("affected_users", "Users with a failed or slow request", affected.users, "affected"),
            _number("new_errors", "New error groups", sum(group.is_new for group in groups), "errors"),
        )

    # series

    def _hours(self) -> model.Series:
        """The window by hour, with the day before where it is shorter than one."""
        start = _floor(self._window.from_ts, HOUR) - (DAY if self._window.span < DAY else timedelta())
        whole, end = _floor(self._window.to_ts, HOUR), self._window.to_ts
        parts = [("hours", replace(self._window, from_ts=start, to_ts=whole), False)]
        if whole < end:
            parts.append(("last_hour", replace(self._window, from_ts=whole, to_ts=end), True))
        return self._series(parts, HOUR, "hours", "" if self._window.span >= DAY else "with the 24 hours before")

    def _minutes(self, hours: model.Series) -> model.Series:
        """The window by minute, or its worst six hours."""
        window, note = self._window, ""
        if window.span > LONGEST_BY_MINUTE:
            start = _worst_hours(hours, window)
            window = replace(
                window, from_ts=max(window.from_ts, start), to_ts=min(window.to_ts, start + LONGEST_BY_MINUTE)
            )
            note = "the six hours with most failed and slow requests and errors"
        first = _floor(window.from_ts, MINUTE)
        return self._series([("minutes", replace(window, from_ts=first), True)], MINUTE, "minutes", note)

    def _series(self, parts: list[tuple[str, Window, bool]], bucket: timedelta, name: str, note: str) -> model.Series:
        shift = self._window.from_ts - self._before.from_ts
        now: list[model.Point] = []
        before: list[model.Point] = []
        for part, window, from_records in parts:
            now += self._points(part, window, bucket, from_records=from_records)
            earlier = replace(window, from_ts=window.from_ts - shift, to_ts=window.to_ts - shift)
            if self._baseline.kind != "none" and (bucket == MINUTE or shift % HOUR == timedelta()):
                before += self._points(f"{part}_before", earlier, bucket, from_records=from_records)
        return model.Series(
            bucket_seconds=int(bucket.total_seconds()), points=tuple(now), before=tuple(before), query=name, note=note
        )

    def _points(self, name: str, window: Window, bucket: timedelta, *, from_records: bool) -> list[model.Point]:
        asked = replace(window, origin=_floor(window.from_ts, bucket))
        frame = self._ask(name, incidents.series(asked, bucket, from_records=from_records))
        found = {row["bucket"]: row for row in frame.iter_rows(named=True)}
        points = []
        at = asked.origin
        while at < window.to_ts:
            row = found.get(at)
            points.append(
                model.Point(at=at, **{key: row[key] for key in _POINT}) if row else model.Point(at=at, **_NOTHING)
            )
            at += bucket
        return points

    # what changed

    def _changes(self) -> tuple[model.Change, ...]:
        if self._baseline.kind == "none":
            return ()
        comparison = Comparison.of(self._window, self._before)
        found = changes.find(self._numbered("changes"), comparison, _CHANGE_KINDS)
        return tuple(
            model.Change(
                kind=one.kind,
                name=one.name,
                said=one.said,
                tone=one.tone,
                score=round(one.score, 6),
                n_before=one.n_before,
                n_after=one.n_after,
                is_new=one.is_new,
                sampled=one.sampled,
            )
            for one in found[:MOST_CHANGES]
        )

    def _versions(self) -> tuple[model.Version, ...]:
        looked = replace(self._window, from_ts=self._window.from_ts - LEAD)
        before = replace(looked, from_ts=looked.from_ts - DAY, to_ts=looked.from_ts)
        sample = changes.shares(self._unnamed, Comparison.of(looked, before), _VERSION_SAMPLE)
        frame = self._ask("versions", incidents.versions(looked, before, sample.after, sample.before))
        found = []
        for number, row in enumerate(frame.head(MOST_VERSIONS).iter_rows(named=True), start=1):
            span = {"first_at": row["first_sampled"], "last_at": row["last_sampled"]}
            name = "versions"
            if sample.after < 1:
                name = f"version_{number}"
                question = incidents.version_span(_version_window(looked, row), row)
                exact = self._ask(name, question).row(0, named=True)
                span |= {key: moment for key, moment in exact.items() if moment is not None}
            found.append(model.Version(service=row["service"], version=row["version"], query=name, **span))
        return tuple(sorted(found, key=lambda one: (one.first_at, one.service or "", one.version)))

    # errors

    def _errors(self) -> tuple[model.ErrorGroup, ...]:
        frame = self._ask("errors", incidents.errors(self._window, self._before, MOST_GROUPS))
        rows = list(frame.iter_rows(named=True))
        ids = tuple(sorted(row["error_id"] for row in rows))
        samples: dict[str, list[model.ErrorSample]] = {error_id: [] for error_id in ids}
        if ids:
            found = self._ask("error_samples", incidents.error_samples(self._window, ids, SAMPLES_A_GROUP))
            for row in found.iter_rows(named=True):
                samples[row["error_id"]].append(evidence_parts.error_sample(row))
        return tuple(evidence_parts.error_group(row, tuple(samples[row["error_id"]])) for row in rows)

    # endpoints and requests

    def _endpoints(self, affected: list[dict[str, Any]], lead: model.ErrorGroup | None) -> tuple[model.Endpoint, ...]:
        now = self._ask("endpoints", incidents.endpoints(self._window)).to_dicts()
        before = self._ask("endpoints_before", incidents.endpoints(self._before)).to_dicts()
        earlier = {evidence_parts.endpoint_key(row): row for row in before}
        hurt = {evidence_parts.endpoint_key(row): row for row in affected if not row["is_total"]}
        found = [
            evidence_parts.endpoint(
                row, earlier.get(evidence_parts.endpoint_key(row), {}), hurt.get(evidence_parts.endpoint_key(row), {})
            )
            for row in now
        ]
        most = max((evidence_parts.harm(endpoint) for endpoint in found), default=0)
        found.sort(key=lambda endpoint: evidence_parts.rank(endpoint, most, lead))
        return tuple(found[:MOST_ENDPOINTS])

    def _slowest(self) -> tuple[model.SlowRequest, ...]:
        # Of so many requests the slowest are above p99, which is known to 1 %; the others need no sorting.
        many = self._headline["requests"] >= _MANY_REQUESTS and self._headline["p99_ms"] is not None
        least_ms = 0.95 * self._headline["p99_ms"] if many else 0.0
        rows = self._ask("slowest", incidents.slowest(self._window, MOST_SLOWEST, least_ms)).to_dicts()
        ids = tuple(sorted({row["trace_id"] for row in rows if row["trace_id"]}))
        steps: dict[str, list[model.Step]] = {trace_id: [] for trace_id in ids}
        if ids:
            for row in self._ask("traces", incidents.traces(self._window, ids)).iter_rows(named=True):
                steps[row["trace_id"]].append(evidence_parts.step(row))
        return tuple(
            model.SlowRequest(
                **{key: row[key] for key in _REQUEST},
                at=row["ts"],
                path=evidence_parts.short(row["path"]),
                trace=tuple(steps.get(row["trace_id"] or "", ())),
            )
            for row in rows
        )

    def _alerts(self) -> tuple[model.Alert, ...]:
        rows = self._ask("alerts", incidents.alerts(self._window, MOST_ALERTS)).to_dicts()
        return tuple(evidence_parts.alert(row, "alerts") for row in rows)

    # the ledger

    def _ledger(self, minutes: model.Series) -> model.Ledger:
        sources = self._ask("sources", incidents.sources(self._window, self._before)).to_dicts()
        files = self._ask("files", incidents.files(self._window)).to_dicts()
        rejected = self._ask("rejects", incidents.rejects(self._window)).to_dicts()
        return model.Ledger(
            sources=_parts(model.Source, sources),
            incomplete=_parts(model.Incomplete, files),
            rejected=tuple(
                model.Rejected(
                    path=row["path"],
                    reason=row["reason"],
                    rejects=row["rejects"],
                    first_raw=evidence_parts.raw_line(row["first_raw"]),
                )
                for row in rejected
            ),
            silences=evidence_parts.silences(minutes.points, MINUTE, self._window.to_ts),
            gap_bytes=sum(row["gap_bytes"] for row in files),
            lag_bytes=sum(row["lag_bytes"] for row in files),
            rejects=sum(row["rejects"] for row in rejected),
        )


_NUMBERS: tuple[tuple[str, str, model.Unit, bool], ...] = (
    ("records", "Records", "count", False),
    ("requests", "Requests", "count", False),
    ("failed_requests", "Failed requests", "count", True),
    ("error_rate", "Error rate", "share", True),
    ("slow_requests", "Slow requests", "count", True),
    ("slow_share", "Share of slow requests", "share", True),
    ("p50_ms", "p50 latency", "ms", True),
    ("p95_ms", "p95 latency", "ms", True),
    ("p99_ms", "p99 latency", "ms", True),
    ("errors", "Records of level ERROR or CRITICAL", "count", True),
)
_POINT = ("records", "errors", "warnings", "requests", "failed_requests", "slow_requests", "p50_ms", "p95_ms")
_NOTHING: Mapping[str, Any] = {key: None if key.endswith("_ms") else 0 for key in _POINT}
_REQUEST = (
    "duration_ms",
    "service",
    "host",
    "method",
    "route",
    "status",
    "trace_id",
    "request_id",
    "user_id",
    "client_ip",
)


def _headline(window: Window) -> Question:
    return reads.bind("report_headline", window)


def _number(name: str, label: str, value: int, query: str) -> model.Number:
    return model.Number(name=name, label=label, unit="count", value=value, before=None, more_is_worse=True, query=query)


def _window(window: Window) -> model.Window:
    return model.Window.model_validate(
        {"from": window.from_ts, "to": window.to_ts, "services": tuple(window.services or ())}
    )


def _baseline(window: Window, kind: str, reason: str) -> model.Baseline:
    return model.Baseline.model_validate({"window": _window(window), "kind": kind, "reason": reason})


def _parts(kind: type[P], rows: Iterable[Mapping[str, Any]]) -> tuple[P, ...]:
    return tuple(kind.model_validate(row) for row in rows)


def _floor(moment: datetime, bucket: timedelta) -> datetime:
    return moment - (moment - reads.MONDAY) % bucket


def _worst_hours(hours: model.Series, window: Window) -> datetime:
    """Where the six hours begin that have most failed and slow requests and errors; the first of equals."""
    points = [point for point in hours.points if point.at.replace(tzinfo=None) >= _floor(window.from_ts, HOUR)]
    harm = [point.failed_requests + point.slow_requests + point.errors for point in points]
    sums = [sum(harm[index : index + 6]) for index in range(max(1, len(harm) - 5))]
    return points[max(range(len(sums)), key=lambda index: (sums[index], -index))].at.replace(tzinfo=None)


def _version_window(window: Window, row: Mapping[str, Any]) -> Window:
    """Where a version that a sample found can have been: up to the nearest samples of another, and a little beyond."""
    start, end = window.from_ts, window.to_ts
    if row["after_ts"] is not None:
        start = max(start, row["after_ts"] - _VERSION_MARGIN)
    if row["before_ts"] is not None:
        end = min(end, row["before_ts"] + _VERSION_MARGIN)
    return replace(window, from_ts=min(start, row["first_sampled"]), to_ts=max(end, row["last_sampled"]))
