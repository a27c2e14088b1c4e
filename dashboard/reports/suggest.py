"""Finds where a metric left its usual range and came back, and says how it decided.

What is usual comes from medians, which an incident among them does not move, and the median absolute deviation (MAD;
times 1.4826 it estimates a standard deviation): per hour of the week over the four weeks before where at least three of
them are there, else over the hours of the period before, else over the range itself. A minute's excess is how far it
lies above what is usual at most; the window is the run of minutes with the largest sum of excess (Page, Continuous
inspection schemes, Biometrika 1954), so that one good minute in a bad hour does not end it. Long ranges are searched by
hour first and then, around what was found, by minute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log, sqrt
from statistics import median
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from dashboard import reads
from dashboard.reads import incidents
from dashboard.style import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import polars as pl

    from dashboard.reads import Question, Window
    from sql.warehouse import Warehouse

Metric: TypeAlias = Literal["error rate", "slow share", "p95", "records"]
METRICS: tuple[Metric, ...] = get_args(Metric)
HISTORY = timedelta(weeks=4)
LONGEST_BY_MINUTE = timedelta(hours=6)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_MAD_TO_SIGMA = 1.4826
_SIGMAS = 3.0
_FEWEST_WEEKS, _FEWEST_HOURS = 3, 6
_LEAST_Z, _LEAST_EVENTS = 5.0, 3
_SHARE_ABOVE_P95 = 0.05
_FLOORS: Mapping[Metric, tuple[float, float]] = {
    "error rate": (0.005, 0.0),
    "slow share": (0.01, 0.0),
    "p95": (10.0, 0.25),
    "records": (10.0, 0.3),
}
"""The least half-width of a usual range: absolute, and as a share of the median."""


_COUNTS: Mapping[str, str] = {
    "records": "records",
    "requests": "requests",
    "failed": "failed_requests",
    "slow": "slow_requests",
    "slower": "slower",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A window, and in one or two sentences why this one."""

    from_ts: datetime
    to_ts: datetime
    metric: Metric
    why: str
    came_back: bool


@dataclass(frozen=True, slots=True)
class _Range:
    """What a metric usually is."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What was counted in an hour or a minute."""

    at: datetime
    records: int
    requests: int
    failed: int
    slow: int
    slower: int
    p95_ms: float | None

    def value(self, metric: Metric) -> float | None:
        """The metric in this bucket; None if there is nothing to measure."""
        if metric == "records":
            return float(self.records)
        if metric == "p95":
            return self.p95_ms
        if not self.requests:
            return None
        return (self.failed if metric == "error rate" else self.slow) / self.requests


@dataclass(frozen=True, slots=True)
class _Found:
    """A run of buckets with an unusual excess, how much, and what it was compared with."""

    metric: Metric
    first: datetime
    last: datetime
    z: float
    observed: float | None
    usual: _Range


def suggest(warehouse: Warehouse, search: Window, metric: Metric | None = None) -> Suggestion | None:
    """The window in `search` in which `metric` (None: the most unusual one) was out of its usual range.

    None where nothing stands out. Raises `QueryError` where a question fails.
    """
    with reads.snapshot(warehouse) as ask:
        return _Search(ask, search).best(METRICS if metric is None else (metric,))


