"""The charts of a report: which series of the evidence, in which order and under which title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard.reports import charts
from dashboard.reports.charts import Bar, Chart, Line, Paint
from dashboard.reports.evidence_parts import leading
from dashboard.reports.formatting import clock
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from dashboard.reports.model import Evidence, Point, Series

_MOST_ENDPOINTS = 6
_LONGEST_LABEL = 28


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its title; `svg` draws it in given colours."""

    title: str
    note: str
    svg: Callable[[Paint], str]


def pictures(evidence: Evidence) -> list[Picture]:
    """All charts, in the report's order."""
    drawn: list[Picture] = []
    if any(point.requests for point in evidence.minutes.points):
        drawn += [_requests(evidence), _latency(evidence)]
    drawn.append(_records(evidence))
    drawn.append(_hours(evidence))
    endpoints = _endpoints(evidence)
    return [*drawn, endpoints] if endpoints else drawn


def _requests(evidence: Evidence) -> Picture:
    series = evidence.minutes

    def lines(paint: Paint) -> list[Line]:
        ok = [point.requests - point.failed_requests for point in series.points]
        return [
            Line("failed", paint.error, [point.failed_requests for point in series.points]),
            Line("answered", paint.calm, ok),
            *_ghost(series, "failed", paint, lambda point: float(point.failed_requests)),
        ]

    return _per_minute(evidence, "Requests per minute", lines)


def _latency(evidence: Evidence) -> Picture:
    series = evidence.minutes

    def lines(paint: Paint) -> list[Line]:
        return [
            Line("p95", paint.accent, [point.p95_ms for point in series.points], "line"),
            Line("p50", paint.calm, [point.p50_ms for point in series.points], "line"),
            *_ghost(series, "p95", paint, lambda point: point.p95_ms),
        ]

    return _per_minute(evidence, "Latency per minute", lines, numbers.milliseconds)


def _records(evidence: Evidence) -> Picture:
    series = evidence.minutes

    def lines(paint: Paint) -> list[Line]:
        rest = [point.records - point.errors - point.warnings for point in series.points]
        return [
            Line("ERROR and CRITICAL", paint.error, [point.errors for point in series.points]),
            Line("WARNING", paint.warning, [point.warnings for point in series.points]),
            Line("others", paint.calm, rest),
            *_ghost(series, "all", paint, lambda point: float(point.records)),
        ]

    return _per_minute(evidence, "Records per minute", lines)


def _per_minute(
    evidence: Evidence,
    title: str,
    lines: Callable[[Paint], list[Line]],
    show: Callable[[float | None], str] = numbers.count,
) -> Picture:
    """A chart over the window's minutes, with what happened in it."""
    series = evidence.minutes

    def svg(paint: Paint) -> str:
        return charts.draw(_chart(title, series, lines(paint), show, _marks(evidence)), paint)

    return Picture(title, _note(evidence, series), svg)


def _hours(evidence: Evidence) -> Picture:
    series = evidence.hours
    window = evidence.window
    has_requests = any(point.requests for point in series.points)

    def svg(paint: Paint) -> str:
        bad = [point.failed_requests if has_requests else point.errors for point in series.points]
        slow = [point.slow_requests if has_requests else point.warnings for point in series.points]
        lines = [
            Line("failed requests" if has_requests else "errors", paint.error, bad),
            Line("slow requests" if has_requests else "warnings", paint.warning, slow),
        ]
        chart = _chart("Per hour", series, lines, numbers.count, (), band=(window.from_ts, window.to_ts))
        return charts.draw(chart, paint)

    title = "Failed and slow requests per hour" if has_requests else "Errors and warnings per hour"
    return Picture(title, series.note, svg)


def _endpoints(evidence: Evidence) -> Picture | None:
    shown = [one for one in evidence.endpoints if one.p95_ms is not None][:_MOST_ENDPOINTS]
    if not shown:
        return None
    bars = [
        Bar(
            one.name,
            one.p95_ms,
            one.p95_before_ms if evidence.baseline.kind != "none" else None,
            f"{numbers.milliseconds(one.p95_ms)}  {numbers.percent(one.error_rate)} failed",
        )
        for one in shown
    ]
    note = "p95 as a bar" + (f", {_before(evidence)} as a line across" if evidence.baseline.kind != "none" else "")
    return Picture("Endpoints", note, lambda paint: charts.compare("Endpoints by p95", bars, paint))


def _chart(  # noqa: PLR0913, PLR0917 (what is drawn over time)
    title: str,
    series: Series,
    lines: list[Line],
    show: Callable[[float | None], str],
    marks: tuple[tuple[datetime, str], ...],
    band: tuple[datetime, datetime] | None = None,
) -> Chart:
    start = series.points[0].at
    bucket = timedelta(seconds=series.bucket_seconds)
    end = start + bucket * len(series.points)
    inside = tuple((at, label) for at, label in marks if start <= at <= end)
    return Chart(title, start, bucket, lines, show, inside, band)


def _ghost(series: Series, what: str, paint: Paint, of: Callable[[Point], float | None]) -> list[Line]:
    """The baseline as a dotted line."""
    if not series.before:
        return []
    values = [of(point) for point in series.before][: len(series.points)]
    return [Line(f"{what} in the baseline", paint.text, values + [None] * (len(series.points) - len(values)), "ghost")]


def _marks(evidence: Evidence) -> tuple[tuple[datetime, str], ...]:
    """The version that appeared, and the first of the leading error."""
    marks = [(one.first_at, f"{one.service or ''} {one.version}".strip()) for one in evidence.versions[:2]]
    lead = leading(evidence.errors)
    if lead is not None and lead.is_new:
        marks.append((lead.first_at, f"first {lead.error_type or 'error'}"))
    return tuple((at, f"{clock(at.replace(second=0, microsecond=0))} {label[:_LONGEST_LABEL]}") for at, label in marks)


def _before(evidence: Evidence) -> str:
    return "the week before" if evidence.baseline.kind == "week before" else "the period before"


def _note(evidence: Evidence, series: Series) -> str:
    parts = [series.note] if series.note else []
    if series.before:
        parts.append(f"dotted: {_before(evidence)}")
    return "; ".join(parts)