class _Search:
    """One search: the range, what is usual in it, and how to ask."""

    def __init__(self, ask: Callable[[Question], pl.DataFrame], search: Window) -> None:
        self._ask = ask
        self._range = replace(search, from_ts=_floor(search.from_ts, MINUTE))
        start = _floor(search.from_ts, HOUR)
        history = self._buckets(replace(search, from_ts=start - HISTORY, to_ts=start), HOUR, None)
        within = self._buckets(replace(search, from_ts=start), HOUR, None)
        self._usual = _Usual(history, within, search.span)

    def best(self, metrics: Iterable[Metric]) -> Suggestion | None:
        found = [one for metric in metrics if (one := self._find(metric)) is not None]
        if not found:
            return None
        return self._told(max(found, key=lambda one: one.z))

    def _find(self, metric: Metric) -> _Found | None:
        slower_ms = self._usual.of(metric, None).high if metric == "p95" else None
        window = self._range
        if window.span > LONGEST_BY_MINUTE:
            hours = self._buckets(replace(window, from_ts=_floor(window.from_ts, HOUR)), HOUR, slower_ms)
            coarse = _stands_out(hours, metric, self._usual, HOUR, least_z=0.0)
            if coarse is None:
                return None
            window = replace(
                window,
                from_ts=max(window.from_ts, coarse.first - HOUR),
                to_ts=min(window.to_ts, coarse.last + HOUR),
            )
        return _stands_out(self._buckets(window, MINUTE, slower_ms), metric, self._usual, MINUTE)

    def _buckets(self, window: Window, bucket: timedelta, slower_ms: float | None) -> list[_Bucket]:
        asked = replace(window, origin=reads.MONDAY)
        frame = self._ask(incidents.series(asked, bucket, from_records=bucket < HOUR, slower_ms=slower_ms))
        found = {row["bucket"]: row for row in frame.iter_rows(named=True)}
        if not found:
            return []
        at, end = (max(_floor(window.from_ts, bucket), min(found)) if bucket == HOUR else window.from_ts), window.to_ts
        buckets = []
        while at < end:
            row = found.get(at, {})
            counts = {field: row.get(name, 0) for field, name in _COUNTS.items()}
            buckets.append(_Bucket(at, **counts, p95_ms=row.get("p95_ms")))
            at += bucket
        return buckets

    def _told(self, found: _Found) -> Suggestion:
        came_back = found.last < self._range.to_ts
        first, last = max(self._range.from_ts, found.first - MINUTE), min(self._range.to_ts, found.last + MINUTE)
        show = _SHOWN[found.metric]
        usual = f"between {show(found.usual.low)} and {show(found.usual.high)}"
        if found.metric != "records" or found.usual.low <= 0:
            usual = f"at most {show(found.usual.high)}"
        per = " a minute" if found.metric == "records" else ""
        back = "came back" if came_back else "has not come back by the end of the range"
        why = (
            f"The {_NAMES[found.metric]} left its usual range at {_clock(found.first)} and {back}"
            f"{f' at {_clock(found.last)}' if came_back else ''} (UTC): {show(found.observed)}{per} in between, where "
            f"{usual}{per} is usual. Usual is the median and three deviations (MAD) {self._usual.basis}; "
            "a minute is added on either side."
        )
        return Suggestion(first, last, found.metric, why, came_back)


class _Usual:
    """What is usual, by metric and hour."""

    def __init__(self, history: Sequence[_Bucket], within: Sequence[_Bucket], span: timedelta) -> None:
        self._by_hour: dict[int, list[_Bucket]] = {}
        for bucket in history:
            self._by_hour.setdefault(_hour_of_week(bucket.at), []).append(bucket)
        weeks = [len(self._by_hour.get(_hour_of_week(bucket.at), ())) for bucket in within]
        self._weekly = bool(weeks) and min(weeks) >= _FEWEST_WEEKS
        before = [bucket for bucket in history if within and bucket.at >= within[0].at - max(span, 12 * HOUR)]
        self._rest = before if len(before) >= _FEWEST_HOURS else list(within)
        if self._weekly:
            self.basis = "of the same hour of the week over the four weeks before"
        elif self._rest is before:
            self.basis = f"of the {len(before)} hours before"
        else:
            self.basis = "over the range itself, as there is too little before it"
        self._all = list(history) if self._weekly else self._rest

    def of(self, metric: Metric, at: datetime | None) -> _Range:
        """The usual range of a metric at an hour, or at any."""
        weekly = self._weekly and at is not None
        buckets = self._by_hour[_hour_of_week(at)] if weekly and at is not None else self._all
        values = [value for bucket in buckets if (value := bucket.value(metric)) is not None]
        if not values:
            values = [0.0]
        middle = median(values)
        deviation = _MAD_TO_SIGMA * median(abs(value - middle) for value in values)
        least, share = _FLOORS[metric]
        half = max(_SIGMAS * deviation, least, share * middle)
        return _Range(middle, max(0.0, middle - half), middle + half)


def _stands_out(
    buckets: Sequence[_Bucket], metric: Metric, usual: _Usual, bucket: timedelta, *, least_z: float = _LEAST_Z
) -> _Found | None:
    """The run with the largest excess, where that is more than chance makes."""
    if not buckets:
        return None
    part = bucket / HOUR
    by_hour = {at: usual.of(metric, at) for at in {_floor(one.at, HOUR) for one in buckets}}
    ranges = [by_hour[_floor(one.at, HOUR)] for one in buckets]
    noise = _noise(buckets, ranges, part) if metric == "records" else 0.0
    if metric == "records":
        start, end, total = _unusual_volume(buckets, ranges, part, noise)
    else:
        start, end, total = _unusual_share(buckets, ranges, metric)
    if total <= 0:
        return None
    run, limits = buckets[start:end], ranges[start:end]
    z, events = _certainty(run, limits, metric, part, noise)
    if z < least_z or events < _LEAST_EVENTS:
        return None
    scale = 1 / 60 if metric == "records" else 1.0
    middle = _Range(*(median(getattr(one, name) for one in limits) * scale for name in ("middle", "low", "high")))
    return _Found(metric, run[0].at, run[-1].at + bucket, z, _observed(run, metric, bucket), middle)


def _noise(buckets: Sequence[_Bucket], ranges: Sequence[_Range], part: float) -> float:
    """The standard deviation of records from the usual number, by bucket: records come in bursts."""
    distances = [one.records - usual.middle * part for one, usual in zip(buckets, ranges, strict=True)]
    middle = median(distances)
    spread = _MAD_TO_SIGMA * median(abs(distance - middle) for distance in distances)
    return max(spread, sqrt(max(1.0, median(usual.middle for usual in ranges) * part)))


def _unusual_volume(
    buckets: Sequence[_Bucket], ranges: Sequence[_Range], part: float, noise: float
) -> tuple[int, int, float]:
    """The run with most records above their usual range, or missing below it."""
    pairs = list(zip(buckets, ranges, strict=True))
    above = [one.records - usual.high * part - _SIGMAS * noise for one, usual in pairs]
    below = [usual.low * part - _SIGMAS * noise - one.records for one, usual in pairs]
    return max(_largest(above), _largest(below), key=lambda run: run[2])


def _unusual_share(buckets: Sequence[_Bucket], ranges: Sequence[_Range], metric: Metric) -> tuple[int, int, float]:
    """The run in which most requests were bad beyond the usual share.

    Found twice: with the usual share at most, then with what lies between it and the share of the run that was found,
    so that single failures long before and after do not belong to it.
    """
    bad = [_bad(one, metric) for one in buckets]
    limits = [_SHARE_ABOVE_P95 if metric == "p95" else usual.high for usual in ranges]
    start, end, total = _largest(_beyond(buckets, bad, limits))
    if total <= 0:
        return start, end, total
    share = sum(bad[start:end]) / max(1, sum(one.requests for one in buckets[start:end]))
    return _largest(_beyond(buckets, bad, [_between(limit, share) for limit in limits]))


def _beyond(buckets: Sequence[_Bucket], bad: Sequence[int], limits: Sequence[float]) -> list[float]:
    tiny = 1e-9  # a bucket with nothing in it shall not be part of a run
    return [count - limit * one.requests - tiny for one, count, limit in zip(buckets, bad, limits, strict=True)]


def _between(usual: float, seen: float) -> float:
    """The share at which usual and seen are equally likely: the logarithmic mean (Poisson likelihoods)."""
    return (seen - usual) / log(seen / usual) if seen > usual > 0 else usual


def _bad(one: _Bucket, metric: Metric) -> int:
    """The requests that the metric counts as bad."""
    if metric == "p95":
        return one.slower
    return one.failed if metric == "error rate" else one.slow


def _largest(excess: Sequence[float]) -> tuple[int, int, float]:
    """Where the run with the largest sum begins and ends (not included), and its sum (Kadane's algorithm)."""
    best, start, total = (0, 0, 0.0), 0, 0.0
    for index, value in enumerate(excess):
        if total <= 0:
            start, total = index, 0.0
        total += value
        if total > best[2]:
            best = (start, index + 1, total)
    return best


def _certainty(
    run: Sequence[_Bucket], limits: Sequence[_Range], metric: Metric, part: float, noise: float
) -> tuple[float, float]:
    """How many standard deviations of chance the run lies from what is usual, and how many events are beyond it."""
    if metric == "records":
        seen = sum(one.records for one in run)
        expected = sum(one.middle * part for one in limits)
        drift = sum((one.high - one.middle) * part / _SIGMAS for one in limits)
        return abs(seen - expected) / (drift + noise * sqrt(len(run))), abs(seen - expected)
    seen = sum(_bad(one, metric) for one in run)
    shares = [_SHARE_ABOVE_P95 if metric == "p95" else limit.middle for limit in limits]
    expected = sum(share * one.requests for one, share in zip(run, shares, strict=True))
    return (seen - expected) / sqrt(max(expected, 1.0)), seen - expected


def _observed(run: Sequence[_Bucket], metric: Metric, bucket: timedelta) -> float | None:
    if metric == "records":
        return sum(one.records for one in run) / (len(run) * (bucket / MINUTE))
    if metric == "p95":
        values = [one.p95_ms for one in run if one.p95_ms is not None]
        return median(values) if values else None
    requests = sum(one.requests for one in run)
    return sum(_bad(one, metric) for one in run) / requests if requests else None


_NAMES: Mapping[Metric, str] = {
    "error rate": "error rate",
    "slow share": "share of slow requests",
    "p95": "p95 latency",
    "records": "number of records",
}
_SHOWN: Mapping[Metric, Callable[[float | None], str]] = {
    "error rate": numbers.percent,
    "slow share": numbers.percent,
    "p95": numbers.milliseconds,
    "records": numbers.count,
}


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M} on {moment.day} {moment:%b}"


def _hour_of_week(moment: datetime) -> int:
    return moment.weekday() * 24 + moment.hour


def _floor(moment: datetime, bucket: timedelta) -> datetime:
    return moment - (moment - reads.MONDAY) % bucket
